// RUN: %scan %s -- | FileCheck %s
//
// Arrays of pointers inside of objects, reached in all ways.

#include "../Inputs/libc.h"

struct n {
  struct n *next;
};
struct first {
  struct n *b[4];
  char *name;
  void (*free_fn)(void *);
};
char *name_first(struct first *t, int i) {
  t->b[i] = malloc(8);
  char *p = t->name;
  return p;
}
// CHECK-LABEL: {{^}}name_first: opaque{{$}}
void *whole(struct first *t, int i) {
  void **p = (void **)t;
  p[i] = malloc(3);
  return t->name;
}
// CHECK-LABEL: {{^}}whole: escaping{{$}}
void *local(int i) {
  struct first t;
  memset(&t, 0, sizeof t);
  t.b[i] = malloc(4);
  return t.b[2];
}
// CHECK-LABEL: {{^}}local: escaping{{$}}
void *local_ok(int i) {
  struct first t;
  memset(&t, 0, sizeof t);
  t.b[i] = malloc(4);
  free(t.b[i]);
  return t.name;
}
// CHECK-LABEL: {{^}}local_ok: contained{{$}}
void *local_copy(int i) {
  struct first t, u;
  memset(&t, 0, sizeof t);
  t.b[i] = malloc(4);
  u = t;
  return u.b[1];
}
// CHECK-LABEL: {{^}}local_copy: escaping{{$}}
void *local_memcpy(int i) {
  struct first t;
  struct n *u[4];
  memset(&t, 0, sizeof t);
  t.b[i] = malloc(4);
  memcpy(u, t.b, sizeof u);
  return u[i];
}
// CHECK-LABEL: {{^}}local_memcpy: escaping{{$}}
void *local_move(int i) {
  struct first t;
  memset(&t, 0, sizeof t);
  t.b[i] = malloc(4);
  memmove(&t.b[1], &t.b[0], 3 * sizeof t.b[0]);
  return t.b[3];
}
// CHECK-LABEL: {{^}}local_move: escaping{{$}}
struct two {
  int n;
  struct n *rows[2][3];
  char *z;
};
void *matrix(int i, int j) {
  struct two t;
  memset(&t, 0, sizeof t);
  t.rows[i][j] = malloc(4);
  return t.rows[1][2];
}
// CHECK-LABEL: {{^}}matrix: escaping{{$}}
struct arr {
  struct {
    struct n *in[2];
    char *k;
  } e[3];
  char *z;
};
void *nested(int i, int j) {
  struct arr t;
  memset(&t, 0, sizeof t);
  t.e[i].in[j] = malloc(4);
  return t.e[1].in[0];
}
// CHECK-LABEL: {{^}}nested: escaping{{$}}
void *nested_k(int i, int j) {
  struct arr t;
  memset(&t, 0, sizeof t);
  t.e[i].k = malloc(4);
  return t.e[1].k;
}
// CHECK-LABEL: {{^}}nested_k: escaping{{$}}
struct tail {
  int n;
  char *z;
  struct n *last[1];
};
void *tail(int i) {
  struct tail *t = calloc(1, sizeof *t + 80);
  t->last[i] = malloc(4);
  void *r = t->last[5];
  free(t);
  return r;
}
// CHECK-LABEL: {{^}}tail: escaping{{$}}
void *offs(int i) {
  struct tail t[3];
  memset(t, 0, sizeof t);
  t[i].last[0] = malloc(3);
  return t[2].last[0];
}
// CHECK-LABEL: {{^}}offs: escaping{{$}}
union un {
  struct n *b[2];
  struct {
    char *p, *q;
  } s;
};
void *un(int i) {
  union un u;
  memset(&u, 0, sizeof u);
  u.b[i] = malloc(3);
  return u.s.q;
}
// CHECK-LABEL: {{^}}un: escaping{{$}}
void *container(struct first *t, int i) {
  struct n **p = &t->b[i];
  *p = malloc(3);
  return *p;
}
// CHECK-LABEL: {{^}}container: escaping{{$}}
static void put(struct n **slot) { *slot = malloc(3); }
void *passed(int i) {
  struct first t;
  memset(&t, 0, sizeof t);
  put(&t.b[i]);
  return t.b[0];
}
// CHECK-LABEL: {{^}}passed: escaping{{$}}
static void put2(struct first *t, int i) { t->b[i] = malloc(3); }
void *passed2(int i) {
  struct first t[2];
  memset(t, 0, sizeof t);
  put2(&t[i], i);
  return t[1].b[0];
}
// CHECK-LABEL: {{^}}passed2: escaping{{$}}
void *passed3(int i) {
  struct first t;
  memset(&t, 0, sizeof t);
  put2(&t, i);
  return t.b[0];
}
// CHECK-LABEL: {{^}}passed3: escaping{{$}}
