// RUN: %scan %s -- | FileCheck %s
//
// A number that was stored is not known any more once others may have changed
// it: a client's function that calls the library again, another thread, a
// signal, a device.

#include "../Inputs/libc.h"

typedef struct loop loop;
struct loop {
  int quit;
  void (*each)(void *);
  void *user;
};
void loop_on(loop *it, void (*each)(void *), void *user) {
  it->each = each;
  it->user = user;
}
void loop_quit(loop *it) { it->quit = 1; }

char *run_bad(loop *it) {
  it->quit = 0;
  while (!it->quit)
    it->each(it->user);
  return malloc(4);
}
// CHECK-LABEL: {{^}}run_bad: escaping{{$}}

static void fire(loop *it) { it->each(it->user); }
static void fire_twice(loop *it) {
  fire(it);
  fire(it);
}
char *run_by_helper_bad(loop *it) {
  it->quit = 0;
  while (!it->quit)
    fire_twice(it);
  return malloc(4);
}
// CHECK-LABEL: {{^}}run_by_helper_bad: escaping{{$}}

static int mode;
void set_mode(int wanted) { mode = wanted; }
char *static_bad(void (*each)(void)) {
  mode = 0;
  each();
  return mode ? malloc(4) : 0;
}
// CHECK-LABEL: {{^}}static_bad: escaping{{$}}

static void fire_and_reset(loop *it) {
  fire(it);
  mode = 0;
}
char *set_after_ok(loop *it) {
  fire_and_reset(it);
  return mode ? malloc(4) : 0;
}
// CHECK-LABEL: {{^}}set_after_ok: none{{$}}

char *local_ok(loop *it) {
  int own = 0;
  fire(it);
  return own ? malloc(4) : 0;
}
// CHECK-LABEL: {{^}}local_ok: none{{$}}

char *device_bad(volatile unsigned *port) {
  port[0] = 0;
  while (!port[0])
    ;
  return malloc(16);
}
// CHECK-LABEL: {{^}}device_bad: escaping{{$}}

static volatile int caught;
void on_signal(int number) { caught = 1; }
char *signal_bad(void (*pause)(void)) {
  caught = 0;
  return caught ? malloc(4) : 0;
}
// CHECK-LABEL: {{^}}signal_bad: escaping{{$}}

static _Atomic int ready;
void other_thread(void) { ready = 1; }
char *atomic_bad(void) {
  ready = 0;
  while (!ready)
    ;
  return malloc(4);
}
// CHECK-LABEL: {{^}}atomic_bad: escaping{{$}}
