"""The built binary as a process: what the whole-program tests share. Its path is the first argument of the test."""
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

PROGRAM = os.path.abspath(sys.argv.pop(1))
PATIENCE = 60  # seconds: far more than anything here takes


def wait_for(what, condition):
    """The condition's value as soon as it is true. Asks again and again: there is nothing to be told by."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"still waiting for {what} after {PATIENCE} s")


class Daemon:
    """`broadsheet serve` on a port of the kernel's choice, or on a socket that a service manager has listened on."""

    def __init__(self, config, listener=None):
        self.log = tempfile.TemporaryFile("w+")
        command, passed = [PROGRAM, "serve", "--config", str(config)], ()
        if listener:
            passed = (listener.fileno(),)
            command = ["bash", "-c", f'LISTEN_FDS=1 LISTEN_PID=$$ exec "$0" "$@" 3<&{passed[0]}', *command]
        self.process = subprocess.Popen(command, stderr=self.log, pass_fds=passed)
        self.base = wait_for("the daemon to listen", self.address)
        wait_for("readiness", lambda: self.status("/readyz") == 200)

    def lines(self):
        self.log.seek(0)
        return self.log.read()

    def address(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the daemon ended: {self.lines()}")
        found = re.search(r"listening address=\"?([\d.:]+)", self.lines())
        return found and f"http://{found.group(1)}"

    def get(self, path, **fields):
        request = urllib.request.Request(self.base + path, headers={k.replace("_", "-"): v for k, v in fields.items()})
        return urllib.request.urlopen(request, timeout=10)

    def status(self, path, **fields):
        try:
            return self.get(path, **fields).status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def items(self, section):
        return json.load(self.get(f"/{section}.json"))["items"]

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self.process.wait(timeout=PATIENCE)
