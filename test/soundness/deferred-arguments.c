// RUN: %scan %s -- | FileCheck %s
//
// What a function calls that it was given gets other arguments than the function
// itself: also fewer, and fewer than it is declared with.

#include "../Inputs/libc.h"

void qsort(void *, size_t, size_t, int (*)(const void *, const void *));
typedef unsigned long pthread_t;
int pthread_create(pthread_t *, const void *, void *(*)(void *), void *);

static char *kept;
static void *work(void *given, long size) {
  if (size)
    kept = malloc(size);
  return given;
}
int start_bad(pthread_t *thread) {
  return pthread_create(thread, 0, (void *(*)(void *))work, 0);
}
// CHECK-LABEL: {{^}}start_bad: contained{{$}}
// CHECK: {{^}}  retains fresh in {{.*}}kept

static int by_size(const char *a, long size) {
  if (size == 16)
    kept = malloc(size);
  return *a - size;
}
void sort_bad(char *all, size_t n) {
  qsort(all, 8, 8, (int (*)(const void *, const void *))by_size);
}
// CHECK-LABEL: {{^}}sort_bad: contained{{$}}
