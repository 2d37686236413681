# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random statements. Each method gives one, or None if it cannot."""
import shapes
from expressions import Expressions, pick
from shapes import is_pointer, is_struct


class Statements(Expressions):
    def __init__(self, program, function, dice, callees):
        super().__init__(program, function, dice)
        self.callees = callees
        self.own_calls = 2
        self.turns = 1  # of the loops around

    def make(self, text, guards=(), body=None, other=None):
        return self.program.statement(text, guards, body, other)

    def again(self, place):
        """The guards of a place for another statement."""
        return [self.guard(guard.how, guard.pointer, guard.kind)
                for guard in place[0]]

    def block(self, size, depth):
        """Some statements."""
        made = []
        for _ in range(size):
            statement = self.one(depth)
            made += statement if isinstance(statement, list) else \
                [statement] if statement else []
        return made

    def one(self, depth):
        leaf = [(22, self.assign), (7, self.clear), (12, self.call_statement),
                (5, self.free), (3, self.copy), (2, self.wipe),
                (2, self.exchange), (4, self.through), (2.5, self.number_set),
                (1.2, self.resize), (3, self.owned), (1, self.bytes_of),
                (1, self.text), (1, self.union), (2, self.take_away)]
        nested = [(7, self.test), (2, self.loop), (2, self.walk),
                  (1, self.switch), (2.5, self.leave)] if depth < 3 else []
        way = pick(self.dice, leaf + nested)
        return way(depth) if way in [n for _, n in nested] else way()

    def kind(self):
        every = self.program.shapes
        return self.dice.choice(every.pointers * 4 + every.doubles +
                                ["take", "hook", "drop"])

    #===-- moves ---------------------------------------------------------===#

    def assign(self):
        kind = self.kind()
        to, value = self.place(kind), self.value(kind)
        if to is None or value is None or to[1] == value[1]:
            return None
        return self.make(f"{to[1]} = {value[1]};", [*value[0], *to[0]])

    def clear(self):
        to = self.place(self.kind())
        return to and self.make(f"{to[1]} = 0;", to[0])

    def number_set(self):
        to, value = self.place("long"), self.number()
        if to is None or to[1] == "n":
            return None
        return self.make(f"{to[1]} = {value[1]};", [*value[0], *to[0]])

    def exchange(self):
        kind = self.kind()
        one, two = self.place(kind), self.place(kind)
        if one is None or two is None:
            return None
        spare = self.local(kind)
        return [self.make(f"{spare.name} = {one[1]};", one[0]),
                self.make(f"{one[1]} = {two[1]};",
                          [*self.again(one), *two[0]]),
                self.make(f"{two[1]} = {spare.name};", self.again(two))]

    def take_away(self):
        """Out of a place into another, which is cleared."""
        kind = self.kind()
        one, two = self.place(kind), self.place(kind)
        if one is None or two is None or one[1] == two[1]:
            return None
        return [self.make(f"{one[1]} = {two[1]};", [*two[0], *one[0]]),
                self.make(f"{two[1]} = 0;", self.again(two))]

    def copy(self):
        name = self.dice.choice(self.program.shapes.names)
        to, other = self.struct_place(name), self.struct_place(name)
        if to is None or other is None or to[1] == other[1]:
            return None
        text = self.dice.choice(["{0} = {1};", "memcpy(&{0}, &{1}, sizeof({0}));",
                                 "memmove(&{0}, &{1}, sizeof({0}));"])
        if to[1][0] == "*" or other[1][0] == "*":
            text = "{0} = {1};"
        return self.make(text.format(to[1], other[1]), [*to[0], *other[0]])

    def struct_place(self, name):
        return self.place(name)

    def bytes_of(self):
        """A pointer moved as bytes."""
        kind = self.kind()
        to, other = self.place(kind, fixed=True), self.place(kind, fixed=True)
        if to is None or other is None or to[1] == other[1]:
            return None
        return self.make(f"memcpy(&{to[1]}, &{other[1]}, sizeof({to[1]}));",
                         [*to[0], *other[0]])

    def wipe(self):
        to = self.struct_place(self.dice.choice(self.program.shapes.names))
        return to and self.make(f"memset(&({to[1]}), 0, sizeof({to[1]}));",
                                to[0])

    def union(self):
        spare, value = self.local("word"), self.value("void*")
        to = self.place("void*")
        if to is None:
            return None
        return self.make(f"{{ {spare.name}.pointer = {value[1]}; "
                         f"{spare.name}.number += 16; {to[1]} = "
                         f"(void *)({spare.name}.number - 16); }}",
                         [*value[0], *to[0]])

    def text(self):
        to = self.place("char*")
        return to and self.make(f"{to[1]}[0] = 'x';", [*to[0], self.guard(
            "ACCESS", to[1], "char")])

    #===-- memory --------------------------------------------------------===#

    def free(self):
        what = self.place(self.dice.choice(self.program.shapes.pointers))
        if what is None:
            return None
        drops = [f.name for f in self.callees if f.name[0] == "d"]
        call = self.dice.choice(drops) if drops and self.dice.random() < 0.3 \
            else "free"
        made = [self.make(f"{call}({what[1]});",
                          [*what[0], self.guard("RELEASE", what[1])])]
        if self.dice.random() < 0.4:
            made.append(self.make(f"{what[1]} = 0;", self.again(what)))
        return made

    def resize(self):
        what = self.place("char*")
        if what is None or not self.allocates:
            return None
        return self.make(f"{what[1]} = realloc({what[1]}, 16);",
                         [*what[0], self.guard("RELEASE", what[1])])

    def owned(self):
        """Made here, used, and freed here, perhaps."""
        if not self.allocates:
            return None
        kind = self.dice.choice(self.program.shapes.pointers)
        mine = self.local(kind)
        inner = self.block(self.dice.randint(1, 2), 3)
        first = self.make(f"{mine.name} = {self.fresh(kind)[1]};")
        last = self.make(f"free({mine.name});",
                         [self.guard("RELEASE", mine.name)])
        if self.dice.random() < 0.3:
            last = self.make(f"if ({self.simple_test()})", body=[last])
        return [first, *inner, last]

    #===-- calls ---------------------------------------------------------===#

    def call_statement(self):
        options = [f for f in self.callees if f.name[0] != "d" and f.cost * self.turns < self.budget
                   and (f.cycle is None or f.cycle != self.function.cycle
                        or (self.own_calls > 0 and self.turns == 1))]
        if not options:
            return None
        callee = self.dice.choice(options[-12:] if self.dice.random() < 0.6
                                  else options)
        if callee.cycle is not None and callee.cycle == self.function.cycle:
            self.own_calls -= 1
        self.budget -= callee.cost * self.turns
        return self.call_of(callee)

    def call_of(self, callee):
        guards, text = self.call(callee)
        if callee.result == "void" or self.dice.random() < 0.15:
            return self.make(f"{text};", guards)
        to = self.result_place(callee.result)
        return self.make(f"{to} = {text};", guards)

    def result_place(self, kind):
        """A place that no call can make invalid."""
        found = [v.name for v in self.variables() if v.kind == kind
                 and v.count == 1 and not v.sure and v.name != "n"]
        found += [v.name + path for v in self.variables()
                  if is_struct(v.kind) and v.count == 1
                  for path in self.program.shapes.paths(v.kind, kind)]
        return self.dice.choice(found) if found and self.dice.random() < 0.8 \
            else self.local(kind).name

    def through(self):
        """A call through a pointer."""
        kind = self.dice.choice(["take", "drop", "hook"])
        place = self.place(kind)
        if place is None or self.turns * 40 > self.budget:
            return None
        self.budget -= self.turns * 40
        to = place[1] if place[1][0] != "*" else f"({place[1]})"
        guards = [*place[0], self.guard("CALLABLE", place[1])]
        if kind == "drop":
            value = self.value("void*")
            return self.make(f"{to}({value[1]});", [
                *guards, *value[0], self.guard("RELEASE", value[1])])
        if kind == "hook":
            data = self.value("void*")
            return self.make(f"{self.result_place('void*')} = {to}({data[1]}, "
                             f"{self.dice.randint(0, 2)});",
                             [*guards, *data[0]])
        kind = self.dice.choice(self.program.shapes.pointers[:-1])
        name = kind[:-1] if kind != "void*" else "S0"
        return self.make(f"{self.result_place(kind)} = AS({shapes.number_of(name)}"
                         f", {to}(sizeof(struct {name})));", guards)

    #===-- control -------------------------------------------------------===#

    def simple_test(self):
        return self.dice.choice([v.name for v in self.variables()
                                 if v.kind == "long" or is_pointer(v.kind)
                                 and v.count == 1] or ["1"])

    def condition(self):
        kind = self.dice.choice(["long", "long", *self.program.shapes.pointers])
        guards, text = self.number() if kind == "long" else \
            self.place(kind) or ((), "1")
        way = self.dice.choice(["{}", "!{}", "{} == 0"] + (
            ["{} > 1", "{} == 1"] if kind == "long" else []))
        return guards, way.format(f"({text})" if "?" in text else text)

    def test(self, depth):
        guards, text = self.condition()
        other = self.block(self.dice.randint(1, 2), depth + 1) \
            if self.dice.random() < 0.4 else None
        return self.make(f"if ({text})", guards, self.block(
            self.dice.randint(1, 3), depth + 1), other)

    def switch(self, depth):
        numbers = [v.name for v in self.function.parameters if v.kind == "long"]
        if not numbers:
            return None
        body = []
        for n in range(self.dice.randint(2, 3)):
            body.append(self.make(f"case {n}:;"))
            body += self.block(self.dice.randint(1, 2), depth + 1)
            if self.dice.random() < 0.7:
                body.append(self.make("break;"))
        return self.make(f"switch ({self.dice.choice(numbers)})", body=body)

    def loop(self, depth):
        if self.turns > 3:
            return None
        counter = self.local("long")
        counter.sure = True  # no other statement may change it
        count = counter.name
        self.turns *= 3
        body = self.block(self.dice.randint(1, 3), depth + 1)
        self.turns //= 3
        made = self.make(f"for ({count} = 0; {count} < "
                         f"{self.dice.choice(['2', '3', 'n'])}; {count}++)",
                         body=body)
        if " n;" in made.text and not any(p.name == "n" for p in
                                          self.function.parameters):
            made.text = made.text.replace(" n;", " 2;")
        return made

    def walk(self, depth):
        """Along a list."""
        kind = self.dice.choice(self.program.shapes.names) + "*"
        paths = list(self.program.shapes.paths(kind[:-1], kind))
        start = self.place(kind)
        if not paths or start is None or self.turns > 3:
            return None
        at, count = self.local(kind), self.local("long")
        at.sure = count.sure = True
        on = self.make(f"{at.name} = {at.name}->{self.dice.choice(paths)[1:]};",
                       [self.guard("ACCESS", at.name, kind[:-1])])
        self.turns *= 3
        body = self.block(self.dice.randint(1, 2), depth + 1)
        self.turns //= 3
        at.sure = False
        return [self.make(f"{at.name} = {start[1]};", start[0]),
                self.make(f"for ({count.name} = 0; {count.name} < 3 && "
                          f"{at.name}; {count.name}++)", body=[*body, on])]

    def leave(self, depth):
        guards, test = self.condition()
        if self.dice.random() < 0.3:
            return self.make(f"if ({test})", guards, [self.make("goto out;")])
        return self.make(f"if ({test})", guards, [self.give()])

    def give(self):
        """A return."""
        if self.function.result == "void":
            return self.make("return;")
        value = self.value(self.function.result)
        if value is None:
            return self.make(self.function.nothing())
        return self.make(f"return {value[1]};", value[0])
