"""A subscription from the offer to the news, with a publisher and a hub as processes of their own behind sockets.

usage: websub_test.py BROADSHEET
"""
import hashlib
import hmac
import http.server
import json
import pathlib
import tempfile
import threading
import unittest
import urllib.error
import urllib.parse
import urllib.request

from program import Daemon, wait_for


def rss(*names):
    items = "".join(f"<item><title>{n}</title><guid isPermaLink='false'>{n}</guid><link>http://news.example/{n}</link></item>" for n in names)
    return f"<rss version='2.0'><channel><title>T</title><link>http://news.example/</link>{items}</channel></rss>".encode()


class Web(http.server.ThreadingHTTPServer):
    """The publisher at /feed and its hub at /hub."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.base = f"http://127.0.0.1:{self.server_address[1]}"
        self.polls, self.subscriptions = 0, []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", **fields):
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.server.polls += 1
        if self.headers.get("If-None-Match"):
            return self.answer(304)
        base = self.server.base
        self.answer(200, rss("one"), ETag='"1"', Link=f'<{base}/hub>; rel="hub", <{base}/feed>; rel="self"', Content_Type="application/rss+xml")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.subscriptions.append(dict(urllib.parse.parse_qsl(body, strict_parsing=True)))
        self.answer(202)


class WebSub(unittest.TestCase):
    def setUp(self):
        self.web = Web()
        self.folder = tempfile.TemporaryDirectory()
        config = pathlib.Path(self.folder.name, "feeds.toml")
        # The hub finds the daemon by itself: its port is not known before it listens.
        config.write_text(f'''[daemon]
database = "{self.folder.name}/store.db"
listen = ["127.0.0.1:0"]
base_url = "http://callback.example"
[fetch]
allow_private = true
[sections.world]
title = "World"
[[feeds]]
url = "{self.web.base}/feed"
sections = ["world"]
''')
        self.daemon = Daemon(config)

    def tearDown(self):
        self.assertEqual(self.daemon.stop(), 0)
        self.daemon.log.close()
        self.web.shutdown()
        self.web.server_close()
        self.folder.cleanup()

    def ask(self, path, body=None, **fields):
        request = urllib.request.Request(self.daemon.base + path, data=body, headers={k.replace("_", "-"): v for k, v in fields.items()})
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def titles(self):
        return {item["title"] for item in json.loads(self.ask("/world.json")[1])["items"]}

    def test_news_come_by_push(self):
        asked = wait_for("a subscription", lambda: self.web.subscriptions and self.web.subscriptions[0])
        self.assertEqual(asked["hub.mode"], "subscribe")
        self.assertEqual(asked["hub.topic"], f"{self.web.base}/feed")
        self.assertLess(len(asked["hub.secret"]), 200)
        self.assertTrue(asked["hub.callback"].startswith("http://callback.example/websub/"))
        path = urllib.parse.urlsplit(asked["hub.callback"]).path

        def verify(**more):
            query = {"hub.mode": "subscribe", "hub.topic": asked["hub.topic"], "hub.challenge": "x&y", "hub.lease_seconds": "86400"}
            return self.ask(path + "?" + urllib.parse.urlencode({**query, **more}))

        self.assertEqual(verify(**{"hub.topic": "http://other.example/"})[0], 404)
        self.assertEqual(verify(), (200, "x&y"))

        def push(body, secret=asked["hub.secret"], where=path):
            code = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
            return self.ask(where, body, Content_Type="application/rss+xml", X_Hub_Signature=f"sha256={code}")[0]

        self.assertEqual(push(rss("forged"), "guess") // 100, 2)
        self.assertEqual(push(rss("two", "one")) // 100, 2)
        wait_for("the news", lambda: self.titles() == {"one", "two"})
        self.assertEqual(push(rss("stray"), where="/websub/0123456789"), 410)
        self.assertEqual(self.web.polls, 1)
        self.assertEqual(self.titles(), {"one", "two"})


if __name__ == "__main__":
    unittest.main()
