# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Small C programs that take memory, use it and give it back in many shapes.

A program has functions of one number each and a main that prints what they
give for some numbers. They never use memory that is not theirs, and lose none,
but on the way of a holder that a loop or a block outlives on purpose.
"""

TYPES = ["char", "int", "short", "long", "struct pair", "unsigned char"]

HEAD = """\
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE 24
#define FREE(p) free(p)
#define LIMIT(n) ((n) > 40 ? 40 : (n))

struct pair { int first; long second; };
struct node { struct node *next; int value; };

static unsigned long mix = 7;
static int tell(int n) { mix = mix * 31 + (unsigned)n; return n; }
static int sum(const void *p, unsigned long n) {
  const unsigned char *bytes = p;
  int all = 0;
  while (n--)
    all += *bytes++;
  return all;
}
static void fill(void *p, int with, unsigned long n) { memset(p, with, n); }
static void drop(void *p) { free(p); }
"""

MAIN = """
int main(void) {
  for (int n = 0; n < 7; n++)
    printf("%d %lu\\n", tell(CALLS), mix);
  return 0;
}
"""


class Holder:
    def __init__(self, name, type, bytes, cleared):
        self.name, self.type, self.bytes = name, type, bytes
        self.cleared = cleared  # may be null when it is used


class Function:
    """Writes one function. `scopes` are the open blocks of code, each with the
    holders that have to be released before it ends."""

    def __init__(self, random, name):
        self.random, self.name = random, name
        self.lines, self.count = [], 0
        self.scopes, self.loops = [], []
        self.goes_out = random.random() < 0.25
        self.depth = 1

    def write(self, line):
        self.lines.append("  " * self.depth + line)

    def live(self, scopes=None):
        return [each for scope in (self.scopes if scopes is None else scopes)
                for each in scope]

    def fresh(self):
        self.count += 1
        return f"p{self.count}"

    def condition(self):
        return self.random.choice([
            f"n > {self.random.randrange(6)}", f"n % {self.random.randrange(2, 4)}",
            f"tell(n) == {self.random.randrange(6)}", "acc & 1", "acc > 50"])

    # Releases.

    def release(self, holder):
        form = self.random.randrange(12)
        if form == 0:
            self.write(f"if ({holder.name}) free({holder.name});")
        elif form == 1:
            self.write(f"if ({holder.name} != NULL) {{")
            self.write(f"  free({holder.name});")
            self.write("}")
        elif form == 2:
            self.write(f"FREE({holder.name});")
        elif form == 3:
            self.write(f"drop({holder.name});")
        elif form == 4:
            self.write(f"free({holder.name}); /* done */ acc++;")
        else:
            self.write(f"free((void *){holder.name});" if form == 5
                       else f"free({holder.name});")

    def leave(self, scopes, how):
        """Gives back what scopes hold and jumps."""
        self.write("{")
        self.depth += 1
        for holder in reversed(self.live(scopes)):
            self.write(f"free({holder.name});")
        self.write(how)
        self.depth -= 1
        self.write("}")

    # Statements.

    def allocate(self):
        random = self.random
        name, type = self.fresh(), random.choice(TYPES)
        count = random.choice(["4", "SIZE", "(n + 3)", "3", "LIMIT(n + 2)", "1"])
        bytes = f"{count} * sizeof(*{name})"
        call = random.choice([
            f"malloc({bytes})", f"malloc({count} * sizeof({type}))",
            f"calloc({count}, sizeof *{name})", f"({type} *)malloc({bytes})"])
        if random.random() < 0.25:
            self.write(f"{type} *{name}" + random.choice([";", " = NULL;"]))
            self.write(f"{name} = {call};")
        else:
            self.write(f"{type} *{name} = {call};")
        holder = Holder(name, type, bytes, False)
        test = random.choice([f"!{name}", f"{name} == NULL", f"NULL == {name}"])
        if random.random() < 0.7:
            self.write(f"if ({test})")
            self.leave(self.scopes, "return -1;")
            self.write(f"fill({name}, n + 1, {bytes});")
        else:
            self.write(f"if ({name}) memset({name}, n, {bytes});")
            holder.cleared = True
        self.scopes[-1].append(holder)

    def use(self):
        holders = self.live()
        if not holders:
            return self.write(f"acc += tell({self.random.randrange(9)});")
        holder = self.random.choice(holders)
        value = f"sum({holder.name}, {holder.bytes})"
        if holder.cleared:
            value = f"({holder.name} ? {value} : 1)"
        form = self.random.randrange(6)
        if form == 0 and not holder.cleared:
            copy = self.fresh()
            self.write(f"{holder.type} *{copy} = {holder.name};")
            self.write(f"fill({copy}, acc, sizeof *{copy});")
        elif form == 1 and not holder.cleared:
            self.write(f"fill(&{holder.name}[0], n, sizeof(*{holder.name}));")
        elif form == 2:
            self.write("#ifdef OTHER")
            self.write("acc = -acc;")
            self.write("#endif")
        self.write(f"acc += {value};")

    def exit(self):
        self.write(f"if ({self.condition()})")
        if self.loops and self.random.random() < 0.6:
            return self.leave(self.scopes[self.loops[-1]:],
                              self.random.choice(["break;", "continue;"]))
        self.leave(self.scopes, "return acc;")

    def release_early(self):
        if not self.scopes[-1]:
            return
        holder = self.random.choice(self.scopes[-1])
        if self.random.random() < 0.4:
            self.write(f"if ({self.condition()}) {{ free({holder.name}); "
                       f"{holder.name} = NULL; }}")
            holder.cleared = True
            return
        self.scopes[-1].remove(holder)
        self.release(holder)

    def block(self, size):
        self.scopes.append([])
        for _ in range(size):
            self.statement()
        for holder in reversed(self.scopes[-1]):
            self.release(holder)
        self.scopes.pop()

    def nested(self, head, tail="}"):
        self.write(head + "{")
        self.depth += 1
        self.block(self.random.randrange(2, 5))
        self.depth -= 1
        self.write(tail)

    def loop(self):
        i = self.fresh()
        self.loops.append(len(self.scopes))
        times = self.random.randrange(1, 4)
        if self.random.random() < 0.7:
            self.nested(f"for (int {i} = 0; {i} < {times}; {i}++) ")
        else:
            self.write(f"int {i} = {times};")
            self.nested("do ", f"}} while (--{i} > 0);")
        self.loops.pop()

    def choice(self):
        self.nested(f"if ({self.condition()}) ")
        if self.random.random() < 0.5:
            self.nested("else ")

    def switch(self):
        self.write("switch (n % 3) {")
        # A 'break' or 'continue' in there would mean something else.
        loops, self.loops = self.loops, []
        for case in ["case 0: ", "default: "]:
            self.nested(case, "} break;")
        self.loops = loops
        self.write("}")

    def outlive(self):
        """The block lives on in a variable of the block around."""
        outer, inner = self.fresh(), self.fresh()
        self.write(f"int *{outer} = NULL;")
        self.write(f"if ({self.condition()}) {{")
        self.write(f"  int *{inner} = calloc(4, sizeof *{inner});")
        self.write(f"  if ({inner}) {inner}[1] = n;")
        if self.random.random() < 0.3:
            self.write(f"  if (n == 77) {{ free({inner}); {inner} = NULL; }}")
        self.write(f"  {outer} = {inner};")
        self.write("}")
        self.scopes[-1].append(Holder(outer, "int", f"4 * sizeof *{outer}", True))

    def list(self):
        """Nodes that a loop makes and another one takes down."""
        all, each = self.fresh(), self.fresh()
        self.write(f"struct node *{all} = NULL;")
        self.write("for (int i = 0; i < n; i++) {")
        self.write(f"  struct node *{each} = malloc(sizeof *{each});")
        self.write(f"  if (!{each}) break;")
        self.write(f"  {each}->value = i; {each}->next = {all}; {all} = {each};")
        self.write("}")
        self.write(f"while ({all}) {{")
        self.write(f"  struct node *{each} = {all};")
        self.write(f"  acc += {each}->value; {all} = {each}->next;")
        self.write(f"  free({each});")
        self.write("}")

    def again(self):
        """A round trip by goto, with a block in it."""
        name, label, left = self.fresh(), self.fresh(), self.fresh()
        self.write(f"int {left} = 3;")
        self.write("{")
        self.write(f"{label}:;")
        self.write(f"  char *{name} = malloc({self.random.choice(['n + 1', '9'])});")
        self.write(f"  if ({name}) {{ {name}[0] = (char)n; acc += {name}[0]; }}")
        self.write(f"  free({name});")
        self.write(f"  if (--{left} > 0) goto {label};")
        self.write("}")

    def skip(self):
        """A jump past the declaration of a holder."""
        name, label = self.fresh(), self.fresh()
        size = self.random.choice(["n + 2", "SIZE"])
        self.write("{")
        self.write(f"  if ({self.condition()}) goto {label};")
        self.write(f"  char *{name} = malloc({size});")
        self.write(f"  if (!{name}) goto {label};")
        self.write(f"  {name}[1] = (char)n; acc += {name}[1];")
        self.write(f"  free({name});")
        self.write(f"{label}: acc++;")
        self.write("}")

    def statement(self):
        if self.depth > 4:
            return self.use()
        makers = [self.allocate] * 5 + [self.use] * 5 + [self.exit] * 3
        makers += [self.release_early] * 2 + [self.choice] * 2 + [self.loop] * 2
        makers += [self.switch, self.outlive, self.list, self.again,
                   self.skip]
        makers += [lambda: self.nested("")]
        self.random.choice(makers)()

    def plain(self):
        self.block(self.random.randrange(4, 9))
        self.write("return acc;")

    def with_label(self):
        """All holders on top, and one way out that releases them."""
        random = self.random
        names = [self.fresh() for _ in range(random.randrange(1, 4))]
        for name in names:
            self.write(f"char *{name} = NULL;")
        for name in names:
            size = random.choice(["n + 4", "SIZE"])
            self.write(f"{name} = malloc({size});")
            self.write(f"if (!{name} || {self.condition()}) goto out;")
            self.write(f"fill({name}, n, {size});")
            self.write(f"acc += {name}[3];")
        self.lines.append("out:")
        for name in names:
            self.release(Holder(name, "char", "", True))
        self.write("return acc;")

    def text(self):
        self.with_label() if self.goes_out else self.plain()
        body = "\n".join(self.lines)
        return f"\nint {self.name}(int n) {{\n  int acc = n;\n{body}\n}}\n"


def program(random, functions):
    names = [f"f{number}" for number in range(functions)]
    bodies = "".join(Function(random, name).text() for name in names)
    calls = " + ".join(f"{name}(n)" for name in names)
    return HEAD + bodies + MAIN.replace("CALLS", calls)
