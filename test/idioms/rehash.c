// Entries move to a table that is empty at first: what is read there is none of
// them yet.
// RUN: %scan %s -- | FileCheck %s

#include "../Inputs/libc.h"

struct entry {
  struct entry *next, *previous;
  unsigned hash;
};

struct table {
  struct entry **buckets;
  size_t count;
};

void table_grow_bad(struct table *all) {
  size_t count = all->count * 2;
  struct entry **buckets = calloc(count, sizeof *buckets);
  if (!buckets)
    return;
  for (size_t i = 0; i < all->count; i++)
    while (all->buckets[i]) {
      struct entry *moved = all->buckets[i];
      struct entry **to = &buckets[moved->hash & (count - 1)];
      all->buckets[i] = moved->next;
      if (*to)
        (*to)->previous = moved;
      moved->next = *to;
      moved->previous = NULL;
      *to = moved;
    }
  free(all->buckets);
  all->buckets = buckets;
  all->count = count;
}
// CHECK-LABEL: {{^}}table_grow_bad: opaque{{$}}
// CHECK-NOT: assumes

// Nobody knows what stands there.
void astray_bad(const char *name, struct entry *kept) {
  struct entry **to = (struct entry **)strlen(name);
  *to = kept;
}
// CHECK-LABEL: {{^}}astray_bad: unknown
// CHECK: assumes construct a pointer is stored at an address of unknown origin
