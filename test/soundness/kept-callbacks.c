// RUN: %scan %s -- | FileCheck %s
//
// A function that the caller gave is called by way of memory in between; who
// gives one that is known gets what that one does.

#include "../Inputs/libc.h"

struct task {
  void (*run)(char **);
  char **out;
};
static void perform(struct task *given) { given->run(given->out); }

void perform_soon(void (*run)(char **), char **out) {
  struct task *made = malloc(sizeof *made);
  if (!made)
    return;
  made->run = run;
  made->out = out;
  perform(made);
  free(made);
}
// CHECK-LABEL: {{^}}perform_soon: {{.*}}
// CHECK: {{^}}  assumes callback

static char *kept;
static void keep(char **out) { kept = *out = malloc(1); }
void keeps(void) {
  char *text = 0;
  perform_soon(keep, &text);
}
// CHECK-LABEL: {{^}}keeps: contained{{$}}
// CHECK: {{^}}  retains fresh in {{([^ ]*[.:])?}}kept{{$}}
// CHECK-NOT: {{^}}  assumes

static void fill(char **out) { *out = malloc(1); }
char *filled_bad(void) {
  char *text = 0;
  perform_soon(fill, &text);
  return text;
}
// CHECK-LABEL: {{^}}filled_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc release free{{$}}
