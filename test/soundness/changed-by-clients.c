// RUN: %scan %s -- | FileCheck %s
//
// A client's function may call the library: what was null, stored or found by a
// test, need not be so after it.

#include "../Inputs/libc.h"

typedef int run(void *user);

/// An error that it reports.
static const char *error;
void error_set(const char *why) { error = why; }
char *try_bad(run *by, void *user) {
  error = NULL;
  by(user);
  return error ? malloc(4) : NULL;
}
// CHECK-LABEL: {{^}}try_bad: escaping{{$}}

/// What it hangs under an object.
struct node {
  struct node *next;
  char *text;
};
struct queue {
  struct node *head;
  void (*wake)(struct queue *);
};
void queue_put(struct queue *it, struct node *first) { it->head = first; }
int wait_bad(struct queue *it) {
  if (it->head)
    return 0;
  it->wake(it);
  if (it->head)
    it->head->text = malloc(3);
  return 1;
}
// CHECK-LABEL: {{^}}wait_bad: {{opaque|escaping}}{{$}}

/// In a variable.
static struct queue *current;
void current_set(struct queue *it) { current = it; }
int current_bad(run *by, void *user) {
  if (current)
    return 0;
  by(user);
  if (!current)
    return 0;
  current->head = calloc(1, sizeof *current->head);
  return 1;
}
// CHECK-LABEL: {{^}}current_bad: {{opaque|escaping}}{{$}}

/// Before it the null is known.
char *before_ok(run *by, void *user) {
  error = NULL;
  char *made = error ? malloc(4) : NULL;
  by(user);
  return made;
}
// CHECK-LABEL: {{^}}before_ok: none{{$}}
