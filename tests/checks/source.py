"""What the checks share: the sources of the house, and C++ text without comments and literals."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("config", "feeds", "store", "daemon", "tests")
_LITERAL = re.compile(
    r'R"(?P<d>[^()\\\s]{0,16})\(.*?\)(?P=d)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|//[^\n]*|/\*.*?\*/', re.S)


def sources(folders=FOLDERS):
    """Every C++ file of the given folders, in a fixed order."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".hpp", ".cpp"):
                yield path


def code_only(text):
    """The text with literals, comments and directives blanked out, line breaks kept, so that positions still hold."""
    def blank(match):
        found = match.group(0)
        body = re.sub(r"[^\n]", " ", found)
        return '"' + body[1:-1] + '"' if found[0] in '"R' and len(found) > 1 else body
    text = re.sub(r"(?<=[0-9A-Fa-f])'(?=[0-9A-Fa-f])", "0", text)
    return re.sub(r"(?m)^\s*#.*$", "", _LITERAL.sub(blank, text))


def line_of(text, position):
    return text.count("\n", 0, position) + 1
