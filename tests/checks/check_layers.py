"""Fails where a file includes what its layer must not know: a folder above it, or a library that lives behind another door."""
import re
import sys

import source

# Folder → what it may include of ours. The longest matching folder counts; "words" are how the house tells errors, numbers and text.
WORDS = ("feeds/result.hpp", "feeds/counted.hpp", "feeds/utf8.hpp", "feeds/ascii.hpp")
MAY_INCLUDE = {
    "config/": ("config/",),
    "feeds/": ("feeds/",),
    "store/": ("store/", "feeds/"),
    "daemon/base/": ("daemon/base/", *WORDS),
    "daemon/http/": ("daemon/http/", "daemon/base/", "feeds/base64.hpp", "feeds/idna.hpp", "feeds/url.hpp",
                     *WORDS),
    "daemon/pages/": ("daemon/pages/", "feeds/", "store/records.hpp"),
    "daemon/cli/": ("",),
    "daemon/main.cpp": ("",),
    "daemon/": ("config/", "feeds/", "store/store.hpp", "store/records.hpp", "daemon/"),
    "tests/": ("",),
}
NOT_FOR_DAEMON = ("daemon/cli/",)

# Library header → where it may be included (beside tests/).
DOORS = {
    r"toml\+\+/|toml\.hpp": ("config/load",),
    r"pugixml": ("feeds/",),
    r"gumbo": ("feeds/html", "feeds/discover"),
    r"re2/": ("feeds/rules.cpp",),
    r"sqlite3": ("store/sqlite/connection", "daemon/cli/version.cpp"),
    r"spdlog|fmt/": ("daemon/base/log.cpp",),
    r"prometheus/": ("daemon/base/metrics.cpp",),
    r"boost/beast": ("daemon/http/",),
    r"boost/asio": ("daemon/",),
    r"boost/url": ("feeds/url", "feeds/canonical_url", "daemon/http/"),
    r"openssl/": ("daemon/http/", "feeds/base64", "feeds/digest", "daemon/cli/version.cpp"),
    r"boost/json": ("feeds/", "store/", "daemon/"),
    r"unicode/": ("feeds/",),
    r"kainjow": ("daemon/pages/",),
    r"CLI/": ("daemon/cli/cli.cpp",),
    r"ares\.h": ("daemon/http/name_servers",),
    r"zlib|libdeflate|brotli/|zstd": ("daemon/http/compress", "daemon/http/decompress"),
    r"systemd/": ("daemon/base/log.cpp", "daemon/systemd_notify.cpp"),
}


def layer(name):
    return max((folder for folder in MAY_INCLUDE if name.startswith(folder)), key=len)


def faults(name, text):
    allowed = MAY_INCLUDE[layer(name)]
    for number, line in enumerate(text.splitlines(), 1):
        ours = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        theirs = re.match(r"\s*#\s*include\s+<([^>]+)>", line)
        if ours and "/" in ours.group(1):
            target = ours.group(1)
            if not target.startswith(allowed) or (layer(name) == "daemon/" and target.startswith(NOT_FOR_DAEMON)):
                yield number, f"{layer(name)} may not include {target}"
        elif ours:
            yield number, f'"{ours.group(1)}": write the path from the root'
        if theirs and not name.startswith("tests/"):
            for library, doors in DOORS.items():
                if re.match(library, theirs.group(1)) and not name.startswith(doors):
                    yield number, f"<{theirs.group(1)}> belongs in {', '.join(doors)} only"


def cycles(graph):
    """Files that include themselves by way of others."""
    state, found = {}, []

    def visit(node, path):
        state[node] = 1
        for target in graph.get(node, ()):
            if state.get(target) == 1:
                found.append(" → ".join(path[path.index(target):] + [target]) if target in path else target)
            elif target not in state:
                visit(target, path + [target])
        state[node] = 2

    for node in graph:
        if node not in state:
            visit(node, [node])
    return found


def main():
    found, graph = 0, {}
    for path in source.sources():
        name, text = str(path.relative_to(source.ROOT)), path.read_text()
        graph[name] = re.findall(r'^\s*#\s*include\s+"([^"]+)"', text, re.M)
        for line, fault in faults(name, text):
            print(f"{name}:{line}: {fault}")
            found += 1
    for cycle in cycles(graph):
        print(f"include cycle: {cycle}")
        found += 1
    return 1 if found else 0


sys.exit(main())
