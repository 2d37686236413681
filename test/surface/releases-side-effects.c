// RUN: %scan %s -- | FileCheck %s
//
// Functions that free an object as a side effect of something else are no
// releases of it; of those that are, the one that frees the most counts.

#include "../Inputs/libc.h"

// Several levels: the one that frees the most. Others free it by the way.
struct leaf {
  char *text;
};
struct tree {
  struct leaf *leaf;
  struct tree *next;
};
struct tree *tree_new(void) {
  struct tree *t = calloc(1, sizeof *t);
  if (t)
    t->leaf = calloc(1, sizeof *t->leaf);
  return t;
}
// CHECK-LABEL: {{^}}tree_new: opaque{{$}}
// CHECK: escapes return "" struct tree * opaque family malloc release tree_destroy{{$}}

void tree_forget(struct tree *t) { free(t); }
void tree_destroy(struct tree *t) {
  while (t) {
    struct tree *next = t->next;
    if (t->leaf) {
      free(t->leaf->text);
      free(t->leaf);
    }
    free(t);
    t = next;
  }
}
/// Takes the tree over; frees it if that fails.
int tree_append(struct tree *to, struct tree *t) {
  if (!to) {
    tree_destroy(t);
    return -1;
  }
  to->next = t;
  return 0;
}
/// A new one takes the place of the old.
void tree_replace(struct tree *list, struct tree *old, struct tree *new) {
  if (!old)
    return;
  list->next = new;
  tree_destroy(old);
}
/// Gives out something else.
char *tree_unwrap(struct tree *t) {
  char *text = t->leaf->text;
  free(t->leaf);
  free(t);
  return text;
}
/// Consumes it for a copy in another object.
int tree_merge(struct tree *to, struct tree *t) {
  to->leaf->text = strdup(t->leaf->text);
  tree_destroy(t);
  return 0;
}
