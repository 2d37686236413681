// RUN: %scan %s -- | FileCheck %s
//
// A table of functions holds one without a body that calls what it is given:
// what the table shows is not what that one calls.

#include "../Inputs/libc.h"

typedef int compare(const void *, const void *);
typedef void sorting(void *, size_t, size_t, compare *);
static struct { sorting *sort; } ways = {qsort};

static void *kept;
static int keeps(const void *a, const void *b) {
  kept = *(void **)a;
  return a != b;
}
void by_own_bad(void) {
  void *p[2] = {malloc(8), malloc(8)};
  ways.sort(p, 2, sizeof *p, keeps);
}
// CHECK-LABEL: {{^}}by_own_bad: contained{{$}}
// CHECK: {{^}}  retains fresh in {{.*}}kept

void by_callers_bad(compare *by) {
  void *p[2] = {malloc(8), malloc(8)};
  ways.sort(p, 2, sizeof *p, by);
}
// CHECK-LABEL: {{^}}by_callers_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0

void by_callers_ok(compare *by) {
  void *p[2] = {malloc(8), malloc(8)};
  ways.sort(p, 2, sizeof *p, by);
  free(p[0]);
  free(p[1]);
}
// CHECK-LABEL: {{^}}by_callers_ok:

/// The library behind it calls an allocator that stands in the argument.
typedef struct {
  unsigned char *next_in;
  unsigned avail_in;
  unsigned long total_in;
  unsigned char *next_out;
  unsigned avail_out;
  unsigned long total_out;
  char *msg;
  struct internal_state *state;
  void *(*zalloc)(void *opaque, unsigned items, unsigned size);
  void (*zfree)(void *opaque, void *address);
  void *opaque;
  int data_type;
  unsigned long adler, reserved;
} z_stream;
int inflateInit_(z_stream *, const char *, int);
int inflateEnd(z_stream *);
static struct {
  int (*begin)(z_stream *, const char *, int);
  int (*end)(z_stream *);
} unpack = {inflateInit_, inflateEnd};

int begin_bad(z_stream *z) { return unpack.begin(z, "1", sizeof *z); }
// CHECK-LABEL: {{^}}begin_bad: {{parameterized|escaping}}{{$}}
// CHECK: {{^}}  escapes argument 0 "->state"

int end_ok(z_stream *z) { return unpack.end(z); }
// CHECK-LABEL: {{^}}end_ok: none{{$}}
// CHECK: {{^}}  releases argument 0 "->state"
