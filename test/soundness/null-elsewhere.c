// RUN: %scan %s -- | FileCheck %s
//
// A pointer that is null because the block stands elsewhere now: the test does
// not say that there is no block.

void *malloc(unsigned long);
void free(void *);

struct pair {
  char *first, *second;
};

char *picked_bad(int c) {
  char *p = malloc(4);
  char *q = c ? p : 0;
  if (!q)
    return p;
  free(q);
  return 0;
}
// CHECK-LABEL: {{^}}picked_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

void moved_bad(struct pair *s, int c) {
  s->first = malloc(4);
  if (c) {
    s->second = s->first;
    s->first = 0;
  }
  if (!s->first)
    return;
  free(s->first);
  s->first = 0;
}
// CHECK-LABEL: {{^}}moved_bad:
// CHECK: {{^}}  escapes argument 0 "->second"

static char *kept;
void kept_bad(struct pair *s, int c) {
  s->first = malloc(4);
  if (c) {
    kept = s->first;
    s->first = 0;
  }
  if (!s->first)
    return;
  free(s->first);
  s->first = 0;
}
// CHECK-LABEL: {{^}}kept_bad:
// CHECK: {{^}}  retains fresh in {{.*}}kept

static void take(struct pair *s, char **out, int c) {
  if (c) {
    *out = s->first;
    s->first = 0;
  }
}
void taken_bad(struct pair *s, char **out, int c) {
  s->first = malloc(4);
  take(s, out, c);
  if (!s->first)
    return;
  free(s->first);
  s->first = 0;
}
// CHECK-LABEL: {{^}}taken_bad:
// CHECK: {{^}}  escapes argument 1 "*"

/// It is null only where it was tested: what is stored there later may be.
void stored_later_bad(char **out, int c) {
  *out = malloc(4);
  if (!*out)
    return;
  if (c)
    *out = 0;
  if (!*out)
    *out = malloc(8);
}
// CHECK-LABEL: {{^}}stored_later_bad:
// CHECK: {{^}}  escapes argument 0 "*" char * {{.*}} malloc
