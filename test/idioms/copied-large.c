// RUN: %scan %s -- --target=x86_64-unknown-linux-gnu | FileCheck %s
//
// A large struct that is copied as a whole: what was stored in a member is all
// that stands there in the copy, as in a small one.

typedef __SIZE_TYPE__ size_t;
void *malloc(size_t), *memset(void *, int, size_t);
void free(void *);

struct tool {
  long state[40];
  void *(*take)(struct tool *, size_t);
  void (*drop)(struct tool *, void *);
  char *name;
  long last[40];
};

static struct tool *make(void *(*take)(struct tool *, size_t),
                         void (*drop)(struct tool *, void *)) {
  struct tool plan, *made;
  memset(&plan, 0, sizeof plan);
  plan.take = take;
  plan.drop = drop;
  made = take ? take(&plan, sizeof plan) : malloc(sizeof plan);
  if (made)
    *made = plan;
  return made;
}

/// There is no function of a client's.
int used_ok(void) {
  struct tool *made = make(0, 0);
  if (!made)
    return 0;
  char *text = made->take ? made->take(made, 9) : malloc(9);
  if (made->drop)
    made->drop(made, text);
  else
    free(text);
  free(made);
  return 1;
}
// CHECK-LABEL: {{^}}used_ok: contained{{$}}
// CHECK-NOT: assumes

/// One was put there before the copy.
int told_bad(void (*drop)(struct tool *, void *)) {
  struct tool *made = make(0, drop);
  if (!made)
    return 0;
  made->drop(made, made);
  return 1;
}
// CHECK-LABEL: {{^}}told_bad: opaque{{$}}
// CHECK: {{^}}  escapes callback

/// One of two that is copied.
int either_bad(int which, void (*drop)(struct tool *, void *)) {
  struct tool none, some, *made = malloc(sizeof *made);
  memset(&none, 0, sizeof none);
  memset(&some, 0, sizeof some);
  some.drop = drop;
  if (!made)
    return 0;
  *made = which ? some : none;
  if (made->drop)
    made->drop(made, made);
  return 1;
}
// CHECK-LABEL: {{^}}either_bad: opaque{{$}}
// CHECK: {{^}}  escapes callback
