# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Mends random programs and runs them before and after.

    fuzz.py --membrane PROGRAM --runtime ARCHIVE [--seed N] [--programs N]
            [--seconds N] [--keep FOLDER]

Under AddressSanitizer, with leaks looked for, each program has to say after
'membrane fix --in-place' what it said before, and a second run has to find
nothing to do. Stops after some seconds. Prints the seed; exit 1 on a
difference, with the program in FOLDER, and if less than a tenth of all findings
was mended, since nothing would have been tested then.
"""
import argparse
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

from generate import program

ROOT = pathlib.Path(__file__).resolve().parents[2]
FUNCTIONS = 12


class Failure(Exception):
    """A program behaves differently."""


def execute(command):
    environment = dict(os.environ, ASAN_OPTIONS="detect_leaks=1")
    return subprocess.run([str(word) for word in command], env=environment,
                          capture_output=True, encoding="utf-8",
                          errors="replace", timeout=60)


def observe(source, options):
    """What a program prints, its exit code and what the sanitizer found."""
    out = source.with_suffix(".out")
    built = execute(["clang-22", "-g", "-w", "-fsanitize=address", "-isystem",
                     ROOT / "runtime" / "include", source, options.runtime,
                     "-lpthread", "-o", out])
    if built.returncode:
        raise Failure(f"it does not compile:\n{built.stderr}")
    ran = execute([out])
    return ran.stdout, ran.returncode, re.findall(r"ERROR: .*?: [\w-]+|SUMMARY: "
                                                  r"\S+ \d+ byte", ran.stderr)


def mend(source, options, *more):
    done = execute([options.membrane, "fix", *more, source, "--"])
    counts = re.search(r"(\d+) findings? .*mended in .*?(\d+) findings? not",
                       done.stderr)
    if done.returncode or not counts:
        raise Failure(f"'membrane fix' gives {done.returncode}:\n{done.stderr}")
    return int(counts[1]), int(counts[2]), done.stdout


def check(source, options):
    """The numbers of findings that were mended and that were not."""
    before = observe(source, options)
    if before[1] != 0:
        raise Failure(f"the generator is wrong: {before}")
    source.with_suffix(".before").write_text(source.read_text())
    mended, withheld, _ = mend(source, options, "--in-place")
    after = observe(source, options)
    if before != after:
        raise Failure(f"before: {before}\nafter: {after}")
    if mend(source, options)[2]:
        raise Failure("a second run is not done")
    return mended, withheld


def run(options, folder):
    source = folder / "program.c"
    end = time.monotonic() + options.seconds
    mended = withheld = tried = 0
    while tried < options.programs and time.monotonic() < end:
        seed = options.seed + tried
        source.write_text(program(random.Random(seed), FUNCTIONS))
        try:
            counts = check(source, options)
        except Failure as failure:
            print(f"seed {seed}: {failure}\nthe program is {source}; repeat: "
                  f"fuzz.py --seed {seed} --programs 1 --keep FOLDER")
            return 1
        mended, withheld = mended + counts[0], withheld + counts[1]
        tried += 1
    print(f"{tried} programs, {mended} findings mended, {withheld} not")
    if mended * 10 < mended + withheld or mended < tried:
        print("too few were mended to test anything")
        return 1
    return 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--membrane", required=True)
    parser.add_argument("--runtime", required=True)
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
