// RUN: %scan %s -- --target=x86_64-unknown-linux-gnu | FileCheck %s
//
// A large struct that is copied as a whole: what was stored in a member may not
// be all that stands there.

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

/// Part of the member is another number, which is not known.
void *torn_bad(int low) {
  struct tool plan, *made = malloc(sizeof *made);
  memset(&plan, 0, sizeof plan);
  plan.name = 0;
  *(int *)&plan.name = low;
  if (!made)
    return 0;
  *made = plan;
  if (made->name)
    return made;
  free(made);
  return 0;
}
// CHECK-LABEL: {{^}}torn_bad: opaque{{$}}

/// It is not known which byte of it all.
void *written_bad(int at) {
  struct tool plan, *made = malloc(sizeof *made);
  memset(&plan, 0, sizeof plan);
  plan.name = 0;
  ((char *)&plan)[at] = 1;
  if (!made)
    return 0;
  *made = plan;
  if (made->name)
    return made;
  free(made);
  return 0;
}
// CHECK-LABEL: {{^}}written_bad: opaque{{$}}

/// The second round copies something else.
void *again_bad(int rounds) {
  struct tool plan, *made = malloc(sizeof *made);
  memset(&plan, 0, sizeof plan);
  plan.name = 0;
  if (!made)
    return 0;
  for (int i = 0; i < rounds; ++i) {
    *made = plan;
    plan.name = (char *)&plan;
  }
  if (made->name)
    return made;
  free(made);
  return 0;
}
// CHECK-LABEL: {{^}}again_bad: opaque{{$}}

/// A member that was made before the copy.
char *name_bad(void) {
  struct tool plan, *made = malloc(sizeof *made);
  memset(&plan, 0, sizeof plan);
  plan.name = malloc(3);
  if (!made)
    return 0;
  *made = plan;
  char *name = made->name;
  free(made);
  return name;
}
// CHECK-LABEL: {{^}}name_bad: escaping{{$}}
// CHECK: {{^}}  escapes return
