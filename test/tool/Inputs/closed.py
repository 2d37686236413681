# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs a command whose standard output is a pipe that is closed after some
# bytes were read, as "| head" does; takes their number and the command,
# prints the exit code.

import os
import subprocess
import sys

count, command = int(sys.argv[1]), sys.argv[2:]
reader, writer = os.pipe()
if count == 0:
    os.close(reader)
process = subprocess.Popen(command, stdout=writer)
os.close(writer)
if count:
    os.read(reader, count)
    os.close(reader)
print("exit", process.wait())
