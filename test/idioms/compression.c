// RUN: %scan %s -- --target=x86_64-unknown-linux-gnu | FileCheck %s
//
// Users of zlib and its like, by the built-in models: streams that the caller
// fills in, with and without an allocator.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

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
int deflateInit_(z_stream *, int, const char *, int);
int deflate(z_stream *, int);
int deflateEnd(z_stream *);
int inflateInit_(z_stream *, const char *, int);
int inflate(z_stream *, int);
int inflateEnd(z_stream *);
typedef struct gzFile_s *gzFile;
gzFile gzopen(const char *, const char *);
int gzread(gzFile, void *, unsigned);
int gzclose(gzFile);

int squeeze_ok(unsigned char *to, unsigned char *from, unsigned n) {
  z_stream z = {0};
  deflateInit_(&z, 6, "1", sizeof z);
  z.next_in = from;
  z.next_out = to;
  z.avail_in = z.avail_out = n;
  int result = deflate(&z, 4);
  deflateEnd(&z);
  return result;
}
// CHECK-LABEL: {{^}}squeeze_ok: contained{{$}}
// CHECK-NOT: assumes

int begin_bad(z_stream *z) {
  z->zalloc = NULL;
  z->zfree = NULL;
  return inflateInit_(z, "1", sizeof *z);
}
// CHECK-LABEL: {{^}}begin_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->state" {{.*}} family malloc

int step_bad(z_stream *z) { return inflate(z, 0); }
// CHECK-LABEL: {{^}}step_bad: parameterized{{$}}

int end_ok(z_stream *z) { return inflateEnd(z); }
// CHECK-LABEL: {{^}}end_ok: none{{$}}
// CHECK: {{^}}  releases argument 0 "->state" always

static void *kept;
static void *own_get(void *opaque, unsigned items, unsigned size) {
  kept = malloc(16);
  return calloc(items, size);
}
static void own_put(void *opaque, void *address) { free(address); }

/// What the allocator does besides is seen too.
z_stream *with_own_bad(void) {
  z_stream *z = calloc(1, sizeof *z);
  z->zalloc = own_get;
  z->zfree = own_put;
  deflateInit_(z, 6, "1", sizeof *z);
  return z;
}
// CHECK-LABEL: {{^}}with_own_bad: opaque{{$}}
// CHECK: {{^}}  retains fresh in {{.*}}kept

int first_ok(const char *path) {
  char c = 0;
  gzFile file = gzopen(path, "r");
  gzread(file, &c, 1);
  gzclose(file);
  return c;
}
// CHECK-LABEL: {{^}}first_ok: contained{{$}}

/// Buffers are made at the first call.
int next_bad(gzFile file, char *c) { return gzread(file, c, 1); }
// CHECK-LABEL: {{^}}next_bad: opaque{{$}}

gzFile open_bad(const char *path) { return gzopen(path, "r"); }
// CHECK-LABEL: {{^}}open_bad: opaque{{$}}
