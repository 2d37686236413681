// RUN: %scan %s -- | FileCheck %s
//
// A block that calloc makes is all zeros until something is stored there, also
// where it was made in a helper.

#include "../Inputs/libc.h"

struct link {
  int state;
  char *name;
  char *buffer;
  struct link *peer;
};

static void start(struct link *l) {
  if (l->peer)
    l->name = malloc(8);
}
static int end(struct link *l) {
  if (!l)
    return 0;
  start(l);
  free(l->buffer);
  l->buffer = 0;
  return 1;
}

struct link *made(void) { return calloc(1, sizeof(struct link)); }

int once_ok(void) {
  struct link *l = calloc(1, sizeof *l);
  if (!l)
    return 0;
  char *text = l->peer ? malloc(8) : 0;
  free(l);
  return text != 0;
}
// CHECK-LABEL: {{^}}once_ok: contained{{$}}

char *named_ok(void) {
  struct link *l = made();
  if (!l)
    return 0;
  end(l);
  char *name = l->name;
  free(l);
  return name;
}
// CHECK-LABEL: {{^}}named_ok: contained{{$}}

/// Something was stored.
char *stored_bad(struct link *peer) {
  struct link *l = made();
  if (!l)
    return 0;
  l->peer = peer;
  end(l);
  char *name = l->name;
  free(l);
  return name;
}
// CHECK-LABEL: {{^}}stored_bad: escaping{{$}}

/// By a helper, on one of its paths.
static struct link *made_with(struct link *peer, int n) {
  struct link *l = calloc(1, sizeof *l);
  if (l && n > 3)
    l->peer = peer;
  return l;
}
char *helped_bad(struct link *peer, int n) {
  struct link *l = made_with(peer, n);
  if (!l)
    return 0;
  end(l);
  char *name = l->name;
  free(l);
  return name;
}
// CHECK-LABEL: {{^}}helped_bad: escaping{{$}}

/// By bytes.
char *copied_bad(const struct link *from) {
  struct link *l = made();
  if (!l)
    return 0;
  memcpy(l, from, sizeof *l);
  start(l);
  char *name = l->name == from->name ? 0 : l->name;
  free(l);
  return name;
}
// CHECK-LABEL: {{^}}copied_bad: escaping{{$}}

/// Of another block that is made there.
static struct link *either(int zero) {
  return zero ? calloc(1, sizeof(struct link)) : malloc(sizeof(struct link));
}
char *either_bad(int zero) {
  struct link *l = either(zero);
  if (!l)
    return 0;
  start(l);
  char *name = l->name;
  free(l);
  return name;
}
// CHECK-LABEL: {{^}}either_bad: escaping{{$}}
