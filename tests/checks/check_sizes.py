"""Fails where a file or a function has outgrown the house: 300 lines a source, 60 a function."""
import re
import sys

import source

FILE_LINES, FUNCTION_LINES = 300, 60
# Larger ones, each with its reason; never above 400.
EXCEPTIONS = {}


def functions(lines):
    """(first line, length) of what stands in column 0, opens a brace and closes it in column 0."""
    start = None
    for number, line in enumerate(lines, 1):
        if start is None and re.match(r"[\w~:<\[].*", line) and not re.match(r"(namespace|struct|class|enum|union|extern|using|template.*;)\b", line):
            start = number if not line.rstrip().endswith(";") else None
            opened = line.rstrip().endswith("{")
        elif start is not None and line.startswith("}"):
            if opened and re.fullmatch(r"\}\s*(//.*)?", line.rstrip()):
                yield start, number - start + 1
            start = None
        elif start is not None and not opened:
            opened = line.rstrip().endswith("{")
            if line.rstrip().endswith(";") and not opened:
                start = None


def main():
    found = 0
    for path in source.sources():
        name = str(path.relative_to(source.ROOT))
        lines = path.read_text().splitlines()
        limit = EXCEPTIONS.get(name, FILE_LINES)
        if len(lines) > limit:
            print(f"{name}: {len(lines)} lines, {limit} at most")
            found += 1
        if name.startswith("tests/"):
            continue
        for start, length in functions(lines):
            if length > FUNCTION_LINES:
                print(f"{name}:{start}: a function of {length} lines, {FUNCTION_LINES} at most")
                found += 1
    return 1 if found else 0


sys.exit(main())
