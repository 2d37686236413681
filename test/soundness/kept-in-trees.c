// RUN: %scan %s -- | FileCheck %s
//
// What the C library's tree keeps is found in its nodes.

#include "../Inputs/libc.h"

void *tsearch(const void *, void **, int (*)(const void *, const void *));
void *tfind(const void *, void *const *, int (*)(const void *, const void *));
void tdestroy(void *, void (*)(void *));

static int compare(const void *a, const void *b) { return strcmp(a, b); }
static void keep(void *it) {}

char *found_bad(const char *key) {
  void *root = 0;
  tsearch(strdup(key), &root, compare);
  char **node = tfind(key, &root, compare);
  char *made = node ? *node : 0;
  tdestroy(root, keep);
  return made;
}
// CHECK-LABEL: {{^}}found_bad: escaping{{$}}

char *put_bad(const char *key) {
  void *root = 0;
  char **node = tsearch(strdup(key), &root, compare);
  char *made = node ? *node : 0;
  tdestroy(root, keep);
  return made;
}
// CHECK-LABEL: {{^}}put_bad: escaping{{$}}

static void drop(void *it) { free(it); }
void dropped_ok(const char *key) {
  void *root = 0;
  tsearch(strdup(key), &root, compare);
  tdestroy(root, drop);
}
// CHECK-LABEL: {{^}}dropped_ok: contained{{$}}
