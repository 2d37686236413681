// RUN: not membrane scan --fail-on=note --checks=leaky-handle %s -- 2>&1 | FileCheck %s --implicit-check-not=[leaky-handle]

void *calloc(__SIZE_TYPE__, __SIZE_TYPE__);
void free(void *);
char *strdup(const char *);
char *strcpy(char *, const char *);

struct box {
  char *name;
  int count;
  void *user;
  int (*call)(int);
};
struct box *box_new(const char *name) {
  struct box *b = calloc(1, sizeof *b);
  if (b)
    b->name = strdup(name);
  return b;
}
void box_free(struct box *b) {
  free(b->name);
  free(b);
}

const char *name_bad(const struct box *b) { return b->name; }
// CHECK: :[[#@LINE-1]]:13: note: 'name_bad' gives out a pointer into the opaque 'struct box', which dangles when that is released [leaky-handle]

int *count_bad(struct box *b) { return &b->count; }
// CHECK: :[[#@LINE-1]]:6: note: 'count_bad' gives out a pointer into the opaque 'struct box', which dangles when that is released [leaky-handle]

int name_into_bad(const struct box *b, const char **name) {
  *name = b->name;
  return 0;
}
// CHECK: :[[#@LINE-4]]:5: note: 'name_into_bad' gives out a pointer into the opaque 'struct box', which dangles when that is released [leaky-handle]

int count_ok(const struct box *b) { return b->count; }
void copy_ok(const struct box *b, char *to) { strcpy(to, b->name); }
char *copied_ok(const struct box *b) { return strdup(b->name); }

// The caller's own.
void set_user_ok(struct box *b, void *user) { b->user = user; }
void *user_ok(const struct box *b) { return b->user; }

// No memory.
void set_call_ok(struct box *b, int (*call)(int)) { b->call = call; }
int (*call_ok(const struct box *b))(int) { return b->call; }

// Kept in another handle: nobody can look at it there.
struct view { const char *of; };
struct view *view_new_ok(void) { return calloc(1, sizeof(struct view)); }
void view_set_ok(struct view *v, struct box *b) { v->of = b->name; }
void view_free_ok(struct view *v) { free(v); }

// To a function of the caller's.
int visit_bad(const struct box *b, int (*visit)(const char *)) {
  return visit(b->name);
}
// CHECK: :[[#@LINE-3]]:5: note: 'visit_bad' gives a callback a pointer into the opaque 'struct box', which dangles when that is released [leaky-handle]
// CHECK: good for the time of the call; 1 other function does the same

struct view_of { const char *name; };
void view_bad(const struct box *b, void (*look)(const struct view_of *)) {
  struct view_of v = {b->name};
  look(&v);
}
// It is told above: of functions of the caller's one tells for all of a type.
// CHECK-NOT: 'view_bad' gives

void each_ok(struct box *b, void (*visit)(struct box *, void *, int)) {
  visit(b, b->user, b->count);
}
