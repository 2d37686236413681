// RUN: %scan %s -- | FileCheck %s
//
// What each thread keeps under a key: one that only this file has is like a
// variable of its own.

#include "../Inputs/libc.h"

typedef unsigned pthread_key_t;
int pthread_once(int *, void (*)(void));
int pthread_key_create(pthread_key_t *, void (*)(void *));
int pthread_key_delete(pthread_key_t);
void *pthread_getspecific(pthread_key_t);
int pthread_setspecific(pthread_key_t, const void *);

struct error {
  int code;
  char *text;
};
static pthread_key_t errors, names;
static int made;

static void end(void *held) {
  struct error *old = held;
  free(old->text);
  free(old);
}
static void make_keys(void) {
  pthread_key_create(&errors, end);
  pthread_key_create(&names, free);
}

/// Made at the first use; the thread keeps it.
struct error *last_error_ok(void) {
  pthread_once(&made, make_keys);
  struct error *own = pthread_getspecific(errors);
  if (own)
    return own;
  own = calloc(1, sizeof *own);
  pthread_setspecific(errors, own);
  return own;
}
// CHECK-LABEL: {{^}}last_error_ok: contained{{$}}
// CHECK: {{^}}  retains fresh in thread-values.errors{{$}}
// CHECK: {{^}}  result borrowed

void set_error_ok(int code, const char *text) {
  struct error *own = last_error_ok();
  if (!own)
    return;
  free(own->text);
  own->text = strdup(text);
  own->code = code;
}
// CHECK-LABEL: {{^}}set_error_ok: contained{{$}}

int last_code_ok(void) {
  struct error *own = pthread_getspecific(errors);
  return own ? own->code : 0;
}
// CHECK-LABEL: {{^}}last_code_ok: none{{$}}

/// Nobody keeps it any more.
void *take_error_bad(void) {
  last_error_ok();
  void *own = pthread_getspecific(errors);
  pthread_setspecific(errors, 0);
  return own;
}
// CHECK-LABEL: {{^}}take_error_bad: escaping{{$}}

/// The keys do not mix.
void *name_ok(void) { return pthread_getspecific(names); }
// CHECK-LABEL: {{^}}name_ok: none{{$}}
void *other_name_ok(void) {
  set_error_ok(1, "none");
  return pthread_getspecific(names);
}
// CHECK-LABEL: {{^}}other_name_ok: contained{{$}}
// CHECK-NOT: escapes

void clear_ok(void) {
  void *own = pthread_getspecific(errors);
  pthread_setspecific(errors, 0);
  if (own)
    end(own);
}
// CHECK-LABEL: {{^}}clear_ok: none{{$}}

/// What a new thread has is not what this one has.
int pthread_create(unsigned long *, const void *, void *(*)(void *), void *);
static int here;
static void *run(void *out) {
  if (!pthread_getspecific(names))
    *(void **)out = malloc(4);
  return 0;
}
void start_bad(void **out) {
  unsigned long thread;
  pthread_setspecific(names, &here);
  pthread_create(&thread, 0, run, out);
}
// CHECK-LABEL: {{^}}start_bad: escaping{{$}}
