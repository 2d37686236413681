// RUN: %scan %s -- | FileCheck %s
//
// Blocks of one place that a callee makes: what is released of one is not
// released of all.

void *malloc(__SIZE_TYPE__);
void free(void *);

static void make_each(char **into) {
  for (int i = 0; i < 2; ++i)
    into[i] = malloc(4);
}
char *other_element_bad(void) {
  char *made[2];
  make_each(made);
  free(made[0]);
  return made[1];
}
// CHECK-LABEL: {{^}}other_element_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc

static void make_both(char **first, char **second) {
  for (int i = 0; i < 2; ++i)
    *(i ? first : second) = malloc(4);
}
void other_argument_bad(char **out) {
  char *first, *second;
  make_both(&first, &second);
  free(first);
  *out = second;
}
// CHECK-LABEL: {{^}}other_argument_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*" char * family malloc

static char *make_one(void) { return malloc(4); }
int one_ok(void) {
  char *made = make_one();
  free(made);
  return 0;
}
// CHECK-LABEL: {{^}}one_ok: contained{{$}}
// CHECK-NOT: {{^}}  leaks
