"""A subscription from the offer to the news, with a publisher and a hub as processes of their own behind sockets.

usage: websub_test.py BROADSHEET
"""
import gzip
import hashlib
import hmac
import http.client
import json
import pathlib
import signal
import socket
import tempfile
import unittest
import urllib.error
import urllib.parse
import urllib.request

from program import Daemon, wait_for
from web import Answers, Web


def rss(*names):
    items = "".join(f"<item><title>{n}</title><guid isPermaLink='false'>{n}</guid><link>http://news.example/{n}</link></item>" for n in names)
    return f"<rss version='2.0'><channel><title>T</title><link>http://news.example/</link>{items}</channel></rss>".encode()


class Publisher(Web):
    """The feed at /feed and its hub at /hub."""

    def __init__(self):
        self.polls, self.subscriptions = 0, []
        super().__init__(FeedAndHub)


class FeedAndHub(Answers):
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
        self.web = Publisher()
        self.folder = tempfile.TemporaryDirectory()
        self.config = pathlib.Path(self.folder.name, "feeds.toml")
        # The hub finds the daemon by itself: its port is not known before it listens.
        self.config.write_text(f'''[daemon]
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
        self.daemon = Daemon(self.config)

    def tearDown(self):
        self.assertEqual(self.daemon.stop(), 0)
        self.daemon.log.close()
        self.web.close()
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

    def subscribe(self):
        """What the daemon asked of the hub, and the path that it wants to be called at."""
        asked = wait_for("a subscription", lambda: self.web.subscriptions and self.web.subscriptions[0])
        return asked, urllib.parse.urlsplit(asked["hub.callback"]).path

    def verify(self, path, topic, **more):
        query = {"hub.mode": "subscribe", "hub.topic": topic, "hub.challenge": "x&y", "hub.lease_seconds": "86400"}
        return self.ask(path + "?" + urllib.parse.urlencode({**query, **{k.replace("_", "."): v for k, v in more.items()}}))

    def push(self, path, body, secret, method="sha256", **fields):
        code = hmac.new(secret.encode(), body, method).hexdigest()
        return self.ask(path, body, Content_Type="application/rss+xml", X_Hub_Signature=f"{method}={code}", **fields)[0]

    def test_news_come_by_push(self):
        asked, path = self.subscribe()
        topic, secret = asked["hub.topic"], asked["hub.secret"]
        self.assertEqual(asked["hub.mode"], "subscribe")
        self.assertEqual(topic, f"{self.web.base}/feed")
        self.assertLess(len(secret), 200)
        self.assertTrue(asked["hub.callback"].startswith("http://callback.example/websub/"))
        self.assertEqual(self.verify(path, "http://other.example/")[0], 404)
        self.assertEqual(self.verify(path, topic), (200, "x&y"))
        self.assertEqual(self.push(path, rss("forged"), "guess") // 100, 2)
        self.assertEqual(self.ask(path, rss("unsigned"), Content_Type="application/rss+xml")[0] // 100, 2)
        self.assertEqual(self.push(path, rss("two", "one"), secret) // 100, 2)
        wait_for("the news", lambda: self.titles() == {"one", "two"})
        self.assertEqual(self.push("/websub/0123456789", rss("stray"), secret), 410)
        self.assertEqual(self.web.polls, 1)
        self.assertEqual(self.titles(), {"one", "two"})

    def test_pushes_may_be_large_and_coded(self):
        asked, path = self.subscribe()
        secret = asked["hub.secret"]
        large, larger = (rss("three") + b"<!--" + b"x" * size + b"-->" for size in (1 << 20, 3 << 20))
        self.assertEqual(self.push(path, large, secret), 413, "nobody is believed before the hub has been")
        self.verify(path, asked["hub.topic"])
        self.assertEqual(self.push(path, larger, secret) // 100, 2)
        self.assertEqual(self.push(path, gzip.compress(rss("four")), secret, "sha512", Content_Encoding="gzip") // 100, 2)
        self.assertEqual(self.push(path, rss("five"), secret, "sha1", Content_Encoding="odd"), 415)
        wait_for("the news", lambda: self.titles() == {"one", "three", "four"})
        self.assertEqual(self.push("/world", large, secret), 413)

    def test_a_push_that_waited_for_the_start_is_taken(self):
        asked, path = self.subscribe()
        self.verify(path, asked["hub.topic"])
        self.assertEqual(self.daemon.stop(), 0)
        self.daemon.log.close()
        body = rss("early", "one")
        code = hmac.new(asked["hub.secret"].encode(), body, "sha256").hexdigest()
        with socket.create_server(("127.0.0.1", 0)) as listener:
            client = http.client.HTTPConnection(*listener.getsockname(), timeout=60)
            client.request("POST", path, body, {"X-Hub-Signature": f"sha256={code}"})
            self.daemon = Daemon(self.config, listener)
            self.assertEqual(client.getresponse().status, 202)
            client.close()
        wait_for("the news", lambda: self.titles() == {"early", "one"})

    def test_a_burst_of_pushes_outlives_the_process(self):
        asked, path = self.subscribe()
        self.verify(path, asked["hub.topic"])
        names = [f"news {number}" for number in range(20)]
        for name in names:
            self.assertEqual(self.push(path, rss(name), asked["hub.secret"]), 202)
        self.daemon.stop(signal.SIGKILL)
        self.daemon.log.close()
        self.daemon = Daemon(self.config)
        wait_for("the news", lambda: self.titles() == {"one", *names})

    def test_a_feed_that_leaves_says_goodbye(self):
        asked, path = self.subscribe()
        topic = asked["hub.topic"]
        self.verify(path, topic)
        self.assertEqual(self.verify(path, topic, hub_mode="unsubscribe")[0], 404)
        text = self.config.read_text()
        self.config.write_text(text[:text.index("[[feeds]]")])
        self.daemon.process.send_signal(signal.SIGHUP)
        said = wait_for("a goodbye", lambda: len(self.web.subscriptions) > 1 and self.web.subscriptions[1])
        self.assertEqual(said, {"hub.mode": "unsubscribe", "hub.topic": topic, "hub.callback": asked["hub.callback"]})
        self.assertEqual(self.push(path, rss("late"), asked["hub.secret"]), 410)
        self.assertEqual(self.verify(path, topic)[0], 404)
        for _ in range(2):  # the hub may not have heard
            self.assertEqual(self.verify(path, topic, hub_mode="unsubscribe"), (200, "x&y"))


if __name__ == "__main__":
    unittest.main()
