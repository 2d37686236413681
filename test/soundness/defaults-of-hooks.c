// RUN: %scan %s -- | FileCheck %s
//
// What a client puts in the place of a function of the library's need not do
// what that does: it returns where that ends the program, and leaves what that
// frees or clears.

#include "../Inputs/libc.h"
void abort(void) __attribute__((noreturn));

static void fatal(const char *why) { abort(); }
static void (*panic)(const char *) = fatal;
void set_panic(void (*other)(const char *)) { panic = other; }

char *recovered_bad(int n) {
  if (n >= 0)
    return 0;
  panic("negative");
  return malloc(4);
}
// CHECK-LABEL: {{^}}recovered_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

// A decorator: only the client has the last one.
struct filter {
  int (*run)(struct filter *, int);
  struct filter *next;
};
static int pass(struct filter *it, int x) {
  return it->next->run(it->next, x + 1);
}
void filter_pass(struct filter *it, struct filter *next) {
  it->run = pass;
  it->next = next;
}
void filter_last(struct filter *it, int (*run)(struct filter *, int)) {
  it->run = run;
}
char *text_bad(struct filter *it, int x) {
  int n = it->run(it, x);
  return malloc(n);
}
// CHECK-LABEL: {{^}}text_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

struct taker {
  int (*take)(void *); // 1: it is the taker's now
};
static int eat(void *given) {
  free(given);
  return 1;
}
void taker_start(struct taker *it) { it->take = eat; }
void taker_on(struct taker *it, int (*take)(void *)) { it->take = take; }
char *not_taken_bad(struct taker *it, int n) {
  char *made = malloc(n);
  return it->take(made) ? 0 : made;
}
// CHECK-LABEL: {{^}}not_taken_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

static void drop(char **it) {
  free(*it);
  *it = 0;
}
static void (*filter)(char **) = drop;
void set_filter(void (*other)(char **)) { filter = other; }
char *filtered_bad(int n) {
  char *made = malloc(n);
  filter(&made);
  return made;
}
// CHECK-LABEL: {{^}}filtered_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

// A hook that is there to free does so, whoever replaces it.
static void (*release)(void *) = free;
void set_release(void (*other)(void *)) { release = other; }
int released_ok(int n) {
  char *made = malloc(n);
  release(made);
  return n;
}
// CHECK-LABEL: {{^}}released_ok: contained{{$}}
