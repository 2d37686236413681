// RUN: rm -rf %t && split-file %s %t
// RUN: %scan --root %t --public 'include/*.h' %t/lib.c -- -I%t/include \
// RUN:   | FileCheck %s
//
// Memory that comes to hang under a handle that the caller passed.

//--- include/map.h
struct map;
struct entry;
struct map *map_new_ok(void);
void map_free_ok(struct map *);
int map_set_ok(struct map *, const char *key);
struct entry *entry_new_ok(const char *key);
void map_add_ok(struct map *, struct entry *);
void map_cache_ok(struct map *, int);
void map_set_and_show_bad(struct map *, char **out);

//--- lib.c
#include "map.h"
void *malloc(__SIZE_TYPE__);
char *strdup(const char *);
void free(void *);

struct entry {
  struct entry *next;
  char *key;
};
struct map {
  struct entry *head;
  int count;
  char *cache;
};

struct map *map_new_ok(void) {
  struct map *m = malloc(sizeof *m);
  *m = (struct map){0};
  return m;
}
// CHECK-LABEL: {{^}}map_new_ok: opaque{{$}}

void map_free_ok(struct map *m) {
  for (struct entry *e = m->head; e;) {
    struct entry *next = e->next;
    free(e->key);
    free(e);
    e = next;
  }
  free(m->cache);
  free(m);
}
// CHECK-LABEL: {{^}}map_free_ok: none{{$}}

int map_set_ok(struct map *m, const char *key) {
  struct entry *e = malloc(sizeof *e);
  if (!e)
    return -1;
  e->key = strdup(key);
  e->next = m->head;
  m->head = e;
  return ++m->count;
}
// CHECK-LABEL: {{^}}map_set_ok: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->head" struct entry * opaque family malloc

struct entry *entry_new_ok(const char *key) {
  struct entry *e = malloc(sizeof *e);
  e->key = strdup(key);
  e->next = 0;
  return e;
}
// CHECK-LABEL: {{^}}entry_new_ok: opaque{{$}}

void map_add_ok(struct map *m, struct entry *e) {
  e->next = m->head;
  m->head = e;
}
// CHECK-LABEL: {{^}}map_add_ok: none{{$}}
// CHECK: {{^}}  stores argument 1 "" into argument 0 "->head" released by map_free_ok{{$}}

void map_cache_ok(struct map *m, int n) {
  free(m->cache);
  m->cache = malloc(n);
}
// CHECK-LABEL: {{^}}map_cache_ok: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->cache" char * opaque family malloc
// CHECK: {{^}}  releases argument 0 "->cache" {{always|maybe}}{{$}}

/// Opaque and visible memory in one function is escaping.
void map_set_and_show_bad(struct map *m, char **out) {
  map_set_ok(m, "key");
  *out = strdup("shown");
}
// CHECK-LABEL: {{^}}map_set_and_show_bad: escaping{{$}}
// CHECK-DAG: {{^}}  escapes argument 0 "->head" struct entry * opaque family malloc
// CHECK-DAG: {{^}}  escapes argument 1 "*" char * family malloc
