// What hangs under a new block that a caller's function is given can be kept by
// that, also if the block itself is gone in the end. Clients see what an event is.
// RUN: %scan --public '**/given-inside.c' %s -- | FileCheck %s

void *malloc(unsigned long);
void free(void *);
struct event {
  char *text;
  struct event *next;
};

void inside_bad(void (*see)(struct event *)) {
  struct event *made = malloc(sizeof *made);
  made->text = malloc(4);
  see(made);
  free(made);
}
// CHECK-LABEL: {{^}}inside_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0

static void show(void (*see)(struct event *), struct event *it) { see(it); }
void helped_bad(void (*see)(struct event *)) {
  struct event *made = malloc(sizeof *made);
  made->text = malloc(4);
  show(see, made);
  free(made);
}
// CHECK-LABEL: {{^}}helped_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0

void deep_bad(void (*see)(struct event *)) {
  struct event *made = malloc(sizeof *made), *next = malloc(sizeof *next);
  made->next = next;
  next->text = malloc(4);
  see(made);
  free(next);
  free(made);
}
// CHECK-LABEL: {{^}}deep_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0

void gone_ok(void (*see)(struct event *)) {
  char *text = malloc(4);
  struct event *made = malloc(sizeof *made);
  made->text = text;
  see(made);
  free(text);
  free(made);
}
// CHECK-LABEL: {{^}}gone_ok: contained{{$}}

void later_ok(void (*see)(struct event *)) {
  struct event *made = malloc(sizeof *made);
  made->text = 0;
  see(made);
  made->text = malloc(4);
  free(made);
}
// CHECK-LABEL: {{^}}later_ok: contained{{$}}

/// The function may have put another pointer there.
void fp_swapped(void (*see)(struct event *)) {
  struct event *made = malloc(sizeof *made);
  made->text = malloc(4);
  see(made);
  free(made->text);
  free(made);
}
// CHECK-LABEL: {{^}}fp_swapped: escaping{{$}}
