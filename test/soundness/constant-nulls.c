// RUN: membrane scan --dump=summary %s -- | FileCheck %s
//
// A static that nobody writes to is a constant, and so are its null pointers:
// the address of a constant is none, but what stands in it may be.

void *malloc(unsigned long);

struct node {
  void *text;
};
static struct node *table[2];
static struct node *const fixed[3];
struct node kept;

void kept_ok(void) {
  kept.text = malloc(4);
  if (table[0])
    kept.text = 0;
}
// CHECK-LABEL: {{^}}kept_ok: contained
// CHECK: retains fresh in kept

void *returned_bad(int which) {
  void *made = malloc(4);
  if (fixed[which])
    return 0;
  return made;
}
// CHECK-LABEL: {{^}}returned_bad: escaping
// CHECK: escapes return

int asked(int which) { return table[which] != 0; }
void *asked_bad(int which) { return asked(which) ? 0 : malloc(4); }
// CHECK-LABEL: {{^}}asked_bad: escaping
