// RUN: %scan %s -- | FileCheck %s
//
// A function that only gives back a number, of which an argument decides: what
// the caller passes says which.

void *malloc(__SIZE_TYPE__);
void free(void *);

struct device {
  int count;
  struct device *parent;
  void *message;
};
struct backend {
  const char *name;
  int (*list)(struct device *);
};
static const struct backend backend = {"plain", 0};

static int has(unsigned what) {
  switch (what) {
  case 0:
    return 1;
  case 1:
    return !backend.list;
  default:
    return 0;
  }
}

void release_ok(struct device *old) {
  if (--old->count)
    return;
  release_ok(old->parent);
  if (!has(1))
    old->message = malloc(9);
  free(old);
}
// CHECK-LABEL: {{^}}release_ok: none{{$}}

static int code(int failed) {
  if (failed)
    return 1;
  return 2;
}

void reported_ok(struct device *to) {
  if (code(1) == 2)
    to->message = malloc(9);
}
// CHECK-LABEL: {{^}}reported_ok: none{{$}}

void reported_bad(struct device *to) {
  if (code(0) == 2)
    to->message = malloc(9);
}
// CHECK-LABEL: {{^}}reported_bad: opaque{{$}}

void asked_bad(struct device *to, unsigned what) {
  if (!has(what))
    to->message = malloc(9);
}
// CHECK-LABEL: {{^}}asked_bad: opaque{{$}}

/// Either number can come.
void either_bad(struct device *to, int how) {
  unsigned what = how ? 1 : 2;
  if (!has(what))
    to->message = malloc(9);
}
// CHECK-LABEL: {{^}}either_bad: opaque{{$}}
