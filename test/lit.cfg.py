# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# How lit finds and runs the tests. Takes the build's directories from
# lit.site.cfg.py; gives `membrane` (the program of that build), FileCheck,
# not and split-file on PATH, and these words for RUN lines:
#
#   %scan     membrane scan --dump=summary
#   %project  python3 test/Inputs/project.py: writes a compile_commands.json
#   %oracle   python3 test/oracle/oracle.py with the membrane of that build
#   %accuracy bench/accuracy with that membrane
#   %compare  bench/models with that membrane
#   %growth   bench/growth with that membrane
#   %fixes    bench/fixes with that membrane and runtime
#   %mended   test/fixes/Inputs/mended.py: mends a program and runs it
#   %runtime  bench/runtime/run
#   %runtime-archive  the runtime as a static library
#   %python   the interpreter that runs lit
#   %root     the top of the source tree

import os
import sys

import lit.util

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "house"))
from formats import SharedFolders

config.name = "membrane"
config.test_format = SharedFolders(execute_external=False)
config.suffixes = [".c", ".cpp", ".test"]
config.excludes = ["Inputs", "house", "model"]
config.test_source_root = os.path.dirname(__file__)

# Edits of `membrane fix` follow the style of the project around; the tests'
# folders may be inside of this one.
os.makedirs(config.test_exec_root, exist_ok=True)
style = os.path.join(config.test_exec_root, ".clang-format")
if not os.path.exists(style):
    with open(style, "w", encoding="utf-8") as file:
        file.write("DisableFormat: true\n")

python = sys.executable
project = os.path.join(config.test_source_root, "Inputs", "project.py")
oracle = os.path.join(config.test_source_root, "oracle", "oracle.py")
accuracy = os.path.join(config.source_root, "bench", "accuracy")
compare = os.path.join(config.source_root, "bench", "models")
fixes = os.path.join(config.source_root, "bench", "fixes")
growth = os.path.join(config.source_root, "bench", "growth")
runtime = os.path.join(config.source_root, "bench", "runtime", "run")
mended = os.path.join(
    config.test_source_root, "fixes", "Inputs", "mended.py"
)
archive = os.path.join(
    config.binary_root, "runtime", "libmembrane-runtime.a"
)
membrane = os.path.join(config.binary_root, "bin", "membrane")
config.substitutions += [
    ("%scan", "membrane scan --dump=summary"),
    ("%project", f"{python} {project}"),
    ("%oracle", f"{python} {oracle} -j 1 --membrane {membrane}"),
    ("%accuracy", f"{python} {accuracy} --membrane {membrane}"),
    ("%compare", f"{python} {compare} --membrane {membrane}"),
    ("%growth", f"{python} {growth} --membrane {membrane}"),
    ("%fixes", f"{python} {fixes} --membrane {membrane}"),
    ("%mended", f"{python} {mended} --runtime {archive}"),
    ("%runtime-archive", archive),
    ("%runtime", f"{python} {runtime}"),
    ("%python", python),
    ("%root", config.source_root),
]

config.environment["PATH"] = os.pathsep.join(
    [
        os.path.join(config.binary_root, "bin"),
        config.tools_directory,
        config.environment.get("PATH", ""),
    ]
)
# A developer's own taste must not decide a test.
for taste in ("NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"):
    config.environment.pop(taste, None)
config.environment["LC_ALL"] = "C.UTF-8"

# Debug builds on a busy machine take a while; nothing takes a minute.
if lit.util.killProcessAndChildrenIsSupported()[0]:
    lit_config.maxIndividualTestTime = 60
