// RUN: %scan %s -- | FileCheck %s
// A table of counted values that may be tables: what hangs under which member
// is known at every level, though each release leads back to all of them.

void *malloc(unsigned long);
void free(void *);

enum kind { OBJECT, ARRAY, STRING };
struct value { enum kind kind; unsigned long count; };
struct list { struct list *prev, *next; };
struct pair {
  struct list list, ordered;
  unsigned long hash;
  struct value *value;
};
struct bucket { struct list *first, *last; };
struct table {
  unsigned long size;
  struct bucket *buckets;
  unsigned long order;
  struct list list, ordered;
};
struct object { struct value value; struct table table; };
struct array {
  struct value value;
  unsigned long size, entries;
  struct value **items;
};
struct string { struct value value; char *text; unsigned long length; };

void table_close_ok(struct table *);

static void value_delete(struct value *old) {
  switch (old->kind) {
  case OBJECT:
    table_close_ok(&((struct object *)old)->table);
    break;
  case ARRAY: {
    struct array *all = (struct array *)old;
    for (unsigned long i = 0; i < all->entries; i++) {
      struct value *one = all->items[i];
      if (one && one->count != (unsigned long)-1 && --one->count == 0)
        value_delete(one);
    }
    free(all->items);
    break;
  }
  case STRING:
    free(((struct string *)old)->text);
    break;
  }
  free(old);
}

void value_unref(struct value *one) {
  if (one && one->count != (unsigned long)-1 && --one->count == 0)
    value_delete(one);
}

// CHECK-LABEL: {{^}}table_close_ok: none{{$}}
// CHECK: releases argument 0 "->buckets" always
// CHECK-NOT: releases argument 0 "->size"
// CHECK: releases argument 0 "->list.next->next*->value" maybe
void table_close_ok(struct table *old) {
  struct list *next;
  for (struct list *at = old->list.next; at != &old->list; at = next) {
    struct pair *held = (struct pair *)at;
    next = at->next;
    value_unref(held->value);
    free(held);
  }
  free(old->buckets);
}

