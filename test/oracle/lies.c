// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Records that are wrong: the oracle contradicts each one.

// RUN: not %oracle --file %s --believe through_helper_bad=none \
// RUN:   --believe copied_by_libc_bad=none --believe jumped_over_bad=none \
// RUN:   --believe sorts_bad=none --believe opens_bad=none \
// RUN:   --believe interior_bad=contained --believe by_value_bad=contained \
// RUN:   --believe out_bad=contained --believe under_bad=contained \
// RUN:   --believe global_bad=contained --believe bypass_bad=parameterized \
// RUN:   --believe box_free_bad=release > %t
// RUN: FileCheck %s < %t
// RUN: FileCheck --check-prefix=ALL --implicit-check-not=contradiction: %s < %t

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct box {
  char *inside;
  struct box *next;
};

// CHECK: file/lies: {{.*}} 12 contradictions
// ALL-COUNT-12: contradiction:

static void helper(void) { free(malloc(3)); }
void through_helper_bad(void) { helper(); }
// CHECK-DAG: lies.c:[[#@LINE-1]]: contradiction: 'through_helper_bad' allocates, but its class is none

unsigned long copied_by_libc_bad(const char *text) {
  char *copy = strdup(text);
  unsigned long size = strlen(copy);
  free(copy);
  return size;
}
// CHECK-DAG: lies.c:[[#@LINE-6]]: contradiction: 'copied_by_libc_bad' allocates

static jmp_buf back;
void jumped_over_bad(void) {
  free(malloc(1));
  longjmp(back, 1);
}
// CHECK-DAG: lies.c:[[#@LINE-4]]: contradiction: 'jumped_over_bad' allocates

static int compare(const void *left, const void *right) {
  free(malloc(2));
  return *(const int *)left - *(const int *)right;
}
void sorts_bad(int *values) { qsort(values, 2, sizeof(*values), compare); }
// CHECK-DAG: lies.c:[[#@LINE-1]]: contradiction: 'sorts_bad' allocates

void opens_bad(void) { fclose(fopen("/dev/null", "r")); }
// CHECK-DAG: lies.c:[[#@LINE-1]]: contradiction: 'opens_bad' allocates

void *interior_bad(void) { return (char *)malloc(40) + 16; }
// CHECK-DAG: lies.c:[[#@LINE-1]]: contradiction: 'interior_bad' returns memory of this call

struct pair {
  void *first, *second;
};
struct pair by_value_bad(void) { return (struct pair){NULL, malloc(8)}; }
// CHECK-DAG: lies.c:[[#@LINE-1]]: contradiction: 'by_value_bad' returns memory of this call

void out_bad(void **to) { *to = malloc(5); }
// CHECK-DAG: lies.c:[[#@LINE-1]]: contradiction: 'out_bad' leaves memory of this call where the caller reaches it

void under_bad(struct box *old) { old->next = calloc(1, sizeof(*old)); }
// CHECK-DAG: lies.c:[[#@LINE-1]]: contradiction: 'under_bad' leaves memory of this call where the caller reaches it

static void *kept;
void global_bad(void) { kept = malloc(9); }
// CHECK-DAG: lies.c:[[#@LINE-1]]: contradiction: 'global_bad' leaves memory of this call in a global

void bypass_bad(void *(*take)(size_t)) { free(malloc(take != NULL)); }
// CHECK-DAG: lies.c:[[#@LINE-1]]: contradiction: 'bypass_bad' allocates without a pointer to a function

struct box *box_new(void) {
  struct box *made = calloc(1, sizeof(*made));
  made->inside = malloc(3);
  return made;
}
void box_free_bad(struct box *old) { free(old); }
// CHECK-DAG: lies.c:[[#@LINE-1]]: contradiction: 'box_free_bad' is a complete release, but leaves this memory behind

int main(void) {
  int values[] = {2, 1};
  void *out;
  struct box *heap = box_new();
  through_helper_bad();
  copied_by_libc_bad("text");
  if (setjmp(back) == 0)
    jumped_over_bad();
  sorts_bad(values);
  opens_bad();
  interior_bad();
  by_value_bad();
  out_bad(&out);
  under_bad(heap);
  global_bad();
  bypass_bad(malloc);
  box_free_bad(box_new());
  return 0;
}
