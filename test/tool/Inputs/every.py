# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# every.py FORMATS COMMAND...: runs the command once for each format of a list
# with commas, in place of "{}"; stops at the first that fails.

import subprocess
import sys

for name in sys.argv[1].split(","):
    command = [word.replace("{}", name) for word in sys.argv[2:]]
    if code := subprocess.run(command, check=False).returncode:
        sys.exit(f"{name}: exit {code}")
