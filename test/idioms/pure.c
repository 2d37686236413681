// RUN: %scan %s -- | FileCheck %s
//
// Code that allocates nothing, and where its result comes from.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

int add_ok(int a, int b) { return a + b; }
// CHECK-LABEL: {{^}}add_ok: none{{$}}
// CHECK-NOT: {{^}}  {{allocates|escapes|borrows|result|assumes}}

void fill_ok(char *out, size_t n) {
  for (size_t i = 0; i < n; i++)
    out[i] = 'x';
}
// CHECK-LABEL: {{^}}fill_ok: none{{$}}
// CHECK-NOT: {{^}}  {{allocates|escapes|borrows|result|assumes}}

char *same_ok(char *s) { return s; }
// CHECK-LABEL: {{^}}same_ok: none{{$}}
// CHECK: {{^}}  borrows argument 0 ""{{$}}
// CHECK: {{^}}  result borrowed{{$}}

char *second_ok(int n, char *s) { return s + n; }
// CHECK-LABEL: {{^}}second_ok: none{{$}}
// CHECK: {{^}}  borrows argument 1 ""{{$}}
// CHECK: {{^}}  result borrowed{{$}}

const char *name_ok(const struct node *n) { return n->name; }
// CHECK-LABEL: {{^}}name_ok: none{{$}}
// CHECK: {{^}}  borrows argument 0 "->name"{{$}}
// CHECK: {{^}}  result borrowed{{$}}

const char *first_name_ok(struct list *l) { return l->head->name; }
// CHECK-LABEL: {{^}}first_name_ok: none{{$}}
// CHECK: {{^}}  borrows argument 0 "->head->name"{{$}}
// CHECK: {{^}}  result borrowed{{$}}

int *value_ok(struct node *n) { return &n->value; }
// CHECK-LABEL: {{^}}value_ok: none{{$}}
// CHECK: {{^}}  borrows argument 0 ""{{$}}
// CHECK: {{^}}  result borrowed{{$}}

const char *literal_ok(void) { return "1.0"; }
// CHECK-LABEL: {{^}}literal_ok: none{{$}}
// CHECK: {{^}}  borrows static{{$}}
// CHECK: {{^}}  result borrowed{{$}}

const char *static_ok(int n) {
  static char buffer[32];
  snprintf(buffer, sizeof buffer, "%d", n);
  return buffer;
}
// CHECK-LABEL: {{^}}static_ok: none{{$}}
// CHECK: {{^}}  borrows static{{$}}
// CHECK: {{^}}  result borrowed{{$}}

char *find_ok(char *s) { return strchr(s, '/'); }
// CHECK-LABEL: {{^}}find_ok: none{{$}}
// CHECK: {{^}}  borrows argument 0 ""{{$}}
// CHECK: {{^}}  result borrowed, nullable

struct node *last_ok(struct node *n) {
  while (n->next)
    n = n->next;
  return n;
}
// CHECK-LABEL: {{^}}last_ok: none{{$}}
// CHECK: {{^}}  borrows argument 0 ""{{$}}
// CHECK: {{^}}  result borrowed{{$}}

struct text view_ok(char *s) { return (struct text){s, strlen(s)}; }
// CHECK-LABEL: {{^}}view_ok: none{{$}}
// CHECK-NOT: {{^}}  escapes
