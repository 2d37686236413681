// RUN: %scan %s -- -std=c++17 | FileCheck %s
//
// Exceptions: what is cleaned up, lost or handed out on the way.

#include "../Inputs/classes.h"
extern "C" void *malloc(__SIZE_TYPE__);
extern "C" void free(void *);

int thrower_ok(int n) {
  if (n)
    throw n;
  return n;
}
// CHECK-LABEL: {{^}}thrower_ok: none{{$}}

struct guarded {
  int *p;
  explicit guarded(int n) : p(new int) { thrower_ok(n); }
};
/// If the constructor throws, the object is given back, its member is not.
guarded *constructor_throws_bad(int n) { return new guarded(n); }
// CHECK-LABEL: {{^}}constructor_throws_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes return "" guarded * {{(opaque )?}}family new
// CHECK: {{^}}  leaks new at [[#@LINE-3]]{{$}}

int lost_bad(int n) {
  int *p = new int;
  int v = thrower_ok(n);
  delete p;
  return v;
}
// CHECK-LABEL: {{^}}lost_bad: contained{{$}}
// CHECK: {{^}}  leaks new at [[#@LINE-6]]{{$}}

struct owner {
  int *p = new int;
  ~owner() { delete p; }
};
int unwound_ok(int n) {
  owner o;
  return thrower_ok(n);
}
// CHECK-LABEL: {{^}}unwound_ok: contained{{$}}
// CHECK-NOT: {{^}}  leaks

int rethrown_ok(int n) {
  int *p = new int;
  try {
    thrower_ok(n);
  } catch (...) {
    delete p;
    throw;
  }
  delete p;
  return 0;
}
// CHECK-LABEL: {{^}}rethrown_ok: contained{{$}}
// CHECK-NOT: {{^}}  leaks

/// It never returns, but the handler sees what it did.
void fill_and_throw(int **out) {
  *out = new int;
  throw 1;
}
int *caught_filled_bad() {
  int *p = nullptr;
  try {
    fill_and_throw(&p);
  } catch (int) {
    return p;
  }
  return nullptr;
}
// CHECK-LABEL: {{^}}caught_filled_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" int * family new

struct pair {
  owner first, second;
};
/// The second allocation of the two may throw.
pair *two_steps_ok() { return new pair; }
// CHECK-LABEL: {{^}}two_steps_ok: {{opaque|escaping}}{{$}}
// CHECK-NOT: {{^}}  leaks

int *out_of_handler_bad(int n) {
  try {
    thrower_ok(n);
    return nullptr;
  } catch (...) {
    return new int(n);
  }
}
// CHECK-LABEL: {{^}}out_of_handler_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" int * family new
