# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs the commands that the documentation shows:
#
#   commands.py ROOT SCRATCH PAGE...
#
# A command stands in a fenced block "console" behind "$ "; lines behind "> "
# continue it, as a shell would show. What stands below it is what it must
# print: "..." is any number of lines, and "…" at the end of a line the rest of
# it. Commands of membrane may exit with 1, as findings do; all others with 0.
#
# Each page starts in a copy of a project (fixtures.py). Comments in the page,
# that no reader sees, tell the rest:
#
#   <!-- commands: fixture NAME -->      from here on in a new copy of that one
#   <!-- commands: copy PATH -->         bring this file of the source tree
#   <!-- commands: file NAME -->         the next block is that file
#   <!-- commands: append NAME -->       the next block is the end of that file
#   <!-- commands: not run, REASON -->   the next block is only shown
#   <!-- commands: only zlib -->         the next block needs zlib itself
#
# Where the fixture is zlib and there is no corpus (docs/oracle.md) the commands
# run on another library, and what they print is not compared. Files of the
# package are those of the source tree.
#
# A command in any other kind of block is an error, and so is one in the text
# (`membrane scan --foo`) with an option that membrane's help does not know.
# Exits with 1 if something is wrong, and says where.

import difflib
import os
import re
import shutil
import subprocess
import sys

from fixtures import FIXTURES, STANDS_FOR_ZLIB, make_package, without_zlib, zlib

COMMAND = re.compile(
    r"(sudo |time )?(membrane|cmake|ctest|meson|bear|make|ninja|git|pre-commit|"
    r"apt-get|apt|cpack|dpkg|python3|cc|gcc|clang|source|man|scripts/\w+|"
    r"bench/\w+) "
)
PACKAGE = "/usr/share/doc/membrane/examples"
NOTE = re.compile(
    r"<!-- commands: (fixture|copy|file|append|only|not run,|not run here,) (.*) -->"
)


class Block:
    def __init__(self, kind, line, note):
        self.kind, self.line, self.note = kind, line, note
        self.lines = []


def blocks(text):
    """The blocks of code of a page, fenced or indented, and bare notes."""
    block, note, fence = None, None, None
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if fence is not None:
            if bare == "```":
                yield block
                block, fence = None, None
            else:
                block.lines.append(line[fence:])
        elif bare.startswith("```"):
            fence = len(line) - len(line.lstrip())
            block, note = Block(bare[3:], number, note), None
        elif match := NOTE.match(bare):
            if match.group(1) in ("fixture", "copy"):
                yield Block(match.group(1), number, match)
            else:
                note = match
        elif line.startswith("    ") and bare:
            if block is None:
                block, note = Block("indented", number, note), None
            block.lines.append(bare)
        elif block and bare:
            yield block
            block = None


def commands(block):
    """The commands of a console block: line, text, expected output."""
    found = []
    for offset, line in enumerate(block.lines, 1):
        if line.startswith("$ "):
            found.append((block.line + offset, [line[2:]], []))
        elif line.startswith("> ") and found and not found[-1][2]:
            found[-1][1].append(line[2:])
        elif found and found[-1][1][-1].endswith("\\") and not found[-1][2]:
            found[-1][1].append(line)
        elif found:
            found[-1][2].append(line.rstrip())
    for line, words, output in found:
        while output and not output[-1]:
            output.pop()
        yield line, "\n".join(words), output


def same(expected, actual):
    start = expected.removesuffix("…")
    return actual.startswith(start) if start != expected else start == actual


def matches(expected, actual):
    """Whether the lines agree; "..." stands for any number of them. If they do
    not, the last "..." takes one line more, until there is none."""
    at, line, gap, resume = 0, 0, None, 0
    while line < len(actual):
        if at < len(expected) and expected[at].strip() == "...":
            at, gap, resume = at + 1, at, line
        elif at < len(expected) and same(expected[at], actual[line]):
            at, line = at + 1, line + 1
        elif gap is None:
            return False
        else:
            resume += 1
            at, line = gap + 1, resume
    return all(each.strip() == "..." for each in expected[at:])


class Page:
    def __init__(self, root, scratch, path):
        self.root, self.path = root, path
        name = os.path.relpath(path, root).replace("/", "-")
        self.place = os.path.join(scratch, name)
        self.wrong = []
        self.run_count = 0
        self.folder = None
        self.folders = []  # where each fixture's commands have left off

    def complain(self, line, message):
        path = os.path.relpath(self.path, self.root)
        self.wrong.append(f"{path}:{line}: {message}")

    def start(self, fixture):
        if self.folder:
            self.folders.append(self.folder)
        self.scratch = os.path.join(self.place, fixture)
        shutil.rmtree(self.scratch, ignore_errors=True)
        os.makedirs(self.scratch)
        self.names = {PACKAGE: os.path.join(self.root, "examples")}
        self.compares = True
        if fixture == "zlib":
            self.folder = zlib(self.root, self.scratch)
            self.compares = self.folder is not None
        else:
            self.folder = FIXTURES[fixture](self.root, self.scratch)
        if not self.compares:
            self.folder = without_zlib(self.root, self.scratch)
            self.names.update(STANDS_FOR_ZLIB)
        make_package(self.root, os.path.join(self.scratch, "package"))

    def environment(self):
        kept = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        identity = {
            f"GIT_{who}_{what}": "a"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        return {
            **kept,
            **identity,
            "HOME": self.scratch,
            "PAGER": "cat",
            "membrane_DIR": os.path.join(self.scratch, "package"),
        }

    def run(self, line, command, expected):
        """Runs it where the command before has left off."""
        for name, other in self.names.items():
            command = command.replace(name, other)
        place = os.path.join(self.scratch, ".place")
        done = subprocess.run(
            ["bash", "-c", f'{command}\nstatus=$?; pwd >"{place}"; exit $status'],
            cwd=self.folder,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.run_count += 1
        with open(place) as text:
            self.folder = text.read().strip()
        allowed = (0, 1) if "membrane" in command else (0,)
        actual = [each.rstrip() for each in done.stdout.rstrip("\n").splitlines()]
        if done.returncode not in allowed:
            self.complain(line, f"exit {done.returncode}: {command}\n{done.stdout}")
        elif expected and self.compares and not matches(expected, actual):
            difference = difflib.unified_diff(
                expected, actual, "the page", "the command", lineterm=""
            )
            self.complain(line, f"prints something else: {command}")
            self.wrong += difference

    def check_block(self, block):
        how, what = block.note.groups() if block.note else ("", "")
        runs = how in ("copy", "file", "append") or block.kind == "console"
        if self.folder is None and runs and not how.startswith("not"):
            self.start("library")
        if how == "fixture":
            self.start(what)
        elif how == "copy":
            shutil.copy(os.path.join(self.root, what), self.folder)
        elif how in ("file", "append"):
            mode = "w" if how == "file" else "a"
            with open(os.path.join(self.folder, what), mode) as file:
                file.write("\n".join(block.lines) + "\n")
        elif how == "only" and not self.compares:
            return
        elif block.kind == "console" and how in ("", "only"):
            for command in commands(block):
                self.run(*command)
        elif not block.note and any(COMMAND.match(each) for each in block.lines):
            self.complain(block.line, "a command that is not run; make it 'console'")

    def check_words(self, text, helps):
        for number, line in enumerate(text.splitlines(), 1):
            for name, rest in re.findall(r"`membrane (\w+)( [^`]*)?`", line):
                if name not in helps:
                    self.complain(number, f"no command '{name}'")
                    continue
                rest = rest.split(" -- ")[0]
                for option in re.findall(r"(?<= )(--?[a-z][a-z-]*)", rest):
                    if option not in helps[name]:
                        self.complain(number, f"'{name}' has no '{option}'")

    def check_options(self, text, helps):
        """The page on the command line tells of every option."""
        for name, help in helps.items():
            for option in re.findall(r"^  (--?[a-z][a-z-]*)", help, re.MULTILINE):
                if not re.search(rf"`{option}\b", text):
                    self.complain(1, f"nothing of '{option}' of '{name}'")

    def check(self, helps):
        with open(self.path) as file:
            text = file.read()
        for block in blocks(text + "\nend\n"):
            self.check_block(block)
        self.check_words(text, helps)
        if self.path == os.path.join(self.root, "docs", "cli.md"):
            self.check_options(text, helps)


def read_helps():
    """Of each command, the help."""

    def ask(*words):
        done = subprocess.run(["membrane", "help", *words], capture_output=True)
        return done.stdout.decode()

    names = re.findall(r"^  (\w+)  ", ask().split("Commands:")[1], re.MULTILINE)
    return {name: ask(name) for name in names}


def main():
    root, scratch = (os.path.abspath(each) for each in sys.argv[1:3])
    helps = read_helps()
    pages = [Page(root, scratch, os.path.abspath(each)) for each in sys.argv[3:]]
    for page in pages:
        page.check(helps)
    wrong = [message for page in pages for message in page.wrong]
    total = sum(page.run_count for page in pages)
    print("\n".join(wrong) or f"{total} commands of {len(pages)} pages do as shown")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
