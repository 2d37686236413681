// RUN: %scan %s -- | FileCheck %s
//
// Functions that are too many to be told apart, where some get one object under
// two names at one call and two objects at another.

#include "../Inputs/libc.h"

typedef char *reader(char **, char **);

static char *none0(char **a, char **b) { return a == b ? "" : NULL; }
static char *none1(char **a, char **b) { return a > b ? "" : NULL; }
static char *none2(char **a, char **b) { return a && b ? "" : NULL; }
static char *none3(char **a, char **b) { return a || b ? "" : NULL; }
static char *none4(char **a, char **b) { return a && !b ? "" : NULL; }
static char *clear0(char **a, char **b) { return *a = *b = NULL; }
static char *clear1(char **a, char **b) { return *b = *a = NULL; }
static char *clear2(char **a, char **b) { return a == b ? NULL : (*a = NULL); }
static char *read_back(char **a, char **b) {
  *a = NULL;
  *b = malloc(1);
  return *a;
}

/// A table that nobody changes.
static reader *const constant[] = {none0,  none1,  none2,  none3,    none4,
                                   clear0, clear1, clear2, read_back};
char *two_constant_ok(unsigned n) {
  char *p = NULL, *q = NULL;
  char *got = constant[n % 9](&p, &q);
  free(q);
  return got;
}
// CHECK-LABEL: {{^}}two_constant_ok: contained{{$}}
char *one_constant_bad(unsigned n) {
  char *p = NULL;
  return constant[n % 9](&p, &p);
}
// CHECK-LABEL: {{^}}one_constant_bad: escaping{{$}}

/// A member, for which the program shows all that is stored there.
struct stage {
  reader *run;
};
static struct stage chosen;
void choose(int n) {
  switch (n) {
  case 0:
    chosen.run = none0;
    break;
  case 1:
    chosen.run = none1;
    break;
  case 2:
    chosen.run = none2;
    break;
  case 3:
    chosen.run = none3;
    break;
  case 4:
    chosen.run = none4;
    break;
  case 5:
    chosen.run = clear0;
    break;
  case 6:
    chosen.run = clear1;
    break;
  case 7:
    chosen.run = clear2;
    break;
  default:
    chosen.run = read_back;
    break;
  }
}
char *two_shown_ok(void) {
  char *p = NULL, *q = NULL;
  char *got = chosen.run(&p, &q);
  free(q);
  return got;
}
// CHECK-LABEL: {{^}}two_shown_ok: contained{{$}}
char *one_shown_bad(void) {
  char *p = NULL;
  return chosen.run(&p, &p);
}
// CHECK-LABEL: {{^}}one_shown_bad: escaping{{$}}
char *two_shown_again_ok(void) {
  char *p = NULL, *q = NULL;
  char *got = chosen.run(&p, &q);
  free(q);
  return got;
}
// CHECK-LABEL: {{^}}two_shown_again_ok: contained{{$}}
