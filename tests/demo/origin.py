"""A small origin on loopback with a feed of every format; each has a new article every few seconds.

Answers conditional requests as a good publisher does. Deterministic but for the clock.
"""
import datetime
import email.utils
import hashlib
import http.server
import json
import threading
from xml.sax.saxutils import escape

import reports

PARAGRAPHS = "<p>{text}</p><p>More is known only <a href=\"{link}\">at the source</a>, <em>pictures &amp; sound</em> included.</p>"


class Article:
    """One article of one feed; everything in it follows from its number, which counts the events from one."""

    def __init__(self, feed, number, time, base):
        self.number = number
        self.title, text = feed.events[number - 1][feed.wording]
        self.link = f"{base}/{feed.name}/{number}"
        self.time = time
        self.html = PARAGRAPHS.format(text=text or self.title, link=self.link)
        self.author = ("Ada Brandt", "Jonas Okafor", "Mei Castellanos")[number % 3]

    @property
    def rfc822(self):
        return email.utils.format_datetime(self.time)

    @property
    def rfc3339(self):
        return self.time.strftime("%Y-%m-%dT%H:%M:%SZ")


def rss2(feed, articles, base):
    items = "".join(
        f"<item><title>{escape(a.title)}</title><link>{a.link}</link><guid isPermaLink=\"false\">{feed.name}-{a.number}</guid>"
        f"<pubDate>{a.rfc822}</pubDate><dc:creator>{a.author}</dc:creator><category>{feed.section}</category>"
        f"<description>{escape(a.html)}</description></item>" for a in articles)
    return ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel>"
            f"<title>{feed.title}</title><link>{base}/</link><description>{feed.title}</description><language>en</language>{items}"
            "</channel></rss>"), "application/rss+xml; charset=utf-8"


def rss091(feed, articles, base):
    items = "".join(f"<item><title>{escape(a.title)}</title><link>{a.link}</link></item>" for a in articles)
    return (f"<?xml version=\"1.0\"?><rss version=\"0.91\"><channel><title>{feed.title}</title><link>{base}/</link>"
            f"<description>{feed.title}</description><language>en</language>{items}</channel></rss>"), "text/xml"


def rss1(feed, articles, base):
    listed = "".join(f"<rdf:li rdf:resource=\"{a.link}\"/>" for a in articles)
    items = "".join(f"<item rdf:about=\"{a.link}\"><title>{escape(a.title)}</title><link>{a.link}</link><dc:date>{a.rfc3339}</dc:date>"
                    f"<description>{escape(a.html)}</description></item>" for a in articles)
    return ("<?xml version=\"1.0\"?><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\""
            f" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel rdf:about=\"{base}/\"><title>{feed.title}</title><link>{base}/</link>"
            f"<description>{feed.title}</description><items><rdf:Seq>{listed}</rdf:Seq></items></channel>{items}</rdf:RDF>"), \
        "application/rdf+xml"


def atom1(feed, articles, base):
    entries = "".join(
        f"<entry><id>tag:demo.example,2026:{feed.name}/{a.number}</id><title>{escape(a.title)}</title><link href=\"{a.link}\"/>"
        f"<published>{a.rfc3339}</published><updated>{a.rfc3339}</updated><author><name>{a.author}</name></author>"
        f"<content type=\"html\">{escape(a.html)}</content></entry>" for a in articles)
    return (f"<?xml version=\"1.0\" encoding=\"utf-8\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><id>tag:demo.example,2026:{feed.name}</id>"
            f"<title>{feed.title}</title><updated>{articles[0].rfc3339}</updated><link href=\"{base}/\"/>{entries}</feed>"), \
        "application/atom+xml"


def atom03(feed, articles, base):
    entries = "".join(
        f"<entry><id>tag:demo.example,2026:{feed.name}/{a.number}</id><title>{escape(a.title)}</title>"
        f"<link rel=\"alternate\" type=\"text/html\" href=\"{a.link}\"/><issued>{a.rfc3339}</issued><modified>{a.rfc3339}</modified>"
        f"<content type=\"text/html\" mode=\"escaped\">{escape(a.html)}</content></entry>" for a in articles)
    return (f"<?xml version=\"1.0\" encoding=\"utf-8\"?><feed version=\"0.3\" xmlns=\"http://purl.org/atom/ns#\"><title>{feed.title}</title>"
            f"<link rel=\"alternate\" type=\"text/html\" href=\"{base}/\"/><modified>{articles[0].rfc3339}</modified>{entries}</feed>"), \
        "application/atom+xml"


def json_feed(feed, articles, base):
    items = [{"id": f"{feed.name}-{a.number}", "url": a.link, "title": a.title, "content_html": a.html,
              "date_published": a.rfc3339, "authors": [{"name": a.author}]} for a in articles]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": feed.title, "home_page_url": f"{base}/",
                       "items": items}), "application/feed+json"


class Feed:
    """`wording`: in which of the words that an event is told in."""

    def __init__(self, name, title, section, render, events, wording=0):
        self.name, self.title, self.section, self.render, self.events, self.wording = name, title, section, render, events, wording


FEEDS = (Feed("courier", "The Demo Courier", "world", rss2, reports.WORLD),
         Feed("tribune", "Demo Tribune", "world", atom1, reports.WORLD, 1),
         Feed("gazette", "The Old Gazette", "world", rss091, reports.WORLD, 2),
         Feed("lab", "Laboratory Notes", "science", json_feed, reports.SCIENCE),
         Feed("orbit", "Orbit Weekly", "science", rss1, reports.SCIENCE, 1),
         Feed("stage", "Stage and Page", "culture", atom03, reports.CULTURE))
SECTIONS = (("world", "World"), ("science", "Science"), ("culture", "Culture"))


class Origin:
    """Serves FEEDS on 127.0.0.1 at a port of the kernel's choice. publish() adds one article to the next feed that has any."""

    KEEP = 15

    def __init__(self, articles_at_start=6):
        self.lock = threading.Lock()
        self.requests = []
        handler = type("Handler", (_Handler,), {"origin": self})
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        start = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
        self.articles = {feed.name: [Article(feed, n, start - datetime.timedelta(minutes=7 * n + place), self.base)
                                     for n in range(1, articles_at_start + 1)] for place, feed in enumerate(FEEDS)}
        self.turn = 0
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def publish(self):
        """Adds one article to the feed whose turn it is, and returns the two; None when all is told."""
        with self.lock:
            for _ in FEEDS:
                feed = FEEDS[self.turn % len(FEEDS)]
                self.turn += 1
                known = self.articles[feed.name]
                if max(a.number for a in known) < len(feed.events):
                    break
            else:
                return None
            now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
            article = Article(feed, max(a.number for a in known) + 1, now, self.base)
            self.articles[feed.name] = [article] + known[:self.KEEP - 1]
            return feed, article

    def document(self, name):
        with self.lock:
            feed = next(f for f in FEEDS if f.name == name)
            text, content_type = feed.render(feed, self.articles[name], self.base)
            return text.encode(), content_type

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    origin = None

    def do_GET(self):
        name = self.path.removeprefix("/feeds/")
        if not self.path.startswith("/feeds/") or name not in self.origin.articles:
            self.answer(200, b"<!doctype html><title>Demo</title><p>An article would stand here.", "text/html")
            return
        body, content_type = self.origin.document(name)
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        status = 304 if self.headers.get("If-None-Match") == etag else 200
        self.origin.requests.append((name, status))
        self.answer(status, b"" if status == 304 else body, content_type, etag)

    def answer(self, status, body, content_type, etag=None):
        self.send_response(status)
        if status != 304:
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
        if etag:
            self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def config(origin, database, listen, base_url, interval="3s"):
    """A feeds.toml that polls the origin."""
    lines = ["[daemon]", f"database = {json.dumps(database)}", f"listen = [{json.dumps(listen)}]", 'title = "Broadsheet demo"',
             f'base_url = "{base_url}"', "[fetch]", "allow_private = true", f'interval = "{interval}"', 'min_interval = "1s"',
             "per_host = 4", 'host_spacing = "0s"']
    for section, title in SECTIONS:
        lines += [f"[sections.{section}]", f'title = "{title}"', 'language = "en"']
    for feed in FEEDS:
        lines += ["[[feeds]]", f'url = "{origin.base}/feeds/{feed.name}"', f'sections = ["{feed.section}"]']
    return "\n".join(lines) + "\n"
