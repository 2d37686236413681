# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A generated program as a tree, and its text.

Each access that may be invalid has guards. The trial text evaluates all of
them; from its output the other text is made: without the guards that held,
with a test for null for those that failed for nothing else, without the
statements of the others. Both do the same when they run.
"""
import dataclasses
import itertools
import re

import shapes

RELEASED = {"ACCESS": "ACCESS({0}, {1}, {2})", "RELEASE": "RELEASE({0}, {1})",
            "CALLABLE": "CALLABLE({0}, {1})"}


@dataclasses.dataclass
class Guard:
    number: int
    how: str  # ACCESS, RELEASE, CALLABLE
    pointer: str
    kind: str = ""

    def trial(self):
        words = RELEASED[self.how].format(
            self.number, self.pointer, self.kind and shapes.number_of(self.kind))
        return f"if ({words}) "


@dataclasses.dataclass
class Statement:
    number: int
    text: str
    guards: list = dataclasses.field(default_factory=list)
    body: list = None
    other: list = None  # the body of "else"
    fixed: bool = False  # needed for the program to end


@dataclasses.dataclass
class Function:
    name: str
    result: str
    parameters: list
    storage: str = ""
    variadic: bool = False
    locals: list = dataclasses.field(default_factory=list)
    prologue: list = dataclasses.field(default_factory=list)
    body: list = dataclasses.field(default_factory=list)
    ending: list = dataclasses.field(default_factory=list)  # after "out:"
    cycle: object = None
    cost: int = 1
    text: str = ""  # instead of all of it: written by hand

    def head(self):
        words = [("const " if False else "") +
                 shapes.declare(p.kind, p.name) for p in self.parameters]
        words += ["..."] if self.variadic else []
        return (f"{self.storage}{shapes.declare(self.result, self.name)}"
                f"({', '.join(words) or 'void'})")

    def nothing(self):
        """A statement that returns, last."""
        if self.result == "void":
            return "return;"
        if shapes.is_struct(self.result):
            return f"return ({shapes.spell(self.result)}){{0}};"
        return "return 0;"


@dataclasses.dataclass
class Text:
    """How to write a program."""
    trial: bool = False
    failed: dict = dataclasses.field(default_factory=dict)
    dropped: frozenset = frozenset()

    def statements(self, list_, indent):
        return "".join(self.statement(s, indent) for s in list_ or [])

    def is_invalid(self, statement):
        return any(self.failed.get(g.number, 0) > 1 for g in statement.guards)

    def statement(self, statement, indent):
        if statement.number in self.dropped or self.is_invalid(statement):
            return ""
        space = "  " * indent
        return f"{space}{self.guards(statement)}{self.inner(statement, indent)}\n"

    def guards(self, statement):
        if self.trial:
            return "".join(guard.trial() for guard in statement.guards)
        tests = dict.fromkeys(f"if ({guard.pointer}) "
                              for guard in statement.guards
                              if self.failed.get(guard.number))
        return "".join(tests)

    def inner(self, statement, indent):
        if statement.body is None:
            return statement.text
        space = "  " * indent
        words = (f"{statement.text} {{\n"
                 f"{self.statements(statement.body, indent + 1)}{space}}}")
        if statement.other:
            words += (f" else {{\n{self.statements(statement.other, indent + 1)}"
                      f"{space}}}")
        return words

    def function(self, function):
        if function.text:
            return f"{function.storage}{function.text}\n"
        body = self.statements(function.body, 1)
        ending = self.statements(function.ending, 1)
        if "goto out;" in body:
            ending = "out:\n" + (ending or "  ;\n")
        rest = "".join(f"  {line}\n" for line in function.prologue)
        rest += f"{body}{ending}  {function.nothing()}\n}}\n"
        return f"{function.head()} {{\n{self.variables(function, rest)}{rest}"

    def variables(self, function, rest):
        lines = ["FRAME"] if self.trial else []
        lines += [f"OBJECT({p.name}, {shapes.number_of(p.kind)})"
                  for p in function.parameters
                  if self.trial and p.kind != "long" and p.name != "s"]
        needed = rest + "".join(local.start for local in function.locals)
        for local in function.locals:
            if not re.search(rf"\b{local.name}\b", needed):
                continue
            start = local.start or ("{0}" if local.count > 1 or
                                    shapes.is_struct(local.kind) or
                                    local.kind == "word" else "0")
            lines.append(f"{local.storage}"
                         f"{shapes.declare(local.kind, local.name, local.count)}"
                         f" = {start};")
            if self.trial and local.kind != "long":
                lines.append(f"{'GLOBAL' if local.storage else 'OBJECT'}"
                             f"({local.name}, {shapes.number_of(local.kind)})")
        return "".join(f"  {line}\n" for line in lines)


class Program:
    def __init__(self, seed, shapes_):
        self.seed = seed
        self.shapes = shapes_
        self.globals = []
        self.functions = []
        self.numbers = itertools.count(1)

    def statement(self, text, guards=(), body=None, other=None):
        return Statement(next(self.numbers), text, list(guards), body, other)

    def guard(self, how, pointer, kind=""):
        return Guard(next(self.numbers), how, pointer, kind)

    def used(self, texts):
        """Names of what main needs, directly or not."""
        seen, work = set(), ["main"]
        words = {name: set(re.findall(r"\w+", text))
                 for name, text in texts.items()}
        while work:
            name = work.pop()
            if name in seen or name not in words:
                continue
            seen.add(name)
            work += sorted(words[name] - seen)
        return seen

    def write(self, how):
        texts = {function.name: how.function(function)
                 for function in self.functions}
        texts.update({variable.name: self.declare(variable)
                      for variable in self.globals})
        used = self.used(texts)
        heads = "".join(f"{function.head()};\n" for function in self.functions
                        if function.name in used and function.name != "main")
        variables = "".join(texts[v.name] for v in self.globals
                            if v.name in used)
        bodies = "\n".join(texts[function.name] for function in self.functions
                           if function.name in used)
        text = f"// seed {self.seed}\n{self.shapes.text()}\n"
        if how.trial:
            text += '#include "check.h"\n' + self.shapes.tables()
            bodies = bodies.replace("START", "".join(
                f"  GLOBAL({v.name}, {shapes.number_of(v.kind)})\n"
                for v in self.globals if v.name in used and v.kind != "jmp_buf"
                and not v.storage.startswith("const")))
        else:
            bodies = bodies.replace("  START\n", "")
        text += f"{heads}\n{variables}\n{bodies}"
        return text if how.trial else re.sub(r"\bAS\(K_\w+, ", "(", text)

    def declare(self, variable):
        start = f" = {variable.start}" if variable.start else ""
        return (f"{variable.storage}"
                f"{shapes.declare(variable.kind, variable.name, variable.count)}"
                f"{start};\n")

    def all_statements(self):
        def walk(list_):
            for statement in list_ or []:
                yield statement
                yield from walk(statement.body)
                yield from walk(statement.other)
        for function in self.functions:
            yield from walk(function.body)
            yield from walk(function.ending)
