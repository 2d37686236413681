// What is said of functions that are too large for full precision. Where the
// declared type has no room for a pointer, or must not be written, there is no
// finding; the class counts it, but for what cannot be stored: in code.
// RUN: not membrane scan --fail-on=note --checks=non-opaque-return,non-opaque-argument,hidden-global %s -- 2>&1 | FileCheck %s --implicit-check-not=warning: --implicit-check-not=[hidden-global]

// CHECK-DAG: escaping {{ *}}fn_number
// CHECK-DAG: escaping {{ *}}fn_const
// CHECK-DAG: opaque {{ *}}code_ok
// CHECK-DAG: opaque {{ *}}fn_hooks

#define FOUR(F, N) F(N##0) F(N##1) F(N##2) F(N##3)
#define SIXTEEN(F) FOUR(F, 1) FOUR(F, 2) FOUR(F, 3) FOUR(F, 4)
#define ALL(F) SIXTEEN(F) FOUR(F, 5) FOUR(F, 6) FOUR(F, 7) FOUR(F, 8)
void *malloc(unsigned long);
#define MEMBER(N) char *a##N;
struct wide { ALL(MEMBER) unsigned long count; };
#define CASE(N) case N: return w->a##N;
static char *pick(struct wide *w, int i) {
  switch (i) { ALL(CASE) }
  return 0;
}
#define SET(N) w->a##N = pick(w, i + N);

unsigned long fn_number(struct wide *w, int i) {
  w->a10 = malloc(2);
  ALL(SET)
  return *(unsigned long *)((char *)w + 8 * i);
}
unsigned long number_bad(int n) {
  return (unsigned long)malloc(n);
  // CHECK: :[[#@LINE-1]]:25: warning: 'number_bad' returns a non-opaque allocation [non-opaque-return]
}

// The same with a place.
static void any(struct wide *w, const void *into, int i) {
  w->a10 = malloc(2);
  ALL(SET)
  *(char **)into = pick(w, i);
}
void fn_const(struct wide *w, const char *name, int i) { any(w, name, i); }
void code_ok(struct wide *w, void (*call)(void), int i) { any(w, (void *)call, i); }
void text_bad(struct wide *w, char *text, int i) { any(w, text, i); }
// CHECK: warning: 'text_bad' leaves a non-opaque allocation in argument 1 at '*' [non-opaque-argument]

// The same with a variable.
static struct hooks { void (*call)(void); unsigned long calls; char on; } hooks;
static struct texts { char *last; int calls; } texts;
int touch(void (*call)(void)) { hooks.call = call; return ++texts.calls; }
void fn_hooks(struct wide *w, int i) { any(w, &hooks, i); }
void texts_bad(struct wide *w, int i) { any(w, &texts, i); }
// CHECK: note: 'texts_bad' keeps memory in global state ('{{.*}}texts{{.*}}') [hidden-global]

// Where the same may stand at any depth, one store is one cause.
void push_bad(struct wide *w, char **at, int i) {
  ALL(SET)
  for (; i--; at = (char **)at[i])
    at[i] = malloc(8);
}
void push_twice(struct wide *w, char **at, int i) { push_bad(w, at, i); push_bad(w, at, -i); }
// CHECK: warning: 'push_bad' leaves a non-opaque allocation in argument 1 at '*' [non-opaque-argument]
// CHECK: :[[#@LINE-4]]:11: note: stored in '*'
// CHECK: note: {{.*}}; 1 other function does the same
