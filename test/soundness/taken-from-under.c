// RUN: %scan %s -- | FileCheck %s

// A function of the caller's that is given an object finds what stands under
// it, and may keep that, also if the library takes it out again after the call.

void *malloc(__SIZE_TYPE__);
void free(void *);

struct part { char *text; };
struct task { void (*told)(struct task *); char *text; struct part *part; };

void cleared_bad(struct task *it) {
  it->text = malloc(8);
  it->told(it);
  it->text = 0;
}
// CHECK-LABEL: {{^}}cleared_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes callback 0
// CHECK-NOT: leaks

void freed_above_bad(struct task *it) {
  it->text = malloc(8);
  it->told(it);
  free(it);
}
// CHECK-LABEL: {{^}}freed_above_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes callback 0

void deeper_bad(struct task *it) {
  it->part->text = malloc(8);
  it->told(it);
  it->part->text = 0;
}
// CHECK-LABEL: {{^}}deeper_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes callback 0

static void tell(struct task *it) { it->told(it); }
void by_helper_bad(struct task *it) {
  it->text = malloc(8);
  tell(it);
  it->text = 0;
}
// CHECK-LABEL: {{^}}by_helper_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes callback 0

void own_bad(void (*told)(struct task *)) {
  struct task *made = malloc(sizeof *made);
  if (!made)
    return;
  made->text = malloc(8);
  told(made);
  free(made);
}
// CHECK-LABEL: {{^}}own_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes callback 0

void released_ok(struct task *it) {
  it->text = malloc(8);
  it->told(it);
  free(it->text);
  it->text = 0;
}
// CHECK-LABEL: {{^}}released_ok: contained{{$}}
// CHECK-NOT: escapes

void before_ok(struct task *it) {
  it->text = malloc(8);
  char *text = it->text;
  it->text = 0;
  it->told(it);
  free(text);
}
// CHECK-LABEL: {{^}}before_ok: contained{{$}}
// CHECK-NOT: escapes
