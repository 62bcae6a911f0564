"""Runs one suite of the corpus that $BROADSHEET_CORPUS names and fails where it scores below the floor.

The floors only rise: a change that passes more cases raises them, and none lowers them.
"""
import os
import re
import subprocess
import sys

SUITES = {"feedparser": ("feedparser/suite", 929), "real": ("real/real-suite", 28758)}


def main():
    suite, program = sys.argv[1:3]
    corpus = os.environ.get("BROADSHEET_CORPUS")
    if not corpus:
        print("skipped: BROADSHEET_CORPUS names no corpus folder")
        return 77
    runner, floor = SUITES[suite]
    done = subprocess.run([sys.executable, os.path.join(corpus, runner), program], capture_output=True, text=True)
    score = re.search(r"^(\d+) passed, (\d+) failed$", done.stdout, re.M)
    if score is None:
        print(done.stdout, done.stderr)
        return 1
    passed = int(score.group(1))
    if passed < floor:
        print(done.stdout)
    print(f"{suite}: {passed} passed, {score.group(2)} failed, the floor is {floor}")
    return 0 if passed >= floor else 1


sys.exit(main())
