# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes the program of a seed: structs, globals, functions, and a main that
calls each several times. The same seed gives the same program."""
import random

import probes
import shapes
from shapes import Variable
from statements import Statements
from tree import Function, Program

TAKES = {
    "take_cleared": "void *take_cleared(unsigned long size) {\n"
                    "  return calloc(1, size);\n}",
    "take_wiped": "void *take_wiped(unsigned long size) {\n"
                  "  void *made = malloc(size);\n"
                  "  return memset(made, 0, size);\n}",
    "take_static": "void *take_static(unsigned long size) {\n"
                   "  static char bytes[64];\n"
                   "  return size > 64 ? 0 : bytes;\n}",
    "take_flagged": "void *take_flagged(unsigned long size) {\n"
                    "  return flag ? calloc(1, size) : 0;\n}",
}
DROPS = {
    "drop_all": "void drop_all(void *old) { free(old); }",
    "drop_none": "void drop_none(void *old) { (void)old; }",
    "drop_flagged": "void drop_flagged(void *old) {\n"
                    "  if (flag)\n    free(old);\n}",
}


class Generator:
    def __init__(self, seed, size=30, large=0):
        self.dice = random.Random(seed)
        self.shapes = shapes.Shapes(self.dice)
        self.program = Program(seed, self.shapes)
        self.size, self.large = size, large

    def generate(self):
        self.make_globals()
        self.make_ready_functions()
        while len(self.program.functions) < self.size:
            way = self.dice.random()
            if way < 0.35:
                self.program.functions.append(probes.probe(
                    self.program, self.dice, len(self.program.functions),
                    list(self.program.functions)))
            elif way < 0.43:
                self.make_cycle(self.dice.randint(1, 4))
            else:
                self.make_functions([self.head(None)])
        if self.large:
            self.make_cycle(self.large)
        self.make_jump()
        self.make_main()
        return self.program

    def make_globals(self):
        dice, made = self.dice, self.program.globals
        made.append(Variable("flag", "long", storage="static "))
        for name in self.shapes.names:
            for n in range(dice.randint(0, 2)):
                made.append(Variable(f"object_{name}_{n}", name,
                                     storage=dice.choice(["static ", ""])))
        objects = {v.kind: v.name for v in made}
        for n in range(dice.randint(2, 6)):
            kind = dice.choice(self.shapes.pointers)
            start = (f"&{objects[kind[:-1]]}" if kind[:-1] in objects
                     and dice.random() < 0.5 else "")
            made.append(Variable(f"global_{n}", kind, dice.choice([1, 1, 1, 2]),
                                 storage=dice.choice(["static ", ""])))
            made[-1].start = "{" + start + "}" if start and \
                made[-1].count > 1 else start
        for n, kind in enumerate(["take", "drop", "hook"]):
            start = {"take": "take_cleared", "drop": "free"}.get(kind, "")
            if dice.random() < 0.6:
                made.append(Variable(f"hook_{n}", kind, storage=dice.choice(
                    ["static ", ""]), start=start))
        if dice.random() < 0.4:
            made.append(Variable("table", "take", 2, "{take_cleared, take_static}",
                                 "static "))
        for v in made:
            v.addressed = True

    def make_ready_functions(self):
        for texts, result, parameter in ((TAKES, "void*", "long"),
                                         (DROPS, "void", "void*")):
            for name, text in texts.items():
                made = Function(name, result, [Variable("size", parameter)],
                                "static ", text=text)
                made.head = lambda text=text: \
                    "static " + text[:text.index(")") + 1]
                self.program.functions.append(made)

    #===-- functions -----------------------------------------------------===#

    def head(self, cycle):
        """A function without its body."""
        dice, number = self.dice, len(self.program.functions)
        if cycle is None and dice.random() < 0.12:
            return Function(f"h{number}", "void*", [
                Variable("data", "void*", sure=False), Variable("n", "long")],
                "static ")
        every = self.shapes
        kinds = every.pointers * 3 + every.doubles + ["hook", "take"]
        parameters = [Variable(f"p{i}", dice.choice(kinds),
                               sure=dice.random() < 0.6)
                      for i in range(dice.choice([0, 1, 1, 2, 2, 3]))]
        if len(parameters) > 1 and dice.random() < 0.4:
            parameters[1].kind = parameters[0].kind
            parameters[0].sure = parameters[1].sure = True
        for parameter in parameters:
            if parameter.kind in shapes.FUNCTIONS:
                parameter.sure = False
        if dice.random() < 0.08:
            parameters.append(Variable("s", dice.choice(every.names)))
        if cycle is not None or dice.random() < 0.5:
            parameters.append(Variable("n", "long"))
        result = dice.choice(["void"] * 3 + every.pointers * 3 + ["long"]
                             + every.names + every.doubles)
        made = Function(f"f{number}", result, parameters,
                        dice.choice(["static ", "", ""]), cycle=cycle)
        made.variadic = bool(parameters) and dice.random() < 0.06
        return made

    def make_cycle(self, count):
        cycle = len(self.program.functions)
        heads = []
        for _ in range(count):
            heads.append(self.head(cycle))
            heads[-1].name = f"f{cycle + len(heads)}r"
        self.make_functions(heads)

    def make_functions(self, heads):
        callees = list(self.program.functions)
        self.program.functions += heads
        for at, head in enumerate(heads):
            if head.cycle is not None:
                head.cost = 1
        costs = [self.fill(head, callees, heads, at)
                 for at, head in enumerate(heads)]
        for head in heads:
            head.cost = costs[0] if head.cycle is None else \
                min(300, 15 * max(costs))

    def fill(self, head, callees, heads, at):
        dice = self.dice
        for parameter in head.parameters:
            if parameter.name == "s":  # lies in the caller's frame, so a copy
                head.locals.append(Variable("own", parameter.kind, start="s",
                                            addressed=True))
        for kind in dice.sample(self.shapes.pointers, dice.randint(1, 2)):
            head.locals.append(Variable(f"l{len(head.locals)}", kind,
                                        dice.choice([1, 1, 1, 1, 2]),
                                        addressed=dice.random() < 0.4))
        if dice.random() < 0.5:
            head.locals.append(Variable("local", dice.choice(self.shapes.names),
                                        addressed=True))
        if dice.random() < 0.08:
            head.locals.append(Variable(
                "kept", dice.choice(self.shapes.pointers), storage="static ",
                addressed=True))
        many = len(heads) > 20
        near = callees[-25:] + callees[:7]
        own = heads if head.cycle is not None else []
        saying = Statements(self.program, head, dice,
                            near + (own * 2 if not many else []))
        if dice.random() < (0.9 if many else 0.35):
            saying.callees = [] if many else own  # what is below it does not matter
        saying.budget = 25 if many else 120
        if many:
            saying.allocates = dice.random() < 0.02
        if head.variadic:
            self.open_list(head, saying)
        head.body = saying.block(dice.randint(1, 3) if many
                                 else dice.randint(2, 7), 0)
        if own:
            following = heads[(at + 1) % len(heads)]
            head.body.insert(dice.randint(0, len(head.body)),
                             saying.call_of(following))
            head.body.insert(0, self.stop(saying))
        if "goto out;" in str(head.body):
            head.ending = saying.block(dice.randint(0, 2), 3)
        if head.result != "void" and dice.random() < 0.85:
            head.ending.append(saying.give())
            if "goto out;" not in str(head.body):
                head.body += head.ending
                head.ending = []
        return 1 + (25 if many else 120) - saying.budget

    def stop(self, saying):
        last = saying.make(saying.function.nothing())
        made = saying.make("if (n <= 0)", body=[saying.give(), last])
        made.fixed = last.fixed = True
        return made

    def open_list(self, head, saying):
        one, two = saying.local("void*"), saying.local("void**")
        head.prologue = [
            "va_list list;", f"va_start(list, {head.parameters[-1].name});",
            f"{one.name} = va_arg(list, void *);",
            f"{two.name} = va_arg(list, void **);", "va_end(list);"]

    #===-- jumps and main ------------------------------------------------===#

    def make_jump(self):
        """One function that jumps, in the middle of what others call."""
        if self.dice.random() < 0.75:
            return
        self.program.globals += [
            Variable("back", "jmp_buf", storage="static "),
            Variable("armed", "long", storage="static ", sure=True)]
        jumper = Function("jumper", "void", [Variable("n", "long")], "static ",
                          text="void jumper(long n) {\n  if (armed && n)\n"
                          "    longjmp(back, 1);\n}")
        self.program.functions.append(jumper)
        inner = []
        for _ in range(2):
            head = self.head(None)
            inner.append(head)
            self.make_functions([head])
            saying = Statements(self.program, head, self.dice, [])
            head.body.insert(self.dice.randint(0, len(head.body)),
                             saying.call_of(jumper))
        outer = self.head(None)
        outer.variadic = False
        saying = Statements(self.program, outer, self.dice, inner)
        guards, call = saying.call(self.dice.choice(inner))
        outer.body = [saying.make("armed = 1;"),
                      saying.make("if (setjmp(back) == 0)", body=[
                          saying.make(f"{call};", guards)]),
                      saying.make("armed = 0;")]
        self.program.functions.append(outer)

    def make_main(self):
        head = Function("main", "int", [])
        for name in self.shapes.names:
            head.locals += [Variable(f"main_{name}_{n}", name, addressed=True)
                            for n in range(2)]
            head.locals.append(Variable(f"heap_{name}", f"{name}*",
                                        addressed=True))
        for n, kind in enumerate(self.shapes.pointers):
            head.locals.append(Variable(f"l{n}", kind, addressed=True))
        saying = Statements(self.program, head, self.dice, [])
        saying.allocates, saying.budget = True, 10 ** 6
        head.prologue = ["START"]
        for name in self.shapes.names:
            head.body.append(saying.make(f"heap_{name} = "
                                         f"{saying.fresh(name + '*')[1]};"))
        names = [f for f in self.program.functions if f.name[0] in "fh"]
        calls = names * 3
        self.dice.shuffle(calls)
        for callee in calls:
            if self.dice.random() < 0.2:
                head.body.append(saying.make(
                    f"flag = {self.dice.randint(0, 1)};"))
            head.body.append(saying.call_of(callee))
        self.program.functions.append(head)


def generate(seed):
    """Some have a cycle that is too large for fine precision."""
    large = 70 if seed % 8 == 7 else 0
    return Generator(seed, 30 if not large else 16, large).generate()
