// What a function tests before it passes it on is known to a function without a
// body.
// RUN: %scan %s -- | FileCheck %s

#include "../Inputs/libc.h"

char *getcwd(char *, size_t);

/// Only without a buffer it makes one.
int folder_ok(char *buffer, size_t *size) {
  if (buffer == NULL || size == NULL)
    return -1;
  return getcwd(buffer, *size) ? 0 : -1;
}
// CHECK-LABEL: {{^}}folder_ok: none{{$}}

char *folder_bad(char *buffer, size_t size) {
  if (size == 0)
    return NULL;
  return getcwd(buffer, size);
}
// CHECK-LABEL: {{^}}folder_bad: escaping{{$}}

/// The test says the opposite.
char *made_bad(char *buffer, size_t size) {
  if (buffer)
    return buffer;
  return getcwd(buffer, size);
}
// CHECK-LABEL: {{^}}made_bad: escaping{{$}}

/// Control also comes from where nothing was tested.
int joined_bad(char *buffer, size_t size) {
  if (size > 4 && buffer == NULL)
    return -1;
  return getcwd(buffer, size) ? 0 : -1;
}
// CHECK-LABEL: {{^}}joined_bad: contained{{$}}

struct place {
  char *path;
};

/// It may have changed since.
int changed_bad(struct place *here, void (*change)(struct place *)) {
  if (here->path == NULL)
    return -1;
  change(here);
  return getcwd(here->path, 64) ? 0 : -1;
}
// CHECK-LABEL: {{^}}changed_bad: contained{{$}}

/// So is what it has made itself.
int made_before_ok(size_t size) {
  char *buffer = malloc(size);
  if (!buffer)
    return -1;
  int found = getcwd(buffer, size) ? 0 : -1;
  free(buffer);
  return found;
}
// CHECK-LABEL: {{^}}made_before_ok: contained{{$}}
// CHECK-NOT: leaks

/// It may be null, and then the result is lost.
int untested_bad(size_t size) {
  char *buffer = malloc(size);
  int found = getcwd(buffer, size) ? 0 : -1;
  free(buffer);
  return found;
}
// CHECK-LABEL: {{^}}untested_bad: contained{{$}}
// CHECK: {{^}}  leaks malloc
