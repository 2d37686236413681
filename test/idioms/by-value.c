// RUN: %scan %s -- | FileCheck %s
//
// A struct by value that carries memory: in registers, and through a hidden
// pointer.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

struct text registers_bad(const char *s) {
  struct text t = {strdup(s), strlen(s)};
  return t;
}
// CHECK-LABEL: {{^}}registers_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ".data" char * family malloc

struct text compound_bad(size_t n) { return (struct text){malloc(n), n}; }
// CHECK-LABEL: {{^}}compound_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ".data" char * family malloc

struct person hidden_pointer_bad(const char *s) {
  struct person p = {NULL, strdup(s), 4, {NULL, 0}};
  return p;
}
// CHECK-LABEL: {{^}}hidden_pointer_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ".last" char * family malloc
// CHECK-NOT: {{^}}  escapes return ".first"

struct person nested_member_bad(void) {
  struct person p = {NULL, NULL, 4, {malloc(3), 3}};
  return p;
}
// CHECK-LABEL: {{^}}nested_member_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ".address.data" char * family malloc

struct text passed_on_bad(const char *s) { return registers_bad(s); }
// CHECK-LABEL: {{^}}passed_on_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ".data" char * family malloc

struct person hidden_passed_on_bad(const char *s) {
  return hidden_pointer_bad(s);
}
// CHECK-LABEL: {{^}}hidden_passed_on_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ".last" char * family malloc

struct two {
  long first;
  char *second;
};
struct two second_register_bad(void) { return (struct two){1, malloc(2)}; }
// CHECK-LABEL: {{^}}second_register_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ".second" char * family malloc

long first_only_ok(void) {
  struct two t = second_register_bad();
  free(t.second);
  return t.first;
}
// CHECK-LABEL: {{^}}first_only_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

char *taken_out_bad(const char *s) { return registers_bad(s).data; }
// CHECK-LABEL: {{^}}taken_out_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc

int freed_ok(const char *s) {
  struct text t = registers_bad(s);
  int n = t.data[0];
  free(t.data);
  return n;
}
// CHECK-LABEL: {{^}}freed_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

struct text only_looks_ok(char *mine) { return (struct text){mine, 1}; }
// CHECK-LABEL: {{^}}only_looks_ok: none{{$}}
// CHECK-NOT: {{^}}  escapes

void text_free_ok(struct text t) { free(t.data); }
// CHECK-LABEL: {{^}}text_free_ok: none{{$}}
// CHECK: {{^}}  releases argument 0 ".data" always{{$}}

void person_free_ok(struct person p) { free(p.last); }
// CHECK-LABEL: {{^}}person_free_ok: none{{$}}
// CHECK: {{^}}  releases argument 0 ".last" always{{$}}
