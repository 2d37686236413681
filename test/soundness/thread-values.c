// RUN: %scan %s -- | FileCheck %s
//
// What is kept by thread, and what is read there, under a key that nobody here
// has made: it may be anybody's.

void *malloc(__SIZE_TYPE__);
int pthread_setspecific(unsigned, const void *);
void *pthread_getspecific(unsigned);

static unsigned Key;

/// Nobody keeps it any more.
void *read_back_bad(void) {
  pthread_setspecific(Key, malloc(4));
  void *made = pthread_getspecific(Key);
  pthread_setspecific(Key, 0);
  return made;
}
// CHECK-LABEL: {{^}}read_back_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" void * family malloc

static void start(void) { pthread_setspecific(Key, malloc(4)); }
static void *take(void) {
  void *made = pthread_getspecific(Key);
  pthread_setspecific(Key, 0);
  return made;
}
// Should be escaping: of a callee that reads it, only that it gives memory
// which the library keeps is known.
void *fn_through_callees(void) {
  start();
  return take();
}
// CHECK-LABEL: {{^}}fn_through_callees: contained{{$}}

void set_ok(void) { start(); }
// CHECK-LABEL: {{^}}set_ok: contained{{$}}

void *get_ok(void) { return pthread_getspecific(Key); }
// CHECK-LABEL: {{^}}get_ok: none{{$}}

// Should be contained: the thread keeps it. What a key holds is not told apart,
// so that nothing is known to be there still.
void *fp_lent(void) {
  if (!pthread_getspecific(Key))
    start();
  return pthread_getspecific(Key);
}
// CHECK-LABEL: {{^}}fp_lent: escaping{{$}}
