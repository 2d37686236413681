# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes a program with a contradiction small: leaves out statements, in ever
smaller groups, as long as the same function is contradicted the same way."""
import subprocess

import build


def shrink(bench, program, wanted):
    """The text of a smaller program that gives the same answer."""
    every = [s.number for s in program.all_statements() if not s.fixed]
    dropped = frozenset()

    def text_without(numbers):
        try:
            text = program.write(bench.settle(program, numbers))
            return text if wanted in bench.ask(text)[0] else None
        except (build.Failure, subprocess.SubprocessError):
            return None

    best = text_without(dropped)
    size = max(1, len(every) // 2)
    while best is not None:
        progress = False
        left = [number for number in every if number not in dropped]
        for at in range(0, len(left), size):
            more = dropped | set(left[at:at + size])
            text = text_without(more)
            if text is not None:
                dropped, best, progress = more, text, True
        if size == 1 and not progress:
            return best
        size = max(1, size // 2)
    return best
