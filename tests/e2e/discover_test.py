"""`broadsheet discover` as a server sees it: seldom, also where it redirects, not at all once it says stop, and as the daemon
that the config describes.

usage: discover_test.py BROADSHEET
"""
import subprocess
import tempfile
import time
import unittest

from program import PROGRAM
from web import Answers, Web

SPACING = 2  # seconds
FEED = b'<rss version="2.0"><channel><title>T</title><item><title>a</title></item></channel></rss>'


class Origin(Web):
    """Answers by path with a status, fields and a body, else with 404."""

    def __init__(self, answers):
        self.answers, self.asked, self.agents = answers, [], []
        super().__init__(ByPath)

    def url(self, path):
        return self.base + path


class ByPath(Answers):
    def do_GET(self):
        self.server.asked.append((time.monotonic(), self.path))
        self.server.agents.append(self.headers["User-Agent"])
        status, fields, body = self.server.answers.get(self.path, (404, {}, b""))
        self.answer(status, body, **fields)


class Discover(unittest.TestCase):
    def discover(self, answers):
        origin = Origin(answers)
        result = subprocess.run([PROGRAM, "discover", origin.url("/")], capture_output=True, text=True, timeout=60)
        origin.close()
        times = [when for when, _ in origin.asked]
        for before, after in zip(times, times[1:]):
            # A busy machine may hear of the first late.
            self.assertGreater(after - before, SPACING / 2, origin.asked)
        return result, [path for _, path in origin.asked]

    def test_a_server_that_is_searched_has_its_pauses(self):
        result, asked = self.discover({"/": (302, {"Location": "/home"}, b""), "/home": (200, {}, b"<!doctype html><p>Hello"),
                                       "/home/feed": (200, {"Content-Type": "application/rss+xml"}, FEED)})
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("/home/feed", result.stdout)
        self.assertEqual(asked, ["/", "/home", "/home/feed"])
        self.assertIn("looking at http://127.0.0.1:", result.stderr)
        self.assertTrue(result.stderr.endswith("/home/feed\n"), result.stderr)

    def test_a_server_that_says_stop_is_left_alone(self):
        result, asked = self.discover({"/": (200, {}, b"<!doctype html><p>Hello"), "/feed": (429, {}, b""),
                                       "/rss": (429, {}, b""), "/feed.xml": (429, {}, b""), "/atom.xml": (429, {}, b""),
                                       "/rss.xml": (429, {}, b""), "/index.xml": (429, {}, b"")})
        self.assertNotEqual(result.returncode, 0)
        self.assertEqual(len(asked), 2, asked)

    def test_nothing_is_said_of_a_search_that_is_soon_over(self):
        result, _ = self.discover({"/": (200, {}, FEED)})
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_a_terminal_shows_at_once_what_is_looked_at(self):
        origin = Origin({"/": (200, {}, FEED)})
        self.addCleanup(origin.close)
        seen = subprocess.run(["script", "-qec", f"{PROGRAM} discover {origin.url('/')}", "/dev/null"], capture_output=True,
                              text=True, timeout=60).stdout
        self.assertIn("looking at " + origin.url("/"), seen)

    def test_it_goes_out_as_the_config_says(self):
        proxy = Origin({"http://news.example/": (200, {}, FEED)})
        self.addCleanup(proxy.close)
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as config:
            config.write(f'[daemon]\ncontact = "mailto:a@example.org"\n[fetch]\nproxy = "{proxy.url("")}"\n')
            config.flush()
            command = [PROGRAM, "discover", "http://news.example/", "-c", config.name]
            result = subprocess.run(command, capture_output=True, text=True, timeout=60)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual([path for _, path in proxy.asked], ["http://news.example/"])
        self.assertRegex(proxy.agents[0], r"^Broadsheet/[\d.]+ \(\+mailto:a@example\.org\)$")

    def test_a_config_that_is_named_must_be_there(self):
        command = [PROGRAM, "discover", "http://127.0.0.1:1/", "-c", "/nowhere/feeds.toml"]
        result = subprocess.run(command, capture_output=True, text=True, timeout=60)
        self.assertEqual(result.returncode, 1)
        self.assertIn("/nowhere/feeds.toml: there is no such file", result.stderr)


if __name__ == "__main__":
    unittest.main()
