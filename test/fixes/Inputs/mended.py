# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Mends a small program in place and runs it before and after.

    mended.py [--fixed N] [--withheld N] FOLDER FILE... [-- FLAG...]

Takes the files of one program, in FOLDER, with a main, and the flags of all of
them. Builds it with clang and gcc under AddressSanitizer with leaks looked for,
mends it, builds it again, and stops with 1 unless the compilers warn of nothing
new, each program answers as it did before, a second run of 'membrane fix' makes
no edit, and as many findings as said were mended and withheld. Prints what
'membrane fix' said. With a FOLDER/compile_commands.json membrane reads that one,
and each file is built with the flags of its first command.
"""
import argparse
from collections import Counter
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
COMPILERS = {".c": ["clang-22", "gcc"], ".cpp": ["clang++-22"]}
WATCHED = ["-g", "-O0", "-fsanitize=address", "-fno-omit-frame-pointer"]
WARNING = re.compile(r"\b(?:warning|error): .*\[-W([^\]]+)\]")


class Failure(Exception):
    """The program was not mended as it should have been."""


def execute(command, folder):
    environment = dict(os.environ, ASAN_OPTIONS="detect_leaks=1")
    done = subprocess.run([str(word) for word in command], cwd=folder,
                          env=environment, capture_output=True,
                          encoding="utf-8", errors="replace")
    return done.returncode, done.stdout, done.stderr


def own_flags(folder):
    """Of each file of the database, the flags of its first command."""
    database = folder / "compile_commands.json"
    flags = {}
    if database.exists():
        for entry in json.loads(database.read_text()):
            words = entry["arguments"][1:]
            flags.setdefault(entry["file"], [
                word for word in words if word not in ("-c", entry["file"])])
    return flags


class Program:
    def __init__(self, folder, files, flags, runtime):
        self.folder, self.files = folder, files
        self.flags = ["-Wall", "-Wextra", *flags]
        self.runtime = runtime
        self.of_file = own_flags(folder)

    def build(self, compiler):
        """The program's path, and its warnings in order."""
        out = self.folder / f"program-{compiler}"
        warnings, objects = [], []
        for number, file in enumerate(self.files):
            objects.append(self.folder / f"{number}-{compiler}.o")
            status, _, said = execute(
                [compiler, *WATCHED, *self.flags, *self.of_file.get(file, []),
                 "-isystem", ROOT / "runtime" / "include", "-c", file, "-o",
                 objects[-1]], self.folder)
            if status:
                raise Failure(f"{compiler} {file}:\n{said}")
            warnings += WARNING.findall(said)
        status, _, said = execute(
            [compiler, "-fsanitize=address", *objects, self.runtime,
             "-lpthread", "-o", out], self.folder)
        if status:
            raise Failure(f"{compiler}:\n{said}")
        return out, sorted(warnings)

    def observe(self):
        """What the program of each compiler does, and its warnings."""
        answers = {}
        suffix = pathlib.Path(self.files[0]).suffix
        for compiler in COMPILERS[suffix]:
            out, warnings = self.build(compiler)
            status, printed, said = execute([out], self.folder)
            reports = re.findall(r"ERROR: \S+: [\w-]+|SUMMARY: .*", said)
            answers[compiler] = (warnings, status, printed, reports)
        return answers

    def fix(self, options):
        command = ["membrane", "fix", *options]
        if self.of_file:
            command += ["-p", ".", *self.files, "--extra-arg=-Wall",
                        "--extra-arg=-Wextra"]
        else:
            command += [*self.files, "--", *self.flags]
        return execute(command, self.folder)


def counted(said):
    """The numbers of findings that were mended and that were not."""
    mended = re.search(r"(\d+) findings? mended", said)
    return (int(mended.group(1)) if mended else 0,
            len(re.findall(r"not mended:", said)))


def check(program, options):
    before = program.observe()
    status, printed, said = program.fix(["--in-place", *options.option])
    print(said, end="")
    if status not in (0, 1):
        raise Failure(f"membrane fix: exit {status}\n{printed}")
    mended, withheld = counted(said)
    if options.fixed is not None and mended != options.fixed:
        raise Failure(f"{mended} mended, not {options.fixed}")
    if options.withheld is not None and withheld != options.withheld:
        raise Failure(f"{withheld} withheld, not {options.withheld}")
    after = program.observe()
    for compiler, was in before.items():
        now = after[compiler]
        if was[1:] != now[1:] or Counter(now[0]) - Counter(was[0]):
            raise Failure(f"{compiler}: before {was}\nafter {now}")
        if was[1] != options.status:
            raise Failure(f"{compiler}: the program gives {was}")
    status, printed, said = program.fix(options.option)
    if printed or counted(said)[0]:
        raise Failure(f"a second run is not done:\n{printed}{said}")


def arguments():
    words = sys.argv[1:]
    flags = []
    if "--" in words:
        at = words.index("--")
        words, flags = words[:at], words[at + 1:]
    parser = argparse.ArgumentParser()
    parser.add_argument("--fixed", type=int)
    parser.add_argument("--withheld", type=int)
    parser.add_argument("--status", type=int, default=0)
    parser.add_argument("--option", action="append", default=[])
    parser.add_argument("--runtime", required=True)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("files", nargs="+")
    return parser.parse_args(words), flags


def main():
    options, flags = arguments()
    program = Program(options.folder.resolve(), options.files, flags,
                      options.runtime)
    try:
        check(program, options)
    except Failure as failure:
        print(f"mended.py: {failure}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
