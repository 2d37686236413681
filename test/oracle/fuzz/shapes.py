# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The types of a generated program.

A kind is a short text: "long", "void*", "char*", "S0" (a struct), "S0*",
"S0**", "word" (a union of pointer and number), "take", "drop", "hook"
(pointers to functions).
"""
import dataclasses

FUNCTIONS = {"take": "take_fn *", "drop": "drop_fn *", "hook": "hook_fn *"}
PRELUDE = """#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

typedef void *take_fn(unsigned long);
typedef void drop_fn(void *);
typedef void *hook_fn(void *, long);
union word {
  void *pointer;
  unsigned long number;
};
"""


@dataclasses.dataclass
class Member:
    name: str
    kind: str
    count: int = 1


@dataclasses.dataclass
class Variable:
    name: str
    kind: str
    count: int = 1  # of an array
    start: str = ""  # its initialiser
    storage: str = ""  # "static "
    sure: bool = False  # a pointer to a valid object, never assigned
    addressed: bool = False


def spell(kind):
    """A kind in C."""
    base = kind.rstrip("*")
    stars = kind[len(base):]
    word = FUNCTIONS.get(base) or ("union word" if base == "word" else
                                   f"struct {base}" if base[0] == "S" else base)
    return f"{word} {stars}" if stars else word


def declare(kind, name, count=1):
    gap = "" if spell(kind).endswith("*") else " "
    return f"{spell(kind)}{gap}{name}" + (f"[{count}]" if count > 1 else "")


def number_of(kind):
    """The name of a kind in the trial run."""
    return "K_" + kind.replace("*", "p")


def is_struct(kind):
    return kind[0] == "S" and not kind.endswith("*")


def is_pointer(kind):
    return kind.endswith("*")


class Shapes:
    """The structs of one program."""

    def __init__(self, dice):
        self.structs = {}
        for n in range(dice.randint(2, 3)):
            self.structs[f"S{n}"] = self.members(dice, n)
        self.names = list(self.structs)
        self.pointers = [f"{name}*" for name in self.names] + ["void*", "char*"]
        self.favourites = {}
        self.doubles = [f"{kind}*" for kind in self.pointers]

    def members(self, dice, n):
        known = [f"S{i}*" for i in range(n + 1)]
        kinds = [dice.choice(known), "void*", "long"]
        choice = known * 2 + ["void*", "char*", "char*", "long", "word", "hook",
                              "take", "drop", "void**"]
        if n > 0:
            choice += [f"S{i}" for i in range(n)] * 3
        kinds += [dice.choice(choice) for _ in range(dice.randint(1, 4))]
        dice.shuffle(kinds)
        return [Member(f"m{i}", kind, 2 if is_pointer(kind) and
                       dice.random() < 0.15 else 1)
                for i, kind in enumerate(kinds)]

    def paths(self, kind, wanted, seen=""):
        """The accesses from a struct to members of a kind: ".m1.m2"."""
        for member in self.structs.get(kind, []):
            path = f"{seen}.{member.name}"
            for at in range(member.count):
                index = f"[{at}]" if member.count > 1 else ""
                if member.kind == wanted:
                    yield path + index
            if member.kind == "word" and wanted == "void*":
                yield f"{path}.pointer"
            if is_struct(member.kind):
                yield from self.paths(member.kind, wanted, path)

    def liked(self, dice, kind, wanted):
        """The same with weights. One is liked more by all of a program, so
        that what is stored in one function is found in another."""
        paths = list(self.paths(kind, wanted))
        if paths and (kind, wanted) not in self.favourites:
            self.favourites[kind, wanted] = dice.choice(paths)
        for path in paths:
            yield (4 if path == self.favourites[kind, wanted] else 0.7), path

    def kinds(self):
        pointers = self.pointers + self.doubles
        return ["char", "long", "word", *FUNCTIONS, *self.names, *pointers]

    def text(self):
        lines = []
        for name, members in self.structs.items():
            lines.append(f"struct {name} {{")
            lines += [f"  {declare(m.kind, m.name, m.count)};" for m in members]
            lines.append("};")
        return PRELUDE + "\n".join(lines) + "\n"

    def tables(self):
        """What the trial run has to know of them."""
        kinds = self.kinds()
        parts = [f"{{{number_of(name)}, offsetof(struct {name}, {path[1:]}), "
                 f"{number_of(kind)}}}"
                 for name in self.names for kind in kinds
                 for path in self.paths(name, kind)
                 if not path.endswith(".pointer")]
        parts += [f"{{{number_of(name)}, offsetof(struct {name}, "
                  f"{path[1:]}), K_voidp}}" for name in self.names
                  for path in self.paths(name, "word")]
        return (f"enum {{ {', '.join(map(number_of, kinds))} }};\n"
                "const unsigned long fz_sizes[] = {"
                + ", ".join(f"sizeof({spell(kind)})" for kind in kinds) + "};\n"
                "const struct fz_part fz_parts[] = {" + ",\n  ".join(parts)
                + f"}};\nconst int fz_part_count = {len(parts)}, "
                "fz_char = K_char;\n")
