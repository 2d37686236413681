// RUN: %scan %s -- | FileCheck %s
//
// The caller's memory by two names that lead to elements of one array: its
// start and its end, the base of a stack and its top.

#include "../Inputs/libc.h"
char *strdup(const char *);

struct value {
  int kind, own;
  char *text;
};
struct stack {
  struct value *base, *top;
};

char *range_bad(struct value *first, struct value *end) {
  first->own = 0;
  if (first == end)
    return 0;
  end[-1].own = 1;
  return first->own ? strdup("x") : 0;
}
// CHECK-LABEL: {{^}}range_bad: escaping{{$}}

char *index_bad(struct value *first, struct value *other, int i) {
  first->own = 0;
  other[i].own = 1;
  return first->own ? strdup("x") : 0;
}
// CHECK-LABEL: {{^}}index_bad: escaping{{$}}

char *top_bad(struct stack *of) {
  of->base->own = 0;
  of->top--;
  of->top->own = 1;
  return of->base->own ? strdup("x") : 0;
}
// CHECK-LABEL: {{^}}top_bad: escaping{{$}}

char *text_bad(struct stack *of) {
  of->base->text = 0;
  of->top[-1].text = malloc(4);
  char *text = of->base->text;
  of->top[-1].text = 0;
  return text;
}
// CHECK-LABEL: {{^}}text_bad: escaping{{$}}

// Another member is another one in each element.
char *member_ok(struct value *first, struct value *end) {
  first->own = 0;
  end[-1].kind = 1;
  return first->own ? strdup("x") : 0;
}
// CHECK-LABEL: {{^}}member_ok: none{{$}}
