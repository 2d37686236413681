# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Small libraries of C whose objects hold memory, each with a client.

library(random) gives the files: lib.h, which declares what clients may call,
inside.h, lib.c, more.c and use.c with a main that makes objects, calls
all functions in some order, looks inside of objects if lib.h shows them, and
prints what it gets. No memory is lost or used when it is gone.
"""
import re

import members
import values

CLIENT = """\
#include "lib.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *word(int n) {
  static const char *const words[] = {"a", "bcd", "efghi", "", "jk"};
  return words[n % 5];
}
void see(const char *text, int value);
void see(const char *text, int value) { printf(" %s=%d", text, value); }

$HELP
int main(void) {
  for (int n = 0; n < 7; n++) {
$BODY
    puts("");
  }
$LAST
  return 0;
}
"""


class Library:
    def __init__(self, random):
        self.random = random
        self.prefix = random.choice(["box", "Store", "rc_file"])
        self.calm = random.random() < 0.6
        self.visible = random.random() < 0.35
        self.short = random.random() < 0.4
        self.type = self.prefix + "_t" if self.short \
            else "struct " + self.prefix
        self.dup = random.choice(["strdup"] * 5 + ["copy_text"])
        self.take = random.choice(["malloc"] * 5 + ["take"])
        self.frees = ["free"] + random.sample(["drop", "FREE", "free"],
                                              random.randrange(3))
        self.early, self.inner, self.clients, self.helpers = [], [], [], []
        self.maker = random.choice(["result", "result", "output"])
        self.refuses = random.random() < 0.5
        kinds = members.CALM if self.calm and random.random() < 0.7 \
            else members.MEMBERS
        chosen = random.sample(kinds, random.randrange(2, 5)) \
            + random.sample(values.VALUES, random.choice([0, 0, 1, 2]))
        self.members = []
        for number, write in enumerate(chosen):
            name = f"{'abcdefg'[number]}_{write.__name__.strip('_')}"
            member = members.Member(self, name)
            write(member)
            self.members.append(member)
        self.public = []  # prototypes
        self.code = []

    def put(self, text, **more):
        return members.put(text, {"T": self.type, "P": self.prefix, **more})

    def struct(self):
        fields = [field for member in self.members for field in member.fields]
        name = self.type if self.short else ""
        begin = ("typedef " if self.short and self.visible else "") \
            + f"struct {self.prefix} {{\n  int total;\n"
        end = f"}} {name};\n" if self.short and self.visible else "};\n"
        return "".join(kind for member in self.members
                       for kind in member.types) \
            + begin + "".join(f"  {field}\n" for field in fields) + end

    def prelude(self):
        """What the library calls to take and give memory."""
        text = ""
        if self.dup == "copy_text":
            text += ("static char *copy_text(const char *text) {\n"
                     "  size_t size = strlen(text) + 1;\n"
                     "  char *copy = malloc(size);\n  if (copy)\n"
                     "    memcpy(copy, text, size);\n  return copy;\n}\n")
        if self.take == "take":
            text += "static void *take(size_t size) { return malloc(size); }\n"
        if "drop" in self.frees:
            text += "static void drop(void *gone) { free(gone); }\n"
        if "FREE" in self.frees:
            text += "#define FREE(gone) free(gone)\n"
        return text

    def steps(self):
        return [step for member in self.members for step in member.setup]

    def release_body(self):
        lines = [line for member in reversed(self.members)
                 for line in member.release]
        return "  " + "\n  ".join(lines) + "\n"

    def release(self):
        free = self.random.choice(self.frees)
        test = self.random.choice(["  if (!h)\n    return;\n",
                                   "  if (h == NULL) return;\n"])
        return self.put(f"void $P_free($T *h) {{\n{test}"
                        f"{self.release_body()}  {free}(h);\n}}\n")

    # How an object is made: where a step fails, what was made goes.

    def make_cleared(self, fail):
        """All is null, so that the release takes anything."""
        lines = []
        for step, failed in self.steps():
            lines.append(step)
            if failed:
                lines.append(f"if ({failed}) goto fail;")
        if self.refuses:
            lines.append("if (n == 4) goto fail;")
        return ["$T *h = calloc(1, sizeof *h);", f"if (!h) {fail}"], lines + [
            "$DONE"], f"fail:\n  $P_free(h);\n  {fail}\n"

    def make_nested(self, fail):
        """Each step has the releases of those before it."""
        lines, undo, last = [], [], len(self.members) - 1
        for number, member in enumerate(self.members):
            own = []
            for step, failed in member.setup:
                lines.append(step)
                if failed:
                    lines.append(f"if ({failed}) {{\n    " + "\n    ".join(
                        own + undo + ["free(h);", fail]) + "\n  }")
            own = list(member.release)
            undo = own + undo
            if self.refuses and number == last:
                lines.append("if (n == 4) {\n    " + "\n    ".join(
                    undo + ["free(h);", fail]) + "\n  }")
        take = self.random.choice(["malloc(sizeof *h)",
                                   "malloc(sizeof(struct $P))"])
        return [f"$T *h = {take};", f"if (!h) {fail}",
                "h->total = 0;"], lines + ["$DONE"], ""

    def make_all(self, fail):
        """All steps first, then one test."""
        tests = [failed for _, failed in self.steps() if failed] or ["0"]
        lines = [step for step, _ in self.steps()]
        # Where a step needs what an earlier one made, that is there.
        lines.append("if (" + " || ".join(tests)
                     + (" || n == 4" if self.refuses else "") + ") {\n"
                     + "    $P_free(h);\n    " + fail + "\n  }")
        return ["$T *h = calloc(1, sizeof *h);", f"if (h == NULL) {fail}"], \
            lines + ["$DONE"], ""

    def make(self):
        how = self.random.choice([self.make_cleared, self.make_nested,
                                  self.make_all])
        if self.maker == "output":
            head, fail = "int $P_new($T **out, const char *text, int n)", \
                "return -1;"
            done = "*out = h;\n  return 0;"
        else:
            head, fail, done = "$T *$P_new(const char *text, int n)", \
                "return NULL;", "return h;"
        begin, lines, end = how(fail)
        body = "  " + "\n  ".join(begin + lines) + "\n" + end
        self.public.append(self.put(head + ";"))
        return self.put(head + " {\n  (void)text;\n  (void)n;\n" + body + "}\n",
                        DONE=done)

    def more(self):
        """Functions about whole objects."""
        random, made = self.random, []
        create = ("$T *h;\n  if ($P_new(&h, \"tmp\", n)) return -1;"
                  if self.maker == "output" else
                  "$T *h = $P_new(\"tmp\", n);\n  if (!h) return -1;")
        if random.random() < 0.3:
            made.append(("int $P_quick(int n)",
                         create + "\n  n = h->total + 1;\n  $P_free(h);\n"
                         "  return n;", 'printf(" %d", $P_quick(n));'))
        if random.random() < 0.4:
            made.append(("int $P_temporary(const $T *h, int n)",
                         "char *text = malloc((size_t)n + 9);\n"
                         "  if (!text) return -1;\n"
                         "  sprintf(text, \"%d\", h->total + n);\n"
                         "  n = (int)strlen(text);\n  free(text);\n  return n;",
                         'printf(" %d", $P_temporary($H, n));'))
        if random.random() < 0.4:
            made.append(("char *$P_say(const $T *h)",
                         "char *text = malloc(20);\n  if (!text) return NULL;\n"
                         "  sprintf(text, \"<%d>\", h->total);\n  return text;",
                         '{ char *said = $P_say($H);'
                         ' if (said) printf(" %s", said); free(said); }'))
        if random.random() < 0.3:
            made.append(("int $P_print(const $T *h, char **out, size_t *size)",
                         "*out = malloc(12);\n  if (!*out) return -1;\n"
                         "  *size = (size_t)sprintf(*out, \"[%d]\","
                         " h->total);\n"
                         "  return 0;",
                         '{ char *said; size_t size; if (!$P_print($H, &said,'
                         ' &size)) {\n      printf(" %s %zu", said, size);'
                         ' free(said); } }'))
        if random.random() < 0.15:
            made.append(("const $T *$P_bigger(const $T *h, const $T *other)",
                         "return h->total > other->total ? h : other;",
                         'printf(" %d", $P_bigger($H, $O) == $H);'))
        return made

    def functions(self):
        """(prototype, text) of all, and what clients do."""
        all = [(prototype, body, []) for member in self.members
               for prototype, body in member.functions]
        uses = [use for member in self.members for use in member.uses]
        for prototype, body, use in self.more():
            all.append((prototype, body, use))
            uses.append(use)
        texts = []
        for prototype, body, _ in all:
            prototype = self.put(prototype)
            self.public.append(prototype + ";")
            texts.append(f"{prototype} {{\n  {self.put(body)}\n}}\n")
        return texts, uses

    def client(self, uses):
        random = self.random
        looks = [look for member in self.members for look in member.looks] \
            if self.visible else []
        lines = []
        new = ("$T *h = NULL, *o = NULL;\n"
               "    $P_new(&h, word(n), n);\n    $P_new(&o, \"other\", 2);"
               if self.maker == "output" else
               "$T *h = $P_new(word(n), n), *o = $P_new(\"other\", 2);")
        lines += [new, "if (!h || !o) {", "  puts(\"none\");", "  $P_free(h);",
                  "  $P_free(o);", "  continue;", "}"]
        todo = (uses + looks) * 2
        random.shuffle(todo)
        for use in todo:
            pair = ("h", "o") if random.random() < 0.7 else ("o", "h")
            lines.append(self.put(use, H=pair[0], O=pair[1]))
        first, second = random.sample(["h", "o"], 2)
        lines.append(f"$P_free({first});")
        for use in random.sample(uses, min(3, len(uses))):
            if "$O" not in use:
                lines.append(self.put(use, H=second))
        lines.append(f"$P_free({second});")
        last = [line for member in self.members for line in member.last]
        return members.put(CLIENT, {
            "BODY": "\n".join("    " + self.put(line) for line in lines),
            "LAST": "\n".join("  " + line for line in last),
            "HELP": "\n".join(self.helpers)})

    def header(self):
        text = "#ifndef LIB_H\n#define LIB_H\n#include <stddef.h>\n"
        if self.visible:
            text += self.struct()
        elif self.short:
            text += f"typedef struct {self.prefix} {self.type};\n"
        else:
            text += f"{self.type};\n"
        text += "\n".join(self.clients + self.public) + "\n"
        text += self.put("void $P_free($T *h);\n")
        if self.visible and self.random.random() < 0.5:
            text += self.put("#define $P_TOTAL(h) ((h)->total)\n"
                             "static inline int $P_is_new(const $T *h)"
                             " { return h->total == 0; }\n")
        return text + "#endif\n"

    @staticmethod
    def calls_static(text, known):
        names = re.findall(r"static[^\n(]*?(\w+)\(", known)
        names += re.findall(r"static[^\n(]*?(\w+);", known)
        return any(name in text for name in names)

    def files(self):
        texts, uses = self.functions()
        made, release = self.make(), self.release()
        system = "".join(f"#include <{name}.h>\n"
                         for name in ("stdio", "stdlib", "string"))
        if self.random.random() < 0.5:
            made, release = release, made
        statics = "".join(text for member in self.members
                          for text in member.statics)
        inside = '#include "lib.h"\n' + ("" if self.visible else self.struct())
        inside += "".join(line + "\n" for line in self.inner)
        more = ""
        if self.take == "malloc" and self.frees == ["free"] \
                and self.dup == "strdup":
            known = " ".join(self.early) + statics
            apart = [each for each in texts if self.random.random() < 0.4
                     and not self.calls_static(each, known)]
            texts = [each for each in texts if each not in apart]
            more = "\n" + "\n".join(apart)
        return {"lib.h": self.header(), "inside.h": "#ifndef INSIDE_H\n"
                "#define INSIDE_H\n" + inside + "#endif\n",
                "lib.c": '#include "inside.h"\n' + system + self.prelude()
                + "".join(self.early) + statics + "\n" + made + "\n" + release
                + "\n" + "\n".join(texts),
                "more.c": '#include "inside.h"\n' + system + more,
                "use.c": self.client(uses)}


def library(random):
    return Library(random).files()
