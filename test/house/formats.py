# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# How lit reads a folder that it shares with a stage's unit tests: sources
# without a RUN line beside a CMakeLists.txt are those of the GoogleTest
# program and left to ctest. In every other folder a file without a RUN line
# is a mistake, and lit says so. (A module, since lit hands it to its workers.)

import os

import lit.formats


class SharedFolders(lit.formats.ShTest):
    def getTestsInDirectory(self, suite, path, lit_config, local_config):
        directory = suite.getSourcePath(path)
        shared = path and os.path.exists(
            os.path.join(directory, "CMakeLists.txt")
        )
        for test in super().getTestsInDirectory(
            suite, path, lit_config, local_config
        ):
            if not shared or has_run_line(test.getSourcePath()):
                yield test


def has_run_line(path):
    with open(path, errors="replace") as source:
        return "RUN:" in source.read()
