// RUN: rm -rf %t && split-file %s %t
// RUN: %scan --root %t --public 'include/*.h' %t/lib.c -- -I%t/include \
// RUN:   | FileCheck %s
//
// Arenas of the library's own, which callers pass: what their functions give is
// cut from blocks that the arena holds, and no two calls give the same.

//--- include/arena.h
typedef __SIZE_TYPE__ size_t;
struct arena;
struct item {
  struct item *next;
  char *name;
};
struct list {
  struct arena *from;
  struct item *first;
};
struct arena *arena_new(void);
void *arena_get(struct arena *a, size_t n);
char *arena_text(struct arena *a, const char *s);
void arena_free(struct arena *a);
struct item *item_new(struct arena *a, const char *name);
char **items_array(struct arena *a, size_t n);
int item_add(struct arena *a, struct item **to, const char *name);
int list_add(struct list *l, const char *name);
struct item *item_mixed(struct arena *a, const char *name);
size_t arena_local(const char *s);
char *arena_global(const char *s);
struct table;
struct table *table_new(void);
int table_add(struct table *t, const char *name);
void table_free(struct table *t);
struct stack;
struct stack *stack_new(void);
void *stack_get(struct stack *s, size_t n);
void stack_free(struct stack *s);

//--- lib.c
#include "arena.h"
void *malloc(size_t), *calloc(size_t, size_t);
void free(void *);
size_t strlen(const char *);
char *strdup(const char *);
void *memcpy(void *, const void *, size_t);

struct chunk {
  struct chunk *next;
  size_t used, size;
  char data[];
};
struct arena {
  struct chunk *head;
};

struct arena *arena_new(void) { return calloc(1, sizeof(struct arena)); }
// CHECK-LABEL: {{^}}arena_new: opaque{{$}}

/// A count says how much of the block is used.
void *arena_get(struct arena *a, size_t n) {
  struct chunk *c = a->head;
  n = (n + 15) & ~(size_t)15;
  if (!c || c->size - c->used < n) {
    size_t size = n > 4096 ? n : 4096;
    c = malloc(sizeof *c + size);
    if (!c)
      return 0;
    c->used = 0;
    c->size = size;
    c->next = a->head;
    a->head = c;
  }
  void *given = c->data + c->used;
  c->used += n;
  return given;
}
// CHECK-LABEL: {{^}}arena_get: parameterized{{$}}
// CHECK: {{^}}  allocates argument 0 heap argument 0 ""{{$}}
// CHECK: {{^}}  escapes return{{.*}} release arena_free{{$}}
// CHECK: {{^}}  escapes argument 0 "->head"{{.*}} release arena_free{{$}}
// CHECK: {{^}}  result borrowed

char *arena_text(struct arena *a, const char *s) {
  size_t n = strlen(s) + 1;
  char *p = arena_get(a, n);
  return p ? memcpy(p, s, n) : 0;
}
// CHECK-LABEL: {{^}}arena_text: parameterized{{$}}

void arena_free(struct arena *a) {
  for (struct chunk *c = a->head, *next; c; c = next) {
    next = c->next;
    free(c);
  }
  free(a);
}
// CHECK-LABEL: {{^}}arena_free: none{{$}}

struct item *item_new(struct arena *a, const char *name) {
  struct item *made = arena_get(a, sizeof *made);
  if (!made)
    return 0;
  made->next = 0;
  made->name = arena_text(a, name);
  return made;
}
// CHECK-LABEL: {{^}}item_new: parameterized{{$}}
// CHECK: {{^}}  escapes return "->name"{{.*}} release arena_free{{$}}

char **items_array(struct arena *a, size_t n) {
  char **all = arena_get(a, (n + 1) * sizeof *all);
  if (!all)
    return 0;
  for (size_t i = 0; i < n; ++i)
    all[i] = arena_text(a, "");
  all[n] = 0;
  return all;
}
// CHECK-LABEL: {{^}}items_array: parameterized{{$}}

int item_add(struct arena *a, struct item **to, const char *name) {
  struct item *made = item_new(a, name);
  if (!made)
    return -1;
  made->next = *to;
  *to = made;
  return 0;
}
// CHECK-LABEL: {{^}}item_add: parameterized{{$}}
// CHECK: {{^}}  escapes argument 1 "*"{{.*}} release arena_free{{$}}

/// The arena stands in an object of the caller's.
int list_add(struct list *l, const char *name) {
  return item_add(l->from, &l->first, name);
}
// CHECK-LABEL: {{^}}list_add: parameterized{{$}}
// CHECK: {{^}}  allocates argument 0 ->from heap

/// What hangs under a piece does not go with the arena.
struct item *item_mixed(struct arena *a, const char *name) {
  struct item *made = arena_get(a, sizeof *made);
  if (!made)
    return 0;
  made->next = 0;
  made->name = strdup(name);
  return made;
}
// CHECK-LABEL: {{^}}item_mixed: escaping{{$}}
// CHECK: {{^}}  escapes return{{.*}} release arena_free{{$}}
// CHECK: {{^}}  escapes return "->name"{{.*}} release free{{$}}

size_t arena_local(const char *s) {
  struct arena *a = arena_new();
  if (!a)
    return 0;
  struct item *made = item_new(a, s);
  size_t n = made && made->name ? strlen(made->name) : 0;
  arena_free(a);
  return n;
}
// CHECK-LABEL: {{^}}arena_local: contained{{$}}
// CHECK-NOT: leak

/// Nobody passed this one.
static struct arena all;
char *arena_global(const char *s) { return arena_text(&all, s); }
// CHECK-LABEL: {{^}}arena_global: escaping{{$}}

struct table {
  struct arena *names;
  struct item *first;
};
struct table *table_new(void) {
  struct table *made = malloc(sizeof *made);
  if (!made)
    return 0;
  made->first = 0;
  made->names = arena_new();
  if (!made->names) {
    free(made);
    return 0;
  }
  return made;
}
// CHECK-LABEL: {{^}}table_new: opaque{{$}}

/// The arena is the library's: it has put its own there.
int table_add(struct table *t, const char *name) {
  return item_add(t->names, &t->first, name);
}
// CHECK-LABEL: {{^}}table_add: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->first"{{.*}} release table_free{{$}}

void table_free(struct table *t) {
  arena_free(t->names);
  free(t);
}
// CHECK-LABEL: {{^}}table_free: none{{$}}

/// A pointer is moved on, downwards; large blocks are given as they are.
struct stack {
  char *next, *begin;
  void **blocks;
  struct chunk *large;
};
struct stack *stack_new(void) { return calloc(1, sizeof(struct stack)); }
void *stack_get(struct stack *s, size_t n) {
  if (n > 1024) {
    struct chunk *c = malloc(sizeof *c + n);
    if (!c)
      return 0;
    c->next = s->large;
    s->large = c;
    return c->data;
  }
  if ((size_t)(s->next - s->begin) < n) {
    void **block = malloc(8192);
    if (!block)
      return 0;
    *block = s->blocks;
    s->blocks = block;
    s->begin = (char *)(block + 1);
    s->next = (char *)block + 8192;
  }
  s->next -= n;
  return s->next;
}
// CHECK-LABEL: {{^}}stack_get: parameterized{{$}}
void stack_free(struct stack *s) {
  for (struct chunk *c = s->large, *next; c; c = next) {
    next = c->next;
    free(c);
  }
  for (void **b = s->blocks, **next; b; b = next) {
    next = *b;
    free(b);
  }
  free(s);
}

// CHECK-LABEL: {{^}}type struct arena: opaque
// CHECK-NEXT: release arena_free complete
// CHECK-LABEL: {{^}}type struct stack: opaque
// CHECK-NEXT: release stack_free complete
// CHECK-LABEL: {{^}}type struct table: opaque
// CHECK-NEXT: release table_free complete
