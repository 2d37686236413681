# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Checks the rules of form that need no compiler: the licence in the first
# line, at most 500 lines in a file and 60 in a function, no bool parameter,
# no CMake glob for sources, doors where they belong. scripts/lint knows the
# rest. Takes the top of the source tree; prints each offence as
# file:line: message; exit 1 if there is one.

import os
import re
import sys

FOLDERS = ["analysis", "checks", "fixes", "report", "tool", "runtime"]
LICENCE = (
    "Part of membrane; see LICENSE. "
    "SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception"
)
MOST_LINES, MOST_FUNCTION_LINES = 500, 60
# A flag that a call site cannot read; a reference is no flag.
BOOL_PARAMETER = re.compile(r"[(,]\s*(const\s+)?bool\s+\w+\s*(=[^,;()]+)?[,)]")


def licence(path, lines):
    start = "/* " if lines and lines[0].startswith("/*") else "// "
    if not lines or not lines[0].startswith(start + LICENCE):
        yield 1, f"the first line must be '// {LICENCE}'"


def length(path, lines):
    if len(lines) > MOST_LINES:
        yield len(lines), f"{len(lines)} lines, more than {MOST_LINES}"


def function_length(path, lines):
    """Relies on the form that clang-format gives: a function's name stands at
    the left margin, its body is indented, and '}' alone ends it."""
    start = None
    for number, line in enumerate(lines, 1):
        if re.match(r"[A-Za-z_~:<]", line) and "(" in line:
            start = number
        if line == "}" and start and number - start + 1 > MOST_FUNCTION_LINES:
            yield start, (
                f"a function of {number - start + 1} lines, more than "
                f"{MOST_FUNCTION_LINES}"
            )


def bool_parameter(path, lines):
    if path.startswith("runtime/"):
        return
    for number, line in enumerate(lines, 1):
        code = line.split("//")[0]
        if BOOL_PARAMETER.search(code):
            yield number, "a bool parameter; use an enum or two functions"


RULES = [licence, length, function_length, bool_parameter]


def sources(root):
    for folder in FOLDERS:
        for directory, _, names in os.walk(os.path.join(root, folder)):
            for name in sorted(names):
                if name.endswith((".h", ".hpp", ".c", ".cpp", ".td")):
                    yield os.path.relpath(os.path.join(directory, name), root)


def missing_doors(root):
    stages = [f"analysis/{name}" for name in
              ("models", "frontend", "facts", "link", "escape", "surface")]
    for folder in stages + ["checks", "report", "fixes"]:
        name = os.path.basename(folder).capitalize() + ".h"
        path = os.path.join(root, folder)
        if os.path.isdir(path) and not os.path.exists(os.path.join(path, name)):
            yield f"{folder}: no door '{name}'"


def globbed_sources(root):
    for folder in FOLDERS:
        for directory, _, names in os.walk(os.path.join(root, folder)):
            path = os.path.join(directory, "CMakeLists.txt")
            if "CMakeLists.txt" not in names:
                continue
            with open(path) as text:
                if re.search(r"file\(GLOB[^)]*\*\.cp*\b", text.read()):
                    yield f"{os.path.relpath(path, root)}: list sources by name"


def main():
    root = sys.argv[1]
    found = []
    for path in sources(root):
        with open(os.path.join(root, path), errors="replace") as text:
            lines = text.read().splitlines()
        for rule in RULES:
            found += [f"{path}:{n}: {m}" for n, m in rule(path, lines)]
    found += missing_doors(root)
    found += globbed_sources(root)
    print("\n".join(found) or "form holds")
    return 1 if found else 0


sys.exit(main())
