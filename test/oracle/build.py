# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiles a library, its programs and the oracle's runtime, and scans them."""
import concurrent.futures
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
WATCHED = ["-g", "-O0", "-w", "-fno-builtin", "-fno-omit-frame-pointer",
           "-finstrument-functions", "-fno-pie"]
RUNTIME = ["-g", "-O1", "-fPIC", "-shared", "-std=gnu11", "-Wall", "-Wextra",
           "-Werror", "-fno-builtin", "-fno-omit-frame-pointer",
           "-fno-optimize-sibling-calls"]


class Failure(Exception):
    """The oracle could not do its work."""


def execute(command, folder=None):
    """Runs a tool that has to succeed; gives what it printed."""
    result = subprocess.run([str(word) for word in command], cwd=folder,
                            capture_output=True, text=True)
    if result.returncode != 0:
        raise Failure(f"{' '.join(map(str, command))}:\n{result.stderr[-2000:]}")
    return result.stdout


def sources(folder, globs):
    """The files that some globs name, absolute, in order."""
    found = [path for glob in globs for path in sorted(folder.glob(glob))]
    if not found:
        raise Failure(f"{folder}: no {' '.join(globs)}")
    return found


def command(folder, file, flags):
    """An entry of a compile_commands.json for one of our own files."""
    return {"directory": str(folder), "file": str(file),
            "arguments": ["clang-22", "-c", *flags, str(file)]}


def commands(library):
    """The library's own units: those of its database, or of its sources."""
    if library.sources:
        return [command(library.folder, file, library.flags)
                for file in sources(library.folder, library.sources)]
    return json.loads((library.folder / "compile_commands.json").read_text())


def watched(entry, out):
    """The command that compiles a unit so that its calls are seen."""
    words, kept = entry["arguments"][1:], []
    while words:
        word = words.pop(0)
        if word == "-o":
            words.pop(0)
        elif word != "-c" and not word.startswith(("-O", "-W", "-flto")):
            kept.append(word)
    return ["clang-22", *kept, *WATCHED, "-c", "-o", out]


class Builder:
    """Keeps objects in a scratch folder, compiled once each."""

    def __init__(self, scratch, jobs):
        self.scratch = scratch
        self.jobs = jobs
        self.scratch.mkdir(parents=True, exist_ok=True)

    def runtime(self):
        out = self.scratch / "liboracle.so"
        execute(["clang-22", *RUNTIME, "-o", out,
                 *sorted((HERE / "runtime").glob("*.c")), "-ldl", "-lpthread"])
        return out

    def objects(self, name, entries):
        """Compiles units into SCRATCH/NAME-N.o."""
        outs = [self.scratch / f"{name}-{n}.o" for n in range(len(entries))]
        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            list(pool.map(lambda pair: execute(watched(*pair),
                                               pair[0]["directory"]),
                          zip(entries, outs)))
        return outs

    def archive(self, library, entries):
        out = self.scratch / f"{library.name}.a"
        out.unlink(missing_ok=True)
        execute(["llvm-ar-22", "rcs", out, *self.objects(library.name, entries)])
        return out

    def program(self, library, archive, entries, name):
        out = self.scratch / name
        execute(["clang-22", "-no-pie", "-rdynamic", "-o", out,
                 *self.objects(name, entries), archive, *library.link])
        return out

    def scan(self, membrane, library, entries, name):
        """What membrane says of these units: the record of version 1."""
        database, out = self.scratch / f"{name}.db", self.scratch / f"{name}.json"
        database.mkdir(exist_ok=True)
        (database / "compile_commands.json").write_text(json.dumps(entries))
        public = library.public
        if not public and (library.folder / "PUBLIC").exists():
            public = (library.folder / "PUBLIC").read_text().split()
        words = [membrane, "scan", "-p", database, "--root", library.folder,
                 "--format=json", "-o", out, f"-j{self.jobs}"]
        for glob in public:
            words += ["--public", glob]
        result = subprocess.run(list(map(str, words)), capture_output=True,
                                text=True)
        if result.returncode not in (0, 1):
            raise Failure(f"{name}: {result.stderr[-2000:]}")
        record = json.loads(out.read_text())
        for unit in record["units"]["failed"]:
            print(f"{name}: failed: {unit['file']}: {unit['reason']}",
                  file=sys.stderr)
        return record
