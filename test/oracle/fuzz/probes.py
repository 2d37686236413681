# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Functions that move pointers of one kind among few places: what one store
leaves is more often what another statement finds than in other functions."""
from expressions import pick
from shapes import Variable
from statements import Statements
from tree import Function


class Probe(Statements):
    def __init__(self, program, function, dice, callees):
        super().__init__(program, function, dice, callees)
        self.allocates = True
        self.path = ""  # the member that all is about

    def place(self, kind, depth=0, fixed=False):
        if kind != self.kind() or self.dice.random() < 0.1:
            return super().place(kind, depth, fixed)
        name = self.dice.choice(["one", "two", "at", *[
            p.name for p in self.function.parameters if p.name != "n"]])
        if name in ("one", "two"):
            return (), name + self.path
        holder = self.function.parameters[0].kind[:-1]
        return ([self.guard("ACCESS", name, holder)],
                f"{name}->{self.path[1:]}")

    def value(self, kind):
        way = self.dice.random()
        if kind != self.kind() or way < 0.1:
            return super().value(kind)
        return (self.fresh(kind) if way < 0.4 else ((), "0") if way < 0.55
                else self.place(kind))

    def variables(self):
        return self.function.parameters + self.function.locals

    def kind(self):
        return self.function.result

    def one(self, depth):
        leaf = [(14, self.assign), (4, self.clear), (4, self.call_statement),
                (3, self.copy), (2, self.take_away), (3, self.point),
                (2, self.bytes_of)]
        nested = [(2, self.test), (1, self.loop)] if depth < 2 else []
        way = pick(self.dice, leaf + nested)
        return way(depth) if way in [n for _, n in nested] else way()

    def point(self):
        """A pointer to either of the structs."""
        places = [v.name for v in self.function.locals
                  if v.kind == f"{self.function.parameters[0].kind}"]
        if not places:
            return None
        kind = self.function.parameters[0].kind
        value = self.dice.choice([self.address, self.either])(kind)
        return value and self.make(f"{self.dice.choice(places)} = {value[1]};",
                                   value[0])


def probe(program, dice, number, callees):
    """A function on two structs of its own and one or two of its caller."""
    every = program.shapes
    holder, kind = dice.choice(
        [(name, kind) for name in every.names for kind in every.pointers
         if list(every.paths(name, kind))])
    parameters = [Variable(f"p{i}", f"{holder}*", sure=True)
                  for i in range(dice.choice([1, 2, 2]))]
    if dice.random() < 0.5:
        parameters.append(Variable("n", "long"))
    made = Function(f"f{number}", kind, parameters, dice.choice(["static ", ""]))
    at = "n ? &one : &two" if parameters[-1].name == "n" else "&one"
    made.locals = [Variable("one", holder, addressed=True),
                   Variable("two", holder, addressed=True),
                   Variable("at", f"{holder}*", start=dice.choice([at, at, "&one", "p0"])),
                   Variable("held", kind)]
    near = [f for f in callees if f.name[0] == "f" and f.parameters
            and f.parameters[0].kind == f"{holder}*"]
    saying = Probe(program, made, dice, near)
    saying.budget = 60
    saying.path = dice.choice(list(every.paths(holder, kind)))
    made.body = saying.block(dice.randint(3, 6), 0)
    made.ending = []
    place = saying.place(kind)
    made.body.append(saying.make(f"return {place[1]};", place[0]))
    made.cost = 61 - saying.budget
    return made
