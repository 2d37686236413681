// RUN: not membrane scan --checks=non-opaque-return %s -- 2>&1 | FileCheck %s --implicit-check-not=warning:

#include "Inputs/types.h"

void *malloc(__SIZE_TYPE__);
void free(void *);
char *strdup(const char *);

struct node *node_new_bad(void) { return malloc(sizeof(struct node)); }
// CHECK: :[[#@LINE-1]]:42: warning: 'node_new_bad' returns a non-opaque allocation [non-opaque-return]
// CHECK: :[[#@LINE-2]]:42: note: {{.*}}malloc
// CHECK: note: {{.*}}'free'

static void *checked(__SIZE_TYPE__ n) {
  void *p = malloc(n);
  return p;
}

// The finding stands in the public function, not in the wrapper.
void *wrapped_bad(__SIZE_TYPE__ n) {
  return checked(n);
}
// CHECK: :[[#@LINE-2]]:10: warning: 'wrapped_bad' returns a non-opaque allocation [non-opaque-return]

struct pair pair_bad(const char *s) {
  struct pair made = {0, 1};
  made.first = strdup(s);
  return made;
}
// CHECK: :[[#@LINE-3]]:16: warning: 'pair_bad' returns a non-opaque allocation [non-opaque-return]

// One finding, though three levels get out.
struct node *list_bad(void) {
  struct node *n = malloc(sizeof *n);
  n->next = malloc(sizeof *n);
  n->next->next = malloc(sizeof *n);
  return n;
}
// CHECK: warning: 'list_bad' returns a non-opaque allocation [non-opaque-return]

struct box { char *text; };
void box_free(struct box *b) {
  free(b->text);
  free(b);
}

// Made when it is first asked for; nobody has to release it.
const char *box_text_bad(struct box *b) {
  if (!b->text)
    b->text = strdup("text");
  return b->text;
}
// CHECK: warning: 'box_text_bad' returns a non-opaque allocation [non-opaque-return]
// CHECK-NOT: has to release
// CHECK: note: argument 0 keeps it and owns it: the caller must not release it

// Only this unit completes it, and one call releases it.
struct hidden { int value; };
struct hidden *hidden_ok(void) { return malloc(sizeof(struct hidden)); }
void hidden_free(struct hidden *h) { free(h); }

char *argument_ok(char *s) { return s + 1; }

const char *literal_ok(void) { return "literal"; }

int freed_ok(void) {
  char *p = malloc(8);
  int there = p != 0;
  free(p);
  return there;
}

struct allocator { void *(*allocate)(__SIZE_TYPE__); };
void *callers_ok(const struct allocator *with) { return with->allocate(8); }
