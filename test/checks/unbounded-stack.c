// RUN: not membrane scan --checks=unbounded-stack %s -- 2>&1 | FileCheck %s --implicit-check-not=warning:

int vla_bad(int n) {
  char bytes[n];
  bytes[0] = 1;
  return bytes[n - 1];
}
// CHECK: warning: 'vla_bad' needs stack whose size nothing bounds [unbounded-stack]

int alloca_bad(__SIZE_TYPE__ n) {
  char *bytes = __builtin_alloca(n);
  bytes[0] = 1;
  return bytes[n - 1];
}
// CHECK: warning: 'alloca_bad' needs stack whose size nothing bounds [unbounded-stack]

static int takes_stack(int n) {
  char bytes[n];
  bytes[0] = 1;
  return bytes[n - 1];
}
int by_callee_bad(int n) { return takes_stack(n); }
// CHECK: warning: 'by_callee_bad' needs stack whose size nothing bounds [unbounded-stack]

struct node { struct node *next; };
int depth_bad(const struct node *n) { return n ? 1 + depth_bad(n->next) : 0; }
// CHECK: warning: 'depth_bad' recurses to a depth that nothing bounds [unbounded-stack]

int fixed_ok(void) {
  char bytes[64];
  bytes[0] = 1;
  return bytes[0];
}

int calls_ok(void) { return fixed_ok(); }

// One place is one finding, a second one is another.
int first_user_ok(int n) { return takes_stack(n); }
static int deep(int n) { return n ? deep(n - 1) + 1 : 0; }
int both_bad(int n) { return deep(n) + vla_bad(n) + depth_bad(0); }
// CHECK: warning: 'both_bad' needs stack whose size nothing bounds [unbounded-stack]
