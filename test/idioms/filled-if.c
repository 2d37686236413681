// RUN: %scan %s -- | FileCheck %s
//
// A number tells whether the C library has filled what an argument points to;
// where it says no, there is no block, and nothing gets out.

#include "../Inputs/libc.h"

int asprintf(char **out, const char *format, ...);
int posix_memalign(void **out, size_t alignment, size_t n);
ssize_t getline(char **line, size_t *size, FILE *from);

int printed_ok(int n, void (*look)(const char *text)) {
  char *text;
  if (asprintf(&text, "%d", n) < 0)
    return -1;
  look(text);
  free(text);
  return 0;
}
// CHECK-LABEL: {{^}}printed_ok: contained{{$}}

int not_failed_ok(int n, void (*look)(const char *text)) {
  char *text;
  int length = asprintf(&text, "%d", n);
  if (length != -1) {
    look(text);
    free(text);
  }
  return length;
}
// CHECK-LABEL: {{^}}not_failed_ok: contained{{$}}

int aligned_ok(size_t n, void (*look)(const void *bytes)) {
  void *bytes;
  if (posix_memalign(&bytes, 64, n))
    return -1;
  look(bytes);
  free(bytes);
  return 0;
}
// CHECK-LABEL: {{^}}aligned_ok: contained{{$}}

/// The test is not of failure.
int short_bad(int n, void (*look)(const char *text)) {
  char *text;
  int length = asprintf(&text, "%d", n);
  if (length >= 0)
    look(text);
  if (length < 2)
    return 0;
  free(text);
  return 1;
}
// CHECK-LABEL: {{^}}short_bad: escaping{{$}}
// CHECK: escapes callback

int zero_bad(size_t n, void (*look)(const void *bytes)) {
  void *bytes;
  int error = posix_memalign(&bytes, 64, n);
  look(bytes);
  if (error == 0)
    return 0;
  free(bytes);
  return error;
}
// CHECK-LABEL: {{^}}zero_bad: escaping{{$}}
// CHECK: escapes callback

/// A line that could not be read leaves its buffer.
int line_bad(FILE *from, void (*look)(const char *text)) {
  char *line = NULL;
  size_t size = 0;
  if (getline(&line, &size, from) < 0)
    return -1;
  look(line);
  free(line);
  return 0;
}
// CHECK-LABEL: {{^}}line_bad: escaping{{$}}
