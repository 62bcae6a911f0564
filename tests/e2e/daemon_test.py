"""The whole program as a stranger has it: the built binary as a process, an origin on loopback, and two real feed readers.

usage: daemon_test.py BROADSHEET
"""
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import unittest
import unittest.mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "demo"))
import feedparser  # noqa: E402
import origin as demo  # noqa: E402
from program import PATIENCE, PROGRAM, Daemon, wait_for  # noqa: E402


class EndToEnd(unittest.TestCase):
    def setUp(self):
        self.origin = demo.Origin()
        self.folder = tempfile.TemporaryDirectory()
        self.config = pathlib.Path(self.folder.name, "feeds.toml")
        self.write_config()
        self.daemon = Daemon(self.config)
        self.total = sum(len(articles) for articles in self.origin.articles.values())
        wait_for("every article", lambda: len(self.daemon.items("all")) == self.total)

    def tearDown(self):
        if self.daemon.process.poll() is None:
            self.daemon.stop(signal.SIGKILL)
        self.daemon.log.close()
        self.origin.close()
        self.folder.cleanup()

    def write_config(self, extra=""):
        text = demo.config(self.origin, str(pathlib.Path(self.folder.name, "store.db")), "127.0.0.1:0", "http://news.example", "1s")
        self.config.write_text(text.replace('title = "Broadsheet demo"', 'title = "Test"\n') + "[publish]\nlimit = 100\nstories = \"off\"\n" + extra)

    def expected(self, section):
        feeds = [f for f in demo.FEEDS if section in ("all", f.section)]
        return {a.link for f in feeds for a in self.origin.articles[f.name]}

    def test_two_readers_see_every_entry_once_and_newest_first(self):
        for section in ("world", "science", "culture", "all"):
            for suffix in ("atom", "rss"):
                with self.subTest(section=section, suffix=suffix):
                    url = f"{self.daemon.base}/{section}.{suffix}"
                    read = feedparser.parse(url)
                    self.assertFalse(read.bozo, read.get("bozo_exception"))
                    self.assertEqual({e.link for e in read.entries}, self.expected(section))
                    self.assertEqual(len({e.id for e in read.entries}), len(read.entries))
                    times = [e.published_parsed for e in read.entries]
                    self.assertEqual(times, sorted(times, reverse=True))
                    listed = subprocess.run(["sfeed", url], input=self.daemon.get(f"/{section}.{suffix}").read(), capture_output=True, check=True)
                    links = [line.split("\t")[2] for line in listed.stdout.decode().splitlines()]
                    self.assertEqual(sorted(links), sorted(self.expected(section)))

    def test_an_atom_entry_keeps_its_id_and_names_its_source(self):
        read = feedparser.parse(f"{self.daemon.base}/world.atom")
        entry = next(e for e in read.entries if e.link.startswith(f"{self.origin.base}/tribune/"))
        self.assertTrue(entry.id.startswith("tag:demo.example,2026:tribune/"))
        self.assertEqual(entry.source.title, "Demo Tribune")
        self.assertEqual(entry.source.id, "tag:demo.example,2026:tribune")

    def test_json_feed_names_the_source_and_ids_agree_between_formats(self):
        items = self.daemon.items("all")
        self.assertTrue(all(item["_broadsheet"]["sources"][0]["title"] for item in items))
        ids = {item["id"] for item in items}
        for suffix in ("atom", "rss"):
            self.assertEqual({e.id for e in feedparser.parse(f"{self.daemon.base}/all.{suffix}").entries}, ids)

    def test_a_second_poll_is_conditional_and_stores_nothing(self):
        wait_for("a 304 of every feed", lambda: {n for n, s in self.origin.requests if s == 304} == set(self.origin.articles))
        self.assertEqual(len(self.daemon.items("all")), self.total)
        fetched = [name for name, status in self.origin.requests if status == 200]
        self.assertEqual(len(fetched), len(self.origin.articles))

    def test_news_appear_by_themselves(self):
        feed, article = self.origin.publish()
        items = wait_for("the new article", lambda: (i := self.daemon.items(feed.section))[0]["url"] == article.link and i)
        self.assertEqual(items[0]["title"], article.title)

    def test_readers_get_304_and_compressed_bodies(self):
        first = self.daemon.get("/all.atom")
        body = first.read()
        self.assertEqual(first.headers["Content-Type"], "application/atom+xml; charset=utf-8")
        self.assertEqual(self.daemon.status("/all.atom", If_None_Match=first.headers["ETag"]), 304)
        small = self.daemon.get("/all.atom", Accept_Encoding="gzip")
        self.assertEqual(small.headers["Content-Encoding"], "gzip")
        self.assertLess(len(small.read()), len(body) / 2)

    def test_a_kill_and_a_restart_lose_nothing_and_change_no_byte(self):
        paths = [f"/{s}.{f}" for s in ("world", "science", "culture") for f in ("atom", "rss", "json")]
        before = {path: self.daemon.get(path).read() for path in paths}
        self.daemon.stop(signal.SIGKILL)
        self.daemon = Daemon(self.config)
        after = {path: self.daemon.get(path).read() for path in paths}
        self.assertEqual(after, before)

    def test_a_faulty_config_is_not_taken_on(self):
        good = self.config.read_text()
        self.config.write_text(good + "\n[sections.oops]\ntitel = \"x\"\n")
        self.daemon.process.send_signal(signal.SIGHUP)
        wait_for("the refusal", lambda: "the old one stays in force" in self.daemon.lines())
        self.assertIn("did you mean", self.daemon.lines())
        self.assertEqual(self.daemon.status("/world.atom"), 200)

    def test_the_service_manager_hears_whether_the_config_was_taken_on(self):
        self.daemon.stop()
        name = str(pathlib.Path(self.folder.name, "notify"))
        good = self.config.read_text()
        without_secret = f"""\n[[feeds]]\nurl = "{self.origin.base}/closed"\nsections = ["world"]\nusername = "me"
password = {{ env = "BROADSHEET_TEST_NOT_SET" }}\n"""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(name)
            manager.settimeout(PATIENCE)
            with unittest.mock.patch.dict(os.environ, NOTIFY_SOCKET=name):
                self.daemon = Daemon(self.config)
            heard = lambda: next(m for m in iter(lambda: manager.recv(4096).decode(), "") if m.startswith("READY=1"))  # noqa: E731
            self.assertNotIn("in force", heard())
            for more, refused in (("\n[sections.oops]\ntitel = \"x\"\n", True), ("", False), (without_secret, True), ("", False)):
                self.config.write_text(good + more)
                self.daemon.process.send_signal(signal.SIGHUP)
                self.assertEqual("the old one stays in force" in heard(), refused, more)

    def test_a_reload_takes_on_a_new_section(self):
        text = self.config.read_text().replace("[sections.world]", "[sections.fresh]\ntitle = \"Fresh\"\n[sections.world]")
        self.config.write_text(text.replace('sections = ["culture"]', 'sections = ["culture", "fresh"]'))
        self.daemon.process.send_signal(signal.SIGHUP)
        wait_for("the new section", lambda: self.daemon.status("/fresh.atom") == 200)
        self.assertEqual({item["url"] for item in self.daemon.items("fresh")}, self.expected("culture"))

    def test_a_reload_says_what_waits_for_a_restart(self):
        text = self.config.read_text()
        self.config.write_text(text.replace('"127.0.0.1:0"', '"127.0.0.2:0"').replace("[daemon]", '[daemon]\ncontact = "mailto:me@example.org"'))
        self.daemon.process.send_signal(signal.SIGHUP)
        wait_for("the reload", lambda: "config reloaded" in self.daemon.lines())
        for key, said in (("listen", 1), ("contact", 1), ("database", 0)):
            self.assertEqual(self.daemon.lines().count(f"config needs a restart key={key}"), said, key)

    def test_pages_and_statuses(self):
        for path in ("/", "/world", "/all", "/status", "/status.json", "/sections.opml", "/sources.opml", "/healthz", "/readyz", "/metrics"):
            self.assertEqual(self.daemon.status(path), 200, path)
        for path in ("/nowhere", "/nowhere.atom", "/article/999999", "/world.atom?page=9"):
            self.assertEqual(self.daemon.status(path), 404, path)
        self.assertEqual(self.daemon.status("/world.atom?page=x"), 400)
        page = self.daemon.get("/").read().decode()
        article = re.search(r'href="(/article/\d+)"', page).group(1)
        self.assertEqual(self.daemon.status(article), 200)

    def metric(self, name):
        found = re.search(rf"^{re.escape(name)} (\S+)$", self.daemon.get("/metrics").read().decode(), re.MULTILINE)
        return float(found.group(1)) if found else None

    def test_what_happens_is_counted(self):
        self.daemon.get("/world.atom").read()
        self.daemon.get("/world.atom").read()
        self.assertEqual(self.metric("broadsheet_feeds"), len(demo.FEEDS))
        self.assertEqual(self.metric('broadsheet_articles_total{change="added"}'), self.total)
        for name in ("broadsheet_store_commit_duration_seconds_count", 'broadsheet_cache_lookups_total{result="hit"}',
                     'broadsheet_cache_lookups_total{result="miss"}', 'broadsheet_renders_total{format="atom"}'):
            self.assertGreater(self.metric(name), 0, name)
        for name in ("broadsheet_feeds_failing", "broadsheet_outage", "broadsheet_store_failures_total", "broadsheet_task_failures_total"):
            self.assertEqual(self.metric(name), 0, name)
        wait_for("the event loop to be watched", lambda: self.metric("broadsheet_event_loop_delay_seconds_count"))

    def test_an_orderly_end(self):
        self.assertEqual(self.daemon.stop(), 0)
        self.assertIn("stopped", self.daemon.lines())

    def test_a_pass_that_is_stopped_says_so(self):
        self.daemon.stop()
        with socket.create_server(("127.0.0.1", 0)) as silent:
            config = self.config.with_name("silent.toml")
            config.write_text(f"""[daemon]\ndatabase = "silent.db"\n[fetch]\nallow_private = true\n[sections.world]
[[feeds]]\nurl = "http://127.0.0.1:{silent.getsockname()[1]}/"\nsections = ["world"]\n""")
            polling = subprocess.Popen([PROGRAM, "poll", "--config", str(config)], stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, text=True)
            silent.accept()
            polling.send_signal(signal.SIGINT)
            out, said = polling.communicate(timeout=PATIENCE)
        self.assertEqual(polling.returncode, 1)
        self.assertIn("stopped before all was polled", said)
        self.assertTrue(out.startswith("0 feeds polled"), out)

    def test_other_commands_work_on_the_same_store(self):
        run = lambda *words: subprocess.run([PROGRAM, *words, "--config", str(self.config)], capture_output=True, text=True)  # noqa: E731
        self.assertEqual(run("check").stdout, "ok\n")
        self.assertEqual(len(feedparser.parse(run("render", "world", "--format", "atom").stdout).entries), len(self.expected("world")))
        self.assertIn("The Demo Courier", run("status").stdout)
        copy = pathlib.Path(self.folder.name, "copy.db")
        self.assertEqual(run("backup", str(copy)).returncode, 0)
        self.assertTrue(copy.exists())
        second = run("poll")
        self.assertEqual(second.returncode, 1)
        self.assertIn(str(self.daemon.process.pid), second.stderr)


if __name__ == "__main__":
    unittest.main()
