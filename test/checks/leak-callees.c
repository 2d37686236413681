// RUN: not membrane scan --checks=leak %s -- 2>&1 | FileCheck %s --implicit-check-not=warning:

void *malloc(__SIZE_TYPE__);
void free(void *);

// What a callee makes and does not return is there only if it succeeds.
struct table { char *start; int count; };
static int table_init(struct table *t) {
  t->count = 0;
  t->start = malloc(8);
  return t->start ? 0 : -1;
}
int checked_ok(void) {
  struct table t;
  if (table_init(&t))
    return -1;
  t.start[0] = 0;
  free(t.start);
  return 0;
}

static char *pick(char *given, int *ours) {
  *ours = given == 0;
  return given ? given : malloc(1);
}
int told_ok(char *given, int stop) {
  int ours;
  char *text = pick(given, &ours);
  if (!text)
    return -1;
  if (stop) {
    if (ours)
      free(text);
    return 0;
  }
  if (ours)
    free(text);
  return 1;
}

static char *make(void) { return malloc(1); }
int made_bad(int stop) {
  char *text = make();
  if (stop)
    return -1;
  free(text);
  return 0;
}
// CHECK: :[[#@LINE-6]]:16: warning: 'made_bad' leaks memory of family 'malloc' [leak]

// Whether it is there or not: no path does anything for it.
int table_lost_bad(void) {
  struct table t;
  return table_init(&t);
}
// CHECK: :[[#@LINE-2]]:10: warning: 'table_lost_bad' leaks memory of family 'malloc' [leak]

int table_lost_after_test_bad(void) {
  struct table t;
  if (table_init(&t))
    return -1;
  t.start[0] = 0;
  return t.count;
}
// CHECK: :[[#@LINE-5]]:7: warning: 'table_lost_after_test_bad' leaks

// What is called by a function without a body gives its result to that one.
int pthread_create(unsigned long *, const void *, void *(*)(void *), void *);
static void *routine(void *unused) { return malloc(8); }
int started_ok(unsigned long *thread) {
  return pthread_create(thread, 0, routine, 0);
}

// As one that gives nothing, no allocator is called.
struct memory { void *(*take)(void *); void (*give)(void *); };
static void *take(void *unused) { return malloc(8); }
static void give(void *block) { free(block); }
static const struct memory memory = {take, give};
int by_number_ok(int which, void *block) {
  void (*call)(void *) = ((void (**)(void *))&memory)[which];
  call(block);
  return which;
}

// The memory of a program ends with it, but for what a loop piles up.
int main(int count, char **words) {
  char *once = malloc(8);
  for (int i = 0; i < count; ++i) {
    char *again = malloc(8);
    once[0] = again[0] = words[i][0];
  }
  return once[0];
}
// CHECK: :[[#@LINE-5]]:19: warning: 'main' leaks memory of family 'malloc' [leak]
