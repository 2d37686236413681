// RUN: %scan %s -- | FileCheck %s
//
// A variable that has no definition in the program is one of code without a
// body: each function of that may set it.

#include "../Inputs/libc.h"

extern int optopt;
extern char *optarg;
int getopt(int, char *const[], const char *);

char *number_bad(int count, char **arguments) {
  optopt = 0;
  while (getopt(count, arguments, "o:") != -1)
    ;
  return optopt ? malloc(8) : 0;
}
// CHECK-LABEL: {{^}}number_bad: escaping{{$}}

char *pointer_bad(int count, char **arguments) {
  optarg = 0;
  getopt(count, arguments, "o:");
  return optarg ? strdup(optarg) : 0;
}
// CHECK-LABEL: {{^}}pointer_bad: escaping{{$}}

/// One that is defined here is not.
static int own;
void own_set(int n) { own = n; }
char *own_ok(int count, char **arguments) {
  own = 0;
  getopt(count, arguments, "o:");
  return own ? malloc(8) : 0;
}
// CHECK-LABEL: {{^}}own_ok: none{{$}}

/// Nor does it change by itself.
char *alone_ok(void) {
  optopt = 0;
  return optopt ? malloc(8) : 0;
}
// CHECK-LABEL: {{^}}alone_ok: none{{$}}
