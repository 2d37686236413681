#!/usr/bin/env python3
# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Asks the oracle about random programs (docs/oracle.md).

    fuzz.py 100                 seeds 0 to 99
    fuzz.py 7-20 --keep DIR     seeds 7 to 20; programs with a contradiction
                                are written to DIR/SEED.c
    fuzz.py 12-12 --shrink      makes a small program of each contradiction

A seed gives the same program on every machine. Exit 0 without a
contradiction, 1 with one, 2 if a program could not be built, run or scanned.
"""
import argparse
import collections
import concurrent.futures
import contextlib
import io
import os
import pathlib
import subprocess
import sys
import tempfile
import types

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import build
import generate
import oracle
import shrink
import tree

MOST_TRIALS = 12


class Asked(oracle.Oracle):
    """The oracle, with its contradictions kept."""

    def __init__(self, options, scratch):
        super().__init__(options, scratch)
        self.found = []
        self.ran = collections.Counter()

    def tell(self, name, file, report):
        super().tell(name, file, report)
        self.found = sorted({
            (found.kind, file.names.get(found.entry, "?"))
            for found in report.contradictions if not found.excused(file)})
        for entry in report.calls:
            if entry in file.functions:
                self.ran[file.functions[entry]["class"]] += 1


class Bench:
    """A folder in which programs are tried and asked about."""

    def __init__(self, options, scratch):
        self.scratch = scratch
        self.options = types.SimpleNamespace(
            membrane=options.membrane, jobs=1, programs=False, believe=[],
            chains=1)
        self.scratch.mkdir(parents=True, exist_ok=True)
        self.oracle = Asked(self.options, scratch)
        self.runtime = scratch / "check.o"
        build.execute(["clang-22", "-O1", "-c", HERE / "check.c", "-o",
                       self.runtime])

    def trial(self, program, how):
        """Which guards fail."""
        source, built = self.scratch / "trial.c", self.scratch / "trial"
        source.write_text(program.write(how))
        build.execute(["clang-22", "-O0", "-w", "-fno-pie", "-no-pie",
                       "-fno-builtin", f"-I{HERE}", source, self.runtime,
                       "-o", built])
        result = subprocess.run([built], capture_output=True, text=True,
                                timeout=60)
        if not result.stdout.endswith("end\n"):
            raise build.Failure(f"trial: status {result.returncode}")
        return {int(line.split()[0]): int(line.split()[1])
                for line in result.stdout.splitlines()[:-1]}

    def settle(self, program, dropped=frozenset()):
        """The program without what is invalid. To leave a statement out
        changes what the others do, so this is repeated."""
        failed = {}
        for _ in range(MOST_TRIALS):
            seen = self.trial(program, tree.Text(True, {
                guard: how for guard, how in failed.items() if how > 1},
                dropped))
            worse = [guard for guard, how in seen.items()
                     if how > 1 and failed.get(guard, 0) < 2]
            failed = {**{guard: how for guard, how in failed.items()
                         if how > 1}, **seen}
            if not worse:
                return tree.Text(False, failed, dropped)
        raise build.Failure("the trials do not end")

    def ask(self, text):
        """The contradictions of a program, and what the oracle prints."""
        source = self.scratch / "program.c"
        source.write_text(text)
        said = io.StringIO()
        self.oracle.failures = 0
        self.oracle.found = []
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            self.oracle.check_library(oracle.single(source))
        if self.oracle.failures:
            raise build.Failure(said.getvalue())
        return self.oracle.found, said.getvalue()


def look(options, seeds, scratch):
    """Runs some seeds; gives what each said."""
    bench = Bench(options, scratch)
    for seed in seeds:
        try:
            program = generate.generate(seed)
            text = program.write(bench.settle(program))
            found, said = bench.ask(text)
            small = shrink.shrink(bench, program, found[0]) \
                if found and options.shrink else None
            yield seed, found, said, small or text
        except (build.Failure, subprocess.SubprocessError) as failure:
            yield seed, None, str(failure), None
    yield None, None, bench.oracle.ran, None


def tell(options, seed, found, said, text):
    """Prints what one seed gave; how many contradictions and failures."""
    if found is None:
        print(f"seed {seed}: error: {said}", file=sys.stderr, flush=True)
        return 0, 1
    if not found:
        return 0, 0
    print(f"seed {seed}: {', '.join(' '.join(words) for words in found)}\n"
          f"{said}", flush=True)
    if options.shrink:
        print(text, flush=True)
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        (options.keep / f"{seed}.c").write_text(text)
    return len(found), 0


def work(arguments):
    options, seeds, scratch = arguments
    contradictions = failures = 0
    ran = collections.Counter()
    for seed, found, said, text in look(options, seeds, scratch):
        if seed is None:
            ran = said
            continue
        more, failed = tell(options, seed, found, said, text)
        contradictions += more
        failures += failed
    return contradictions, failures, ran


def parse():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds", help="N, or FIRST-LAST")
    parser.add_argument("--membrane", type=pathlib.Path,
                        default=HERE.parents[2] / "build/dev/bin/membrane")
    parser.add_argument("--keep", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--shrink", action="store_true")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count())
    return parser.parse_args()


def main():
    options = parse()
    first, _, last = options.seeds.rpartition("-")
    seeds = list(range(int(first), int(last) + 1) if first
                 else range(int(last)))
    jobs = max(1, min(options.jobs, len(seeds)))
    with tempfile.TemporaryDirectory() as folder, \
            concurrent.futures.ProcessPoolExecutor(jobs) as pool:
        answers = list(pool.map(work, [
            (options, seeds[job::jobs], pathlib.Path(folder, str(job)))
            for job in range(jobs)]))
    ran = sum((answer[2] for answer in answers), collections.Counter())
    contradictions = sum(answer[0] for answer in answers)
    failures = sum(answer[1] for answer in answers)
    print(f"{len(seeds)} programs, {sum(ran.values())} functions ran ("
          + ", ".join(f"{ran[word]} {word}" for word in sorted(ran))
          + f"), {contradictions} contradictions, {failures} failures")
    return 2 if failures else 1 if contradictions else 0


if __name__ == "__main__":
    sys.exit(main())
