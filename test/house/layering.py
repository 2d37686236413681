# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Checks that every #include and every link line follows the data flow: a
# folder uses only the folders that its row names, and of another stage only
# the door. Takes the top of the source tree; prints each offence as
# file:line: message; exit 1 if there is one.

import os
import re
import sys

# Folder -> what it may use besides itself.
MAY_USE = {
    "analysis/summary": [],
    "analysis/models": ["analysis/summary"],
    "analysis/frontend": ["analysis/summary"],
    "analysis/facts": ["analysis/summary", "analysis/frontend"],
    "analysis/link": ["analysis/summary", "analysis/models", "analysis/facts"],
    "analysis/escape": [
        "analysis/summary",
        "analysis/models",
        "analysis/facts",
        "analysis/link",
    ],
    "analysis/surface": [
        "analysis/summary",
        "analysis/link",
        "analysis/escape",
    ],
    "checks": ["analysis/summary", "analysis/surface"],
    "fixes": [
        "analysis/summary",
        "analysis/frontend",
        "analysis/surface",
        "checks",
    ],
    "report": ["analysis/summary", "analysis/surface", "checks", "fixes"],
    "runtime": [],
}
MAY_USE["tool"] = [folder for folder in MAY_USE if folder != "runtime"]

# The vocabulary has no single door.
OPEN = "analysis/summary"


def door(folder):
    name = os.path.basename(folder)
    return f"{folder}/{name.capitalize()}.h"


def folder_of(path):
    """The stage that a path from the root belongs to, or None."""
    for folder in MAY_USE:
        if path.startswith(folder + "/"):
            return folder
    return None


def include_offence(folder, included):
    target = folder_of(included)
    if target is None or target == folder:
        return None
    if target not in MAY_USE[folder]:
        return f"{folder}/ must not include from {target}/"
    if target != OPEN and included != door(target):
        return f"'{included}' is not the door of {target}/; that is {door(target)}"
    return None


def link_offence(folder, library):
    target = "analysis/" + library
    if target not in MAY_USE:
        target = library
    if target not in MAY_USE or target == folder or target in MAY_USE[folder]:
        return None
    return f"{folder}/ must not link membrane-{library}"


def offences(root, folder, path):
    is_cmake = os.path.basename(path) == "CMakeLists.txt"
    with open(os.path.join(root, path)) as lines:
        for number, line in enumerate(lines, 1):
            if is_cmake:
                named = re.findall(r"\bmembrane-([a-z]+)\b(?![-.])", line)
                found = [link_offence(folder, library) for library in named]
            else:
                named = re.findall(r'^\s*#\s*include\s+"([^"]+)"', line)
                found = [include_offence(folder, included) for included in named]
                found += [
                    f"includes are written from the root: '{included}'"
                    for included in named
                    if folder != "runtime"
                    and "/" not in included
                    and not included.endswith((".inc", ".def"))
                ]
            for message in filter(None, found):
                yield f"{path}:{number}: {message}"


def files(root, folder):
    for directory, _, names in os.walk(os.path.join(root, folder)):
        for name in sorted(names):
            if name.endswith((".h", ".c", ".cpp")) or name == "CMakeLists.txt":
                path = os.path.relpath(os.path.join(directory, name), root)
                yield path


def main():
    root = sys.argv[1]
    found = [
        offence
        for folder in MAY_USE
        for path in files(root, folder)
        for offence in offences(root, folder, path)
    ]
    print("\n".join(found) or "layering holds")
    return 1 if found else 0


sys.exit(main())
