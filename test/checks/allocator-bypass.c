// RUN: rm -rf %t && split-file %s %t
// RUN: not membrane scan --checks=allocator-bypass --root %t --public '*.h' %t/hook.c -- -I%t 2>&1 | FileCheck %t/hook.c --implicit-check-not=warning:
// RUN: not membrane scan --checks=allocator-bypass --root %t --public '*.h' %t/given.c -- -I%t 2>&1 | FileCheck %t/given.c --implicit-check-not=warning:
// RUN: membrane scan --checks=allocator-bypass --root %t --public '*.h' %t/none.c -- -I%t
// RUN: membrane scan --checks=allocator-bypass --root %t --public '*.h' %t/maker.c -- -I%t
// RUN: membrane scan --checks=allocator-bypass --root %t --public '*.h' %t/other.c -- -I%t
// RUN: membrane scan --checks=allocator-bypass --root %t --public '*.h' %t/called.c -- -I%t

//--- api.h
typedef __SIZE_TYPE__ size_t;
struct allocator {
  void *(*get)(void *user, size_t size);
  void (*put)(void *user, void *old);
  void *user;
};
struct handle;
void set_hook(void *(*get)(size_t));
char *through_ok(size_t size);
char *straight_bad(const char *text);
int inside(size_t size);
char *own(size_t size);
struct handle *handle_new(struct allocator *a);
char *part_bad(struct handle *h, struct allocator *a);
char *whole_ok(struct allocator *a, size_t size);
char *fallback_ok(struct allocator *a, size_t size);
char *without_ok(size_t size);
void *malloc(size_t);
void free(void *);
char *strdup(const char *);

//--- other.c
#include "api.h"
// The hook of another library does not bind this one.
extern void *(*other_malloc)(size_t);
char *through_ok(size_t size) { return other_malloc(size); }
char *own(size_t size) { return malloc(size); }

//--- hook.c
#include "api.h"
// What stands behind the hook is no bypass, nor what only that calls.
static void *checked_ok(size_t size) { return malloc(size ? size : 1); }
static void *standard_ok(size_t size) { return checked_ok(size); }
static void *(*allocate)(size_t) = standard_ok;
void set_hook(void *(*get)(size_t)) { allocate = get ? get : standard_ok; }

char *through_ok(size_t size) { return allocate(size); }

char *straight_bad(const char *text) { return strdup(text); }
// CHECK: hook.c:[[#@LINE-1]]:47: warning: 'straight_bad' allocates with 'strdup', past the allocator hook '{{.*}}allocate' [allocator-bypass]
// CHECK-NEXT: hook.c:[[#@LINE-2]]:47: note: 'strdup' allocates
// CHECK-NEXT: hook.c:[[#@LINE-5]]:40: note: the hook '{{.*}}allocate' is called here

// In a function that others cannot call; said once, and not of its callers.
static void *helper_bad(size_t size) { return malloc(size); }
// CHECK: hook.c:[[#@LINE-1]]:47: warning: 'helper_bad' allocates with 'malloc', past
int inside(size_t size) {
  char *p = helper_bad(size);
  int there = p != 0;
  free(p);
  return there;
}

// Nobody calls it: it is no part of the library.
static void *unused_ok(size_t size) { return malloc(size); }
void *(*const keep)(size_t) = unused_ok;

//--- given.c
#include "api.h"
struct handle {
  struct allocator own;
  char *text;
};

static void *filled_bad(void) { return malloc(8); }
// CHECK: given.c:[[#@LINE-1]]:40: warning: 'filled_bad' allocates with 'malloc', past the allocator that the caller of 'handle_new' gave in argument 0 at '->get' [allocator-bypass]
// CHECK-NEXT: given.c:[[#@LINE-2]]:40: note: 'malloc' allocates
// CHECK-NEXT: given.c:[[#@LINE+2]]:22: note: memory comes from the caller's allocator here
struct handle *handle_new(struct allocator *a) {
  struct handle *h = a->get(a->user, sizeof *h);
  h->own = *a;
  h->text = filled_bad();
  return h;
}

char *part_bad(struct handle *h, struct allocator *a) {
  h->text = a->get(a->user, 4);
  return malloc(4);
}
// CHECK: given.c:[[#@LINE-2]]:10: warning: 'part_bad' allocates with 'malloc', past the allocator that the caller gave in argument 1 at '->get'

char *whole_ok(struct allocator *a, size_t size) {
  return a->get(a->user, size);
}

char *fallback_ok(struct allocator *a, size_t size) {
  if (!a)
    return malloc(size);
  return a->get ? a->get(a->user, size) : malloc(size);
}

// The caller of this one gave no allocator.
char *without_ok(size_t size) { return malloc(size); }

//--- none.c
#include "api.h"
// No allocator can be chosen.
char *own(size_t size) { return malloc(size); }

//--- maker.h
typedef __SIZE_TYPE__ size_t;
struct task { int kind; };
struct makers {
  void *(*make_text)(const struct task *, long);
  void (*end)(void *);
};
struct reader {
  struct task stack[4];
  int top;
  const struct makers *by;
  char *text;
};
struct reader *reader_new(const struct makers *by);
void *read_one_ok(struct reader *r, long n);
void *malloc(size_t);
void free(void *);

//--- maker.c
#include "maker.h"
// What makes an object out of a task is no allocator.
static void *make_text(const struct task *of, long n) {
  int *made = malloc(n);
  if (made)
    *made = of->kind;
  return made;
}
static const struct makers usual = {make_text, free};

struct reader *reader_new(const struct makers *by) {
  struct reader *made = malloc(sizeof *made);
  if (!made)
    return 0;
  made->by = by ? by : &usual;
  made->top = 0;
  made->text = 0;
  return made;
}

void *read_one_ok(struct reader *r, long n) {
  r->text = malloc(n);
  return r->by->make_text(&r->stack[r->top], n);
}

//--- called.h
typedef __SIZE_TYPE__ size_t;
struct stream {
  unsigned char *in, *out[5];
  char *message;
  void *state;
  void *(*take)(void *, unsigned, unsigned);
  void (*give)(void *, void *);
  void *user;
};
int inflateInit_(struct stream *, const char *, int);
void set_hooks(void *(*get)(size_t), void (*put)(void *));
int start_ok(struct stream *s);
void *malloc(size_t);
void free(void *);

//--- called.c
#include "called.h"
// What allocates for a function without a body goes through the hook.
static void *(*allocate)(size_t) = malloc;
static void (*release)(void *) = free;
void set_hooks(void *(*get)(size_t), void (*put)(void *)) {
  allocate = get;
  release = put;
}
static void *take(void *user, unsigned count, unsigned size) {
  return allocate((size_t)count * size);
}
static void give(void *user, void *old) { release(old); }
int start_ok(struct stream *s) {
  s->take = take;
  s->give = give;
  return inflateInit_(s, "1", sizeof *s);
}
