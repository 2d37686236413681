// RUN: %scan %s -- | FileCheck %s
//
// Calls through pointers whose targets the program shows.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

static char *make_a(int n) { return malloc(n); }
static char *make_b(int n) { return calloc(1, n); }
static char *const_a(int n) { return n ? "a" : ""; }
static char *const_b(int n) { return n ? "b" : ""; }

static char *(*const makers[])(int) = {make_a, make_b};
char *table_bad(int i) { return makers[i](i); }
// CHECK-LABEL: {{^}}table_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc

static char *(*const names[])(int) = {const_a, const_b};
char *table_ok(int i) { return names[i](i); }
// CHECK-LABEL: {{^}}table_ok: none{{$}}
// CHECK-NOT: {{^}}  {{escapes|allocates|assumes}}

struct methods {
  char *(*make)(int);
  char *(*name)(int);
};
static const struct methods methods = {make_a, const_a};
char *field_bad(int i) { return methods.make(i); }
// CHECK-LABEL: {{^}}field_bad: escaping{{$}}

char *field_ok(int i) { return methods.name(i); }
// CHECK-LABEL: {{^}}field_ok: none{{$}}

struct driver {
  const struct methods *methods;
};
static struct driver driver = {&methods};
char *two_levels_bad(int i) { return driver.methods->make(i); }
// CHECK-LABEL: {{^}}two_levels_bad: escaping{{$}}

char *local_pointer_bad(int i) {
  char *(*f)(int) = i ? make_a : make_b;
  return f(i);
}
// CHECK-LABEL: {{^}}local_pointer_bad: escaping{{$}}

char *local_pointer_ok(int i) {
  char *(*f)(int) = i ? const_a : const_b;
  return f(i);
}
// CHECK-LABEL: {{^}}local_pointer_ok: none{{$}}

static char *apply(char *(*f)(int), int n) { return f(n); }
char *passed_bad(int i) { return apply(make_a, i); }
// CHECK-LABEL: {{^}}passed_bad: escaping{{$}}

char *passed_ok(int i) { return apply(const_a, i); }
// CHECK-LABEL: {{^}}passed_ok: none{{$}}

static int (*registered)(int);
static int counts(int n) { return n + 1; }
void start_ok(void) { registered = counts; }
int fire_ok(int n) { return registered ? registered(n) : 0; }
// CHECK-LABEL: {{^}}fire_ok: none{{$}}

/// A target that anybody may register is the caller's.
static int (*open_hook)(int);
void register_ok(int (*f)(int)) { open_hook = f; }
// CHECK-LABEL: {{^}}register_ok: none{{$}}

int call_registered_ok(int n) { return open_hook ? open_hook(n) : 0; }
// CHECK-LABEL: {{^}}call_registered_ok: {{none|unknown, if assumed none}}{{$}}
// CHECK: {{^}}  assumes {{callback|pointer}}

/// What dlsym finds is not in the program.
int from_library(void *library, int n) {
  int (*f)(int) = (int (*)(int))dlsym(library, "plugin");
  return f(n);
}
// CHECK-LABEL: {{^}}from_library: unknown, if assumed none{{$}}
// CHECK: {{^}}  assumes pointer
