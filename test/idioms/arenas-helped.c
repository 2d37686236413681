// RUN: %scan %s -- | FileCheck %s
//
// Arenas whose functions have help: one grows them and gives the first piece,
// one grows them and asks again, one rounds up.

#include "../Inputs/libc.h"

typedef __UINTPTR_TYPE__ uintptr_t;
struct block {
  struct block *prev;
  char *next, *end;
};
struct pool {
  struct block *now;
};

static void *slow(struct pool *p, size_t n) {
  struct block *b = malloc(sizeof *b + n + 4096);
  if (!b)
    return NULL;
  b->prev = p->now;
  b->end = (char *)(b + 1) + n + 4096;
  p->now = b;
  char *given = (char *)(b + 1);
  b->next = given + n;
  return given;
}
void *pool_get(struct pool *p, size_t n) {
  if (p->now && (size_t)(p->now->end - p->now->next) >= n) {
    char *given = p->now->next;
    p->now->next += n;
    return given;
  }
  return slow(p, n);
}
char *pool_text(struct pool *p, const char *s) {
  size_t n = strlen(s) + 1;
  char *t = pool_get(p, n);
  return t ? memcpy(t, s, n) : NULL;
}
char **pool_two(struct pool *p, const char *s) {
  char **t = pool_get(p, 16);
  if (t) {
    t[0] = pool_text(p, s);
    t[1] = pool_text(p, s);
  }
  return t;
}
void pool_free(struct pool *p) {
  for (struct block *b = p->now, *o; b; b = o) {
    o = b->prev;
    free(b);
  }
  p->now = NULL;
}

// CHECK-LABEL: {{^}}pool_get: parameterized{{$}}
// CHECK-LABEL: {{^}}pool_text: parameterized{{$}}
// CHECK-LABEL: {{^}}pool_two: parameterized{{$}}
// CHECK: {{^}}  escapes return "*"{{.*}} release pool_free{{$}}

struct pool2 {
  struct block *now;
};
void *pool2_get(struct pool2 *p, size_t n);
static void *slow2(struct pool2 *p, size_t n) {
  struct block *b = malloc(sizeof *b + n + 4096);
  if (!b)
    return NULL;
  b->prev = p->now;
  b->end = (char *)(b + 1) + n + 4096;
  b->next = (char *)(b + 1);
  p->now = b;
  return pool2_get(p, n);
}
void *pool2_get(struct pool2 *p, size_t n) {
  if (!p->now || (size_t)(p->now->end - p->now->next) < n)
    return slow2(p, n);
  char *given = p->now->next;
  p->now->next += n;
  return given;
}
char *pool2_text(struct pool2 *p, const char *s) {
  size_t n = strlen(s) + 1;
  char *t = pool2_get(p, n);
  return t ? memcpy(t, s, n) : NULL;
}
void pool2_free(struct pool2 *p) {
  for (struct block *b = p->now, *o; b; b = o) {
    o = b->prev;
    free(b);
  }
  p->now = NULL;
}

// CHECK-LABEL: {{^}}pool2_get: parameterized{{$}}
// CHECK-LABEL: {{^}}pool2_text: parameterized{{$}}

struct pool3 {
  struct block *now;
};
static uintptr_t up(uintptr_t p, uintptr_t to) {
  uintptr_t m = p & (to - 1);
  if (m)
    p += to - m;
  return p;
}
static struct block *grow(struct pool3 *p, size_t n) {
  struct block *b = malloc(sizeof *b + n + 4096);
  if (!b)
    return NULL;
  b->prev = p->now;
  b->end = (char *)(b + 1) + n + 4096;
  b->next = (char *)(b + 1);
  p->now = b;
  return b;
}
void *pool3_get(struct pool3 *p, size_t n) {
  struct block *b = p->now;
  uintptr_t at;
  for (b = p->now; b; b = b->prev)
    if ((size_t)(b->end - b->next) >= n + 16)
      break;
  if (!b && !(b = grow(p, n + 16)))
    return NULL;
  at = up((uintptr_t)b->next, 16);
  b->next = (char *)at + n;
  return (void *)at;
}
char *pool3_text(struct pool3 *p, const char *s) {
  size_t n = strlen(s) + 1;
  char *t = pool3_get(p, n);
  return t ? memcpy(t, s, n) : NULL;
}
void pool3_free(struct pool3 *p) {
  for (struct block *b = p->now, *o; b; b = o) {
    o = b->prev;
    free(b);
  }
  p->now = NULL;
}
// CHECK-LABEL: {{^}}pool3_get: parameterized{{$}}
// CHECK-LABEL: {{^}}pool3_text: parameterized{{$}}
