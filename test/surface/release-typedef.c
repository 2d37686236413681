// RUN: %scan %s -- | FileCheck %s
//
// The release of any memory, by a name of the library's for `void *`; and one
// that follows what it is given, which is no release of a text.

#include "../Inputs/libc.h"

typedef void *pointer;

void give_back_ok(pointer old) { free(old); }

void chain_give_back_ok(size_t next, pointer chain) {
  while (chain) {
    pointer then = *(pointer *)((char *)chain + next);
    free(chain);
    chain = then;
  }
}

char *text_bad(const char *from) { return strdup(from); }
// CHECK-LABEL: {{^}}text_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc release give_back_ok{{$}}

pointer block_bad(size_t size) { return malloc(size); }
// CHECK-LABEL: {{^}}block_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" pointer family malloc release give_back_ok{{$}}

/// An array of them has one of its own.
void texts_give_back_ok(char **all) {
  for (char **each = all; *each; ++each)
    free(*each);
  free(all);
}
char **texts_bad(void) {
  char **all = calloc(2, sizeof *all);
  if (all)
    all[0] = strdup("");
  return all;
}
// CHECK-LABEL: {{^}}texts_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char ** family malloc release {{.*}}texts_give_back_ok
