// RUN: %scan %s -- | FileCheck %s
//
// Files, mappings and buffers that libc makes, all given back.

#include "../Inputs/libc.h"

int file_ok(const char *path) {
  FILE *f = fopen(path, "w");
  if (!f)
    return -1;
  fputs("x", f);
  return fclose(f);
}
// CHECK-LABEL: {{^}}file_ok: contained{{$}}
// CHECK: {{^}}  allocates {{.+}} resource{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks}}

int lines_ok(FILE *f) {
  char *line = NULL;
  size_t capacity = 0;
  int count = 0;
  while (getline(&line, &capacity, f) >= 0)
    count++;
  free(line);
  return count;
}
// CHECK-LABEL: {{^}}lines_ok: contained{{$}}
// CHECK: {{^}}  allocates malloc heap{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks}}

int formatted_ok(int n) {
  char *text;
  if (asprintf(&text, "%d", n) < 0)
    return -1;
  int length = (int)strlen(text);
  free(text);
  return length;
}
// CHECK-LABEL: {{^}}formatted_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

int mapped_ok(int fd, size_t n) {
  char *p = mmap(NULL, n, 1, 2, fd, 0);
  if (p == (void *)-1)
    return -1;
  int first = p[0];
  munmap(p, n);
  return first;
}
// CHECK-LABEL: {{^}}mapped_ok: contained{{$}}
// CHECK: {{^}}  allocates mmap mapping{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks}}

/// One that is not given back when the second fails.
int mapped_twice_bad(int fd, size_t n) {
  char *p = mmap(NULL, n, 1, 2, fd, 0);
  if (p == (void *)-1)
    return -1;
  char *q = mmap(NULL, n, 1, 2, fd, 0);
  if (q == (void *)-1)
    return -1;
  munmap(q, n);
  munmap(p, n);
  return 0;
}
// CHECK-LABEL: {{^}}mapped_twice_bad: contained{{$}}
// CHECK: {{^}}  leaks mmap at [[#@LINE-11]]{{$}}
// CHECK-NOT: {{^}}  leaks

int descriptor_ok(const char *path) {
  int fd = open(path, 0);
  close(fd);
  return fd;
}
// CHECK-LABEL: {{^}}descriptor_ok: none{{$}}

void print_ok(int n) { printf("%d\n", n); }
// CHECK-LABEL: {{^}}print_ok: none{{$}}

void write_ok(FILE *f) { fputs("x", f); }
// CHECK-LABEL: {{^}}write_ok: none{{$}}

const char *environment_ok(void) { return getenv("HOME"); }
// CHECK-LABEL: {{^}}environment_ok: none{{$}}
// CHECK: {{^}}  result borrowed, nullable

/// The look-alikes that go out.
void *map_bad(size_t n) { return mmap(NULL, n, 3, 0x22, -1, 0); }
// CHECK-LABEL: {{^}}map_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" void * family mmap

char *format_bad(int n) {
  char *text = NULL;
  asprintf(&text, "%d", n);
  return text;
}
// CHECK-LABEL: {{^}}format_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc
