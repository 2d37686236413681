// RUN: %scan %s -- | FileCheck %s
//
// Memory that gets out through a pointer that the caller passed.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

int out_bad(char **out, size_t n) {
  *out = malloc(n);
  return *out ? 0 : -1;
}
// CHECK-LABEL: {{^}}out_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*" char * family malloc release free{{$}}

int through_helper_bad(int n, char **out) { return out_bad(out, n); }
// CHECK-LABEL: {{^}}through_helper_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 1 "*" char * family malloc

void field_bad(struct node *n, const char *name) { n->name = strdup(name); }
// CHECK-LABEL: {{^}}field_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name" char * family malloc

void deep_field_bad(struct list *l, const char *s) {
  l->head->next->name = strdup(s);
}
// CHECK-LABEL: {{^}}deep_field_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->head->next{{.*}}->name" char * family

void push_bad(struct list *l, int value) {
  struct node *n = malloc(sizeof *n);
  n->value = value;
  n->next = l->head;
  l->head = n;
}
// CHECK-LABEL: {{^}}push_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->head" struct node * family malloc

void element_bad(char **table, int i) { table[i] = malloc(4); }
// CHECK-LABEL: {{^}}element_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "{{\[\]|\*}}" char * family malloc

int grow_bad(char **buffer, size_t *capacity, size_t need) {
  if (need > *capacity) {
    char *bigger = realloc(*buffer, need);
    if (!bigger)
      return -1;
    *buffer = bigger;
    *capacity = need;
  }
  return 0;
}
// CHECK-LABEL: {{^}}grow_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*" char * family malloc
// CHECK: {{^}}  releases argument 0 "*" maybe{{$}}

int line_bad(char **line, size_t *n, FILE *f) { return getline(line, n, f); }
// CHECK-LABEL: {{^}}line_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*" char * family malloc

void text_bad(struct text *t) { *t = (struct text){malloc(1), 1}; }
// CHECK-LABEL: {{^}}text_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->data" char * family malloc

void variadic_bad(int count, ...) {
  __builtin_va_list list;
  __builtin_va_start(list, count);
  for (int i = 0; i < count; i++)
    *__builtin_va_arg(list, char **) = malloc(4);
  __builtin_va_end(list);
}
// CHECK-LABEL: {{^}}variadic_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument ... "{{.*}}" {{.*}}family malloc

void variadic_caller_ok(void) {
  char *a;
  variadic_bad(1, &a);
  free(a);
}
// CHECK-LABEL: {{^}}variadic_caller_ok: contained{{$}}

void own_local_ok(void) {
  char *p;
  out_bad(&p, 4);
  free(p);
}
// CHECK-LABEL: {{^}}own_local_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

void callers_bytes_ok(char **out, char *mine) { *out = mine; }
// CHECK-LABEL: {{^}}callers_bytes_ok: none{{$}}
// CHECK: {{^}}  stores argument 1 "" into argument 0 "*"{{$}}
