# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Mends random programs and runs them before and after.

    fuzz.py --membrane PROGRAM --runtime ARCHIVE [--shape SHAPE] [--seed N]
            [--programs N] [--seconds N] [--keep FOLDER]

SHAPE is `functions`, which take memory and give it back (generate.py), or
`library`, whose objects have memory, with a client (libraries.py).

Under AddressSanitizer, with leaks looked for, each program has to say after
'membrane fix --in-place' what it said before, and a second run has to find
nothing to do. Stops after some seconds. Prints the seed; exit 1 on a
difference, with the program in FOLDER, and if less than a tenth of all findings
was mended, since nothing would have been tested then.
"""
import argparse
import collections
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

from generate import program
from libraries import library

ROOT = pathlib.Path(__file__).resolve().parents[2]
FUNCTIONS = 12
# What the text has after a fix of each kind.
KINDS = {"scratches": "MBR_SCRATCH_", "handles": "mbr_handle_create(",
         "freed singly": "mbr_region_free(",
         "regions": "mbr_region *"}
COUNT = """
#include <membrane/handle.h>
#include <stdio.h>
void *__real_mbr_handle_create(size_t size);
static int left;
static void ended(void *object) { (void)object; left--; }
void *__wrap_mbr_handle_create(size_t size) {
  void *made = __real_mbr_handle_create(size);
  if (made && !mbr_defer(mbr_handle_region(made), ended, made))
    left++;
  return made;
}
__attribute__((destructor)) static void tell(void) {
  if (left)
    fprintf(stderr, "%d handles left\\n", left);
}
"""


class Failure(Exception):
    """A program behaves differently."""


def execute(command):
    environment = dict(os.environ, ASAN_OPTIONS="detect_leaks=1")
    return subprocess.run([str(word) for word in command], env=environment,
                          capture_output=True, encoding="utf-8",
                          errors="replace", timeout=60)


def compile(sources, out, *words):
    built = execute(["clang-22", "-g", "-w", "-fsanitize=address", "-isystem",
                     ROOT / "runtime" / "include", *sources, *words, "-o", out])
    if built.returncode:
        raise Failure(f"it does not compile:\n{built.stderr}")


def write_runtime(options, folder):
    """The runtime under AddressSanitizer, which knows objects of regions then,
    and tells at the end how many handles are left."""
    (folder / "count.c").write_text(COUNT)
    source = pathlib.Path(options.runtime).parent / "amalgamated" / \
        "membrane-region.c"
    options.parts = [folder / "runtime.o", folder / "count.o"]
    compile([source], options.parts[0], "-c")
    compile([folder / "count.c"], options.parts[1], "-c")


class Case:
    """A program in a folder."""

    def __init__(self, options, folder):
        self.options, self.folder = options, folder

    def write(self, seed):
        random_ = random.Random(seed)
        if self.options.shape == "functions":
            self.files = {"program.c": program(random_, FUNCTIONS)}
            self.words = [self.folder / "program.c", "--"]
        else:
            self.files = library(random_)
            self.words = ["-p", self.folder, "--root", self.folder, "--public",
                          "lib.h", "--checks=*"]
        for name, text in self.files.items():
            (self.folder / name).write_text(text)
            (self.folder / (name + ".before")).write_text(text)
        self.sources = [self.folder / name for name in self.files
                        if name.endswith(".c")]
        flags = random_.choice([[], ["-Wall", "-Wextra"], ["-std=gnu99"]])
        (self.folder / "compile_commands.json").write_text(json.dumps([
            {"directory": str(self.folder), "file": str(source),
             "arguments": ["cc", *flags, "-c", str(source)]}
            for source in self.sources]))

    def observe(self):
        """What it prints, its exit code and what the sanitizer found."""
        out = self.folder / "program.out"
        compile(self.sources, out, *self.options.parts,
                "-Wl,--wrap=mbr_handle_create", "-lpthread")
        ran = execute([out])
        return ran.stdout, ran.returncode, re.findall(
            r"ERROR: .*?: [\w-]+|SUMMARY: \S+ \d+ byte|\d+ handles left",
            ran.stderr)

    def mend(self, *more):
        done = execute([self.options.membrane, "fix", *more, *self.words])
        counts = re.search(
            r"(\d+) findings? .*mended in .*?(\d+) findings? not", done.stderr)
        if done.returncode or not counts:
            raise Failure(f"'membrane fix' gives {done.returncode}:\n"
                          f"{done.stderr}")
        return int(counts[1]), int(counts[2]), done.stdout

    def check(self):
        """The numbers of findings that were mended and that were not, and of
        files that have each kind of edit."""
        before = self.observe()
        if before[1] != 0:
            raise Failure(f"the generator is wrong: {before}")
        mended, withheld, _ = self.mend("--in-place")
        after = self.observe()
        if before != after:
            raise Failure(f"before: {before}\nafter: {after}")
        if self.mend()[2]:
            raise Failure("a second run is not done")
        text = "".join((self.folder / name).read_text() for name in self.files)
        kinds = [name for name, word in KINDS.items() if word in text]
        if "{\n  int total;" in self.files.get("lib.h", "") and \
                "int total;" not in (self.folder / "lib.h").read_text():
            kinds.append("opaque types")
        return mended, withheld, kinds


def run(options, folder):
    case = Case(options, folder.resolve())
    end = time.monotonic() + options.seconds
    mended = withheld = tried = 0
    kinds = collections.Counter()
    (folder / "runtime").mkdir(exist_ok=True)
    write_runtime(options, case.folder / "runtime")
    while tried < options.programs and time.monotonic() < end:
        seed = options.seed + tried
        try:
            case.write(seed)
            more, less, seen = case.check()
        except Failure as failure:
            print(f"seed {seed}: {failure}\nthe program is in {folder}; "
                  f"repeat: fuzz.py --shape {options.shape} --seed {seed} "
                  "--programs 1 --keep FOLDER")
            return 1
        mended, withheld, tried = mended + more, withheld + less, tried + 1
        kinds.update(seen)
    print(f"{tried} programs, {mended} findings mended, {withheld} not; with "
          + ", ".join(f"{name}: {kinds[name]}" for name in sorted(kinds)))
    if mended * 10 < mended + withheld or mended < tried / 2:
        print("too few were mended to test anything")
        return 1
    return 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--membrane", required=True)
    parser.add_argument("--runtime", required=True)
    parser.add_argument("--shape", choices=["functions", "library"],
                        default="functions")
    parser.add_argument("--seed", type=int,
                        default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--programs", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        return run(options, options.keep)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="membrane-fixes-"))
    status = run(options, folder)
    if status == 0:
        subprocess.run(["rm", "-rf", folder], check=False)
    return status


if __name__ == "__main__":
    sys.exit(main())
