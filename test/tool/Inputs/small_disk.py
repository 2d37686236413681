# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# small_disk.py COMMAND...: runs a command that can write no file of more than
# 4000 bytes, as on a disk that is nearly full; prints the exit code.

import resource
import signal
import subprocess
import sys


def limit():
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


code = subprocess.run(sys.argv[1:], preexec_fn=limit, check=False).returncode
print("exit", code)
