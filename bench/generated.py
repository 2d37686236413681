# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A C program of as many functions as asked for.

It has what makes whole programs hard: chains of calls thousands deep, wide
fan-out, wrappers around malloc and around wrappers, records that own records,
tables of function pointers, callbacks, small recursions, globals that keep
memory. Its parts grow together, as those of a real program do: a part is a
record type with its functions, five parts are a unit, all in one chain. The
same size gives the same text.
"""
import json
import random

PARTS_IN_UNIT = 10
LINK = 2500  # parts in a chain of calls

# {i} is the part, {p} the one before it in the chain, {r} an earlier one.
RECORD = """struct item{i} {{
  struct item{i} *next;
  struct item{p} *owned;
  char *name;
  int value;
}};
struct ops{i} {{
  struct item{i} *(*make)(const char *);
  int (*measure)(struct item{i} *);
}};
"""

DECLARATIONS = """void *take{i}(size_t);
struct item{i} *make{i}(const char *);
void drop{i}(struct item{i} *);
int depth{i}(int);
int walk{i}(struct item{i} *, int (*)(void *, int), void *);
int sum{i}(void *, int);
int fan{i}(int);
"""

FUNCTIONS = """void *take{i}(size_t size) {{
  void *made = take{p}(size);
  return made;
}}
static char *copy{i}(const char *from) {{
  char *made = take{i}(strlen(from) + 1);
  return made ? strcpy(made, from) : 0;
}}
struct item{i} *make{i}(const char *name) {{
  struct item{i} *made = malloc(sizeof *made);
  if (!made)
    return 0;
  made->next = 0;
  made->owned = 0;
  made->value = (int)strlen(name);
  made->name = copy{i}(name);
  return made;
}}
void drop{i}(struct item{i} *old) {{
  while (old) {{
    struct item{i} *next = old->next;
    {drop_owned}
    free(old->name);
    free(old);
    old = next;
  }}
}}
struct item{i} *push{i}(struct item{i} *list, const char *name) {{
  struct item{i} *made = make{i}(name);
  if (!made)
    return list;
  made->next = list;
  return made;
}}
void own{i}(struct item{i} *of, struct item{p} *owned) {{ of->owned = owned; }}
char *name{i}(struct item{i} *of) {{ return of->name; }}
int depth{i}(int n) {{ return n > {i} ? n : depth{p}(n + 1); }}
int fan{i}(int n) {{
  return depth{i}(n) + fan{r0}(n) + fan{r1}(n) + depth{r2}(n) + depth{r3}(n);
}}
static int odd{i}(struct item{i} *at);
static int even{i}(struct item{i} *at) {{ return at ? odd{i}(at->next) : 1; }}
static int odd{i}(struct item{i} *at) {{ return at ? even{i}(at->next) : 0; }}
int count{i}(struct item{i} *at) {{
  return at ? 1 + count{i}(at->next) : even{i}(at);
}}
int sum{i}(void *into, int value) {{ return *(int *)into += value; }}
int walk{i}(struct item{i} *at, int (*visit)(void *, int), void *with) {{
  int result = 0;
  for (; at && !result; at = at->next)
    result = visit(with, at->value);
  return result;
}}
int total{i}(struct item{i} *at) {{
  int all = 0;
  walk{i}(at, sum{i}, &all);
  return all;
}}
static int measure{i}(struct item{i} *of) {{ return of->value + total{i}(of); }}
const struct ops{i} table{i} = {{make{i}, measure{i}}};
int use{i}(const struct ops{i} *ops, const char *name) {{
  struct item{i} *made = ops->make(name);
  int size = made ? ops->measure(made) : 0;
  drop{i}(made);
  return size;
}}
int through{i}(const char *name) {{ return use{i}(&table{i}, name); }}
static struct item{i} *kept{i};
void keep{i}(const char *name) {{ kept{i} = push{i}(kept{i}, name); }}
"""

FIRST = """typedef __SIZE_TYPE__ size_t;
void *malloc(size_t);
void free(void *);
char *strcpy(char *, const char *);
size_t strlen(const char *);
"""

FUNCTIONS_IN_PART = 20


def words(part, chance):
    """What a part puts into the templates. The first of a chain ends it."""
    start = part % LINK == 0
    earlier = [chance.randrange(part) if part else 0 for _ in range(4)]
    return {"i": part, "p": part if start else part - 1,
            "drop_owned": "" if start else f"drop{part - 1}(old->owned);",
            **{f"r{n}": earlier[n] for n in range(4)}}


def functions(known):
    """The functions of a part; what would call itself does the work."""
    part, text = known["i"], FUNCTIONS.format(**known)
    if part == known["p"]:
        text = text.replace(f"= take{part}(size);", "= malloc(size);", 1)
        text = text.replace(f"depth{part}(n + 1)", "n")
    if part == 0:
        text = text.replace("fan0(n) + fan0(n)", "n")
    return text


def program(folder, size):
    """Writes a program of about `size` functions; gives its exact number."""
    chance, parts = random.Random(1), max(1, size // FUNCTIONS_IN_PART)
    known = [words(part, chance) for part in range(parts)]
    folder.mkdir(parents=True)
    commands = []
    for start in range(0, parts, PARTS_IN_UNIT):
        own = known[start:start + PARTS_IN_UNIT]
        header, unit = f"unit{start}.h", f"unit{start}.c"
        (folder / header).write_text(
            "#pragma once\n" + FIRST + "".join(
                f"struct item{part['p']};\n" + RECORD.format(**part)
                + DECLARATIONS.format(**part) for part in own))
        used = {part[key] for part in own for key in ("p", "r0", "r1", "r2", "r3")}
        others = sorted(used - {part["i"] for part in own})
        (folder / unit).write_text(
            f'#include "{header}"\n' + "".join(
                f"struct item{other};\n" + DECLARATIONS.format(i=other)
                for other in others)
            + "".join(functions(part) for part in own))
        commands.append({"directory": str(folder), "file": unit,
                         "arguments": ["cc", "-c", unit]})
    (folder / "compile_commands.json").write_text(json.dumps(commands))
    return parts * FUNCTIONS_IN_PART
