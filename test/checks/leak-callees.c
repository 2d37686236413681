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
