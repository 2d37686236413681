#!/usr/bin/env python3
# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares what membrane says of functions with what they do when they run.

Compiles a library and programs that use it with instrumented calls, scans the
library, runs the programs on an allocator that watches (runtime/), and tells
every call that contradicts the record of its function. See docs/oracle.md.

    oracle.py --examples                 the examples of this repository
    oracle.py --corpus DIR [NAME...]     libraries of a corpus (bench/corpus.py)
    oracle.py --file FILE.c              one file with a main
    oracle.py                            all of $MEMBRANE_CORPUS

Exit 0 without a contradiction, 1 with one, 2 if it could not compare, 77
if MEMBRANE_CORPUS is not set and nothing else is asked for.
"""
import argparse
import collections
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile

import build
import compare
import programs

ROOT = programs.ROOT
SKIPPED = 77


def runs(program, library, built, scratch):
    """The command lines of a program: arguments, input, folder, statuses."""
    places = {"program": built, "library": library.folder,
              "here": programs.HERE, "scratch": scratch}
    for run in program.runs:
        matches = (build.sources(library.folder, [run.each]) if run.each
                   else [None])
        for each in matches:
            fill = lambda text: text.format(**places, each=each)
            yield ([str(built), *map(fill, run.arguments)],
                   fill(run.input) if run.input else os.devnull,
                   fill(run.folder), run.status)


def run_all(program, library, built, folder, runtime):
    """Runs a program; gives the runtime's report."""
    out = folder / "report"
    out.unlink(missing_ok=True)
    environment = {**os.environ, "LD_PRELOAD": str(runtime),
                   "ORACLE_CLAIMS": str(folder / "claims"),
                   "ORACLE_REPORT": str(out), "LC_ALL": "C.UTF-8"}
    count, failures = 0, []
    for words, source, place, statuses in runs(program, library, built, folder):
        with open(source, "rb") as text:
            result = subprocess.run(words, stdin=text, cwd=place, timeout=600,
                                    env=environment, stdout=subprocess.DEVNULL,
                                    stderr=subprocess.PIPE)
        count += 1
        if result.returncode not in statuses:
            tail = result.stderr.decode(errors="replace")[-500:]
            failures.append(f"exit {result.returncode} of "
                            f"{' '.join(words)}\n{tail}")
    report = compare.Report(out)
    report.failures += failures
    if report.ends < count:
        report.failures.append(f"{count - report.ends} of {count} runs did not "
                               "come to their end")
    return report


class Oracle:
    def __init__(self, options, scratch):
        self.options = options
        self.scratch = scratch
        self.runtime = build.Builder(scratch, options.jobs).runtime()
        self.contradictions = self.failures = 0

    def check_library(self, library):
        builder = build.Builder(self.scratch / library.name, self.options.jobs)
        entries = build.commands(library)
        archive = builder.archive(library, entries)
        document = builder.scan(self.options.membrane, library, entries,
                                library.name)
        for program in library.programs:
            self.check_program(builder, library, program,
                               (entries, document, archive))

    def records(self, builder, library, program, entries, document):
        records = compare.Records()
        records.add(document, library.folder, True)
        if self.options.programs:
            own = [entry for entry in entries[1]
                   if entry["file"] not in {e["file"] for e in entries[0]}]
            whole = builder.scan(self.options.membrane, library,
                                 entries[0] + own, f"whole-{program.name}")
            records.add(whole, library.folder, False)
        for text in self.options.believe:
            records.believe(*text.split("="))
        for record in records.found.values():
            record["root"] = library.folder
        return records

    def check_program(self, builder, library, program, parts):
        entries, document, archive = parts
        own = [build.command(library.folder, file, program.flags)
               for file in build.sources(library.folder, program.sources)]
        built = builder.program(library, archive, own, program.name)
        records = self.records(builder, library, program, (entries, own),
                               document)
        file = compare.Program(built, records)
        folder = builder.scratch / f"run-{program.name}"
        folder.mkdir(exist_ok=True)
        file.write_claims(folder / "claims")
        report = run_all(program, library, built, folder, self.runtime)
        self.tell(f"{library.name}/{program.name}", file, report)

    def tell(self, name, file, report):
        file.symbolize(address for found in report.contradictions
                       for address in found.addresses())
        excused = [found for found in report.contradictions
                   if found.excused(file)]
        real = [found for found in report.contradictions
                if found not in excused]
        ran = collections.Counter(file.functions[entry]["class"]
                                  for entry in report.calls
                                  if entry in file.functions)
        calls = sum(count for entry, count in report.calls.items()
                    if entry in file.functions)
        words = ", ".join(f"{count} {word}" for word, count in sorted(ran.items()))
        print(f"{name}: {sum(ran.values())} functions ({words}), {calls} calls, "
              f"{report.allocations} allocations, {len(excused)} of callbacks, "
              f"{len(real)} contradictions", flush=True)
        told = collections.Counter()
        for found in real:
            told[found.kind, found.entry] += 1
            if told[found.kind, found.entry] <= self.options.chains:
                print(found.tell(file))
        for failure in report.failures:
            print(f"{name}: error: {failure}", file=sys.stderr)
        self.contradictions += len(real)
        self.failures += len(report.failures)


def single(path):
    """A library that is one file, which is its program too."""
    path = path.resolve()
    program = programs.Program(path.stem, [path.name])
    return programs.Library("file", path.parent, sources=[path.name],
                            programs=[program])


def parse():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="only these libraries")
    parser.add_argument("--membrane", type=pathlib.Path,
                        default=ROOT / "build/dev/bin/membrane",
                        help="the program (default: that of build/dev)")
    parser.add_argument("--examples", action="store_true")
    parser.add_argument("--corpus", type=pathlib.Path)
    parser.add_argument("--file", type=pathlib.Path)
    parser.add_argument("--programs", action="store_true",
                        help="ask for the functions of the programs too, by "
                        "a scan of library and program together")
    parser.add_argument("--believe", action="append", default=[],
                        metavar="FUNCTION=CLASS",
                        help="take this for the record (a test of the oracle)")
    parser.add_argument("--chains", type=int, default=3, metavar="N",
                        help="tell N contradictions of a function and kind")
    parser.add_argument("--scratch", type=pathlib.Path,
                        help="keep objects, records and reports here")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count())
    return parser.parse_args()


def libraries(options):
    found = programs.examples() if options.examples else []
    if options.corpus:
        found += programs.corpus(options.corpus.resolve())
    if options.file:
        found.append(single(options.file))
    unknown = set(options.names) - {library.name for library in found}
    if unknown or not found:
        raise build.Failure(f"no library {', '.join(sorted(unknown))}; see --help")
    return [library for library in found
            if not options.names or library.name in options.names]


def main():
    options = parse()
    if not (options.examples or options.corpus or options.file):
        if "MEMBRANE_CORPUS" not in os.environ:
            print("MEMBRANE_CORPUS is not set")
            return SKIPPED
        options.corpus = pathlib.Path(os.environ["MEMBRANE_CORPUS"])
    try:
        with tempfile.TemporaryDirectory() as folder:
            oracle = Oracle(options, (options.scratch or
                                      pathlib.Path(folder)).resolve())
            for library in libraries(options):
                oracle.check_library(library)
    except (build.Failure, subprocess.SubprocessError, OSError) as failure:
        print(f"oracle: error: {failure}", file=sys.stderr)
        return 2
    print(f"{oracle.contradictions} contradictions")
    return 2 if oracle.failures else 1 if oracle.contradictions else 0


if __name__ == "__main__":
    sys.exit(main())
