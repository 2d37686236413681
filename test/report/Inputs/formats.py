# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# formats.py scan SOURCE DIRECTORY OPTION...
#   Scans copies of SOURCE in a new directory whose names have spaces, quotes, a
#   newline, a percent sign and a byte that is no UTF-8.
#
# formats.py check JSON SARIF GITHUB GITLAB JUNIT
#   Reads one answer in five formats, each by the rules of its reader; exit 1
#   and a message if one is malformed or says something else than the JSON.

import json
import os
import re
import subprocess
import sys
import urllib.parse
import xml.etree.ElementTree as xml

NAMES = [b"two words '%41\"<&>.c", b"line\nbreak, a:b.c", b"byte \xff.c"]


def scan(source, directory, options):
    os.mkdir(directory)
    with open(source, "rb") as given:
        text = given.read()
    files = [os.path.join(os.fsencode(directory), name) for name in NAMES]
    for number, file in enumerate(files):
        with open(file, "wb") as copy:
            copy.write(text.replace(b"twice", b"twice%d" % number))
    command = ["membrane", "scan", "--root", directory, *files, *options, "--"]
    return subprocess.run(command, check=False).returncode


def expect(condition, text):
    if not condition:
        sys.exit(f"formats.py: {text}")


def repaired(path):
    return path.decode("utf-8", "replace")


def read_json(path):
    with open(path, encoding="utf-8") as text:
        return json.load(text)


def of_json(path):
    """The findings as (check, file, line, message)."""
    return [
        (each["check"], each["file"], each["line"], each["message"])
        for each in read_json(path)["findings"]
    ]


def path_of(uri):
    expect(re.fullmatch(r"([A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri), f"URI {uri}")
    return repaired(urllib.parse.unquote_to_bytes(uri))


def of_sarif(path):
    log = read_json(path)
    expect(log["version"] == "2.1.0" and len(log["runs"]) == 1, "one run")
    run = log["runs"][0]
    base = run["originalUriBaseIds"]["ROOT"]["uri"]
    expect(re.fullmatch(r"file:///[^ ]*/", base), f"base {base}")
    rules = run["tool"]["driver"]["rules"]
    for rule in rules:
        expect(rule["help"]["text"].startswith("# " + rule["id"]), rule["id"])
    found, prints = [], set()
    for result in run["results"]:
        expect(rules[result["ruleIndex"]]["id"] == result["ruleId"], "rule")
        expect(result["level"] in ("note", "warning", "error"), "level")
        place = result["locations"][0]["physicalLocation"]
        expect(place["artifactLocation"]["uriBaseId"] == "ROOT", "base")
        prints.add(result["partialFingerprints"]["membrane/v1"])
        for flow in result.get("codeFlows", []):
            for step in flow["threadFlows"][0]["locations"]:
                expect(step["location"]["message"]["text"], "a step")
        found.append(
            (
                result["ruleId"],
                path_of(place["artifactLocation"]["uri"]),
                place["region"]["startLine"],
                result["message"]["text"],
            )
        )
    expect(len(prints) == len(found), "fingerprints differ")
    return found


def of_github(path):
    def plain(text):
        for code, char in (("%0A", "\n"), ("%0D", "\r"), ("%3A", ":"),
                           ("%2C", ","), ("%25", "%")):
            text = text.replace(code, char)
        return text

    found = []
    with open(path, encoding="utf-8") as text:
        for line in text:
            if "title=membrane::" in line:
                continue  # about the run
            match = re.fullmatch(
                r"::(?:notice|warning|error) file=([^,:]*),line=(\d+),col=\d+,"
                r"title=membrane ([^,:]*)::(.*)\n",
                line,
            )
            expect(match, f"no command: {line!r}")
            file, number, check, message = match.groups()
            found.append((check, plain(file), int(number), plain(message)))
    return found


def of_gitlab(path):
    found, prints = [], set()
    for each in read_json(path):
        expect(each["severity"] in ("info", "minor", "major", "critical"), each)
        prints.add(each["fingerprint"])
        found.append(
            (
                each["check_name"].removeprefix("membrane-"),
                each["location"]["path"],
                each["location"]["lines"]["begin"],
                each["description"],
            )
        )
    expect(len(prints) == len(found), "fingerprints differ")
    return found


def of_junit(path):
    suites = xml.parse(path).getroot()
    suite = suites.find("testsuite")
    cases = suite.findall("testcase")
    expect(int(suite.get("tests")) == len(cases) > 0, "tests")
    failures = suite.findall("testcase/failure")
    expect(int(suite.get("failures")) == len(failures), "failures")
    found = []
    for case in cases:
        for failure in case.findall("failure"):
            place = failure.text[len(case.get("classname")) + 1:]
            found.append(
                (
                    case.get("name").split()[0],
                    case.get("classname"),
                    int(place.split(":")[0]),
                    failure.get("message"),
                )
            )
    return found


def check(paths):
    readers = [of_json, of_sarif, of_github, of_gitlab, of_junit]
    expected = of_json(paths[0])
    for reader, path in zip(readers, paths):
        found = reader(path)
        expect(len(found) == len(expected), f"{path}: {len(found)} findings")
        for got, wanted in zip(found, expected):
            expect(got[:3] == wanted[:3], f"{path}: {got} is not {wanted}")
            expect(got[3].startswith(wanted[3]), f"{path}: {got[3]}")
    files = {each[1] for each in expected}
    if files:
        expect(files == {repaired(name) for name in NAMES}, files)
    print(f"{len(paths)} formats agree on {len(expected)} findings in "
          f"{len(files)} files")


if sys.argv[1] == "scan":
    sys.exit(scan(sys.argv[2], sys.argv[3], sys.argv[4:]))
else:
    check(sys.argv[2:])
