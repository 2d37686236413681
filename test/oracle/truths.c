// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls that agree with these records, though they look as if they did not:
// the oracle stays silent.

// RUN: %oracle --file %s --believe after_a_jump_ok=none \
// RUN:   --believe prints_ok=none --believe frees_ok=none \
// RUN:   --believe number_ok=contained --believe lost_ok=contained \
// RUN:   --believe stale_ok=contained --believe given_ok=parameterized \
// RUN:   --believe box_free_ok=release | FileCheck %s
// RUN: %oracle --file %s | FileCheck %s

// CHECK: file/truths: {{[0-9]+}} functions {{.*}} 1 of callbacks, 0 contradictions
// CHECK-NEXT: {{^}}0 contradictions

#define _GNU_SOURCE
#include <dlfcn.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The call that longjmp left is not open any more.
static jmp_buf back;
static void jumps(void) { longjmp(back, 1); }
int after_a_jump_ok(int x) {
  if (x > 0)
    jumps();
  return x;
}

// What libc takes for itself does not count.
void prints_ok(FILE *to) { fprintf(to, "%f %s\n", 1e300, "text"); }

void frees_ok(void *old) { free(old); }

// No result is left in the registers.
double number_ok(void) {
  double *at = malloc(sizeof(*at)), value = *at = 1.5;
  free(at);
  return value;
}

// A leak is not reachable.
void lost_ok(void) { memset(malloc(11), 1, 11); }

// A dead local of the caller held an older block, which has gone.
unsigned long stale_ok(void) {
  char *made = malloc(64);
  unsigned long size = strlen(strcpy(made, "text"));
  free(made);
  return size;
}

// The caller's own function, which nobody showed, allocates and keeps memory.
static void *stash;
void keeper(void) { stash = malloc(17); }
void calls_ok(void (*callback)(void)) { callback(); }

void given_ok(void *(*take)(size_t)) { free(take(3)); }

struct box {
  char *inside, *name;
};
struct box *box_new(char *name) {
  struct box *made = calloc(1, sizeof(*made));
  made->inside = malloc(3);
  made->name = name;
  return made;
}
// The name is the caller's.
void box_free_ok(struct box *old) {
  free(old->inside);
  free(old);
}

int main(void) {
  char *name = strdup("name");
  if (setjmp(back) == 0)
    after_a_jump_ok(1);
  free(malloc(1));
  prints_ok(stdout);
  frees_ok(malloc(2));
  number_ok();
  lost_ok();
  free(malloc(64));
  stale_ok();
  calls_ok((void (*)(void))dlsym(RTLD_DEFAULT, "keeper"));
  given_ok(malloc);
  box_free_ok(box_new(name));
  free(name);
  return 0;
}
