// RUN: %scan %s -- | FileCheck %s
//
// Custom pools over malloc: chunks, free lists, and a pool without malloc.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

struct chunk {
  struct chunk *next;
  size_t used;
  char bytes[4000];
};
static struct chunk *chunks;

void *pool_alloc_bad(size_t n) {
  struct chunk *c = chunks;
  if (!c || c->used + n > sizeof c->bytes) {
    c = malloc(sizeof *c);
    if (!c)
      return NULL;
    c->next = chunks;
    c->used = 0;
    chunks = c;
  }
  void *p = c->bytes + c->used;
  c->used += n;
  return p;
}
// CHECK-LABEL: {{^}}pool_alloc_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" void * family

static struct node *spare;
struct node *node_from_list_bad(void) {
  struct node *n = spare;
  if (n)
    spare = n->next;
  else
    n = malloc(sizeof *n);
  return n;
}
// CHECK-LABEL: {{^}}node_from_list_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" struct node * family

void node_to_list_ok(struct node *n) {
  n->next = spare;
  spare = n;
}
// CHECK-LABEL: {{^}}node_to_list_ok: none{{$}}
// CHECK: {{^}}  retains argument 0 "" in {{([^ ]*[.:])?}}spare{{$}}

struct node *two_from_list_bad(void) {
  struct node *n = node_from_list_bad();
  n->next = node_from_list_bad();
  return n;
}
// CHECK-LABEL: {{^}}two_from_list_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" struct node * family

char *string_in_pool_bad(const char *s) {
  size_t n = strlen(s) + 1;
  char *p = pool_alloc_bad(n);
  if (p)
    memcpy(p, s, n);
  return p;
}
// CHECK-LABEL: {{^}}string_in_pool_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family

/// Carving from the caller's bytes or a static array allocates nothing.
struct bump {
  char *at, *end;
};
void *carve_ok(struct bump *b, size_t n) {
  if ((size_t)(b->end - b->at) < n)
    return NULL;
  void *p = b->at;
  b->at += n;
  return p;
}
// CHECK-LABEL: {{^}}carve_ok: none{{$}}
// CHECK-NOT: {{^}}  {{allocates|escapes}}
// CHECK: {{^}}  borrows argument 0 "->at"{{$}}

static struct node fixed[64];
static int fixed_used;
struct node *fixed_node_ok(void) {
  return fixed_used < 64 ? &fixed[fixed_used++] : NULL;
}
// CHECK-LABEL: {{^}}fixed_node_ok: none{{$}}
// CHECK: {{^}}  borrows static{{$}}
// CHECK: {{^}}  result borrowed, nullable
