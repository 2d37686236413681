# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs a command whose unit hangs, interrupts it, and says what is left. Takes
# the name of a signal, a directory and the command; prints the exit code,
# whether it ended within a second, the processes of its group that are still
# there and the files in the directory.

import os
import signal
import subprocess
import sys
import time


def group_members(group):
    """Processes of a group that are no zombies."""
    members = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as stat:
                state, _, member_of = stat.read().rpartition(")")[2].split()[:3]
        except OSError:
            continue  # it ended meanwhile
        if int(member_of) == group and state != "Z":
            members.append(int(name))
    return members


def wait_for(condition, seconds):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


number = getattr(signal, sys.argv[1])
directory, command = sys.argv[2], sys.argv[3:]
process = subprocess.Popen(command, start_new_session=True)
wait_for(lambda: len(group_members(process.pid)) > 1, 30)
time.sleep(0.3)
started = time.monotonic()
# A terminal sends Ctrl-C to the whole group; other signals go to the program.
if number == signal.SIGINT:
    os.killpg(process.pid, number)
else:
    os.kill(process.pid, number)
code = process.wait(timeout=30)
print("exit", code)
print("in time" if time.monotonic() - started < 1 else "late")
wait_for(lambda: not group_members(process.pid), 1)
print("processes left:", len(group_members(process.pid)))
print("files:", " ".join(sorted(os.listdir(directory))))
