// RUN: %scan %s -- | FileCheck %s
//
// Hooks in one struct of the library's that are null until the program replaces
// them. What is made where the one is null goes back where the other is.

#include "../Inputs/libc.h"

static struct {
  int verbose;
  void *(*get)(size_t);
  void (*put)(void *);
  int (*tell)(void *);
  char *text;
} global;
void set_get_ok(void *(*get)(size_t)) { global.get = get; }
void set_put_ok(void (*put)(void *)) { global.put = put; }
void set_text_ok(char *text) { global.text = text; }
void set_tell_ok(int (*tell)(void *)) { global.tell = tell; }

static int get(size_t size, void **to) {
  *to = global.get ? global.get(size) : malloc(size);
  return *to != NULL;
}

void put_ok(void *old) {
  if (global.put)
    global.put(old);
  else
    free(old);
}
// CHECK-LABEL: {{^}}put_ok: none{{$}}

int inside_ok(size_t size) {
  void *made;
  if (!get(size, &made))
    return 0;
  put_ok(made);
  return 1;
}
// CHECK-LABEL: {{^}}inside_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

/// A null text says nothing of a hook.
static char *copy(void) { return global.text ? global.text : malloc(4); }
// CHECK-LABEL: {{^}}copy: escaping{{$}}
void text_bad(void) { put_ok(copy()); }
// CHECK-LABEL: {{^}}text_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback

/// What does not take the place of a release is given the memory.
int tell_bad(size_t size) {
  void *made;
  if (!get(size, &made))
    return 0;
  int told = global.tell ? global.tell(made) : 0;
  put_ok(made);
  return told;
}
// CHECK-LABEL: {{^}}tell_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback
