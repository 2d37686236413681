// RUN: %scan %s -- | FileCheck %s
//
// Two names of the caller's may be those of one object: a number that is stored
// through one is found through the other.

#include "../Inputs/libc.h"

// The argument hangs under a link of its own.
struct node {
  struct node *parent, *first, *next;
  int mark;
};
struct node *node_new(struct node *parent) {
  struct node *made = calloc(1, sizeof *made);
  if (made && parent) {
    made->parent = parent;
    made->next = parent->first;
    parent->first = made;
  }
  return made;
}
char *mark_bad(struct node *it) {
  it->mark = 0;
  for (struct node *child = it->parent->first; child; child = child->next)
    child->mark = 1;
  return it->mark ? malloc(4) : 0;
}
// CHECK-LABEL: {{^}}mark_bad: escaping

// Two arguments that a client makes one object.
char *two_bad(struct node *a, struct node *b) {
  a->mark = 0;
  b->mark = 1;
  return a->mark ? malloc(8) : 0;
}
// CHECK-LABEL: {{^}}two_bad: escaping

// A node of a list that a link of the caller's also leads to: nodes that are
// not told apart may be one.
struct item {
  struct item *next;
  int seen;
};
struct walk {
  struct item *current, *list;
};
static struct item *nth(struct item *it, int i) {
  while (i-- && it)
    it = it->next;
  return it;
}
static void see(struct walk *it) { it->current->seen = 1; }
static char *visit(struct walk *it, struct item *at) {
  at->seen = 0;
  see(it);
  return at->seen ? malloc(2) : 0;
}
char *visited_bad(struct walk *it, int i) {
  struct item *at = nth(it->list, i);
  if (!at)
    return 0;
  it->current = at;
  return visit(it, at);
}
// CHECK-LABEL: {{^}}visited_bad: escaping

// Two globals that a function makes lead to one object.
struct window {
  struct window *next;
  int focused;
};
static struct window *windows, *active;
struct window *window_new(void) {
  struct window *made = calloc(1, sizeof *made);
  if (made) {
    made->next = windows;
    active = windows = made;
  }
  return made;
}
char *focused_bad(void) {
  if (!windows)
    return 0;
  windows->focused = 0;
  active->focused = 1;
  return windows->focused ? malloc(3) : 0;
}
// CHECK-LABEL: {{^}}focused_bad: escaping

// Cleared through the other name.
char *cleared_bad(struct window *a, struct window *b) {
  a->focused = 1;
  memset(b, 0, sizeof *b);
  return a->focused ? 0 : malloc(5);
}
// CHECK-LABEL: {{^}}cleared_bad: escaping

// A number in the width of a pointer, and one that is copied.
struct sized {
  char *bytes;
  size_t size;
};
char *size_bad(struct sized *a, struct sized *b, size_t n) {
  a->size = 0;
  b->size = n;
  return a->size ? malloc(a->size) : 0;
}
// CHECK-LABEL: {{^}}size_bad: escaping
char *copied_bad(struct window *a, struct window *b, const struct window *c) {
  a->focused = 0;
  *b = *c;
  return a->focused ? malloc(3) : 0;
}
// CHECK-LABEL: {{^}}copied_bad: escaping

// The same number, other members, and other types change nothing.
char *same_good(struct window *a, struct window *b) {
  a->focused = 0;
  b->focused = 0;
  return a->focused ? malloc(6) : 0;
}
// CHECK-LABEL: {{^}}same_good: none
char *others_good(struct window *a, struct item *b, struct node *c) {
  a->focused = 0;
  a->next = a;
  b->seen = 1;
  c->mark = 2;
  return a->focused ? malloc(6) : 0;
}
// CHECK-LABEL: {{^}}others_good: none
