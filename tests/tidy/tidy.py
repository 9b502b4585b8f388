#!/usr/bin/env python3
"""The rules of the house as a test: sizes, arrows between rooms, third-party names, words, links.

Goal: what docs/MAP.md and the house style promise stays true without anybody watching. Method: read the tree as text.
Prints one line a fault, exits 1 if there is any.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADER_LINES_MAX, SOURCE_LINES_MAX, FUNCTION_LINES_MAX, COLUMNS_MAX = 160, 450, 60, 120

# A third-party name appears in these places only.
THIRD_PARTY = {
    r"#include <pistache/": ["host/http/"],
    r"#include <boost/beast": ["host/http/", "tests/"],
    r"#include <curl/": ["host/runtime/http_client", "host/runtime/http_"],
    r"#include <boost/dll": ["host/plugins/"],
    r"#include <yaml-cpp": ["host/config/"],
    r"#include <nlohmann/": ["host/base/json.hpp", "host/precompiled.hpp", "tests/"],
    r"#include <spdlog/": ["host/telemetry/log.cpp"],
    r"#include <CLI/": ["host/cli/arguments.cpp"],
    r"#include <sqlite3": ["host/sqlite/", "plugins/sqlite/", "tests/"],
    r"#include <absl/": ["host/base/civil_time.cpp"],
}
# Words that do not belong into a tree that others read, and what to do instead.
WORDS = {
    r"\b(TODO|FIXME|XXX|HACK)\b": "do it, or say in docs/decisions why not",
    r"/work/(main|wt|shared|\.library)": "no path of one machine",
    r"\[=\]": "capture by name",
    r"std::endl": "'\\n'",
    r"using namespace std;": "name what is used",
    r"\b(deb\.debian\.org|registry\.npmjs\.org|pypi\.org|crates\.io|proxy\.golang\.org)\b": "no registry's address",
}
# A line that begins a function's body, as clang-format writes it; what begins with a word of the second is none.
FUNCTION = re.compile(r"^(\s*)(?!.*\b(namespace|class|struct|enum|union)\b).*\).*\{$")
NO_FUNCTION = re.compile(r"^\s*(if|for|while|switch|else|do|try|catch|case|return|co_return|\})\b")


def tracked():
    out = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    files = out.stdout.split("\n")
    return [f for f in files if f and (ROOT / f).is_file() and not f.startswith("tests/abi/fixtures/")]


def rooms():
    text = (ROOT / "cmake/GardenLibrary.cmake").read_text()
    return re.search(r"set\(GARDEN_ROOMS ([^)]*)\)", text).group(1).split()


def check_source(name, text, order, fault):
    lines = text.split("\n")
    limit = HEADER_LINES_MAX if name.endswith((".hpp", ".h")) else SOURCE_LINES_MAX
    if name == "sdk/include/garden/abi.h":
        limit = 350  # the whole contract on one page
    if len(lines) > limit:
        fault(name, 1, f"{len(lines)} lines; the most is {limit}: a room that wants a wall")
    if name.endswith(".hpp") and "#pragma once" not in text:
        fault(name, 1, "no #pragma once")
    if name.endswith(".h") and "#pragma once" not in text and not re.search(r"^#ifndef \w+_H$", text, re.M):
        fault(name, 1, "no include guard")
    if not name.startswith("tests/"):
        check_functions(name, lines, fault)
    room = re.match(r"host/(\w+)/", name)
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS_MAX and not name.startswith("tests/"):
            fault(name, number, f"{len(line)} columns; the most is {COLUMNS_MAX}")
        for pattern, places in THIRD_PARTY.items():
            if re.search(pattern, line) and not any(name.startswith(p) for p in places):
                fault(name, number, f"{line.strip()}: belongs to {places[0]} only")
        code = line.split("//")[0]
        if re.search(r"\bthrow\b.*\bco_await\b|\?.*:.*\bco_await\b|\bco_await\b.*\?.*:", code):
            fault(name, number, "throw or ?: beside co_await: g++ 12 miscompiles it (sdk/include/garden/garden.hpp)")
        included = re.match(r'#include "(\w+)/', line)
        if room and included and included.group(1) in order and room.group(1) in order:
            if order.index(included.group(1)) < order.index(room.group(1)):
                fault(name, number, f"host/{room.group(1)} may not know host/{included.group(1)}: arrows go downward")
        if name.startswith("plugins/") and included and included.group(1) in order:
            fault(name, number, "a plugin uses the SDK only")


def check_functions(name, lines, fault):
    for first, line in enumerate(lines):
        begin = FUNCTION.match(line)
        if not begin or NO_FUNCTION.match(line):
            continue
        end = next((i for i in range(first + 1, len(lines)) if lines[i].startswith(begin.group(1) + "}")), first)
        if end - first + 1 > FUNCTION_LINES_MAX:
            fault(name, first + 1, f"a function of {end - first + 1} lines; the most is {FUNCTION_LINES_MAX}")


def check_links(name, text, fault):
    for number, line in enumerate(text.split("\n"), 1):
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", line):
            if "://" in target or target.startswith("mailto:"):
                continue
            if not (ROOT / name).parent.joinpath(target).exists():
                fault(name, number, f"the link {target} leads nowhere")


def main():
    faults = []
    order = rooms()

    def fault(name, line, what):
        faults.append(f"{name}:{line}: {what}")

    for name in tracked():
        if name.endswith((".cpp", ".hpp", ".h", ".c")):
            check_source(name, (ROOT / name).read_text(errors="replace"), order, fault)
        if name.endswith(".md"):
            check_links(name, (ROOT / name).read_text(errors="replace"), fault)
        if name.endswith((".cpp", ".hpp", ".h", ".c", ".md", ".py", ".yaml", ".cmake", ".txt", ".sh")) and name != "tests/tidy/tidy.py":
            text = (ROOT / name).read_text(errors="replace")
            for pattern, advice in WORDS.items():
                for match in re.finditer(pattern, text):
                    fault(name, text.count("\n", 0, match.start()) + 1, f"'{match.group(0)}': {advice}")
    for line in sorted(faults):
        print(line)
    print(f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
