// RUN: %scan %s -- | FileCheck %s
//
// A thread cannot keep a value: where the program asks, the value is kept if
// the write succeeds.

#include "../Inputs/libc.h"

typedef unsigned pthread_key_t;
int pthread_key_create(pthread_key_t *, void (*)(void *));
void *pthread_getspecific(pthread_key_t);
int pthread_setspecific(pthread_key_t, const void *);

static pthread_key_t names;
void make_key(void) { pthread_key_create(&names, free); }

/// The write may fail, and then nobody keeps it.
void *kept_or_given_bad(void) {
  void *own = malloc(4);
  return pthread_setspecific(names, own) ? own : 0;
}
// CHECK-LABEL: {{^}}kept_or_given_bad: escaping{{$}}

/// Kept where it has not failed.
void *kept_or_freed_ok(void) {
  void *own = pthread_getspecific(names);
  if (own)
    return own;
  own = malloc(4);
  if (pthread_setspecific(names, own) != 0) {
    free(own);
    return 0;
  }
  return own;
}
// CHECK-LABEL: {{^}}kept_or_freed_ok: contained{{$}}
// CHECK: {{^}}  result borrowed, nullable

/// What stood there before still stands there if the write fails.
void *failed_bad(void) {
  void *old = malloc(4);
  pthread_setspecific(names, old);
  if (!pthread_setspecific(names, 0))
    return 0;
  old = pthread_getspecific(names);
  pthread_setspecific(names, 0);
  return old;
}
// CHECK-LABEL: {{^}}failed_bad: escaping{{$}}

/// The result is told further.
int told_ok(void *own) { return pthread_setspecific(names, own); }
// CHECK-LABEL: {{^}}told_ok: none{{$}}
// CHECK: {{^}}  retains argument 0 "" in thread-values-failed.names{{$}}
void *told_bad(void) {
  void *own = malloc(4);
  return told_ok(own) ? own : 0;
}
// CHECK-LABEL: {{^}}told_bad: escaping{{$}}

/// The same in C11.
typedef unsigned tss_t;
int tss_create(tss_t *, void (*)(void *));
void *tss_get(tss_t);
int tss_set(tss_t, void *);
static tss_t numbers;
void make_numbers(void) { tss_create(&numbers, free); }
void *number_ok(void) {
  void *own = tss_get(numbers);
  if (!own && tss_set(numbers, own = malloc(4)) != 0) {
    free(own);
    return 0;
  }
  return own;
}
// CHECK-LABEL: {{^}}number_ok: contained{{$}}
// CHECK: {{^}}  retains fresh in thread-values-failed.numbers{{$}}
