# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What a generated library (libraries.py) makes beside its objects.

As in members.py; these have no fields. What they make is the caller's.
"""


def joined(m):
    """Strings that are built of strings, and what builds on that."""
    m.function("char *$P_join_$N(const char *left, const char *right)",
               m.random.choice([
                   "size_t size = strlen(left) + strlen(right) + 1;\n"
                   "  char *both = malloc(size);\n  if (!both) return NULL;\n"
                   "  strcpy(both, left);\n  strcat(both, right);\n"
                   "  return both;",
                   "char *both;\n  if (!*left) return strdup(right);\n"
                   "  both = malloc(strlen(left) + strlen(right) + 1);\n"
                   "  if (both == NULL) return NULL;\n"
                   "  sprintf(both, \"%s%s\", left, right);\n"
                   "  if (both[0] == 'z') {\n    free(both);\n"
                   "    return NULL;\n  }\n  return both;"]),
               '{ char *s = $P_join_$N(word(n), "+"); if (s)'
               ' printf(" %s", s); free(s); }',
               'say_$N(n);')
    m.library.helpers.append(m.choose(
        "static char *made_$N(int n) {\n"
        "  return $P_join_$N(word(n), word(n + 1));\n}\n"
        "static void say_$N(int n) {\n  char *text = made_$N(n);\n"
        "  if (!text)\n    return;\n  printf(\" %s\", text);\n"
        "  free(text);\n}\n",
        "static void say_$N(int n) {\n"
        "  for (int i = 0; i < n; i++) {\n"
        "    char *text = $P_join_$N(word(i), word(n));\n"
        "    if (text == NULL) continue;\n    if (i == 3) {\n"
        "      free(text);\n      break;\n    }\n    printf(\" %s\", text);\n"
        "    free(text);\n  }\n}\n"))
    if m.random.random() < 0.5:
        m.function("char *$P_thrice_$N(const char *text)",
                   "char *twice = $P_join_$N(text, text), *all;\n"
                   "  if (!twice) return NULL;\n"
                   "  all = $P_join_$N(twice, text);\n  free(twice);\n"
                   "  return all;",
                   '{ char *s = $P_thrice_$N(word(n)); printf(" %s",'
                   ' s ? s : "-"); free(s); }')
    if m.random.random() < 0.4:
        m.function("int $P_length_$N(const char *text)",
                   "char *both = $P_join_$N(text, \"!\");\n  int length;\n"
                   "  if (!both) return -1;\n  length = (int)strlen(both);\n"
                   "  free(both);\n  return length;",
                   'printf(" %d", $P_length_$N(word(n)));')


def output(m):
    """Arrays and strings that go where arguments point."""
    m.function("int $P_list_$N(int n, int **out, size_t *count)",
               m.random.choice([
                   "int *list = malloc((n + 1) * sizeof *list);\n"
                   "  *out = NULL;\n  *count = 0;\n  if (!list) return -1;\n"
                   "  for (int i = 0; i <= n; i++)\n    list[i] = i * n;\n"
                   "  if (n == 5) {\n    free(list);\n    return 5;\n  }\n"
                   "  *out = list;\n  *count = (size_t)n + 1;\n  return 0;",
                   "size_t i;\n  *out = calloc(n + 1, sizeof **out);\n"
                   "  if (!*out) return -1;\n  *count = (size_t)n + 1;\n"
                   "  for (i = 0; i < *count; i++)\n"
                   "    (*out)[i] = (int)i - n;\n  return 0;"]),
               '{ int *all; size_t count; if ($P_list_$N(n, &all, &count) == 0)'
               ' {\n      printf(" %zu:%d", count, all[count - 1]); free(all);'
               ' } }',
               '{ int *all = NULL; size_t count = 0;'
               ' $P_list_$N(n, &all, &count);\n'
               '      if (all) printf(" %d", all[0]); free(all); }')


def pair(m):
    """A struct that clients can see, with a release for it."""
    m.library.clients.append(m.text(
        "struct $N_pair {\n  char *left, *right;\n  int used;\n};"))
    m.function("struct $N_pair *$P_pair_$N(const char *left,"
               " const char *right)",
               "struct $N_pair *made = calloc(1, sizeof *made);\n"
               "  if (!made) return NULL;\n  made->left = strdup(left);\n"
               "  made->right = strdup(right);\n"
               "  if (!made->left || !made->right) {\n"
               "    $P_unpair_$N(made);\n    return NULL;\n  }\n"
               "  return made;",
               '{ struct $N_pair *p = $P_pair_$N(word(n), word(2)); if (p) {\n'
               '      printf(" %s%s", p->left, p->right); p->used = n;\n'
               '      printf(" %d", p->used); $P_unpair_$N(p); } }')
    m.function("void $P_unpair_$N(struct $N_pair *gone)", m.random.choice([
        "if (!gone) return;\n  free(gone->left);\n  free(gone->right);\n"
        "  free(gone);",
        "if (gone != NULL) {\n    free(gone->right);\n    free(gone->left);\n"
        "    free(gone);\n  }"]))
    if m.random.random() < 0.4:
        m.function("struct $N_pair *$P_turn_$N(const struct $N_pair *of)",
                   "return $P_pair_$N(of->right, of->left);",
                   '{ struct $N_pair *p = $P_pair_$N("x", word(n)), *q = p ?'
                   ' $P_turn_$N(p) : NULL;\n'
                   '      if (q) printf(" %s", q->left); $P_unpair_$N(q);'
                   ' $P_unpair_$N(p); }')


def seal(m):
    """A handle that clients cannot release, and keep."""
    m.library.clients.append(m.text("struct $N_seal;"))
    m.types.append(m.text("struct $N_seal {\n  int count;\n};\n"))
    m.function("struct $N_seal *$P_seal_$N(int n)",
               "struct $N_seal *made = malloc(sizeof *made);\n"
               "  if (!made) return NULL;\n  made->count = n;\n"
               "  return made;",
               '{ static struct $N_seal *kept; if (!kept) kept ='
               ' $P_seal_$N(n);\n'
               '      if (kept) printf(" %d", $P_use_$N(kept)); }')
    m.function("int $P_use_$N(struct $N_seal *of)", "return of->count++;")


def plainly(m):
    """What is taken and given back in one function."""
    m.function("int $P_plain_$N(int n)",
               "char small[8], *text = small;\n  int length;\n"
               "  if (n > 3) text = malloc((size_t)n + 8);\n"
               "  if (!text) return -1;\n  sprintf(text, \"%d\", n * n);\n"
               "  length = (int)strlen(text);\n"
               "  if (text != small) free(text);\n  return length;",
               'printf(" %d", $P_plain_$N(n));')
    m.function("int $P_block_$N(int n)",
               "int *block = $TAKE(10 * sizeof *block), sum = 0;\n"
               "  if (!block) return -1;\n"
               "  for (int i = 0; i < 10; i++) block[i] = i * n;\n"
               "  for (int i = 0; i < 10; i++) sum += block[i];\n"
               "  $FREE(block);\n  return sum;",
               'printf(" %d", $P_block_$N(n));')


VALUES = [joined, output, pair, seal, plainly]
