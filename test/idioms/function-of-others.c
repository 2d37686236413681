// RUN: %scan %s -- | FileCheck %s --check-prefixes=CHECK,FINE
// RUN: %python %S/../soundness/Inputs/cycle.py %s > %t-cycle.c
// RUN: %scan %t-cycle.c -- -DLARGE | FileCheck %s
//
// What the library itself passes to a function that calls it says nothing of
// what a client's call does: that passes a function of its own.

#include <stddef.h>
#include <stdlib.h>

#ifndef LARGE
#define spin(n) n
#endif

struct list {
  struct list *next;
  void *data;
};

typedef void (*visit)(void *data);

void each(struct list *l, visit call) {
  for (; l; l = l->next)
    call(l->data);
}
// CHECK-LABEL: {{^}}each: none{{$}}
// CHECK: {{^}}  assumes callback

/// The client's function is passed on.
void each_twice(struct list *l, visit call) {
  each(l, call);
  each(l->next, call);
}
// CHECK-LABEL: {{^}}each_twice: none{{$}}
// CHECK: {{^}}  assumes callback

static void grow(void *data) { *(int **)data = malloc(sizeof(int)); }

void grow_all(struct list *l) { each(l, grow); }
// CHECK-LABEL: {{^}}grow_all: {{opaque|escaping}}{{$}}
// FINE-NOT: {{^}}  assumes

static void *kept;
static void keep(void *data) {
  (void)data;
  free(kept);
  kept = malloc(8);
}

/// One that is passed as it is, or else one of its own.
void each_or_keep(struct list *l, visit call) { each(l, call ? call : keep); }
// CHECK-LABEL: {{^}}each_or_keep: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  retains fresh in function-of-others.kept

/// What it is given stays for a later call, in which others may be there.
static visit chosen = grow;
void choose(visit call) { chosen = call; }
void each_chosen(struct list *l) { each(l, chosen); }
// CHECK-LABEL: {{^}}each_chosen: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes argument 0

/// Memory that it makes itself is gone when it returns.
void each_copy(struct list *l, visit call) {
  for (; l; l = l->next) {
    int *copy = malloc(sizeof *copy);
    if (copy)
      call(copy);
    free(copy);
  }
}
// CHECK-LABEL: {{^}}each_copy: contained{{$}}
// CHECK-NEXT: {{^}}  allocates malloc heap
// CHECK-NEXT: {{^}}  assumes callback

/// The library's own visitor can come back to all of this.
static void turn(void *data) { *(int *)data = spin(*(int *)data); }

void around(int n) {
  struct list l = {NULL, &n};
  each(&l, keep);
  each(&l, turn);
  each_twice(&l, grow);
  grow_all(&l);
  each_or_keep(&l, grow);
  each_copy(&l, grow);
  each_chosen(&l);
}
