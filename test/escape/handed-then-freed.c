// RUN: %scan %s -- | FileCheck %s

// A release tells listeners of the caller's before it frees the object. What
// such a call was given is gone after it, also if the object is alive on other
// ways.

void *malloc(__SIZE_TYPE__);
void *calloc(__SIZE_TYPE__, __SIZE_TYPE__);
void free(void *);

struct loop { void (*told)(struct loop *, void *); void *data; char *text; };
struct show { struct loop *loop; };

void loop_free(struct loop *old) {
  if (old->told)
    old->told(old, old->data);
  free(old);
}

struct loop *loop_new(void (*told)(struct loop *, void *), void *data) {
  struct loop *made = calloc(1, sizeof *made);
  if (made) {
    made->told = told;
    made->data = data;
  }
  return made;
}

struct show *show_new_bad(void (*told)(struct loop *, void *), int at) {
  struct show *made = malloc(sizeof *made);
  if (!made)
    return 0;
  made->loop = loop_new(told, 0);
  if (!made->loop || at < 0) {
    if (made->loop)
      loop_free(made->loop);
    free(made);
    return 0;
  }
  return made;
}
// CHECK-LABEL: {{^}}show_new_bad: opaque{{$}}
// CHECK-NOT: escapes callback

/// What hangs under it may have been kept.
struct loop *with_text_bad(void (*told)(struct loop *, void *), int at) {
  struct loop *made = loop_new(told, 0);
  if (!made)
    return 0;
  made->text = malloc(8);
  if (at < 0) {
    char *text = made->text;
    loop_free(made);
    free(text);
    return 0;
  }
  return made;
}
// CHECK-LABEL: {{^}}with_text_bad:
// CHECK: escapes callback 0

/// It is handed again, and not freed then.
struct loop *told_twice_bad(void (*told)(struct loop *, void *), int at) {
  struct loop *made = loop_new(told, 0);
  if (!made)
    return 0;
  told(made, 0);
  if (at < 0) {
    loop_free(made);
    return 0;
  }
  return made;
}
// CHECK-LABEL: {{^}}told_twice_bad:
// CHECK: escapes callback 0 ""

void loop_unref(struct loop *old, int last) {
  old->told(old, old->data);
  if (last)
    free(old);
}

/// A release that may keep it.
struct loop *counted_bad(void (*told)(struct loop *, void *), int last) {
  struct loop *made = loop_new(told, 0);
  if (!made || last > 1)
    return made;
  loop_unref(made, last);
  return 0;
}
// CHECK-LABEL: {{^}}counted_bad:
// CHECK: escapes callback 0 ""
