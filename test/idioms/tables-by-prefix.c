// RUN: %scan %s -- | FileCheck %s
//
// A constant table that is read by the type of a shorter record, which its
// elements begin as: the functions there are all that can be called.

#include "../Inputs/libc.h"

struct coder {
  unsigned long id;
  int (*cost)(const void *options);
};
struct encoder {
  unsigned long id;
  int (*cost)(const void *options);
  int (*prepare)(int level);
};

static int cost_of(const void *options) { return *(const int *)options; }
static int prepare(int level) { return level; }
static const struct encoder encoders[] = {{1, cost_of, prepare}, {2, 0, 0}};

static const struct encoder *find(unsigned long id) {
  for (int i = 0; i < 2; i++)
    if (encoders[i].id == id)
      return &encoders[i];
  return 0;
}

typedef const struct coder *find_coder(unsigned long id);
static int cost(find_coder *by, const void *options, unsigned long id) {
  const struct coder *found = by(id);
  return found && found->cost ? found->cost(options) : 0;
}
int cost_ok(const void *options, unsigned long id) {
  return cost((find_coder *)find, options, id);
}
// CHECK-LABEL: {{^}}cost_ok: none{{$}}
// CHECK-NOT: assumes

/// Others may have written here.
static struct encoder changing[] = {{1, cost_of, prepare}};
void *changing_table(void) { return changing; }
int changing_bad(const void *options, unsigned long at) {
  const struct coder *found = (const void *)&changing[at];
  return found->cost(options);
}
// CHECK-LABEL: {{^}}changing_bad: none{{$}}
// CHECK: assumes callback

/// One of two is the caller's.
int mixed_bad(const struct coder *own, const void *options, unsigned long id) {
  const struct coder *found = id ? (const void *)find(id) : own;
  return found ? found->cost(options) : 0;
}
// CHECK-LABEL: {{^}}mixed_bad: none{{$}}
// CHECK: assumes callback
