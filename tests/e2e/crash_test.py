"""A daemon that is killed with a poll in flight, and again: what it asks for after that, and when.

usage: crash_test.py BROADSHEET
"""
import json
import pathlib
import signal
import subprocess
import tempfile
import threading
import time
import unittest

from program import PROGRAM, Daemon, wait_for
from web import Answers, Web

FEED = b"""<rss version="2.0"><channel><title>Deadly</title><item><title>One</title><guid>one</guid></item></channel></rss>"""


class Origin(Web):
    """Says nothing until it is allowed to."""

    def __init__(self):
        self.asked = []  # when
        self.may_answer = threading.Event()
        super().__init__(Late)


class Late(Answers):
    def do_GET(self):
        self.server.asked.append(time.monotonic())
        self.server.may_answer.wait()
        self.answer(200, FEED)


class Crash(unittest.TestCase):
    def setUp(self):
        self.origin = Origin()
        self.addCleanup(self.origin.close)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.url = f"{self.origin.base}/"
        self.config = pathlib.Path(folder.name, "feeds.toml")
        self.config.write_text(f"""[daemon]\ndatabase = "{folder.name}/store.db"\nlisten = ["127.0.0.1:0"]
[fetch]\nallow_private = true\ninterval = "1s"\nmin_interval = "1s"\nmax_interval = "1s"\nhost_spacing = "0s"
[sections.world]\n[[feeds]]\nurl = "{self.url}"\nsections = ["world"]\n""")

    def start(self):
        daemon = Daemon(self.config)
        self.addCleanup(daemon.log.close)
        self.addCleanup(daemon.process.kill)
        return daemon

    def why(self):
        told = subprocess.run([PROGRAM, "why", self.url, "--json", "--config", str(self.config)], capture_output=True, check=True)
        return json.loads(told.stdout)

    def crash_bound(self):
        return next((bound["seconds"] for bound in self.why()["bounds"] if bound["name"] == "crash"), None)

    def test_what_it_died_with_waits_longer_each_time(self):
        daemon = self.start()
        wait_for("the first request", lambda: len(self.origin.asked) == 1)
        daemon.stop(signal.SIGKILL)

        daemon = self.start()
        self.assertIn("poll cut off", daemon.lines())
        self.assertEqual(self.crash_bound(), 1)
        wait_for("the second request", lambda: len(self.origin.asked) == 2)
        daemon.stop(signal.SIGKILL)

        restarted = time.monotonic()
        daemon = self.start()
        self.assertEqual(self.why()["reason"], "crash")
        self.assertEqual(self.crash_bound(), 4)
        self.origin.may_answer.set()
        wait_for("the article", lambda: daemon.items("world"))
        self.assertGreaterEqual(self.origin.asked[2] - restarted, 3)
        self.assertIsNone(self.crash_bound())

        daemon.stop()
        daemon = self.start()
        self.assertNotIn("poll cut off", daemon.lines())
        daemon.stop()


if __name__ == "__main__":
    unittest.main()
