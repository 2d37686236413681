// RUN: %scan %s -- | FileCheck %s
//
// A function that wraps one without a body, which calls what it is given: what
// that is, only its callers know.

#include "../Inputs/libc.h"

int pthread_once(int *, void (*)(void));

static void *pool;
static int made;

void once_ok(int *guard, void (*run)(void)) {
  if (pthread_once(guard, run))
    abort();
}
// CHECK-LABEL: {{^}}once_ok: none{{$}}

void once_more_ok(int *guard, void (*run)(void)) { once_ok(guard, run); }
// CHECK-LABEL: {{^}}once_more_ok: none{{$}}

void submit_bad(int n);
static void start(void) {
  pool = malloc(64);
  submit_bad(1);
}
/// What is passed on leads back to where it is passed.
void submit_bad(int n) {
  if (n)
    once_more_ok(&made, start);
}
// CHECK-LABEL: {{^}}submit_bad: contained{{$}}

static void grow(void) { pool = realloc(pool, 128); }
static struct hooks {
  void (*run)(void);
} hooks = {grow};
/// The link shows what a member holds.
void by_member_bad(int *guard) { once_ok(guard, hooks.run); }
// CHECK-LABEL: {{^}}by_member_bad: contained{{$}}

static void (*chosen)(void);
void choose_ok(void) { chosen = grow; }
void by_variable_bad(int *guard) { once_more_ok(guard, chosen); }
// CHECK-LABEL: {{^}}by_variable_bad: contained{{$}}

static void nothing(void) {}
/// Others pass functions that allocate; this one does not.
void idle_ok(int *guard) { once_ok(guard, nothing); }
// CHECK-LABEL: {{^}}idle_ok: none{{$}}
