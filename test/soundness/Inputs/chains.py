"""Prints a C file of random programs that follow chains of links.

chains.py FIRST COUNT: the programs with the seeds FIRST, FIRST + 1, ... In each,
functions walk from an object along links of random records, some of them void
pointers, to the last object of the chain and leave new memory there. pN_bad,
for the seed N, makes the chain and lets that memory out: it returns it, or the
last object is its caller's. So no pN_bad is none or contained."""

import random
import sys


class Program:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.prefix = f"p{seed}_"
        self.records = self.make_records()
        self.start = self.random.randrange(len(self.records))
        self.path = []  # of the record that a link is in, its name and target
        at = self.start
        for _ in range(self.random.randint(1, 7)):
            name, _, target = self.random.choice(self.records[at])
            self.path.append((at, name, target))
            at = target
        self.end = at

    def record(self, number):
        return f"struct {self.prefix}t{number}"

    def make_records(self):
        count = self.random.randint(1, 4)
        records = []
        for _ in range(count):
            links = []
            for link in range(self.random.randint(1, 4)):
                target = self.random.randrange(count)
                typed = self.random.random() < 0.75
                links.append((f"f{link}", typed, target))
            records.append(links)
        return records

    def print_records(self):
        for number in range(len(self.records)):
            print(f"{self.record(number)};")
        for number, links in enumerate(self.records):
            members = [f"{self.record(target) if typed else 'void'} *{name};"
                       for name, typed, target in links]
            members += [f"long pad{pad};"
                        for pad in range(self.random.randint(0, 3))]
            members.append("void *made;")
            self.random.shuffle(members)
            print(f"{self.record(number)} {{ {' '.join(members)} }};")

    def print_walk(self):
        """Each function goes some links and calls the next; the last one
        allocates."""
        cuts = sorted(self.random.choices(range(len(self.path) + 1),
                                          k=self.random.randint(0, 2)))
        bounds = [0, *cuts, len(self.path)]
        for part in reversed(range(len(bounds) - 1)):
            links = self.path[bounds[part]:bounds[part + 1]]
            first = (self.path[bounds[part]][0]
                     if bounds[part] < len(self.path) else self.end)
            steps, at = [], "p"
            for number, (_, name, target) in enumerate(links):
                steps.append(f"{self.record(target)} *q{number} = {at}->{name};")
                at = f"q{number}"
            is_last = part == len(bounds) - 2
            steps.append(f"{at}->made = malloc(4);" if is_last
                         else f"{self.prefix}walk{part + 1}({at});")
            print(f"static void {self.prefix}walk{part}"
                  f"({self.record(first)} *p) {{ {' '.join(steps)} }}")

    def print_entry(self):
        """How the walk gets the first object; gives the call of that."""
        walk = f"{self.prefix}walk0"
        how = self.random.choice(["argument", "global", "member"])
        if how == "argument":
            return f"{walk}(&o0);"
        if how == "global":
            held = f"{self.prefix}held"
            print(f"static void *{held};")
            print(f"static void {self.prefix}run(void) {{ {walk}({held}); }}")
            return f"{held} = &o0; {self.prefix}run(); {held} = 0;"
        holder = f"struct {self.prefix}holder"
        print(f"{holder} {{ long n; {self.record(self.start)} *top; }};")
        print(f"static void {self.prefix}via({holder} *h) {{ {walk}(h->top); }}")
        return f"{holder} h = {{0, &o0}}; {self.prefix}via(&h);"

    def print(self):
        self.print_records()
        self.print_walk()
        call = self.print_entry()
        steps = [f"{self.record(at)} o{number} = {{0}};"
                 for number, (at, _, _) in enumerate(self.path)]
        end = self.record(self.end)
        returned = self.random.random() < 0.5
        if returned:
            steps.append(f"{end} own = {{0}}; {end} *last = &own;")
        for number, (_, name, _) in enumerate(self.path):
            after = f"&o{number + 1}" if number + 1 < len(self.path) else "last"
            steps.append(f"o{number}.{name} = {after};")
        steps.append(call)
        if returned:
            steps.append("return last->made;")
        print(f"void {'*' if returned else ''}{self.prefix}bad"
              f"({'void' if returned else f'{end} *last'}) "
              f"{{ {' '.join(steps)} }}")


print("void *malloc(unsigned long);")
FIRST, COUNT = int(sys.argv[1]), int(sys.argv[2])
for SEED in range(FIRST, FIRST + COUNT):
    Program(SEED).print()
