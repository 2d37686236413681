# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Types lines into an interactive shell, each with a tab and a return, and
# prints what came of them:
#
#   complete.py bash|zsh|fish COMPLETION LINE...
#
# In place of membrane a function tells its arguments, so that "LINE" becomes
#
#   LINE -> <scan> <--format=>
#   LINE ? text json ...            what the shell offered, if it did
#
# fish has a command that tells what it would offer; it is asked by that.

import os
import pty
import re
import select
import subprocess
import sys

SETUP = {
    "bash": """
source /usr/share/bash-completion/bash_completion; source {file}
bind 'set show-all-if-ambiguous on'; bind 'set completion-query-items 0'
bind 'set page-completions off'; bind 'set enable-bracketed-paste off'
""",
    "zsh": """
fpath=({directory} $fpath); autoload -Uz compinit; compinit -u -D
unsetopt zle_bracketed_paste prompt_sp; LISTMAX=10000; PROMPT=; RPROMPT=
zstyle ':completion:*' list-prompt ''; TRAPZERR() {{ : }}
""",
}
TELL = "membrane() { printf 'TOLD'; printf ' <%s>' \"$@\"; echo ' END'; }\n"
START = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
}


def read_until(terminal, pattern):
    text = ""
    while not re.search(pattern, text):
        ready, _, _ = select.select([terminal], [], [], 30)
        if not ready:
            sys.exit(f"complete.py: no answer after:\n{text}")
        text += os.read(terminal, 65536).decode(errors="replace")
    return text


def plain(text):
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]", "", text)
    return text.replace("\r", "\n").replace("\x07", "")


def ask(shell, file):
    """A function that types a line and gives the arguments and the offer."""
    process, terminal = pty.fork()
    if process == 0:
        os.environ.update(TERM="vt100", PS1="", HISTFILE="/dev/null")
        os.execvp(shell, START[shell])
    setup = SETUP[shell].format(file=file, directory=os.path.dirname(file))
    os.write(terminal, (setup + TELL + "stty columns 300; echo RE''ADY\n").encode())
    read_until(terminal, "READY")

    def typed(line):
        os.write(terminal, (line + "\t\n").encode())
        text = plain(read_until(terminal, r"TOLD[^\n]* END"))
        before, told = text.rsplit("TOLD", 1)
        offered = before.split(line, 1)[1].split("\n")[1:-1]
        words = re.findall(r"[!-~]+", " ".join(offered))
        return told.split(" END")[0].strip(), words

    return typed


def ask_fish(file):
    def typed(line):
        script = f"source {file}; complete -C {line!r}"
        answer = subprocess.run(
            ["fish", "--no-config", "-c", script], capture_output=True, text=True
        )
        sys.stderr.write(answer.stderr)
        offered = [each.split("\t")[0] for each in answer.stdout.splitlines()]
        return "", offered

    return typed


def main():
    shell, file, lines = sys.argv[1], sys.argv[2], sys.argv[3:]
    typed = ask_fish(file) if shell == "fish" else ask(shell, file)
    for line in lines:
        told, offered = typed(line)
        if told:
            print(line, "->", told)
        if offered:
            print(line, "?", " ".join(offered))


main()
