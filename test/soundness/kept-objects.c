// RUN: %scan %s -- | FileCheck %s
//
// An object of the caller's of which the library keeps the address: what is
// hung there later, the caller reaches.

#include "../Inputs/libc.h"

struct text {
  char *bytes;
  struct text *inner;
};

static struct text *current;
void use(struct text *given) { current = given; }
// CHECK-LABEL: {{^}}use: none{{$}}
void fill_bad(void) { current->bytes = malloc(8); }
// CHECK-LABEL: {{^}}fill_bad: {{escaping|opaque}}{{$}}
// CHECK: {{^}}  escapes global "{{.*}}current->bytes"
void fill_inner_bad(void) {
  if (current->inner)
    current->inner->bytes = malloc(8);
}
// CHECK-LABEL: {{^}}fill_inner_bad: {{escaping|opaque}}{{$}}
// CHECK: {{^}}  escapes global

/// By way of another function, in a member.
static struct {
  int count;
  struct text *last, *own;
} kept;
static void keep(struct text *given) {
  kept.last = given;
  kept.count++;
}
void tell(struct text *given) { keep(given->inner); }
// CHECK-LABEL: {{^}}tell: none{{$}}
void add_bad(void) { kept.last->bytes = malloc(8); }
// CHECK-LABEL: {{^}}add_bad: {{escaping|opaque}}{{$}}
// CHECK: {{^}}  escapes global

/// The library's own object beside it.
void start_ok(void) {
  if (!kept.own)
    kept.own = calloc(1, sizeof *kept.own);
}
// CHECK-LABEL: {{^}}start_ok: contained{{$}}
void own_ok(void) {
  if (kept.own)
    kept.own->bytes = malloc(8);
}
// CHECK-LABEL: {{^}}own_ok: contained{{$}}
