// RUN: %scan %s -- | FileCheck %s
//
// An object that begins as a constant has the functions in it: the compiler
// copies it from one that it made, whose type says nothing where the object has
// padding. Each is beside one that puts another function there.

#include "../Inputs/libc.h"

typedef char *make(int);
static char *none(int n) { return 0; }
static char *some(int n) { return malloc(n); }

struct ops {
  make *get;
  int kind;
};
static char *run(const struct ops *with, int n) { return with->get(n); }

char *constant_bad(int n) {
  struct ops own = {some, 1};
  return run(&own, n);
}
char *stored_ok(int n, int kind) {
  struct ops own = {none, kind};
  return run(&own, n);
}
// CHECK-LABEL: {{^}}constant_bad: escaping{{$}}

/// Kept in an object by a copy.
struct object {
  struct ops with;
};
static struct object *object_new(const struct ops *with) {
  struct object *made = malloc(sizeof *made);
  if (made)
    memcpy(&made->with, with, sizeof *with);
  return made;
}
char *kept_bad(int n) {
  struct ops own = {some, 1};
  struct object *made = object_new(&own);
  if (!made)
    return 0;
  char *got = made->with.get(n);
  free(made);
  return got;
}
// CHECK-LABEL: {{^}}kept_bad: escaping{{$}}

/// Elements of an array.
char *element_bad(int n) {
  const struct ops all[] = {{none, 1}, {some, 2}};
  return run(&all[n & 1], n);
}
// CHECK-LABEL: {{^}}element_bad: escaping{{$}}

/// Returned in registers, and by way of its address.
static struct ops small(void) {
  struct ops own = {some, 1};
  return own;
}
char *small_bad(int n) {
  struct ops own = small();
  return run(&own, n);
}
// CHECK-LABEL: {{^}}small_bad: escaping{{$}}

struct large {
  make *get;
  int kind;
  long more[3];
};
static struct large large(void) {
  struct large own = {some, 1, {2, 3, 4}};
  return own;
}
static char *run_large(const struct large *with, int n) {
  return with->get(n);
}
char *large_bad(int n) {
  struct large own = large();
  return run_large(&own, n);
}
char *large_ok(int n) {
  struct large own;
  own.get = none;
  return run_large(&own, n);
}
// CHECK-LABEL: {{^}}large_bad: escaping{{$}}

/// In a union that is a member.
struct either {
  int kind;
  union {
    make *get;
    void (*tell)(void);
  } u;
};
static char *run_either(const struct either *with, int n) {
  return with->u.get(n);
}
char *either_bad(int n) {
  struct either own = {1, {some}};
  return run_either(&own, n);
}
char *either_ok(int n) {
  struct either own;
  own.u.get = none;
  return run_either(&own, n);
}
// CHECK-LABEL: {{^}}either_bad: escaping{{$}}

/// As `void *`.
struct job {
  void *data;
  int kind;
};
static char *run_job(const struct job *with, int n) {
  return ((make *)with->data)(n);
}
char *job_bad(int n) {
  struct job own = {(void *)some, 1};
  return run_job(&own, n);
}
char *job_ok(int n) {
  struct job own;
  own.data = (void *)none;
  return run_job(&own, n);
}
// CHECK-LABEL: {{^}}job_bad: escaping{{$}}

/// Copied to a record of another name.
struct inner {
  make *get;
  int kind;
};
static char *run_inner(const struct inner *with, int n) {
  return with->get(n);
}
char *converted_bad(int n) {
  struct ops own;
  own.get = some;
  own.kind = 1;
  struct inner copy;
  memcpy(&copy, &own, sizeof copy);
  return run_inner(&copy, n);
}
char *inner_ok(int n) {
  struct inner own;
  own.get = none;
  return run_inner(&own, n);
}
// CHECK-LABEL: {{^}}converted_bad: escaping{{$}}

/// A tree of the caller's.
struct tree {
  struct tree *left, *right;
  char *name;
};
struct visitor {
  void (*see)(struct tree *, int *);
  int *count;
};
static void walk(struct tree *at, const struct visitor *with) {
  if (!at)
    return;
  with->see(at, with->count);
  walk(at->left, with);
  walk(at->right, with);
}
static void name(struct tree *at, int *count) {
  if (!at->name)
    at->name = malloc(8);
}
static void count(struct tree *at, int *count) { ++*count; }
void named_bad(struct tree *it) {
  struct visitor with = {name, 0};
  walk(it, &with);
}
// CHECK-LABEL: {{^}}named_bad: opaque{{$}}
int counted_ok(struct tree *it) {
  int n = 0;
  struct visitor with = {count, &n};
  walk(it, &with);
  return n;
}
