"""Installs the program into an empty folder and lets systemd judge the units: any word of verify fails, and so does an exposure
above 1.1. Skipped (77) where there is no systemd-analyze.

    check_units.py BUILD_FOLDER
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

THRESHOLD = 11  # tenths; the best network daemons of Debian 12 have 12 and more


def run(*command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)


def main():
    if not shutil.which("systemd-analyze"):
        print("skipped: there is no systemd-analyze; install the package systemd")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        prefix = pathlib.Path(folder)
        installed = run("cmake", "--install", sys.argv[1], "--prefix", folder)
        if installed.returncode:
            print(installed.stdout)
            return 1
        units = prefix / "lib/systemd/system"
        service, socket = str(units / "broadsheet.service"), str(units / "broadsheet.socket")
        man = "--man=yes" if shutil.which("man") else "--man=no"
        verified = run("systemd-analyze", "verify", man, service, socket,
                       env={**os.environ, "MANPATH": str(prefix / "share/man")})
        print(verified.stdout, end="")
        judged = run("systemd-analyze", "security", "--offline=true", f"--threshold={THRESHOLD}", "--no-pager", service)
        if judged.returncode:
            print(judged.stdout)
        config = (prefix / "etc/broadsheet/feeds.toml").is_file()
        if not config:
            print("no feeds.toml was installed")
        return 1 if verified.returncode or verified.stdout or judged.returncode or not config else 0


sys.exit(main())
