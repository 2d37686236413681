// RUN: %scan %s -- | FileCheck %s
//
// setjmp and longjmp, error functions that do not return, signal handlers.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

static jmp_buf env;
static void raise_error(void) { longjmp(env, 1); }

int lost_at_jump_ok(size_t n) {
  char *p = malloc(n);
  if (!p)
    raise_error();
  if (p[0])
    raise_error();
  free(p);
  return 0;
}
// CHECK-LABEL: {{^}}lost_at_jump_ok: contained{{$}}
// CHECK: {{^}}  leaks malloc at

/// On the way back from longjmp the block is already in the caller's object.
int stored_before_jump_bad(struct node *n) {
  if (setjmp(env))
    return -1;
  n->name = malloc(4);
  raise_error();
  n->name = NULL;
  return 0;
}
// CHECK-LABEL: {{^}}stored_before_jump_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name"

/// The store is seen by whoever catches the jump above this function.
void stored_then_jumps_out_bad(struct node *n) {
  n->name = malloc(4);
  raise_error();
}
// CHECK-LABEL: {{^}}stored_then_jumps_out_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->name"

char *volatile_across_bad(void) {
  char *volatile p = NULL;
  if (setjmp(env) == 0) {
    p = malloc(4);
    raise_error();
  }
  return p;
}
// CHECK-LABEL: {{^}}volatile_across_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

int caught_and_freed_ok(void) {
  char *volatile p = NULL;
  if (setjmp(env) == 0) {
    p = malloc(4);
    raise_error();
  }
  free(p);
  return 0;
}
// CHECK-LABEL: {{^}}caught_and_freed_ok: contained{{$}}

static void die(const char *why) __attribute__((noreturn));
static void die(const char *why) {
  printf("%s", why);
  exit(2);
}
char *noreturn_bad(size_t n) {
  char *p = malloc(n);
  if (!p)
    die("no memory");
  return p;
}
// CHECK-LABEL: {{^}}noreturn_bad: escaping{{$}}

/// Nobody sees what a process had that has ended.
void stored_then_dies_ok(struct node *n) {
  n->name = malloc(4);
  die("always");
}
// CHECK-LABEL: {{^}}stored_then_dies_ok: contained{{$}}

int checks_ok(int n) {
  if (n < 0)
    die("negative");
  return n;
}
// CHECK-LABEL: {{^}}checks_ok: none{{$}}
