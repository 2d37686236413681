// RUN: not membrane scan --checks=non-opaque-argument %s -- 2>&1 | FileCheck %s --implicit-check-not=warning:

#include "Inputs/types.h"

void *malloc(__SIZE_TYPE__);
void free(void *);
char *strdup(const char *);

int get_name_bad(const struct user *user, char **out) {
  *out = strdup(user->name);
  return *out ? 0 : -1;
}
// CHECK: :[[#@LINE-3]]:10: warning: 'get_name_bad' leaves a non-opaque allocation in argument 1{{.*}} [non-opaque-argument]
// CHECK: note: {{.*}}'free'

void rename_bad(struct user *user, const char *name) {
  free(user->name);
  user->name = strdup(name);
}
// CHECK: warning: 'rename_bad' leaves a non-opaque allocation in argument 0 at '->name' [non-opaque-argument]

// One for each argument.
void both_bad(char **left, char **right) {
  *left = malloc(1);
  *right = malloc(2);
}
// CHECK: warning: 'both_bad' leaves a non-opaque allocation in argument 0{{.*}} [non-opaque-argument]
// CHECK: warning: 'both_bad' leaves a non-opaque allocation in argument 1{{.*}} [non-opaque-argument]

void visit_bad(void (*see)(char *)) {
  see(malloc(4));
}
// CHECK: warning: 'visit_bad' hands a non-opaque allocation to the callback in argument 0{{.*}} [non-opaque-argument]

// One for each place that calls it.
static void (*watcher)(char *);
void watch(void (*see)(char *)) { watcher = see; }
static void tell(void) { watcher(malloc(4)); }
void told_bad(void) { tell(); }
void told_twice(void) { told_bad(); told_bad(); }
void told_around(int n) { if (n) tell(); }
// CHECK: :[[#@LINE-3]]:23: warning: 'told_bad' hands a non-opaque allocation to a callback [non-opaque-argument]
// CHECK: :[[#@LINE-5]]:26: note: given to the callback
// CHECK: note: {{.*}}; 2 other functions do the same

void cleared_ok(struct user *user) {
  user->name = malloc(4);
  free(user->name);
  user->name = 0;
}

void borrowed_ok(struct user *user, struct user *next) { user->next = next; }

char *result_ok(void) { return malloc(3); }
