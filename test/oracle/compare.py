# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""From the static record to claims that a run can contradict, and back from
the addresses in the runtime's report to functions and lines."""
import collections
import json
import os
import pathlib
import subprocess

# As in runtime/oracle.h.
NONE, PARAMETERIZED, RESULT, ARGUMENT, GLOBAL, RELEASE = 1, 2, 4, 8, 16, 32

WRONG = {
    "none": "allocates, but its class is none",
    "parameterized": "allocates without a pointer to a function, but its class "
                     "is parameterized",
    "result": "returns memory of this call, but no escape says so",
    "argument": "leaves memory of this call where the caller reaches it, but "
                "no escape says so",
    "global": "leaves memory of this call in a global, but the record does not",
    "release": "is a complete release, but leaves this memory behind",
}
# Kinds of assumptions that say that something about the function is not known.
# ("callback" is none: what the caller's functions do is the caller's.)
UNSEEN = {"callee", "pointer", "assembly", "construct", "bound", "annotation",
          "weak"}


def claims(record):
    """What the record of a function promises of every call."""
    if record["class"] == "unknown":
        return 0
    if record["class"] == "none":
        return NONE
    result = PARAMETERIZED if record["class"] == "parameterized" else 0
    if any(made["kind"] in UNSEEN for made in record["assumptions"]):
        return result
    ways = {escape["to"] for escape in record["escapes"]}
    by_value = any(escape["to"] == "return" and escape["path"].startswith(".")
                   for escape in record["escapes"])
    kept = bool(record["retains"]) or "global" in ways
    lent = kept or ("argument" in ways and record["borrows"])
    if "return" not in ways and not lent:
        result |= RESULT
    if not ways & {"argument", "callback", "global", "exception"} and not by_value:
        result |= ARGUMENT if kept else ARGUMENT | GLOBAL
    return result


def complete_releases(document):
    """The functions that are said to free all of a type."""
    return {name for type_ in document["types"] if type_.get("release_complete")
            for name in type_["release"]}


class Records:
    """The functions of one or more records, found by name and file."""

    def __init__(self):
        self.found = {}
        self.names = collections.defaultdict(list)

    def add(self, document, root, library):
        releases = complete_releases(document)
        for record in document["functions"]:
            file = os.path.realpath(os.path.join(root, record["file"]))
            name = record.get("mangled", record["name"])
            if (name, file) in self.found:
                continue
            record["library"] = library
            record["path"] = file
            record["claims"] = claims(record)
            if record["name"] in releases:
                record["claims"] |= RELEASE
            self.found[name, file] = record
            self.names[name].append(record)

    def believe(self, name, class_):
        """Puts a class into a record that has nothing else to say."""
        for record in self.names[name]:
            record.update({"class": class_, "escapes": [], "retains": [],
                           "borrows": [], "assumptions": []})
            record["claims"] = (RELEASE if class_ == "release"
                                else claims(record))

    def find(self, name, file):
        return self.found.get((name, os.path.realpath(file)))


class Program:
    """The functions of a file that was built, by address."""

    def __init__(self, path, records):
        self.path = path
        self.places = {}
        self.functions = {}  # address -> record
        self.names = {}
        entries = self.symbols()
        self.symbolize(entries)
        for entry in entries:
            place = self.places[entry]
            self.names[entry] = place["FunctionName"]
            record = records.find(place["FunctionName"], place["FileName"])
            if record:
                self.functions[entry] = record

    def symbols(self):
        lines = subprocess.run(
            ["llvm-nm-22", "--defined-only", self.path], check=True,
            capture_output=True, text=True).stdout.splitlines()
        return sorted({int(line.split()[0], 16) for line in lines
                       if line.split()[1] in "tTwW"})

    def symbolize(self, addresses):
        missing = [a for a in dict.fromkeys(addresses) if a not in self.places]
        if not missing:
            return
        out = subprocess.run(
            ["llvm-symbolizer-22", "--output-style=JSON", "--no-inlines",
             "-e", self.path], check=True, capture_output=True, text=True,
            input="".join(f"{address:#x}\n" for address in missing)).stdout
        for address, line in zip(missing, out.splitlines()):
            symbols = json.loads(line).get("Symbol") or [{}]
            self.places[address] = {"FunctionName": "", "FileName": "",
                                    "Line": 0, **symbols[0]}

    def write_claims(self, path):
        path.write_text("".join(
            f"{entry:x} {record['claims']} {int(record['library'])}\n"
            for entry, record in self.functions.items()))

    def where(self, site):
        """The file and line of the call that returns to an address."""
        place = self.places[site - 1]
        return os.path.realpath(place["FileName"] or "?"), place["Line"]


class Contradiction:
    """A line of the report: a record and a chain of calls against it."""

    def __init__(self, words):
        self.kind, self.entry = words[0], int(words[1], 16)
        self.size, self.site = int(words[2]), int(words[3], 16)
        self.chain = []  # (function, where it returns to), innermost first
        self.wrong = None
        for position, word in enumerate(words[4:]):
            entry, site = (int(part, 16) for part in word.lstrip("*").split("@"))
            self.chain.append((entry, site))
            if word.startswith("*"):
                self.wrong = position

    def addresses(self):
        return [self.site - 1, *(site - 1 for _, site in self.chain)]

    def inner_sites(self):
        """The calls on the way from the function with the record to the
        allocation, the allocation first."""
        if self.wrong is None:  # the memory is older than the call
            return [self.site]
        return [self.site, *(site for _, site in self.chain[:self.wrong])]

    def excused(self, program):
        """Whether the memory comes from the caller's own functions: such a
        call is an assumption of kind callback, not of the record."""
        record = program.functions.get(self.entry)
        if record is None:
            return False
        calls = {(os.path.realpath(pathlib.Path(record["root"], made["file"])),
                  made["line"]) for made in record["assumptions"]
                 if made["kind"] == "callback" and "file" in made}
        return any(program.where(site) in calls for site in self.inner_sites())

    def tell(self, program):
        record = program.functions.get(self.entry, {})
        name = program.names.get(self.entry, "?")
        lines = [f"{record.get('path', '?')}:{record.get('line', 0)}: "
                 f"contradiction: '{name}' {WRONG[self.kind]} "
                 f"({record.get('class', 'no record')})"]
        file, line = program.where(self.site)
        lines.append(f"  {file}:{line}: {self.size} bytes are allocated")
        for position, (called, site) in enumerate(self.chain):
            if self.wrong is not None and position >= self.wrong:
                break
            file, line = program.where(site)
            place = f"{file}:{line}" if line else "elsewhere"
            lines.append(f"  {place}: "
                         f"'{program.names.get(called, '?')}' is called")
        return "\n".join(lines)


class Report:
    """What the runtime wrote in the runs of one program."""

    def __init__(self, path):
        self.contradictions = []
        self.calls = collections.Counter()
        self.allocations = self.ends = 0
        self.failures = []
        for line in path.read_text().splitlines() if path.exists() else []:
            words = line.split()
            if words[0] == "contradiction":
                self.contradictions.append(Contradiction(words[1:]))
            elif words[0] == "called":
                self.calls[int(words[1], 16)] += int(words[2])
            elif words[0] == "end":
                self.allocations += int(words[1])
                self.ends += 1
            else:
                self.failures.append(line)
