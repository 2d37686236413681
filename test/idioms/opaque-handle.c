// RUN: rm -rf %t && split-file %s %t
// RUN: %scan --root %t --public 'include/*.h' %t/lib.c -- -I%t/include \
// RUN:   | FileCheck %s
//
// A handle of an incomplete type, one release that frees all levels.

//--- include/lib.h
struct db;
typedef struct cursor *cursor_t;
struct db *db_open_ok(const char *path);
int db_open_into_ok(struct db **out);
void db_close_ok(struct db *);
int db_size_ok(const struct db *);
cursor_t cursor_new_ok(struct db *);
void cursor_free_ok(cursor_t);
struct plain {
  char *name;
};
struct plain *plain_new_bad(void);
char *db_dump_bad(struct db *);

//--- lib.c
#include "lib.h"
void *malloc(__SIZE_TYPE__);
void *calloc(__SIZE_TYPE__, __SIZE_TYPE__);
char *strdup(const char *);
void free(void *);

struct db {
  char *path;
  char *page;
  int size;
};
struct cursor {
  struct db *of;
  int at;
};

struct db *db_open_ok(const char *path) {
  struct db *d = calloc(1, sizeof *d);
  if (!d)
    return 0;
  d->path = strdup(path);
  d->page = malloc(4096);
  return d;
}
// CHECK-LABEL: {{^}}db_open_ok: opaque{{$}}
// CHECK: {{^}}  escapes return "" struct db * opaque family malloc release db_close_ok{{$}}
// CHECK: {{^}}  result owned, nullable

int db_open_into_ok(struct db **out) {
  *out = db_open_ok("default");
  return *out ? 0 : -1;
}
// CHECK-LABEL: {{^}}db_open_into_ok: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "*" struct db * opaque family malloc

void db_close_ok(struct db *d) {
  if (!d)
    return;
  free(d->path);
  free(d->page);
  free(d);
}
// CHECK-LABEL: {{^}}db_close_ok: none{{$}}
// CHECK: {{^}}  releases argument 0 "" always{{$}}

int db_size_ok(const struct db *d) { return d->size; }
// CHECK-LABEL: {{^}}db_size_ok: none{{$}}

cursor_t cursor_new_ok(struct db *d) {
  struct cursor *c = malloc(sizeof *c);
  c->of = d;
  return c;
}
// CHECK-LABEL: {{^}}cursor_new_ok: opaque{{$}}
// CHECK: {{^}}  escapes return "" cursor_t opaque family malloc release cursor_free_ok{{$}}

void cursor_free_ok(cursor_t c) { free(c); }
// CHECK-LABEL: {{^}}cursor_free_ok: none{{$}}

/// The look-alike whose type the header completes.
struct plain *plain_new_bad(void) {
  struct plain *p = malloc(sizeof *p);
  p->name = 0;
  return p;
}
// CHECK-LABEL: {{^}}plain_new_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" struct plain * family malloc

char *db_dump_bad(struct db *d) { return strdup(d->path); }
// CHECK-LABEL: {{^}}db_dump_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc

// CHECK: {{^}}type struct db: opaque{{$}}
