# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The tables of bench/runtime/run, out of what it measured."""
import dataclasses
import math
import statistics

SINGLE = ["tiny1", "tiny4", "tiny10", "small", "medium", "medium-none",
          "medium-all", "large", "live", "tree", "dom"]
REGIONS = SINGLE + ["mt-small", "mt-medium", "handoff", "handoff-read"]
BIG = ["big2-touched", "big2-filled", "big64-touched", "big64-filled"]
ROWS = REGIONS + BIG
# A row with two threads, and the same work on one.
TWO_THREADS = {"mt-small": "small", "mt-medium": "medium"}


def geometric(values):
    return math.exp(statistics.fmean(math.log(value) for value in values))


def number(value):
    if value is None:
        return "-"
    if value == 0:
        return "0"
    return f"{value:.0f}" if value >= 99.5 else f"{value:.3g}"


class Results:
    """What a run gave: cells, and what was measured of membrane alone."""

    def __init__(self, read=None):
        read = read or {}
        self.cells = read.get("cells", [])
        self.alone = read.get("alone", {})

    def add(self, row, contender, repetition, figures):
        self.cells.append({"row": row, "contender": contender,
                           "repetition": repetition, **figures})

    def written(self):
        return {"cells": self.cells, "alone": self.alone}

    def contenders(self):
        return list(dict.fromkeys(cell["contender"] for cell in self.cells))

    def repetitions(self):
        return len({cell["repetition"] for cell in self.cells})

    def rows(self):
        found = {cell["row"] for cell in self.cells}
        return [row for row in ROWS if row in found]

    def figure(self, row, contender, key):
        """By repetition."""
        return {cell["repetition"]: cell[key] for cell in self.cells
                if cell["row"] == row and cell["contender"] == contender}

    def median(self, row, contender, key):
        values = self.figure(row, contender, key).values()
        return statistics.median(values) if values else None

    def quotients(self, over, under):
        """Of two (row, contender): times inside the same repetition."""
        below = self.figure(*under, "ns")
        return [ns / below[repetition]
                for repetition, ns in self.figure(*over, "ns").items()
                if repetition in below]

    def ratio(self, row, contender, to="bump"):
        found = self.quotients((row, contender), (row, to))
        return statistics.median(found) if found else None

    def ratios(self, rows, contender, to="bump"):
        """One for each row, or None when one of them is missing."""
        found = [self.ratio(row, contender, to) for row in rows]
        return None if None in found else found


def cell_text(results, row, contender, with_range):
    found = results.quotients((row, contender), (row, "bump"))
    if not found:
        return "-"
    text = number(statistics.median(found))
    if with_range:
        text += f" ({number(min(found))}..{number(max(found))})"
    return text


def ratio_table(results, with_range):
    rows = results.rows()
    heads = ["contender", *rows, "geometric mean", "worst"]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    times = [number(results.median(row, "bump", "ns")) for row in rows]
    lines.append("| bump, ns a region | " + " | ".join(times) + " | | |")
    for contender in results.contenders():
        ratios = results.ratios(REGIONS, contender)
        cells = [cell_text(results, row, contender, with_range) for row in rows]
        cells += [number(ratios and geometric(ratios)),
                  number(ratios and max(ratios))]
        lines.append(f"| {contender} | " + " | ".join(cells) + " |")
    return lines


@dataclasses.dataclass(frozen=True)
class Goal:
    """`measure` gives a figure, or None when it was not measured; `more` says
    in words what is good to know beside it."""
    text: str
    most: float
    measure: object
    unit: str = ""
    more: object = lambda results: ""


def ratio_goal(row, most):
    return Goal(f"`{row}`, times bump", most,
                lambda results: results.ratio(row, "membrane"))


def over_regions(function):
    def measure(results):
        ratios = results.ratios(REGIONS, "membrane")
        return ratios and function(ratios)
    return measure


def worst_row(results):
    ratios = results.ratios(REGIONS, "membrane")
    return f"`{REGIONS[ratios.index(max(ratios))]}`" if ratios else ""


def faults_by_row(results):
    found = {row: results.median(row, "membrane", "faults")
             for row in results.rows()}
    return {row: value for row, value in found.items() if value is not None}


def calls_by_row(results):
    return results.alone.get("calls", {})


def most_in_regions(by_row):
    def measure(results):
        found = [value for row, value in by_row(results).items()
                 if row in REGIONS]
        return max(found) if found else None
    return measure


def where_any(by_row):
    """In the big rows too, for which there is no goal."""
    def more(results):
        return ", ".join(f"`{row}` {number(value)}"
                         for row, value in by_row(results).items() if value)
    return more


def alone(what, key):
    def measure(results):
        found = [value for run in results.alone.get(what, [])
                 for value in (run[key] if isinstance(run[key], list)
                               else [run[key]])]
        return statistics.median(found) if found else None
    return measure


def beside(words, what, key):
    def more(results):
        value = alone(what, key)(results)
        return "" if value is None else f"{words} {number(value)}"
    return more


def over_single(contender, base):
    def measure(results):
        ratios = results.ratios(SINGLE, contender, base)
        return ratios and geometric(ratios)
    return measure


def plain_calls(results):
    """Both of what is called in a shared library, as multiples of calls inside
    of a program."""
    values = [over_single(contender, "bump-call")(results)
              for contender in ("membrane-shared", "bump-shared")]
    if not all(values):
        return ""
    ours, limit = map(number, values)
    return f"{ours} times bump-call, bump-shared {limit}"


def two_threads(row, contender="membrane"):
    def measure(results):
        found = results.quotients((row, contender),
                                  (TWO_THREADS[row], contender))
        return statistics.median(found) if found else None
    return measure


def of_bump(row):
    def more(results):
        value = two_threads(row, "bump")(results)
        return "" if value is None else f"bump {number(value)}"
    return more


GOALS = [
    *(ratio_goal(row, most) for row, most in (
        ("tiny4", 1.4), ("tiny10", 1.8), ("small", 1.5), ("medium", 1.1),
        ("large", 1.1), ("dom", 1.02), ("tree", 1.02), ("live", 1.7),
        ("handoff", 2.0))),
    Goal("worst of the 15 region rows, times bump", 2.0, over_regions(max),
         more=worst_row),
    Goal("geometric mean of the 15 region rows, times bump", 1.3,
         over_regions(geometric)),
    ratio_goal("big64-touched", 1.15),
    ratio_goal("big64-filled", 1.07),
    Goal("`live`, memory of a region", 640,
         lambda results: results.median("live", "membrane", "bytes"), "bytes"),
    Goal("page faults a region, the most of the 15 rows", 0,
         most_in_regions(faults_by_row), more=where_any(faults_by_row)),
    Goal("system calls a region, the most of the 15 rows", 0,
         most_in_regions(calls_by_row), more=where_any(calls_by_row)),
    Goal("first region of a process", 5000, alone("first", "ns"), "ns"),
    Goal("first region of a process", 64, alone("first", "rss"), "KiB",
         beside("not of files:", "first", "anonymous")),
    Goal("retain and release", 2, alone("holders", "ns"), "ns",
         beside("with two threads", "holders", "two_threads")),
    Goal("membrane-shared, times bump-shared, geometric mean of the "
         f"{len(SINGLE)} rows with one thread", 1.2,
         over_single("membrane-shared", "bump-shared"), more=plain_calls),
    Goal("64 MiB made 128 MiB, a page of 4 KiB", 10, alone("growth", "again"),
         "ns", beside("the first time", "growth", "first")),
    *(Goal(f"`{row}`, times `{one}`", 1.2, two_threads(row), more=of_bump(row))
      for row, one in TWO_THREADS.items()),
]


def rounded(value):
    """As it is printed, so that nothing fails by what is not shown."""
    return float(number(value))


def missed(results):
    """The goals that were measured and are not met."""
    found = [(goal, goal.measure(results)) for goal in GOALS]
    return [goal for goal, value in found
            if value is not None and rounded(value) > goal.most]


def goal_table(results):
    lines = ["| goal | at most | measured | met |", "|---|---|---|---|"]
    not_met = missed(results)
    for goal in GOALS:
        value = goal.measure(results)
        if value is None:
            shown, met = "not measured", ""
        else:
            more = goal.more(results)
            shown = f"{number(value)} {goal.unit}".strip()
            shown += f" ({more})" if more else ""
            met = "**no**" if goal in not_met else "yes"
        most = f"{goal.most:g} {goal.unit}".strip()
        lines.append(f"| {goal.text} | {most} | {shown} | {met} |")
    return lines


def markdown(results, with_range):
    return "\n".join([
        "### Time, as a multiple of `bump`", "",
        *ratio_table(results, with_range), "",
        f"Medians; repetitions: {results.repetitions()}.", "",
        "### Goals", "", *goal_table(results)])
