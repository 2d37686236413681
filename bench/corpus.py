# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Libraries to measure on, and membrane's command line for each.

A corpus is a folder with one folder for each library NAME:

    DIR/NAME/compile_commands.json   the library's own translation units
    DIR/NAME/PUBLIC                  its public headers, one glob a line,
                                     relative to DIR/NAME (may be missing)
"""
import argparse
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILDS = ["build/release/bin/membrane", "build/dev/bin/membrane"]


class Library:
    """One folder of the corpus."""

    def __init__(self, folder):
        self.name = folder.name
        self.folder = folder
        self.commands = json.loads((folder / "compile_commands.json").read_text())
        public = folder / "PUBLIC"
        lines = public.read_text().splitlines() if public.exists() else []
        self.public = [line.strip() for line in lines if line.strip()]

    def scan(self, membrane, *options):
        """The command that scans this library on one core."""
        command = [str(membrane), "scan", "-p", str(self.folder),
                   "--root", str(self.folder), "-j1"]
        for glob in self.public:
            command += ["--public", glob]
        return command + list(options)


def parser(description):
    """The options that every benchmark takes."""
    result = argparse.ArgumentParser(
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    result.add_argument("corpus", type=pathlib.Path, help="folder of libraries")
    result.add_argument("names", nargs="*", help="only these libraries")
    result.add_argument("--membrane", type=pathlib.Path,
                        help="the program (default: that of build/release)")
    return result


def find_membrane(given):
    """The program to measure, or an error that says how to get one."""
    for path in [given] if given else [ROOT / build for build in BUILDS]:
        if path.is_file():
            return path.resolve()
    fail(f"there is no '{given or BUILDS[0]}'; build it with: "
         "cmake --workflow --preset release")


def libraries(folder, names):
    """The libraries of a corpus, sorted by name; fails if one is missing."""
    found = {path.parent.name: path.parent.resolve()
             for path in sorted(folder.glob("*/compile_commands.json"))}
    unknown = [name for name in names if name not in found]
    if unknown or not found:
        fail(f"'{folder}' holds no {', '.join(unknown) or 'library'} with a "
             "compile_commands.json")
    return [Library(found[name]) for name in found if not names or name in names]


def fail(message):
    """Ends the benchmark: it could not measure."""
    print(f"bench: error: {message}", file=sys.stderr)
    sys.exit(2)
