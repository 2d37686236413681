# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random places and values of a kind, with the guards that they need.

Each function gives (guards, text). A call is never part of an expression
that reads memory, since it could make a guard of that false.
"""
import shapes
from shapes import Variable, is_pointer, is_struct


def pick(dice, options):
    """One of (weight, value)..., or None."""
    options = [option for option in options if option[0] > 0]
    if not options:
        return None
    return dice.choices([o[1] for o in options], [o[0] for o in options])[0]


class Expressions:
    """What can be said in one function."""

    def __init__(self, program, function, dice):
        self.program = program
        self.function = function
        self.dice = dice
        self.allocates = dice.random() < 0.4
        self.budget = 400

    def variables(self):
        return ([p for p in self.function.parameters if p.name != "s"]
                + self.function.locals + self.program.globals)

    def guard(self, *words):
        return self.program.guard(*words)

    def local(self, kind, **rest):
        made = Variable(f"v{next(self.program.numbers)}", kind,
                        addressed=self.dice.random() < 0.4, **rest)
        self.function.locals.append(made)
        return made

    def element(self, variable):
        if variable.count == 1:
            return variable.name
        numbers = [v.name for v in self.function.parameters if v.kind == "long"]
        index = self.dice.choice(["0", "1"] + [f"{n} & 1" for n in numbers])
        return f"{variable.name}[{index}]"

    #===-- places --------------------------------------------------------===#

    def place(self, kind, depth=0, fixed=False):
        """Something of a kind that can be assigned; of fixed address if that
        may be taken."""
        dice, options = self.dice, []
        for v in self.variables():
            near = v not in self.program.globals
            if v.kind == kind and not v.sure and (v.addressed or not fixed):
                options.append((6 if near else 1.5, ((), self.element(v))))
            if is_struct(v.kind):
                options += [((1 if near else 0.3) * weight,
                             ((), self.element(v) + path))
                            for weight, path in self.program.shapes.liked(
                                dice, v.kind, kind)]
            options += self.behind(v, kind, near)
        if depth == 0 and dice.random() < 0.35:
            deeper = self.deep_place(kind)
            if deeper:
                return deeper
        return pick(dice, options)

    def behind(self, v, kind, near):
        """What a pointer variable leads to."""
        if not is_pointer(v.kind):
            return
        name, to = self.element(v), v.kind[:-1]
        guard = lambda: [self.guard("ACCESS", name, to)]
        if is_struct(to):
            for weight, path in self.program.shapes.liked(self.dice, to, kind):
                yield (weight * (1.2 if v.sure else 0.6 if near else 0.3),
                       (guard(), f"{name}->{path[1:]}"))
        if to == kind:
            yield 3, (guard(), f"*{name}")

    def deep_place(self, kind):
        name = self.dice.choice(self.program.shapes.names)
        paths = list(self.program.shapes.paths(name, kind))
        base = self.place(f"{name}*", 1) if paths else None
        if base is None:
            return None
        guards, text = base
        text = f"({text})" if text.startswith("*") else text
        return ([*guards, self.guard("ACCESS", text, name)],
                f"{text}->{self.dice.choice(paths)[1:]}")

    #===-- values --------------------------------------------------------===#

    def value(self, kind):
        """A value without a call, but for an allocation."""
        if kind == "long":
            return self.number()
        if kind in shapes.FUNCTIONS:
            return self.target(kind)
        if is_struct(kind) or kind == "word":
            return self.place(kind)
        fresh = 2 if self.allocates else 0
        make = pick(self.dice, [
            (1.2, lambda k: ((), "0")), (9, self.place), (fresh, self.fresh),
            (2.5, self.address), (1.5, self.converted), (1.2, self.disguised),
            (1.5, self.either), (0.6, self.outer)])
        return make(kind) or ((), "0")

    def number(self):
        options = [(2, ((), str(self.dice.randint(0, 2))))]
        options += [(3, ((), v.name)) for v in self.function.parameters
                    if v.kind == "long"]
        place = self.place("long")
        if place:
            options.append((2, place))
        pointer = self.place(self.dice.choice(self.program.shapes.pointers))
        if pointer:
            options.append((1, (pointer[0], f"(long)({pointer[1]} != 0)")))
        return pick(self.dice, options)

    def target(self, kind):
        """A function of a kind."""
        names = self.targets(kind)
        place = self.place(kind)
        return pick(self.dice, [(2, ((), self.dice.choice(names))),
                                (0.3, ((), "0"))] +
                    ([(2, place)] if place else []))

    def targets(self, kind):
        return [f.name for f in self.program.functions
                if kind_of(f) == kind and f.cycle is None
                and f.cost < 40] or ["0"]

    def fresh(self, kind):
        dice = self.dice
        if kind == "char*":
            return (), dice.choice(['strdup("text")', "calloc(1, 8)"])
        if kind == "void*":
            kind = dice.choice(self.program.shapes.names) + "*"
        to = kind[:-1]
        size = f"sizeof({shapes.spell(to)})"
        number = shapes.number_of(to)
        takes = [f.name for f in self.program.functions if kind_of(f) == "take"]
        if takes and dice.random() < 0.25:
            return (), f"AS({number}, {dice.choice(takes)}({size}))"
        return (), f"AS({number}, calloc(1, {size}))"

    def address(self, kind):
        to = kind[:-1]
        if kind == "char*":
            return (), '"text"'
        if kind == "void*":
            to = self.dice.choice(self.program.shapes.names)
        found = self.place(to, fixed=True)
        return found and (found[0], f"&{found[1]}")

    def converted(self, kind):
        """Another kind of pointer, cast."""
        if kind == "void*":
            other = self.dice.choice(self.program.shapes.pointers +
                                     self.program.shapes.doubles)
        else:
            other = "void*"
        found = self.place(other)
        return found and (found[0], f"({shapes.spell(kind)})({found[1]})")

    def disguised(self, kind):
        found, spelled = self.place(kind), shapes.spell(kind)
        way = self.dice.choice(["({k})(unsigned long)({p})",
                                "({k})(((unsigned long)({p}) ^ 5) ^ 5)",
                                "({k})(((unsigned long)({p}) | 1) - 1)",
                                "({k})((char *)({p}) + 8 - 8)"])
        if found is None or (" - 1" in way and kind == "char*"):
            return None
        return found[0], way.format(k=spelled, p=found[1])

    def either(self, kind):
        ways = [self.place, self.address]
        one, two = (self.dice.choice(ways)(kind) for _ in range(2))
        test = self.number()
        if one is None or two is None:
            return None
        return ([*one[0], *two[0], *test[0]],
                f"{test[1]} ? {one[1]} : {two[1]}")

    def outer(self, kind):
        """The struct around a member."""
        if not is_struct(kind[:-1]):
            return None
        inner = self.dice.choice(self.program.shapes.names)
        paths = list(self.program.shapes.paths(kind[:-1], inner))
        found = self.place(f"{inner}*") if paths else None
        if found is None:
            return None
        return found[0], (f"({shapes.spell(kind)})((char *)({found[1]}) - "
                          f"offsetof({shapes.spell(kind[:-1])}, "
                          f"{self.dice.choice(paths)[1:]}))")

    #===-- calls ---------------------------------------------------------===#

    def call(self, callee):
        guards, words, given = [], [], {}
        for parameter in callee.parameters:
            more, text = (self.depth(callee) if parameter.name == "n"
                          else self.valid(parameter.kind) if parameter.sure
                          else self.value(parameter.kind) or
                          ((), f"({shapes.spell(parameter.kind)}){{0}}"))
            if parameter.sure and parameter.kind in given and \
                    self.dice.random() < 0.4:
                text = given[parameter.kind]  # two names of one object
            if parameter.sure:
                given[parameter.kind] = text
            guards += more
            words.append(text)
        if callee.variadic:
            for kind in ("void*", "void**"):
                more, text = self.value(kind)
                guards += more
                words.append(f"({shapes.spell(kind)})({text})")
        return guards, f"{callee.name}({', '.join(words)})"

    def depth(self, callee):
        """The argument that ends a recursion."""
        if self.function.cycle is not None and \
                callee.cycle == self.function.cycle:
            return (), "n - 1"
        return (), str(self.dice.randint(0, 3))

    def valid(self, kind):
        """A pointer that surely leads to an object."""
        dice, options = self.dice, []
        for v in self.variables():
            if v.sure and (v.kind == kind or
                           kind == "void*" and is_pointer(v.kind)):
                options.append((3, ((), v.name)))
            if is_struct(v.kind) and kind in ("void*", f"{v.kind}*"):
                options.append((2, ((), f"&{self.element(v)}")))
            if v.addressed and f"{v.kind}*" == kind:
                options.append((2, ((), f"&{self.element(v)}")))
        if kind == "char*":
            options.append((1, ((), '"text"')))
        if not options or dice.random() < 0.15:
            to = dice.choice(self.program.shapes.names) if kind == "void*" \
                else kind[:-1]
            if kind == "char*":
                return (), '"text"'
            made = self.local(to)
            made.addressed = True
            return (), f"&{made.name}"
        return pick(dice, options)


def kind_of(function):
    """As which kind of pointer a function can be used."""
    kinds = [p.kind for p in function.parameters]
    if function.variadic:
        return None
    return {("void*", "long", "void*"): "hook", ("void*", "void"): "drop",
            ("long", "void*"): "take"}.get((*kinds, function.result)) \
        if function.name[0] in "htd" else None
