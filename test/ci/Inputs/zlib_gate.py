# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Follows the tutorial on zlib, then tries the gate that it has put up:
#
#   zlib_gate.py ROOT SCRATCH
#
# Changes that make a function worse must turn the workflow red and name it, one
# that changes no behaviour must not. Exits with 77 where there is no corpus.

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "docs"))

from commands import Page, read_helps
from steps import Job, git

BOUND = "uLong ZEXPORT compressBound(sourceLen)\n    uLong sourceLen;\n{\n"
WINDOW = "    TRY_FREE(strm, strm->state->window);\n"
STATE = re.compile(r"#define LENGTH_CODES 29\n.*} FAR deflate_state;\n", re.DOTALL)
NAMES = re.compile(r"typedef (?:unsigned \w+ +u(?:ch|sh|lg)|u(?:ch|sh) FAR u\w+f);")


def read(path):
    with open(path) as file:
        return file.read()


def replace(path, old, new):
    text = read(path)
    if old not in text:
        sys.exit(f"zlib_gate.py: '{path}' has no '{old}'")
    with open(path, "w") as file:
        file.write(text.replace(old, new, 1))


def nothing():
    pass


def allocates():
    replace("compress.c", '#include "zlib.h"\n', '#include "zlib.h"\n#include <stdlib.h>\n')
    replace("compress.c", BOUND, BOUND + "    free(malloc(sourceLen));\n")


def forgets():
    replace("deflate.c", WINDOW, "")


def shows():
    """The state of a compression, with the types that it uses."""
    state = STATE.search(read("deflate.h")).group(0)
    names = NAMES.findall(read("zutil.h"))
    replace("deflate.h", state, "")
    for name in names:
        replace("zutil.h", name, "")
    shown = re.sub(r"#ifdef GZIP\n(.*\n)#endif\n", r"\1", state)
    text = read("zlib.h")
    end = text[text.rindex("#ifdef __cplusplus") :]
    replace("zlib.h", end, "\n".join(names) + "\n" + shown + end)


def refactors():
    head = BOUND.replace("uLong ZEXPORT compressBound", "static uLong bound")
    declared = "static uLong bound OF((uLong));\n"
    body = BOUND + "    return bound(sourceLen);\n}\n\n"
    replace("compress.c", BOUND, declared + body + head)


# Of each change, what must be said; None: the workflow stays green.
CHANGES = [
    (nothing, None),
    (allocates, "worse    compressBound  none → contained"),
    (forgets, "worse    deflateEnd"),
    (shows, "worse    deflateInit_"),
    (refactors, None),
]


def attempt(scratch, base, change):
    """Whether the workflow is red, and what it wrote."""
    change()
    job = Job(os.getcwd(), base, scratch)
    if os.path.exists(job.summary):
        os.remove(job.summary)
    with open(os.path.join(scratch, "log"), "w+") as log:
        sys.stdout.flush()
        shown = os.dup(1)
        os.dup2(log.fileno(), 1)
        job.github()
        sys.stdout.flush()
        os.dup2(shown, 1)
        log.seek(0)
        text = log.read()
    git(".", "checkout", "-q", ".")
    git(".", "clean", "-fdq")
    return job.red, text


def main():
    root, scratch = (os.path.abspath(each) for each in sys.argv[1:])
    corpus = os.environ.get("MEMBRANE_CORPUS")
    if not corpus or not os.path.isdir(os.path.join(corpus, "zlib")):
        return 77
    page = Page(root, scratch, os.path.join(root, "docs", "tutorial.md"))
    page.check(read_helps())
    print("\n".join(page.wrong))
    os.chdir(page.folders[0])
    git(".", "add", ".github", "membrane.baseline")
    git(".", "commit", "-q", "-m", "gate")
    git(".", "checkout", "-q", ".")
    git(".", "clean", "-fdq")
    base = git(".", "rev-parse", "HEAD")
    wrong = len(page.wrong)
    for change, said in CHANGES:
        red, text = attempt(scratch, base, change)
        right = red == (said is not None) and (said or "no change") in text
        wrong += not right
        print(change.__name__, "is as it should be" if right else f"is wrong:\n{text}")
    return 1 if wrong else 0


sys.exit(main())
