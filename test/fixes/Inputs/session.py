# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Answers the questions of 'membrane fix -i', and does things meanwhile.

    session.py ANSWER... -- COMMAND...

An ANSWER is a line to send, 'EOF' to send no more, 'append:FILE' to add a line
to a file while the next question is open, or 'SIGINT' to interrupt the command. Prints
what the command printed and said, and its exit code.
"""
import signal
import subprocess
import sys
import threading

at = sys.argv.index("--")
answers, command = sys.argv[1:at], sys.argv[at + 1:]
process = subprocess.Popen(command, stdin=subprocess.PIPE,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
watch = threading.Timer(50, process.kill)
watch.start()


def read_question():
    """Until a question is open or the command ends."""
    seen = b""
    while not seen.endswith(b"]? "):
        byte = process.stdout.read(1)
        if not byte:
            break
        seen += byte
    print(seen.decode(errors="replace"), flush=True)
    return seen.endswith(b"]? ")


is_open = False
for answer in answers:
    if not is_open and not read_question():
        break
    is_open = answer.startswith("append:")
    if is_open:
        with open(answer.partition(":")[2], "a") as file:
            file.write("/* changed */\n")
        continue
    if answer == "EOF":
        process.stdin.close()
    elif answer == "SIGINT":
        process.send_signal(signal.SIGINT)
    else:
        process.stdin.write(answer.encode() + b"\n")
        process.stdin.flush()
print(process.stdout.read().decode(errors="replace"), flush=True)
print("exit", process.wait())
watch.cancel()
