# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# gone.py DIRECTORY: waits until nothing is in it; fails after ten seconds.

import os
import sys
import time

end = time.monotonic() + 10
while os.listdir(sys.argv[1]) and time.monotonic() < end:
    time.sleep(0.05)
sys.exit(f"left: {os.listdir(sys.argv[1])}" if os.listdir(sys.argv[1]) else 0)
