// RUN: %scan %s -- | FileCheck %s
//
// Numbers that decide what a function allocates, and come from its callers'
// callers.

#include "../Inputs/libc.h"

enum kind { TEXT, NUMBER };
struct node {
  enum kind kind;
  char *text;
};

static char *copy(const char *text, int wanted) {
  return wanted ? strdup(text) : 0;
}
static char *further(const char *text, int wanted) {
  return copy(text, wanted);
}
static char *furthest(const char *text, int wanted) {
  return further(text, wanted);
}
char *off_ok(const char *text) { return furthest(text, 0); }
// CHECK-LABEL: {{^}}off_ok: none{{$}}
char *on_bad(const char *text) { return furthest(text, 1); }
// CHECK-LABEL: {{^}}on_bad: escaping{{$}}
char *either_bad(const char *text, int wanted) {
  return furthest(text, wanted);
}
// CHECK-LABEL: {{^}}either_bad: escaping{{$}}

/// Made of a flag on the way.
static char *by_flags(const char *text, unsigned flags) {
  return copy(text, (flags & 4) != 0);
}
static char *by_more(const char *text, unsigned flags) {
  return by_flags(text, flags | 1);
}
char *masked_ok(const char *text) { return by_more(text, 2); }
// CHECK-LABEL: {{^}}masked_ok: none{{$}}
char *masked_bad(const char *text) { return by_more(text, 4); }
// CHECK-LABEL: {{^}}masked_bad: escaping{{$}}

/// A kind, in a switch.
static void set(struct node *n, enum kind kind, const char *text) {
  n->kind = kind;
  switch (kind) {
  case TEXT:
    n->text = strdup(text);
    break;
  case NUMBER:
    break;
  }
}
static void put(struct node *n, enum kind kind, const char *text) {
  set(n, kind, text);
}
void number_ok(struct node *n) { put(n, NUMBER, 0); }
// CHECK-LABEL: {{^}}number_ok: none{{$}}
void text_bad(struct node *n) { put(n, TEXT, "none"); }
// CHECK-LABEL: {{^}}text_bad: {{escaping|opaque}}{{$}}

/// Changed on the way in a manner that nobody follows.
static char *scaled(const char *text, int wanted) {
  return copy(text, wanted / 3);
}
char *scaled_bad(const char *text) { return scaled(text, 7); }
// CHECK-LABEL: {{^}}scaled_bad: escaping{{$}}
