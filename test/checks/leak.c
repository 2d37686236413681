// RUN: not membrane scan --checks=leak %s -- 2>&1 | FileCheck %s --implicit-check-not=warning:

void *malloc(__SIZE_TYPE__);
void free(void *);
void abort(void);
char *strdup(const char *);

int forgotten_bad(const char *text) {
  char *copy = strdup(text);
  return copy[0];
}
// CHECK: :[[#@LINE-3]]:16: warning: 'forgotten_bad' leaks memory of family 'malloc' [leak]

// On one path only, and in a function that nobody else can call.
static int early_bad(const char *text) {
  char *copy = strdup(text);
  if (copy[0] == 0)
    return -1;
  int first = copy[0];
  free(copy);
  return first;
}
int (*const use_early)(const char *) = early_bad;
// CHECK: :[[#@LINE-8]]:16: warning: 'early_bad' leaks memory of family 'malloc' [leak]

struct node { struct node *next; };
void inner_bad(void) {
  struct node *n = malloc(sizeof *n);
  n->next = malloc(sizeof *n);
  free(n);
}
// CHECK: :[[#@LINE-3]]:13: warning: 'inner_bad' leaks memory of family 'malloc' [leak]

int released_ok(const char *text) {
  char *copy = strdup(text);
  int first = copy[0];
  free(copy);
  return first;
}

char *returned_ok(void) { return malloc(1); }

static char *kept;
void kept_ok(void) { kept = malloc(1); }
char *use_kept(void) { return kept; }

void before_abort_ok(int broken) {
  char *p = malloc(1);
  if (broken)
    abort();
  free(p);
}

void null_ok(void) {
  char *p = malloc(1);
  if (!p)
    return;
  free(p);
}
