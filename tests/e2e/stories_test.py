"""What readers see of stories: reports of several feeds as one entry, and every article of one feed for itself.

usage: stories_test.py BROADSHEET
"""
import json
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import unittest

from program import PROGRAM, Daemon, wait_for
from web import Answers, Web

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "demo"))
import origin as demo  # noqa: E402
import reports  # noqa: E402

QUAKE = ("quake", "Earthquake of magnitude 7 hits Lima, Peru", "A strong quake shook the Peruvian capital on Monday, and buildings swayed.")
AGAIN = ("again", "Peru earthquake of magnitude 7: buildings sway in Lima", "Residents of the Peruvian capital ran into the streets after a strong quake.")
THIRD = ("third", "Strong magnitude 7 quake shakes Peruvian capital Lima", "Buildings swayed in Lima, Peru, as an earthquake struck.")
ALERTS = [(f"alert{n}", f"Weather alert for county {n}", "The weather service has issued an alert for the county. Stay away from the shore, follow "
           f"the advice of the authorities, and keep a radio at hand until the alert ends at {n} o'clock.") for n in range(1, 9)]


class Press(Web):
    """Three feeds; a test may add to them."""

    def __init__(self):
        self.feeds = {"courier": [QUAKE, *ALERTS], "tribune": [AGAIN], "gazette": []}
        super().__init__(Feeds)


class Feeds(Answers):
    def do_GET(self):
        name = self.path.strip("/")
        items = "".join(f"<item><title>{title}</title><guid isPermaLink='false'>{name}-{key}</guid><link>http://{name}.example/{key}</link>"
                        f"<description>{text}</description></item>" for key, title, text in self.server.feeds[name])
        body = f"<rss version='2.0'><channel><title>The {name}</title><link>http://{name}.example/</link>{items}</channel></rss>".encode()
        self.answer(200, body, Content_Type="application/rss+xml")


class Stories(unittest.TestCase):
    def setUp(self):
        self.press = Press()
        self.folder = tempfile.TemporaryDirectory()
        self.config = pathlib.Path(self.folder.name, "feeds.toml")
        lines = ["[daemon]", f"database = {json.dumps(str(pathlib.Path(self.folder.name, 'store.db')))}", 'listen = ["127.0.0.1:0"]',
                 'base_url = "http://news.example"', "[fetch]", "allow_private = true", 'interval = "1s"', 'min_interval = "1s"',
                 'host_spacing = "0s"', "[sections.world]", 'title = "World"']
        for name in self.press.feeds:
            lines += ["[[feeds]]", f'url = "{self.press.base}/{name}"', 'sections = ["world"]']
        self.config.write_text("\n".join(lines) + "\n")
        self.daemon = Daemon(self.config)
        self.addCleanup(self.close)
        wait_for("both reports", lambda: len(self.sources()) == 2)
        wait_for("the alerts", lambda: len(self.daemon.items("world")) == 1 + len(ALERTS))

    def close(self):
        if self.daemon.process.poll() is None:
            self.daemon.stop(signal.SIGKILL)
        self.daemon.log.close()
        self.press.close()
        self.folder.cleanup()

    def story(self):
        return next((item for item in self.daemon.items("world") if "alert" not in item["url"]), {})

    def number(self):
        return self.story()["_broadsheet"]["page_url"].rsplit("/", 1)[-1]

    def sources(self):
        return {source["entry_url"] for source in self.story().get("_broadsheet", {}).get("sources", [])}

    def test_every_article_of_one_feed_stands_for_itself(self):
        titles = {item["title"] for item in self.daemon.items("world")}
        self.assertTrue({title for _, title, _ in ALERTS} <= titles, titles)

    def test_a_source_that_joins_is_named_everywhere_and_moves_neither_id_nor_date(self):
        before = self.story()
        self.press.feeds["gazette"].append(THIRD)
        wait_for("the third report", lambda: len(self.sources()) == 3)
        after = self.story()
        self.assertEqual((before["id"], before["date_published"]), (after["id"], after["date_published"]))
        others = {f"http://{feed}.example/{key}" for feed, key in (("courier", "quake"), ("tribune", "again"), ("gazette", "third"))} - {after["url"]}
        self.assertEqual(len(others), 2)
        for address in ("/world.atom", "/world.rss"):
            text = self.daemon.get(address).read().decode()
            for other in others:
                self.assertIn(other, text, address)
        page = self.daemon.get(f"/article/{self.number()}").read().decode()
        for title in (QUAKE[1], AGAIN[1], THIRD[1]):
            self.assertIn(title, page)
        atom = self.daemon.get("/world.atom").read().decode()
        for other in others:
            self.assertRegex(atom, f'<link[^>]*rel="related"[^>]*href="{re.escape(other)}"')

    def test_a_restart_changes_no_byte(self):
        before = [self.daemon.get(f"/world.{suffix}").read() for suffix in ("atom", "rss", "json")]
        self.assertEqual(self.daemon.stop(), 0)
        self.daemon.log.close()
        self.daemon = Daemon(self.config)
        self.assertEqual(before, [self.daemon.get(f"/world.{suffix}").read() for suffix in ("atom", "rss", "json")])

    def command(self, *words):
        return subprocess.run([PROGRAM, "story", *map(str, words), "--config", str(self.config)], capture_output=True, text=True, check=False)

    def test_an_admin_takes_apart_and_puts_together_while_the_daemon_runs(self):
        story = json.loads(self.command("show", self.number(), "--json").stdout)
        first, second = (article["id"] for article in story["articles"])
        other = max(first, second)
        split = self.command("split", story["story"], other)
        self.assertEqual((split.returncode, split.stderr), (0, ""))
        self.assertEqual(len(self.sources()), 1)
        self.assertEqual(len(self.daemon.items("world")), 2 + len(ALERTS))
        again = self.command("split", story["story"], other)
        self.assertEqual(again.returncode, 1)
        self.assertIn(f"not in {story['story']}", again.stderr)
        joined = self.command("join", story["story"], other)
        self.assertEqual((joined.returncode, joined.stderr), (0, ""))
        self.assertEqual(len(self.sources()), 2)

    def test_the_reason_is_told(self):
        shown = self.command("show", self.number())
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertIn("earthquak", shown.stdout.lower())
        self.assertRegex(shown.stdout, r"0?\.\d+")


class Demonstration(unittest.TestCase):
    """The made-up news of tests/demo: twelve events in the words of three feeds, ten of two, ten of one."""

    def test_each_event_is_one_entry_that_names_every_feed(self):
        origin = demo.Origin()
        self.addCleanup(origin.close)
        with tempfile.TemporaryDirectory() as folder:
            config = pathlib.Path(folder, "feeds.toml")
            config.write_text(demo.config(origin, str(pathlib.Path(folder, "store.db")), "127.0.0.1:0", "http://news.example"))
            self.poll(config)
            while origin.publish():
                pass
            self.poll(config)
            for section, feeds, events in (("world", 3, reports.WORLD), ("science", 2, reports.SCIENCE), ("culture", 1, reports.CULTURE)):
                document = subprocess.run([PROGRAM, "render", section, "--format", "json", "--config", config], capture_output=True, check=True)
                items = json.loads(document.stdout)["items"]
                self.assertEqual(len(items), len(events), section)
                for item in items:
                    numbers = {source["entry_url"].rsplit("/", 1)[-1] for source in item["_broadsheet"]["sources"]}
                    self.assertEqual((len(item["_broadsheet"]["sources"]), len(numbers)), (feeds, 1), item["title"])

    @staticmethod
    def poll(config):
        subprocess.run([PROGRAM, "poll", "--force", "--config", config], capture_output=True, check=True)


if __name__ == "__main__":
    unittest.main(verbosity=2)
