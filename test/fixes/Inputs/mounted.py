# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Edits files on a disk that is full, or that cannot be written.

    mounted.py FOLDER GIVEN

Mounts a small disk at FOLDER, which no other process sees, with a.c and b.c of
GIVEN on it, fills it so that one more fits, and mends both; then with the disk read-only.
Prints what was said, the exit codes, and whether anything is different on the
disk. Prints 'skipped' if it may not mount.
"""
import os
import pathlib
import subprocess
import sys

if len(sys.argv) == 3:
    own = subprocess.run(["unshare", "-m", sys.executable, *sys.argv, "inside"],
                         capture_output=True, text=True)
    print(own.stdout if own.returncode == 0 else "skipped")
    sys.exit(0)

folder, given = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
folder.mkdir()
# What is compiled writes elsewhere.
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", folder],
               check=True)
for name in ("a.c", "b.c"):
    (folder / name).write_bytes((given / name).read_bytes() + b"/* " + b"." * 5000 + b" */\n")


def snapshot():
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def fix():
    before = snapshot()
    done = subprocess.run(["membrane", "fix", "--in-place", folder / "a.c",
                           folder / "b.c", "--"], capture_output=True,
                          text=True)
    print(done.stderr)
    print("exit", done.returncode)
    print("the same" if snapshot() == before else "different")


# Of the new files, of two pages each, the second does not fit.
full = 0
while os.statvfs(folder).f_bavail > 3:
    (folder / f"fill{full}").write_bytes(b"." * 4096)
    full += 1
fix()
for path in folder.glob("fill*"):
    path.unlink()
subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
fix()
