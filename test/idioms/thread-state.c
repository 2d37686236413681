// RUN: %scan %s -- | FileCheck %s
//
// A state for each thread, with what ends it: that is not one of its values.

#include "../Inputs/libc.h"

typedef unsigned pthread_key_t;
int pthread_key_create(pthread_key_t *, void (*)(void *));
void *pthread_getspecific(pthread_key_t);

pthread_key_t key;
struct state {
  void (*note)(void *);
};
static void end(void *of) { free(of); }

/// Nothing here frees the argument.
void note_ok(void *of) {
  pthread_key_create(&key, end);
  struct state *own = pthread_getspecific(key);
  if (own)
    own->note(of);
}
// CHECK-LABEL: {{^}}note_ok: {{unknown, if assumed none$}}
// CHECK-NOT: {{^}}  releases
