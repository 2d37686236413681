# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Writes DIRECTORY/compile_commands.json for tests of several units. Takes the
# directory and, for each unit, one argument: the file's name, then its flags,
# as a shell would split them ("a.c -DTWICE"). The compiler is cc, or c++ for
# .cpp; the order of the arguments is the order of the entries.

import json
import os
import shlex
import sys


def entry(directory, unit):
    file, *flags = shlex.split(unit)
    compiler = "c++" if file.endswith(".cpp") else "cc"
    return {
        "directory": directory,
        "file": file,
        "arguments": [compiler, "-c", *flags, file],
    }


directory = os.path.abspath(sys.argv[1])
entries = [entry(directory, unit) for unit in sys.argv[2:]]
with open(os.path.join(directory, "compile_commands.json"), "w") as database:
    json.dump(entries, database, indent=1)
