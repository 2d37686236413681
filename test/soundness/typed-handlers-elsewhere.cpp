// RUN: %scan %s -- -std=c++17 | FileCheck %s
//
// Exceptions of which nobody knows the type, or which arrive where another
// one is handled.

int *kept;
void unseen();

int unseen_code_bad() {
  int *made = new int(1);
  try {
    kept = made;
    unseen();
    throw made;
  } catch (double) {
  }
  return 0;
}
// CHECK-LABEL: {{^}}unseen_code_bad: {{unknown|escaping}}{{$}}

using thrower = void (*)();
static void throw_new() { throw new int(1); }
static void throw_text() { throw "text"; }
static const thrower All[] = {throw_new, throw_text};

/// Which of them is called decides.
int through_pointers_bad(int which) {
  try {
    All[which]();
  } catch (const char *) {
  }
  return 0;
}
// CHECK-LABEL: {{^}}through_pointers_bad: escaping{{$}}
// CHECK: {{^}}  escapes exception "" family new

int through_pointers_ok(int which) {
  try {
    All[which]();
  } catch (const char *) {
  } catch (int *made) {
    delete made;
  }
  return 0;
}
// CHECK-LABEL: {{^}}through_pointers_ok: contained{{$}}

/// The handler's own exception is none that it stops.
int in_handler_bad() {
  try {
    throw 1;
  } catch (int) {
    throw_new();
  }
  return 0;
}
// CHECK-LABEL: {{^}}in_handler_bad: escaping{{$}}
// CHECK: {{^}}  escapes exception "" family new

/// So is what a function throws again that was called by a handler.
static void again() { throw; }
int again_bad() {
  try {
    throw_new();
  } catch (int *made) {
    try {
      again();
    } catch (char) {
    }
  }
  return 0;
}
// CHECK-LABEL: {{^}}again_bad: escaping{{$}}
// CHECK: {{^}}  escapes exception "" family new

/// Through any number of handlers that do not fit.
int rec(int depth) {
  try {
    if (depth == 0)
      throw_new();
    rec(depth - 1);
  } catch (double) {
  }
  return 0;
}
// CHECK-LABEL: {{^}}rec: escaping{{$}}
// CHECK: {{^}}  escapes exception "" family new
