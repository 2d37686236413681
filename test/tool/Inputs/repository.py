# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# repository.py DIRECTORY: makes a git repository there and commits what is in
# it, whatever the user's own configuration says.

import os
import subprocess
import sys

os.environ.update(GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null")
user = ["-c", "user.name=test", "-c", "user.email=test@localhost"]
for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
    subprocess.run(["git", *user, "-C", sys.argv[1], *arguments], check=True)
