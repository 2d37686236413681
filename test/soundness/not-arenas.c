// RUN: rm -rf %t && split-file %s %t
// RUN: %scan --root %t --public 'include/*.h' %t/lib.c -- -I%t/include \
// RUN:   | FileCheck %s
//
// What looks like an arena, but gives the same memory again, does not hold what
// it gives, or does not release it.

//--- include/lib.h
typedef __SIZE_TYPE__ size_t;
struct slots;
void *slot_at(struct slots *s, size_t at);
void *slot_counted(struct slots *s, size_t n);
void *slot_sometimes(struct slots *s, size_t n);
char *swap(struct slots *s, size_t at, char *text);
void slots_free(struct slots *s);
struct text;
char *text_add(struct text *t, const char *s, size_t n);
char *text_twice(struct text *t, const char *s);
void text_free(struct text *t);
struct region;
void *region_get(struct region *r, size_t n);
char *region_text(struct region *r, const char *s);
void region_free(struct region *r);
struct forever;
void *forever_get(struct forever *f, size_t n);
char *forever_text(struct forever *f, const char *s);
struct half;
struct half *half_new(void);
void *half_get(struct half *h, size_t n);
void half_free(struct half *h);
struct two;
struct two *two_new(void);
void *two_get(struct two *t, size_t n);
char *two_stolen(struct two *t);
void two_free(struct two *t);
void *region_peek(struct region *t, size_t n);
char *region_peek_twice(struct region *t);
void *two_before(struct two *t);
char *two_or_own(struct two *t, int own);
char *two_or_common(struct two *t);
char *two_of_either(struct two *t, struct two *u, int first);

//--- lib.c
#include "lib.h"
void *malloc(size_t), *calloc(size_t, size_t), *realloc(void *, size_t);
void free(void *);
size_t strlen(const char *);
void *memcpy(void *, const void *, size_t);

struct chunk {
  struct chunk *next;
  size_t used, size;
  char data[];
};
struct slots {
  struct chunk *head;
  size_t asked;
};
static struct chunk *grow(struct chunk **head, size_t n) {
  struct chunk *c = malloc(sizeof *c + n + 4096);
  if (!c)
    return 0;
  c->used = 0;
  c->size = n + 4096;
  c->next = *head;
  return *head = c;
}

/// The same index gives the same memory.
void *slot_at(struct slots *s, size_t at) {
  if (!s->head && !grow(&s->head, at))
    return 0;
  return s->head->data + at;
}
// CHECK-LABEL: {{^}}slot_at: escaping{{$}}

/// Something is counted, but not where the memory is.
void *slot_counted(struct slots *s, size_t n) {
  if (!s->head && !grow(&s->head, n))
    return 0;
  s->head->size += 1;
  return s->head->data + n;
}
// CHECK-LABEL: {{^}}slot_counted: escaping{{$}}

/// It is moved on only on one way.
void *slot_sometimes(struct slots *s, size_t n) {
  if (!s->head && !grow(&s->head, n))
    return 0;
  struct chunk *c = s->head;
  char *given = c->data + c->used;
  if (n > 16)
    c->used += n;
  return given;
}
// CHECK-LABEL: {{^}}slot_sometimes: escaping{{$}}

/// What was there before is given out.
char *swap(struct slots *s, size_t at, char *text) {
  char **slot = slot_at(s, at), *old = *slot;
  *slot = text;
  return old;
}
// CHECK-LABEL: {{^}}swap: {{escaping|opaque}}{{$}}
// CHECK: {{^}}  result {{borrowed|sometimes}}

void slots_free(struct slots *s) {
  for (struct chunk *c = s->head, *next; c; c = next) {
    next = c->next;
    free(c);
  }
  free(s);
}

/// What was given before is gone, or moved, when the buffer grows.
struct text {
  char *bytes;
  size_t used, size;
};
char *text_add(struct text *t, const char *s, size_t n) {
  if (t->used + n > t->size) {
    char *bytes = realloc(t->bytes, t->used + n);
    if (!bytes)
      return 0;
    t->bytes = bytes;
    t->size = t->used + n;
  }
  char *given = memcpy(t->bytes + t->used, s, n);
  t->used += n;
  return given;
}
// CHECK-LABEL: {{^}}text_add: escaping{{$}}
// CHECK: {{^}}  releases argument 0 "->bytes"
char *text_twice(struct text *t, const char *s) {
  text_add(t, s, strlen(s));
  return text_add(t, s, strlen(s));
}
// CHECK-LABEL: {{^}}text_twice: escaping{{$}}
// CHECK: {{^}}  releases argument 0 "->bytes"
void text_free(struct text *t) {
  free(t->bytes);
  free(t);
}

/// Large blocks are nobody's.
struct region {
  struct chunk *head;
};
void *region_get(struct region *r, size_t n) {
  if (n > 4096)
    return malloc(n);
  struct chunk *c = r->head;
  if (!c || c->size - c->used < n)
    c = grow(&r->head, n);
  if (!c)
    return 0;
  void *given = c->data + c->used;
  c->used += n;
  return given;
}
// CHECK-LABEL: {{^}}region_get: escaping{{$}}
char *region_text(struct region *r, const char *s) {
  size_t n = strlen(s) + 1;
  char *given = region_get(r, n);
  return given ? memcpy(given, s, n) : 0;
}
// CHECK-LABEL: {{^}}region_text: escaping{{$}}
void region_free(struct region *r) {
  for (struct chunk *c = r->head, *next; c; c = next) {
    next = c->next;
    free(c);
  }
  free(r);
}

/// No function empties it.
struct forever {
  struct chunk *head;
};
void *forever_get(struct forever *f, size_t n) {
  struct chunk *c = f->head;
  if (!c || c->size - c->used < n)
    c = grow(&f->head, n);
  if (!c)
    return 0;
  void *given = c->data + c->used;
  c->used += n;
  return given;
}
// CHECK-LABEL: {{^}}forever_get: escaping{{$}}
char *forever_text(struct forever *f, const char *s) {
  size_t n = strlen(s) + 1;
  char *given = forever_get(f, n);
  return given ? memcpy(given, s, n) : 0;
}
// CHECK-LABEL: {{^}}forever_text: escaping{{$}}

/// The release leaves the blocks.
struct half {
  struct chunk *head;
};
struct half *half_new(void) { return calloc(1, sizeof(struct half)); }
void *half_get(struct half *h, size_t n) {
  struct chunk *c = h->head;
  if (!c || c->size - c->used < n)
    c = grow(&h->head, n);
  if (!c)
    return 0;
  void *given = c->data + c->used;
  c->used += n;
  return given;
}
// CHECK-LABEL: {{^}}half_get: escaping{{$}}
void half_free(struct half *h) { free(h); }

/// The release leaves the large ones.
struct two {
  struct chunk *head, *large;
};
struct two *two_new(void) { return calloc(1, sizeof(struct two)); }
void *two_get(struct two *t, size_t n) {
  if (n > 4096) {
    struct chunk *c = malloc(sizeof *c + n);
    if (!c)
      return 0;
    c->next = t->large;
    t->large = c;
    return c->data;
  }
  struct chunk *c = t->head;
  if (!c || c->size - c->used < n)
    c = grow(&t->head, n);
  if (!c)
    return 0;
  void *given = c->data + c->used;
  c->used += n;
  return given;
}
// CHECK-LABEL: {{^}}two_get: parameterized{{$}}
// CHECK: {{^}}  escapes argument 0 "->head"
// CHECK: {{^}}  escapes argument 0 "->large"

/// The arena gives its blocks away.
static struct chunk *taken;
char *two_stolen(struct two *t) {
  char *given = two_get(t, 8);
  taken = t->head;
  t->head = t->large = 0;
  return given;
}
// CHECK-LABEL: {{^}}two_stolen: escaping{{$}}
void two_free(struct two *t) {
  for (struct chunk *c = t->head, *next; c; c = next) {
    next = c->next;
    free(c);
  }
  free(t);
}

/// What is moved on is put back: the same memory comes again.
void *region_peek(struct region *t, size_t n) {
  struct chunk *c = t->head;
  if (!c || c->size - c->used < n)
    c = grow(&t->head, n);
  if (!c)
    return 0;
  size_t before = c->used;
  void *given = c->data + before;
  c->used += n;
  c->used = before;
  return given;
}
// CHECK-LABEL: {{^}}region_peek: escaping{{$}}
char *region_peek_twice(struct region *t) {
  char **one = region_peek(t, 8), **other;
  *one = malloc(8);
  other = region_peek(t, 8);
  return *other;
}
// CHECK-LABEL: {{^}}region_peek_twice: escaping{{$}}
// CHECK: {{^}}  escapes return{{.*}} family malloc

/// What was pushed before stands before the piece.
void *two_before(struct two *t) {
  void **one = two_get(t, 8), **other;
  *one = malloc(8);
  other = two_get(t, 8);
  return other[-1];
}
// CHECK-LABEL: {{^}}two_before: unknown, if assumed opaque{{$}}

/// The arena may be another one than the caller's.
char *two_or_own(struct two *t, int own) {
  struct two here = {0, 0};
  return two_get(own ? &here : t, 8);
}
// CHECK-LABEL: {{^}}two_or_own: escaping{{$}}
static struct two common;
char *two_or_common(struct two *t) { return two_get(t ? t : &common, 8); }
// CHECK-LABEL: {{^}}two_or_common: escaping{{$}}
char *two_of_either(struct two *t, struct two *u, int first) {
  return two_get(first ? t : u, 8);
}
// CHECK-LABEL: {{^}}two_of_either: parameterized{{$}}

/// The last block is all that it knows.
struct last {
  char *block;
  size_t used, size;
};
struct last *last_new(void) { return calloc(1, sizeof(struct last)); }
void *last_get(struct last *l, size_t n) {
  if (l->size - l->used < n) {
    l->size = n + 4096;
    l->used = 0;
    l->block = malloc(l->size);
    if (!l->block)
      return 0;
  }
  void *given = l->block + l->used;
  l->used += n;
  return given;
}
// CHECK-LABEL: {{^}}last_get: escaping{{$}}
void last_free(struct last *l) {
  free(l->block);
  free(l);
}

// CHECK-LABEL: {{^}}type struct half: opaque
// CHECK-NEXT: release half_free incomplete
// CHECK-LABEL: {{^}}type struct two: opaque
// CHECK-NEXT: release two_free{{( incomplete)?$}}
