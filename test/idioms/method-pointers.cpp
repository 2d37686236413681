// RUN: %scan %s -- -std=c++17 | FileCheck %s
//
// Pointers to methods that stand in a member which only the program sets: what
// is called are the methods that were stored there, also virtual ones.

#include "../Inputs/libc.h"

struct machine {
  typedef int (machine::*step)(char *);
  step next;
  virtual int virtual_step(char *text);
  int first(char *text);
  int run(char *text);
};

int machine::first(char *text) {
  text[0] = 0;
  next = &machine::virtual_step;
  return 1;
}
int machine::virtual_step(char *text) {
  text[0] = 1;
  next = &machine::first;
  return 0;
}
int machine::run(char *text) {
  char *copy = (char *)malloc(8);
  int done = copy ? (this->*next)(copy) : 0;
  free(copy);
  return done;
}
extern "C" int machine_run_ok(machine *m, char *text) { return m->run(text); }
// CHECK-LABEL: {{^}}machine_run_ok: contained{{$}}

/// What a virtual method keeps is kept.
struct keeper {
  typedef int (keeper::*step)(char *);
  step next;
  char *kept;
  virtual int keep(char *text);
  void start() { next = &keeper::keep; }
  int run(char *text);
};
int keeper::keep(char *text) {
  kept = text;
  return 0;
}
int keeper::run(char *text) {
  char *copy = (char *)malloc(8);
  return copy ? (this->*next)(copy) : 0;
}
extern "C" void keeper_start(keeper *k) { k->start(); }
extern "C" int keeper_run_bad(keeper *k, char *text) { return k->run(text); }
// CHECK-LABEL: {{^}}keeper_run_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->kept"

/// What a client passes is the client's.
struct given {
  typedef int (given::*step)(char *);
  step next;
  int run(char *text);
};
int given::run(char *text) {
  char *copy = (char *)malloc(8);
  return copy ? (this->*next)(copy) : 0;
}
extern "C" void given_set(given *g, given::step next) { g->next = next; }
extern "C" int given_run_bad(given *g, char *text) { return g->run(text); }
// CHECK-LABEL: {{^}}given_run_bad: escaping{{$}}
