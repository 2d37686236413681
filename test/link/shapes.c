// RUN: membrane scan --dump=link %s -- | FileCheck %s
// RUN: membrane scan --dump=summary %s -- | FileCheck %s --check-prefix=SUM
//
// A union of pointers to functions is called as one or as the other: each call
// reaches the functions that it fits. One that fits none is reached by all.

void free(void *);
typedef int plain(void *data, long size);
typedef int layered(void *under, void *data, long size);
struct source {
  struct source *under;
  union {
    plain *plain;
    layered *layered;
  } call;
};
static int text(void *data, long size) { return *(char *)data == size; }
static int check(void *under, void *data, long size) {
  free(under);
  return *(char *)data == size;
}
void text_start(struct source *it) { it->call.plain = text; }
void check_start(struct source *it) { it->call.layered = check; }

int source_read_ok(struct source *it, void *to) {
  if (!it->under)
    return it->call.plain(to, 1);
  return it->call.layered(it->under, to, 1);
}
// CHECK-LABEL: {{^}}function source_read_ok
// CHECK: calls through pointer at 27:{{[0-9]+}}: text
// CHECK-NOT: check
// CHECK: calls through pointer at 28:{{[0-9]+}}: check
// CHECK-NOT: text
// CHECK-LABEL: {{^}}function
// SUM-LABEL: {{^}}source_read_ok: none{{$}}
// SUM: {{^}}  releases argument 0 "->under" always
// SUM-NOT: {{^}}  releases argument 1
// SUM-LABEL: {{^}}odd_start: none

/// By its type it is called by neither.
static int odd(void *data, int size) { return *(char *)data == size; }
struct other {
  union {
    plain *plain;
    layered *layered;
  } call;
};
void odd_start(struct other *it) {
  it->call.plain = text;
  it->call.plain = (plain *)odd;
}
int odd_read(struct other *it, void *to, int under) {
  return under ? it->call.layered(it, to, 1) : it->call.plain(to, 1);
}
// CHECK-LABEL: {{^}}function odd_read
// CHECK: calls through pointer at {{.*}}odd
// CHECK: calls through pointer at {{.*}}odd
