// A pointer at a place of a record that is not known gets no member's name; one
// at a member of any element of an array does.
// RUN: %scan %s -- | FileCheck %s
struct shape {
  int kind, count;
  char *name;
  char *text;
};
void *malloc(__SIZE_TYPE__);

void somewhere_bad(struct shape *at, int i) { ((void **)at)[i] = malloc(8); }
// CHECK-LABEL: {{^}}somewhere_bad: opaque
// CHECK: escapes argument 0 "*"

void named_bad(struct shape *at) { at->text = malloc(8); }
// CHECK-LABEL: {{^}}named_bad: opaque
// CHECK: escapes argument 0 "->text"

void element_bad(struct shape *at, int i) { at[i].name = malloc(8); }
// CHECK-LABEL: {{^}}element_bad: opaque
// CHECK: escapes argument 0 "->name"
