// RUN: %scan %s -- | FileCheck %s
//
// A small struct is stored whole into some element of an array, as one number
// that is as wide: its members are no longer what stood there.

#include "../Inputs/libc.h"
char *strdup(const char *);

struct token {
  int kind, own;
};
static struct token make(int kind) { return (struct token){kind, 1}; }

char *element_bad(const char *from, int at) {
  struct token all[4] = {{0}};
  all[at & 3] = make(2);
  return all[at & 3].own ? strdup(from) : 0;
}
// CHECK-LABEL: {{^}}element_bad: escaping{{$}}

char *given_bad(const char *from, int at, struct token one) {
  struct token all[4] = {{0}};
  all[at & 3] = one;
  return all[3].own ? strdup(from) : 0;
}
// CHECK-LABEL: {{^}}given_bad: escaping{{$}}

struct list {
  int used;
  struct token all[4];
};
static void push(struct list *to, struct token one) {
  to->all[to->used++] = one;
}
char *pushed_bad(const char *from) {
  struct list of = {0};
  push(&of, make(1));
  push(&of, make(2));
  return of.all[1].own ? strdup(from) : 0;
}
// CHECK-LABEL: {{^}}pushed_bad: escaping{{$}}

char *loop_bad(const char *from, int at) {
  struct token all[4] = {{0}};
  all[at & 3] = make(2);
  for (int i = 0; i < 4; i++)
    if (all[i].own)
      return strdup(from);
  return 0;
}
// CHECK-LABEL: {{^}}loop_bad: escaping{{$}}

char *block_bad(const char *from, int at) {
  struct token *all = calloc(4, sizeof *all);
  if (!all)
    return 0;
  all[at & 3] = make(1);
  char *found = all[2].own ? strdup(from) : 0;
  free(all);
  return found;
}
// CHECK-LABEL: {{^}}block_bad: escaping{{$}}

struct part {
  int id;
  unsigned short kind, own;
  char *text;
};
static struct part make_part(char *text) {
  return (struct part){1, 2, 3, text};
}
int out_bad(const char *from, int at, char **to) {
  struct part all[4] = {{0}};
  all[at & 3] = make_part(strdup(from));
  if (all[at & 3].own)
    *to = all[at & 3].text;
  else
    free(all[at & 3].text);
  return 0;
}
// CHECK-LABEL: {{^}}out_bad: escaping{{$}}

struct narrow {
  unsigned char kind;
  unsigned own : 3;
};
static struct narrow count(struct narrow one) {
  one.own++;
  return one;
}
char *bits_bad(const char *from) {
  struct narrow all[4] = {{0}};
  for (int i = 0; i < 4; i++)
    all[i] = count(all[i]);
  return all[3].own ? strdup(from) : 0;
}
// CHECK-LABEL: {{^}}bits_bad: escaping{{$}}

// What stands between such numbers is not touched.
struct spread {
  long number;
  int own, other;
};
char *beside_ok(const char *from, int at) {
  struct spread all[4] = {{0}};
  all[at & 3].number = at;
  return all[3].own ? strdup(from) : 0;
}
// CHECK-LABEL: {{^}}beside_ok: none{{$}}
