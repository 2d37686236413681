// RUN: %scan %s -- | FileCheck %s
//
// What a function makes, keeps in its argument and returns goes with the
// argument, though some function frees any such memory.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

void text_free(char *text) { free(text); }

void node_free(struct node *old) {
  if (old)
    free(old->name);
  free(old);
}

const char *node_text_bad(struct node *n) {
  if (!n->name)
    n->name = malloc(8);
  return n->name;
}
// CHECK-LABEL: {{^}}node_text_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" const char * family malloc release node_free{{$}}
// CHECK: {{^}}  escapes argument 0 "->name" {{.*}} release node_free{{$}}
// CHECK: {{^}}  result borrowed

char *text_new_bad(void) { return malloc(8); }
// CHECK-LABEL: {{^}}text_new_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc release text_free{{$}}
