// A contract stands in for a body that nobody sees. What it does not say is
// anything: what is kept where, and what comes back.
//
// RUN: %scan %s -- -I%root/runtime/include | FileCheck %s

#include <membrane/contract.h>
void *malloc(__SIZE_TYPE__);
void free(void *);

MEMBRANE_NONE int count(const char *text);
MEMBRANE_CONTAINED int parse(const char *text);
int unknown_callee(const char *text);

int counted(const char *text) { return count(text); }
// CHECK-LABEL: {{^}}counted: none{{$}}
// CHECK: assumes annotation count
int parsed(const char *text) { return parse(text); }
// CHECK-LABEL: {{^}}parsed: contained{{$}}
// CHECK: assumes annotation parse
int called(const char *text) { return unknown_callee(text); }
// CHECK-LABEL: {{^}}called: unknown

int tidy(void) {
  char *text = malloc(8);
  int all = text ? count(text) : 0;
  free(text);
  return all;
}
// CHECK-LABEL: {{^}}tidy: contained{{$}}
// CHECK-NOT: leaks

// It may be put under another argument.
struct list;
MEMBRANE_NONE void push(struct list *into, void *what);
void pushed(struct list *into) { push(into, malloc(8)); }
// CHECK-LABEL: {{^}}pushed: {{opaque|escaping}}{{$}}
MEMBRANE_NONE int look(const struct list *from, const void *what);
int looked(const struct list *from) {
  void *mine = malloc(8);
  int found = look(from, mine);
  free(mine);
  return found;
}
// CHECK-LABEL: {{^}}looked: contained{{$}}

// And come back, from there or from the library.
MEMBRANE_NONE void keep(void *what);
MEMBRANE_NONE void *kept(void);
void *round(void) {
  keep(malloc(8));
  return kept();
}
// CHECK-LABEL: {{^}}round: escaping{{$}}
MEMBRANE_NONE void *same(void *what);
void *through(void) { return same(malloc(8)); }
// CHECK-LABEL: {{^}}through: escaping{{$}}
MEMBRANE_NONE MEMBRANE_BORROWED(0) void *first(void *a, void *b);
void *lent(void *a) {
  void *mine = malloc(8);
  void *got = first(a, mine);
  free(mine);
  return got;
}
// CHECK-LABEL: {{^}}lent: contained{{$}}
// CHECK: borrows argument 0
// CHECK: result borrowed

// New memory, and who gives it back.
struct db;
MEMBRANE_NONE void db_close(struct db *self);
MEMBRANE_OPAQUE(db_close) struct db *db_open(const char *path);
struct db *opened(const char *path) { return db_open(path); }
// CHECK-LABEL: {{^}}opened: opaque{{$}}
// CHECK: escapes return "" struct db * opaque family db_open release db_close
// CHECK: result owned, nullable
void used(const char *path) {
  struct db *mine = db_open(path);
  db_close(mine);
}
// CHECK-LABEL: {{^}}used: contained{{$}}
// CHECK-NOT: leaks
void lost(const char *path) { db_open(path); }
// CHECK-LABEL: {{^}}lost: contained{{$}}
// CHECK: leaks db_open
MEMBRANE_OPAQUE(db_close) int db_into(struct db **out);
int filled(struct db **out) { return db_into(out); }
// CHECK-LABEL: {{^}}filled: {{opaque|escaping}}{{$}}
// CHECK: escapes argument 0

// Both the new memory and what was given.
MEMBRANE_OWNED(free) char **wrap(char *text);
char **wrapped(void) { return wrap(malloc(4)); }
// CHECK-LABEL: {{^}}wrapped: escaping{{$}}
// CHECK-DAG: family malloc
// CHECK-DAG: family wrap

// The caller's allocator.
struct pool;
MEMBRANE_PARAMETERIZED(from) void *carve(struct pool *from, int size);
void *carved(struct pool *from) { return carve(from, 4); }
// CHECK-LABEL: {{^}}carved: parameterized{{$}}

// A function that is given may be called.
static void *global;
static int store(void *with) {
  global = malloc(4);
  *(void **)with = global;
  return 0;
}
MEMBRANE_NONE int each(int (*use)(void *), void *with);
int every(void **out) { return each(store, out); }
// CHECK-LABEL: {{^}}every: {{escaping|unknown}}
