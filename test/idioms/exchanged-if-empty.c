// RUN: %scan %s -- | FileCheck %s
//
// What is made once by several threads: an atomic exchange keeps the new
// object if nobody else was faster, and the loser's goes.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

static char *name;
char *retried_ok(void) {
  char *got;
again:
  got = name;
  if (!got) {
    got = malloc(4);
    if (!__sync_bool_compare_and_swap(&name, NULL, got)) {
      free(got);
      goto again;
    }
  }
  return got;
}
// CHECK-LABEL: {{^}}retried_ok: contained{{$}}
// CHECK: {{^}}  result borrowed

char *expected_ok(void) {
  char *got = __atomic_load_n(&name, __ATOMIC_ACQUIRE);
  if (!got) {
    char *expected = NULL;
    got = malloc(4);
    if (!__atomic_compare_exchange_n(&name, &expected, got, 0, 5, 5)) {
      free(got);
      got = expected;
    }
  }
  return got;
}
// CHECK-LABEL: {{^}}expected_ok: contained{{$}}

static struct node *all;
struct node *listed_ok(void) {
  struct node *first, *made;
again:
  first = all;
  made = malloc(sizeof *made);
  made->next = first;
  if (!__sync_bool_compare_and_swap(&all, first, made)) {
    free(made);
    goto again;
  }
  return made;
}
// CHECK-LABEL: {{^}}listed_ok: contained{{$}}

static int replace(void **at, void *old, void *made) {
  return __atomic_compare_exchange_n(at, &old, made, 0, 3, 0);
}
char *wrapped_ok(void) {
  char *got = name;
  if (!got) {
    got = malloc(4);
    if (!replace((void **)&name, NULL, got)) {
      free(got);
      got = name;
    }
  }
  return got;
}
// CHECK-LABEL: {{^}}wrapped_ok: contained{{$}}

/// The other way round: what is given back was not kept.
char *not_kept_bad(void) {
  char *made = malloc(4);
  if (__sync_bool_compare_and_swap(&name, NULL, made))
    return NULL;
  return made;
}
// CHECK-LABEL: {{^}}not_kept_bad: escaping{{$}}

char *taken_out_bad(void) {
  char *made = malloc(4);
  if (!replace((void **)&name, NULL, made)) {
    free(made);
    return NULL;
  }
  name = NULL;
  return made;
}
// CHECK-LABEL: {{^}}taken_out_bad: escaping{{$}}

/// Which of two places got it is not known.
char *either_bad(char **other, int here) {
  char *made = malloc(4), **at = here ? &name : other;
  if (__sync_bool_compare_and_swap(at, NULL, made))
    return made;
  free(made);
  return NULL;
}
// CHECK-LABEL: {{^}}either_bad: escaping{{$}}
