# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What can hang under an object of a generated library (libraries.py).

Each of MEMBERS writes one: the declarations of it, how it is set up and given
back, the functions of the library that use it, and what clients do with these.
In the texts $T is the type of the object, $N the name of the member, and $DUP,
$TAKE and $FREE what the library copies a string, takes and releases with.
"""
import re

WORD = re.compile(r"\$(BODY|DONE|DUP|FREE|HELP|LAST|TAKE|H|N|O|P|T)")


def put(text, words):
    """Puts in the words that are known."""
    return WORD.sub(lambda word: words.get(word[1], word[0]), text)


class Member:
    def __init__(self, library, name):
        self.library, self.random, self.name = library, library.random, name
        self.types, self.fields, self.statics = [], [], []
        self.setup = []       # (statement, when it failed or None)
        self.release = []     # statements, of the object h
        self.functions = []   # (prototype, body)
        self.uses = []        # statements of a client, about the handle $H
        self.looks = []       # the same, inside of the object
        self.last = []        # what a client does when all objects are gone
        self.free = self.random.choice(library.frees)

    def text(self, text):
        library = self.library
        return put(text, {"T": library.type, "N": self.name,
                          "P": library.prefix, "DUP": library.dup,
                          "TAKE": library.take, "FREE": self.free})

    def choose(self, *texts):
        return self.text(self.random.choice(texts))

    def chance(self, part):
        """Whether it has something that not all libraries have. Those that are
        calm have nothing that releases memory before the object ends."""
        if self.library.calm and part < 0.3:
            return False
        return self.random.random() < part

    def function(self, prototype, body, *uses):
        self.functions.append((self.text(prototype), self.text(body)))
        self.uses += [self.text(use) for use in uses]

    def static(self, text):
        self.statics.append(self.text(text))

    def field(self, text):
        self.fields.append(self.text(text))


def text(m):
    """A string that is set, replaced, swapped, and read."""
    m.field("char *$N;")
    late = m.chance(0.3)
    if late:
        m.setup.append((m.text("h->$N = NULL;"), None))
    else:
        m.setup.append((m.text("h->$N = $DUP(text);"), m.text("!h->$N")))
    m.release.append(m.choose("$FREE(h->$N);", "if (h->$N) $FREE(h->$N);",
                              "if (h->$N != NULL) { $FREE(h->$N); }"))
    m.function("const char *$P_get_$N(const $T *h)",
               "return h->$N ? h->$N : \"-\";",
               'printf(" %s", $P_get_$N($H));')
    if late and m.chance(0.8):
        m.function("int $P_start_$N($T *h, const char *text)",
                   "if (h->$N) return 1;\n  h->$N = $DUP(text);\n"
                   "  return h->$N ? 0 : -1;",
                   'printf(" %d", $P_start_$N($H, word(n)));')
    elif m.chance(0.29):
        m.function("int $P_set_$N($T *h, const char *text)", m.random.choice([
            "$FREE(h->$N);\n  h->$N = $DUP(text);\n  return h->$N ? 0 : -1;",
            "char *copy = $DUP(text);\n  if (!copy) return -1;\n"
            "  $FREE(h->$N);\n  h->$N = copy;\n  return 0;"]),
            'printf(" %d", $P_set_$N($H, word(n + 1)));')
    if m.chance(0.1):
        m.function("char *$P_take_$N($T *h)",
                   "char *taken = h->$N;\n  h->$N = NULL;\n  return taken;",
                   '{ char *s = $P_take_$N($H); printf(" %s", s ? s : "?");'
                   ' free(s); }')
    if m.chance(0.1):
        m.function("void $P_swap_$N($T *h, $T *other)",
                   "char *mine = h->$N;\n  h->$N = other->$N;\n"
                   "  other->$N = mine;", "$P_swap_$N($H, $O);")
    if m.chance(0.1):
        m.function("void $P_adopt_$N($T *h, char *text)",
                   "$FREE(h->$N);\n  h->$N = text;",
                   '$P_adopt_$N($H, strdup(word(n)));')
    m.looks.append(m.text('printf(" %s", $H->$N ? $H->$N : "-");'))


def number(m):
    m.field("int $N;")
    m.setup.append((m.choose("h->$N = n;", "h->$N = 3;"), None))
    m.function("int $P_get_$N(const $T *h)", "return h->$N;",
               'printf(" %d", $P_get_$N($H));')
    m.looks += [m.text(use) for use in [
        'printf(" %d", $H->$N);', "$H->$N = n + 2;",
        'if ($H->$N > 2) puts("");']]


NODE_NEW = """static struct $N_node *$N_node_new($WITH) {
  struct $N_node *made = $TAKE(sizeof *made);
  if (!made)
    return NULL;
  made->text = $DUP(text);
  if (!made->text) {
    $FREE(made);
    return NULL;
  }
  made->next = NULL;
  made->value = value;
  return made;
}
"""
NODE_FREE = """static void $N_node_free(struct $N_node *gone) {
  $FREE(gone->text);
  $FREE(gone);
}
"""
LIST_FREES = [
    "while (h->$N) {\n    struct $N_node *next = h->$N->next;\n"
    "    $GONE(h->$N)\n    h->$N = next;\n  }",
    "for (struct $N_node *each = h->$N, *next; each; each = next) {\n"
    "    next = each->next;\n    $GONE(each)\n  }",
    "{\n    struct $N_node *each = h->$N;\n    while (each != NULL) {\n"
    "      struct $N_node *gone = each;\n      each = each->next;\n"
    "      $GONE(gone)\n    }\n  }"]


def list_(m):
    """Nodes with a text, in a list."""
    m.types.append(m.text("struct $N_node {\n  struct $N_node *next;\n"
                          "  char *text;\n  int value;\n};\n"))
    m.field("struct $N_node *$N;")
    m.setup.append((m.text("h->$N = NULL;"), None))
    helper = m.random.choice(["", "", "object"]
                             + ["text"] * (not m.library.calm))
    if helper == "text":
        m.static(NODE_NEW.replace("$WITH", "const char *text, int value"))
    elif helper:
        m.static(NODE_NEW.replace(
            "$WITH", "$T *h, const char *text, int value").replace(
                "  made->next", "  h->total += value;\n  made->next"))
    if not helper or m.chance(0.5):
        gone = "$FREE(%s->text);\n    $FREE(%s);"
    else:
        m.library.early.append(m.text(NODE_FREE))
        gone = "$N_node_free(%s);"
    freed = m.random.choice(LIST_FREES)
    for name in ("h->$N", "each", "gone"):
        freed = freed.replace(f"$GONE({name})", gone.replace("%s", name))
    if m.chance(0.31):
        m.library.early.append(m.text(
            f"static void $P_drop_$N($T *h) {{\n  {freed}\n"
            "  h->$N = NULL;\n}\n"))
        freed = "$P_drop_$N(h);"
    m.release.append(m.text(freed))
    if helper:
        make = ("struct $N_node *node = $N_node_new("
                + ("h, " if helper == "object" else "") + "text, value);\n"
                "  if (!node) return -1;\n")
    else:
        make = ("struct $N_node *node = $TAKE(sizeof *node);\n"
                "  if (!node) return -1;\n  node->value = value;\n"
                "  node->text = $DUP(text);\n  if (!node->text) {\n"
                "    $FREE(node);\n    return -1;\n  }\n")
    refused = ("  if (value == 3) {\n    $FREE(node->text);\n    $FREE(node);\n"
               "    return 2;\n  }\n" if m.chance(0.4) else "")
    spare = m.chance(0.07)
    if spare:
        list_of_spares(m)
        make = make.replace("$TAKE(sizeof *node)", "$N_node_again()")
    m.function("int $P_add_$N($T *h, const char *text, int value)",
               make + refused + "  node->next = h->$N;\n"
               "  h->$N = node;\n  return 0;",
               'printf(" %d", $P_add_$N($H, word(n), n));')
    m.function("int $P_sum_$N(const $T *h)",
               "int sum = 0;\n  for (const struct $N_node *each = h->$N; each;"
               " each = each->next)\n    sum += each->value + each->text[0];\n"
               "  return sum;", 'printf(" %d", $P_sum_$N($H));')
    list_more(m, gone, spare)
    m.looks.append(m.text(
        'for (struct $N_node *e = $H->$N; e; e = e->next)\n'
        '      printf(" %s", e->text);'))


def list_of_spares(m):
    """Nodes that were taken out of one object may go to another."""
    m.static("static struct $N_node *$N_spares;\n"
             "static struct $N_node *$N_node_again(void) {\n"
             "  struct $N_node *again = $N_spares;\n"
             "  if (again)\n    $N_spares = again->next;\n  else\n"
             "    again = $TAKE(sizeof *again);\n  return again;\n}\n")
    m.function("void $P_trim_$N(void)",
               "while ($N_spares) {\n    struct $N_node *gone = $N_spares;\n"
               "    $N_spares = gone->next;\n    free(gone);\n  }")
    m.last.append(m.text("$P_trim_$N();"))


def list_more(m, gone, spare):
    if spare or m.chance(0.2):
        after = ("free(first->text);\n  first->next = $N_spares;\n"
                 "  $N_spares = first;\n" if spare
                 else gone.replace("%s", "first") + "\n")
        m.function("int $P_pop_$N($T *h)",
                   "struct $N_node *first = h->$N;\n  if (!first) return -1;\n"
                   "  int value = first->value;\n  h->$N = first->next;\n  "
                   + after + "  return value;", 'printf(" %d", $P_pop_$N($H));')
    if m.chance(0.1):
        m.function("void $P_merge_$N($T *h, $T *from)",
                   "struct $N_node **end = &h->$N;\n  if (h == from) return;\n"
                   "  while (*end)\n    end = &(*end)->next;\n"
                   "  *end = from->$N;\n  from->$N = NULL;",
                   "$P_merge_$N($H, $O);")
    if m.chance(0.3):
        m.function("void $P_each_$N(const $T *h,"
                   " void (*see)(const char *, int))",
                   "for (const struct $N_node *each = h->$N; each;"
                   " each = each->next)\n    see(each->text, each->value);",
                   "$P_each_$N($H, see);")
    if m.chance(0.2):
        m.function("int $P_rename_$N($T *h, const char *text)",
                   "char *copy;\n  if (!h->$N) return 1;\n"
                   "  copy = $DUP(text);\n  if (!copy) return -1;\n"
                   "  $FREE(h->$N->text);\n  h->$N->text = copy;\n  return 0;",
                   'printf(" %d", $P_rename_$N($H, word(n + 2)));')


def numbers(m):
    """An array of a fixed size, or one that grows."""
    m.field("int *$N;")
    m.field("unsigned $N_count;")
    m.setup.append((m.text("h->$N_count = 0;"), None))
    if m.library.calm or m.chance(0.6):
        m.setup.append((m.choose("h->$N = calloc(8, sizeof(int));",
                                 "h->$N = $TAKE(8 * sizeof *h->$N);",
                                 "h->$N = (int *)$TAKE(8 * sizeof(int));"),
                        m.text("h->$N == NULL")))
        body = "if (h->$N_count == 8) return -1;\n"
    else:
        m.setup.append((m.text("h->$N = NULL;"), None))
        body = m.random.choice([
            "int *more = realloc(h->$N, (h->$N_count + 1) * sizeof *more);\n"
            "  if (!more) return -1;\n  h->$N = more;\n",
            "int *more = $TAKE((h->$N_count + 1) * sizeof *more);\n"
            "  if (!more) return -1;\n  if (h->$N)\n    memcpy(more, h->$N,"
            " h->$N_count * sizeof *more);\n  $FREE(h->$N);\n"
            "  h->$N = more;\n"])
    m.release.append(m.text("$FREE(h->$N);"))
    m.function("int $P_put_$N($T *h, int value)",
               body + "  h->$N[h->$N_count++] = value;\n  return 0;",
               'printf(" %d", $P_put_$N($H, n));')
    m.function("long $P_all_$N(const $T *h)",
               "long all = 0;\n  for (unsigned i = 0; i < h->$N_count; i++)\n"
               "    all = all * 3 + h->$N[i];\n  return all;",
               'printf(" %ld", $P_all_$N($H));')
    m.looks.append(m.text(
        'if ($H->$N_count) printf(" %d", $H->$N[0]);'))


def rows(m):
    """An array of strings, in a block or in the object."""
    inside = m.chance(0.4)
    m.field("char *$N[6];" if inside else "char **$N;")
    m.field("int $N_used;")
    m.setup.append((m.text("h->$N_used = 0;"), None))
    if not inside:
        m.setup.append((m.choose("h->$N = $TAKE(6 * sizeof *h->$N);",
                                 "h->$N = calloc(6, sizeof(char *));"),
                        m.text("!h->$N")))
    m.release.append(m.choose(
        "for (int i = 0; i < h->$N_used; i++)\n    $FREE(h->$N[i]);",
        "while (h->$N_used > 0)\n    $FREE(h->$N[--h->$N_used]);",
        "{\n    int i;\n    for (i = h->$N_used - 1; i >= 0; i--) {\n"
        "      $FREE(h->$N[i]);\n    }\n  }"))
    if not inside:
        m.release[-1] += m.text("\n  $FREE(h->$N);")
    m.function("int $P_row_$N($T *h, const char *text)", m.random.choice([
        "if (h->$N_used == 6) return 1;\n  h->$N[h->$N_used] = $DUP(text);\n"
        "  if (!h->$N[h->$N_used]) return -1;\n  h->$N_used++;\n  return 0;",
        "char *copy;\n  if (h->$N_used == 6) return 1;\n"
        "  copy = $TAKE(strlen(text) + 2);\n  if (!copy) return -1;\n"
        "  strcpy(copy, text);\n  strcat(copy, \"!\");\n"
        "  if (strlen(copy) > 5) {\n    $FREE(copy);\n    return 2;\n  }\n"
        "  h->$N[h->$N_used++] = copy;\n  return 0;"]),
        'printf(" %d", $P_row_$N($H, word(n)));')
    m.function("const char *$P_at_$N(const $T *h, int i)",
               "return i < h->$N_used ? h->$N[i] : \"none\";",
               'printf(" %s", $P_at_$N($H, 0));')
    m.looks.append(m.text('printf(" %d", $H->$N_used);'))


def part(m):
    """A struct of its own, with functions that make it and give it back."""
    m.types.append(m.text("struct $N_part {\n  char *label;\n  int *codes;\n"
                          "};\n"))
    m.field("struct $N_part *$N;")
    outer = m.chance(0.3)
    with_object = m.library.calm or m.chance(0.4)
    parameter = "$T *h, " if with_object else ""
    used = "  h->total++;\n" if with_object else ""
    linkage = "" if outer else "static "
    codes = m.random.choice(["calloc(3, sizeof(int))", "NULL"])
    test = "!made->label" + (" || !made->codes" if codes != "NULL" else "")
    head = "struct $N_part *$N_part_new(" + parameter + "const char *text)"
    m.library.early.append(m.text(
        linkage + head + " {\n" + used
        + "  struct $N_part *made = $TAKE(sizeof *made);\n"
        "  if (!made)\n    return NULL;\n  made->label = $DUP(text);\n"
        f"  made->codes = {codes};\n  if ({test}) {{\n"
        "    $FREE(made->codes);\n    $FREE(made->label);\n    $FREE(made);\n"
        "    return NULL;\n  }\n  return made;\n}\n" + linkage
        + "void $N_part_free(struct $N_part *gone) {\n"
        "  if (!gone)\n    return;\n  $FREE(gone->label);\n"
        "  $FREE(gone->codes);\n  $FREE(gone);\n}\n"))
    if outer:
        m.library.inner.append(m.text(head + ";\nvoid $N_part_free(struct "
                                      "$N_part *gone);"))
    given = "h, text" if with_object else "text"
    m.setup.append((m.text(f"h->$N = $N_part_new({given});"), m.text("!h->$N")))
    m.release.append(m.text("$N_part_free(h->$N);"))
    m.function("const char *$P_label_$N(const $T *h)", "return h->$N->label;",
               'printf(" %s", $P_label_$N($H));')
    if m.chance(0.29):
        m.function("int $P_renew_$N($T *h, const char *text)",
                   f"struct $N_part *fresh = $N_part_new({given});\n"
                   "  if (!fresh) return -1;\n  $N_part_free(h->$N);\n"
                   "  h->$N = fresh;\n  return 0;",
                   'printf(" %d", $P_renew_$N($H, word(n)));')
    if m.chance(0.4):
        m.function("int $P_code_$N($T *h, int value)",
                   "if (h->$N->codes == NULL)\n"
                   "    h->$N->codes = calloc(3, sizeof *h->$N->codes);\n"
                   "  if (h->$N->codes == NULL) return -1;\n"
                   "  h->$N->codes[1] += value;\n  return h->$N->codes[1];",
                   'printf(" %d", $P_code_$N($H, n));')
    m.looks.append(m.text('printf(" %s", $H->$N->label);'))


def inside(m):
    """A struct in the object, that has memory."""
    m.types.append(m.text("struct $N_tail {\n  int width;\n  char *mark;\n"
                          "};\n"))
    m.field("struct $N_tail $N;")
    m.setup.append((m.text("h->$N.width = 2;"), None))
    m.setup.append((m.text("h->$N.mark = $DUP(\"mark\");"),
                    m.text("!h->$N.mark")))
    if m.chance(0.4):
        m.library.early.append(m.text(
            "static void $N_tail_clear(struct $N_tail *tail) {\n"
            "  $FREE(tail->mark);\n  tail->mark = NULL;\n}\n"))
        m.release.append(m.text("$N_tail_clear(&h->$N);"))
    else:
        m.release.append(m.text("$FREE(h->$N.mark);"))
    m.function("int $P_wide_$N(const $T *h)",
               "return h->$N.width + (int)strlen(h->$N.mark);",
               'printf(" %d", $P_wide_$N($H));')
    m.looks.append(m.text("$H->$N.width = n;"))


def tree(m):
    """Leaves that lead to each other, taken down by a recursion."""
    m.types.append(m.text("struct $N_leaf {\n  struct $N_leaf *left, *right;\n"
                          "  int value;\n};\n"))
    m.field("struct $N_leaf *$N;")
    m.setup.append((m.text("h->$N = NULL;"), None))
    m.library.early.append(m.text(
        "static void $N_fell(struct $N_leaf *leaf) {\n  if (!leaf)\n"
        "    return;\n  $N_fell(leaf->left);\n  $N_fell(leaf->right);\n"
        "  $FREE(leaf);\n}\n"))
    m.release.append(m.text("$N_fell(h->$N);"))
    m.function("int $P_grow_$N($T *h, int value)",
               "struct $N_leaf **at = &h->$N;\n  while (*at)\n"
               "    at = value < (*at)->value ? &(*at)->left : &(*at)->right;\n"
               "  *at = calloc(1, sizeof **at);\n  if (!*at) return -1;\n"
               "  (*at)->value = value;\n  return 0;",
               'printf(" %d", $P_grow_$N($H, n * 7 % 5));')
    m.static("static int $N_height(const struct $N_leaf *leaf) {\n"
             "  int left, right;\n  if (!leaf)\n    return 0;\n"
             "  left = $N_height(leaf->left);\n"
             "  right = $N_height(leaf->right);\n"
             "  return 1 + (left > right ? left : right);\n}\n")
    m.function("int $P_high_$N(const $T *h)", "return $N_height(h->$N);",
               'printf(" %d", $P_high_$N($H));')


def either(m):
    """A literal, or a copy."""
    m.field("char *$N;")
    m.field("int $N_mine;")
    m.setup.append((m.text("h->$N_mine = n % 2;"), None))
    m.setup.append((m.text("h->$N = h->$N_mine ? $DUP(text) :"
                           " (char *)\"none\";"), m.text("!h->$N")))
    m.release.append(m.text("if (h->$N_mine)\n    $FREE(h->$N);"))
    m.function("const char *$P_read_$N(const $T *h)", "return h->$N;",
               'printf(" %s", $P_read_$N($H));')


def shared(m):
    """Two pointers to one block."""
    m.field("char *$N, *$N_at;")
    m.setup.append((m.text("h->$N = $DUP(text);"), m.text("!h->$N")))
    m.setup.append((m.text("h->$N_at = h->$N;"), None))
    m.release.append(m.text("$FREE(h->$N);"))
    m.function("int $P_next_$N($T *h)",
               "return *h->$N_at ? *h->$N_at++ : -1;",
               'printf(" %d", $P_next_$N($H));')


def items(m):
    """Elements that clients hold, which have memory and lead to the object."""
    m.library.clients.append(m.text("struct $N_item;"))
    m.types.append(m.text("struct $N_item {\n  struct $N_item *next;\n"
                          "  char *note;\n  struct $P *of;\n};\n"))
    m.field("struct $N_item *$N;")
    m.setup.append((m.text("h->$N = NULL;"), None))
    m.release.append(m.text(
        "while (h->$N) {\n    struct $N_item *next = h->$N->next;\n"
        "    $FREE(h->$N->note);\n    $FREE(h->$N);\n    h->$N = next;\n  }"))
    m.function("struct $N_item *$P_item_$N($T *h)",
               "struct $N_item *made = calloc(1, sizeof(struct $N_item));\n"
               "  if (!made) return NULL;\n  made->of = h;\n"
               "  made->next = h->$N;\n  h->$N = made;\n  return made;",
               '{ struct $N_item *i = $P_item_$N($H); if (i) {\n'
               '      $P_note_$N(i, word(n)); printf(" %s", $P_noted_$N(i));'
               ' } }')
    m.function("int $P_note_$N(struct $N_item *item, const char *text)",
               m.random.choice([
                   "if (item->note) return 1;\n  item->note = $DUP(text);\n"
                   "  return item->note ? 0 : -1;"] + [
                   "item->of->total++;\n  $FREE(item->note);\n"
                   "  item->note = $DUP(text);\n"
                   "  return item->note ? 0 : -1;"] * (not m.library.calm)))
    m.function("const char *$P_noted_$N(const struct $N_item *item)",
               "return item->note ? item->note : \"\";")
    if m.chance(0.15):
        m.function("void $P_strike_$N(struct $N_item *item)",
                   "struct $N_item **at = &item->of->$N;\n"
                   "  while (*at != item)\n    at = &(*at)->next;\n"
                   "  *at = item->next;\n  $FREE(item->note);\n"
                   "  $FREE(item);",
                   "{ struct $N_item *i = $P_item_$N($H); if (i)"
                   " $P_strike_$N(i); }")


CALM = [text, text, number, list_, list_, numbers, rows, inside, items]
MEMBERS = CALM + [part, tree, either, shared]
