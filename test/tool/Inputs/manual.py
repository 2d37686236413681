# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Formats every manual page in a folder with man and looks for the options that
# the help of its command shows:
#
#   manual.py FOLDER MEMBRANE

import os
import re
import subprocess
import sys


def run(command, **environment):
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        env={**os.environ, "MANWIDTH": "100", **environment},
    )


def options(text):
    return set(re.findall(r"^ {1,8}(--?[a-z-]+)", text, re.MULTILINE))


def main():
    folder, membrane = sys.argv[1:]
    wrong = []
    pages = sorted(os.listdir(folder))
    for page in pages:
        shown = run(["man", "--warnings", "-E", "UTF-8", "-l", f"{folder}/{page}"])
        wrong += shown.stderr.splitlines()
        command = page[len("membrane-") : -len(".1")]
        if not command:
            continue
        helped = run([membrane, "help", command]).stdout
        wrong += [
            f"{page}: no {each}" for each in options(helped) - options(shown.stdout)
        ]
    print("\n".join(f"warning: {each}" for each in wrong))
    print(len(pages), "pages without a warning, with every option of the help")
    return 1 if wrong else 0


sys.exit(main())
