// RUN: %scan %s -- | FileCheck %s
//
// Calls through pointers of which not every target is in sight.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

/// Anybody can write a global that is not static.
int (*open_pointer)(int);
int through_open_global(int n) { return open_pointer(n); }
// CHECK-LABEL: {{^}}through_open_global: {{unknown, if assumed none|none}}{{$}}
// CHECK: {{^}}  assumes {{pointer|callback}}

static char *make(int n) { return malloc(n); }
static char *name(int n) { return n ? "name" : ""; }

/// One of the targets allocates.
char *either_bad(int n) {
  char *(*f)(int) = n > 3 ? make : name;
  return f(n);
}
// CHECK-LABEL: {{^}}either_bad: escaping{{$}}

struct entry {
  const char *key;
  char *(*run)(int);
};
static struct entry entries[] = {{"make", make}, {"name", name}};
char *by_name_bad(const char *key) {
  for (int i = 0; i < 2; i++)
    if (strcmp(entries[i].key, key) == 0)
      return entries[i].run(i);
  return NULL;
}
// CHECK-LABEL: {{^}}by_name_bad: escaping{{$}}

void replace_ok(int i, char *(*f)(int)) { entries[i].run = f; }
// CHECK-LABEL: {{^}}replace_ok: none{{$}}

/// The pointer has been through an integer and a void pointer.
char *laundered_bad(int n) {
  void *p = (void *)make;
  uintptr_t bits = (uintptr_t)p;
  char *(*f)(int) = (char *(*)(int))bits;
  return f(n);
}
// CHECK-LABEL: {{^}}laundered_bad: {{escaping|unknown.*}}{{$}}

/// A call with another type than the definition has.
char *other_type_bad(void) {
  char *(*f)(long) = (char *(*)(long))make;
  return f(4);
}
// CHECK-LABEL: {{^}}other_type_bad: {{escaping|unknown.*}}{{$}}

/// Stored by memcpy into a table on the heap.
char *from_heap_bad(int n) {
  struct entry *e = malloc(sizeof *e);
  memcpy(e, &entries[0], sizeof *e);
  char *p = e->run(n);
  free(e);
  return p;
}
// CHECK-LABEL: {{^}}from_heap_bad: {{escaping|unknown.*}}{{$}}

/// A null test proves nothing about the target.
int tested(int n) { return open_pointer ? open_pointer(n) : n; }
// CHECK-LABEL: {{^}}tested: {{unknown, if assumed none|none}}{{$}}
// CHECK: {{^}}  assumes {{pointer|callback}}

typedef char *(*maker)(int);
static maker choose(int n) { return n ? make : name; }
char *returned_pointer_bad(int n) { return choose(n)(n); }
// CHECK-LABEL: {{^}}returned_pointer_bad: escaping{{$}}

char *plugin(void *library, int n) {
  maker f = (maker)dlsym(library, "make");
  return f ? f(n) : NULL;
}
// CHECK-LABEL: {{^}}plugin: unknown, if assumed none{{$}}
// CHECK: {{^}}  assumes pointer

/// What the found function is given may be kept.
void plugin_gets_block(void *library) {
  void (*f)(char *) = (void (*)(char *))dlsym(library, "take");
  f(malloc(4));
}
// CHECK-LABEL: {{^}}plugin_gets_block: unknown, if assumed contained{{$}}
