"""The demonstration: an origin with news every few seconds, and the daemon that gathers it. Ctrl-C stops both."""
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading

import origin as demo


def free_port(preferred):
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise SystemExit("demo: no free port on 127.0.0.1")


def main():
    program, stop = sys.argv[1], threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    origin = demo.Origin()
    with tempfile.TemporaryDirectory(prefix="broadsheet-demo-") as folder:
        listen = f"127.0.0.1:{free_port(8080)}"
        path = pathlib.Path(folder, "feeds.toml")
        path.write_text(demo.config(origin, str(pathlib.Path(folder, "broadsheet.db")), listen, f"http://{listen}"))
        # A session of its own: Ctrl-C comes to this script, which stops the daemon as a service manager would.
        daemon = subprocess.Popen([program, "serve", "--config", str(path)], start_new_session=True)
        print("\nOpen in a browser:     http://%s/\nSubscribe in a reader: http://%s/world.atom  /world.rss  /world.json  /all.atom\n"
              "Feed health:           http://%s/status\n\nThe origin at %s has a new article every four seconds, as long as there are any. Ctrl-C stops both.\n"
              % (listen, listen, listen, origin.base), flush=True)
        try:
            while not stop.wait(4):
                if daemon.poll() is not None:
                    print("demo: the daemon has ended", file=sys.stderr)
                    return 1
                if published := origin.publish():
                    feed, article = published
                    print(f"published in {feed.title}: {article.title}", flush=True)
        finally:
            if daemon.poll() is None:
                daemon.send_signal(signal.SIGTERM)
            daemon.wait(timeout=30)
            origin.close()
    print("demo: stopped")
    return 0


sys.exit(main())
