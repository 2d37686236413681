# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Copies of libraries that are built and tested by their own build systems.

A recipe is a file NAME.yaml that says how. Its commands run in a shell, in the
copy of the library's folder, with CC and CXX (Clang with the runtime), JOBS,
TREE (the folder), SRC ($TREE/src) and BUILD (an empty folder) set:

    configure  once for a copy (may be missing)
    build      the library; again after the fixes
    tests      its tests, the same (may be missing)
    test       runs these
    results    how the suite tells: 'ctest', 'automake', 'exit' (a single test,
               the default), or passed: and failed:, expressions that find the
               name of a test in a line
    workload   builds $WORKLOAD (NAME.c beside the recipe) into $OUT, a
               program that does its work as often as its argument says
    folder     the name of BUILD ("build")
    source     for a library of this project: its folder
    package    for one that the corpus need not have: its source package, which
               'apt-get source' fetches
    public     of these, the public headers, relative to $TREE
    units      of these, an expression that finds the library's own units
"""
import collections
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = ["-idirafter", str(ROOT / "runtime" / "include")]
LINK = ["-pthread", "-Wl,--export-dynamic-symbol=mbr_provider_v1"]
WATCHED = "-g -fno-omit-frame-pointer -fsanitize=address"
# Where a loop lies in its cache line is luck, and worth a tenth of a workload.
OPTIMISED = "-O2 -falign-functions=64 -falign-loops=64"
RESULTS = {
    "ctest": {"passed": r"Test +#\d+: (\S+) \.+ +Passed",
              "failed": r"Test +#\d+: (\S+) \.+\*\*\*(?!Not Run|Skipped)"},
    "automake": {"passed": r"^X?PASS:? (.+)",
                 "failed": r"^(?:FAIL|XPASS|ERROR):? (.+)"},
    "exit": None,
}
FIELDS = {"configure", "build", "tests", "test", "results", "workload",
          "folder", "source", "package", "public", "units"}
COMMANDS = {"configure", "tests", "test", "workload"}
LARGEST = 4 << 20  # bytes of a file that edits may be in


class Unbuildable(Exception):
    """A command of a recipe failed."""


class Recipe:
    """How one library is built; None of what it does not say."""

    def __init__(self, path):
        said = yaml.safe_load(path.read_text()) or {}
        unknown = set(said) - FIELDS
        if unknown:
            raise Unbuildable(f"{path}: there is no '{min(unknown)}'")
        for word in ("build", *(set(said) & COMMANDS)):
            if not isinstance(said.get(word), str):
                raise Unbuildable(f"{path}: '{word}' is no command")
        self.name = path.stem
        self.configure = said.get("configure")
        self.build, self.tests = said["build"], said.get("tests")
        self.test = said.get("test")
        form = said.get("results", "exit")
        self.results = RESULTS[form] if isinstance(form, str) else form
        self.workload = said.get("workload")
        self.program = path.with_suffix(".c")
        self.folder = said.get("folder", "build")
        self.source, self.package = said.get("source"), said.get("package")
        self.public, self.units = said.get("public", []), said.get("units")


class Tested:
    """What a run of the tests gave."""

    def __init__(self, passed, reported):
        self.passed = passed      # by name of the test
        self.reported = reported  # by program and kind: how many

    def count(self):
        """How many passed, how many did not."""
        good = sum(self.passed.values())
        return good, len(self.passed) - good

    def worse_than(self, before):
        """Tests that passed before and do not any more, and new reports."""
        for name, passed in before.passed.items():
            if passed and not self.passed.get(name):
                yield f"'{name}' does not pass any more"
        for name, passed in self.passed.items():
            if not passed and name not in before.passed:
                yield f"'{name}' does not pass"
        for (program, kind), count in sorted(self.reported.items()):
            if count > before.reported[program, kind]:
                yield (f"{program}: {count} times {kind}, before "
                       f"{before.reported[program, kind]}")


def reports(folder):
    """What the sanitizer wrote: (program, kind) -> how many."""
    found = collections.Counter()
    for path in folder.iterdir():
        program = path.name.split(".", 1)[1].rpartition(".")[0]
        text = path.read_text(errors="replace")
        leaked = re.findall(r"leaked in (\d+) allocation", text)
        kinds = re.findall(r"ERROR: AddressSanitizer:? (\S+)", text)
        found[program, "leaked"] += sum(map(int, leaked))
        found.update((program, kind) for kind in kinds)
    return found


class Tree:
    """A copy of a library's folder."""

    def __init__(self, path, recipe, runtime, flags):
        self.path, self.recipe = path, recipe
        self.commands = path.with_suffix(".commands")
        self.log = path.with_suffix(".log")
        self.program = path.with_suffix(".workload")
        tools = path.with_suffix(".bin")
        self.environment = dict(
            os.environ, CC=str(tools / "cc"), CXX=str(tools / "c++"),
            TREE=str(path), SRC=str(path / "src"), OUT=str(self.program),
            BUILD=str(path / recipe.folder), LC_ALL="C.UTF-8",
            JOBS=str(len(os.sched_getaffinity(0))),
            WORKLOAD=str(path / "workload" / recipe.program.name),
            FIXES_FLAGS=shlex.join([*shlex.split(flags), *INCLUDE]),
            FIXES_LINK=shlex.join([str(runtime), *LINK]),
            FIXES_COMMANDS=str(self.commands))
        tools.mkdir()
        for name in ("cc", "c++"):
            shutil.copy(ROOT / "bench" / "fixes.d" / "cc", tools / name)

    def copy(self, folder):
        """Fills the tree with what the library's folder holds."""
        shutil.copytree(folder, self.path, symlinks=True)
        shutil.rmtree(self.path / self.recipe.folder, ignore_errors=True)
        (self.path / self.recipe.folder).mkdir()
        if self.recipe.workload:
            (self.path / "workload").mkdir()
            shutil.copy(self.recipe.program, self.path / "workload")

    def run(self, command, **more):
        """Runs a command of the recipe; gives its exit code and output."""
        try:
            done = subprocess.run(
                ["bash", "-ec", command], cwd=self.path, timeout=1200,
                env={**self.environment, **more}, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            code, said = done.returncode, done.stdout
        except subprocess.TimeoutExpired as late:
            code, said = -1, (late.stdout or b"") + b"\ntook too long\n"
        said = said.decode(errors="replace")
        with self.log.open("a") as log:
            log.write(f"$ {command.rstrip()}\n{said}[exit {code}]\n")
        return code, said

    def configure(self):
        """What is to be done once."""
        self.make(self.recipe.configure)

    def build(self):
        """Builds the library and the workload."""
        self.make(self.recipe.build, self.recipe.workload)

    def make(self, *steps):
        """Runs commands that build, if there are such."""
        for step in filter(None, steps):
            code, said = self.run(step, ASAN_OPTIONS="detect_leaks=0")
            if code:
                raise Unbuildable(
                    f"exit {code} of: {step.rstrip()}\n{ending(said)}")

    def tests(self):
        """Runs the suite and the workload under the sanitizer."""
        found, logs = {}, self.path.with_suffix(".reports")
        shutil.rmtree(logs, ignore_errors=True)
        logs.mkdir()
        # A leak does not end a test, which would lose its output: what leaks
        # is told by the reports. What only a stack reaches at the end counts:
        # whether a dead frame still has an address differs from run to run.
        watched = {"ASAN_OPTIONS": f"log_exe_name=1:log_path={logs}/report",
                   "LSAN_OPTIONS": "exitcode=0:use_registers=0:use_stacks=0"}
        if self.recipe.test:
            code, said = self.run(self.recipe.test, **watched)
            for word, passed in ("passed", True), ("failed", False):
                pattern = (self.recipe.results or {}).get(word)
                for name in re.findall(pattern, said, re.M) if pattern else []:
                    found[name] = passed and found.get(name, True)
            # A suite that ends badly without saying in which test.
            if not self.recipe.results or (code and all(found.values())):
                found["the suite"] = code == 0
        if self.recipe.workload:
            found["the workload"] = self.run("$OUT 1", **watched)[0] == 0
        return Tested(found, reports(logs))

    def recorded(self):
        """The commands of the build, the last one of each file, sorted."""
        entries = {}
        lines = self.commands.read_text().splitlines() \
            if self.commands.exists() else []
        for entry in map(json.loads, lines):
            file = pathlib.Path(entry["file"])
            if file.is_file() and "CMakeFiles" not in file.parts \
                    and file.resolve().is_relative_to(self.path.resolve()):
                entries[os.path.realpath(file)] = entry
        return [entries[file] for file in sorted(entries)]

    def files(self):
        """What may be edited: relative name -> bytes."""
        return {path.relative_to(self.path): path.read_bytes()
                for path in self.path.rglob("*")
                if path.is_file() and not path.is_symlink()
                and path.suffix not in (".o", ".a", ".so", ".lo")
                and path.stat().st_size < LARGEST}


def ending(text, lines=8):
    """The end of an output, or its errors."""
    said = [line for line in text.splitlines() if line.strip()]
    errors = [line for line in said if "error:" in line]
    return "\n".join("    " + line for line in (errors or said)[-lines:])


def moved(text, old, new):
    """A text with the paths below one folder as paths below another."""
    return re.sub(re.escape(str(old)) + r"(?![\w.-])", lambda _: str(new), text)


def fetch(package, target):
    """Puts what a source package of Debian unpacks to there."""
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        done = subprocess.run(["apt-get", "source", "-q", package],
                              cwd=scratch, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, text=True,
                              stderr=subprocess.STDOUT)
        found = [path for path in pathlib.Path(scratch).iterdir()
                 if path.is_dir()]
        if done.returncode or len(found) != 1:
            raise Unbuildable(f"'apt-get source {package}' failed:\n"
                              f"{ending(done.stdout)}")
        shutil.move(found[0], target)


def made_library(recipe, folder, runtime):
    """Makes a library's folder of one of this project's, or of a package:
    copies and builds it to get its commands."""
    tree = Tree(folder / recipe.name, recipe, runtime, OPTIMISED)
    (tree.path / recipe.folder).mkdir(parents=True)
    if recipe.package:
        fetch(recipe.package, tree.path / "src")
    else:
        shutil.copytree(ROOT / recipe.source, tree.path / "src")
    tree.configure()
    tree.make(recipe.build)
    (tree.path / "PUBLIC").write_text("\n".join(recipe.public) + "\n")
    units = re.compile(recipe.units or "")
    (tree.path / "compile_commands.json").write_text(json.dumps(
        [entry for entry in tree.recorded() if units.search(
            os.path.relpath(entry["file"], tree.path))]))
    return tree.path
