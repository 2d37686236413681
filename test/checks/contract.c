// RUN: not membrane scan --checks=contract %s -- -I%root/runtime/include 2>&1 | FileCheck %s --implicit-check-not=[contract]

#include <membrane/contract.h>
void *malloc(__SIZE_TYPE__);
void free(void *);

// A class that is worse, with the way of the memory and the place of the word.
MEMBRANE_NONE int sum_bad(int n);
int sum_bad(int n) {
  int *block = malloc(sizeof *block), all = n;
  free(block);
  return all;
}
// CHECK: :[[#@LINE-4]]:16: error: 'sum_bad' promises 'none' and is contained [contract]
// CHECK: note: 'malloc' allocates
// CHECK: :[[#@LINE-8]]:1: note: 'none' is promised here

MEMBRANE_CONTAINED char *copy_bad(void) { return malloc(4); }
// CHECK: :[[#@LINE-1]]:50: error: 'copy_bad' promises 'contained' and is escaping [contract]
MEMBRANE_NONE int sum_ok(int a, int b) { return a + b; }
MEMBRANE_CONTAINED int better_ok(int a) { return a; }

// The release.
struct db;
void db_close(struct db *self);
void db_drop(struct db *self);
MEMBRANE_OPAQUE(db_close) struct db *open_ok(void) { return malloc(16); }
MEMBRANE_OPAQUE(db_drop) struct db *open_bad(void) { return malloc(16); }
// CHECK: error: 'open_bad' promises 'opaque(db_drop)' and hands out memory through the result, and is released by 'db_close' [contract]
MEMBRANE_OPAQUE(db_close) int into_ok(struct db **out) {
  *out = malloc(16);
  return *out != 0;
}
static struct db *spare;
void db_close(struct db *self) { free(self); }
void db_drop(struct db *self) { (void)self; }

// Whose the result is.
MEMBRANE_OWNED(free) char *text_ok(void) { return malloc(4); }
MEMBRANE_OWNED(free) char *text_bad(int fresh) {
  return fresh ? malloc(4) : "none";
}
// CHECK: error: 'text_bad' promises 'owned(free)' and returns memory that is not the caller's to release in some calls [contract]
struct item {
  char *name;
};
MEMBRANE_NONE MEMBRANE_BORROWED(from)
char *name_ok(struct item *from) { return from->name; }
MEMBRANE_BORROWED(0) char *name_bad(struct item *a, struct item *b) {
  return a ? a->name : b->name;
}
// CHECK: error: 'name_bad' promises 'borrowed(0)' and returns memory of argument 1 [contract]
MEMBRANE_BORROWED(static) const char *version_ok(void) { return "1"; }
MEMBRANE_BORROWED(from) char *taken_bad(struct item *from) {
  char *name = malloc(4);
  return from ? name : 0;
}
// CHECK: error: 'taken_bad' promises 'borrowed(from)' and returns memory that the caller has to release [contract]

// The caller's allocator.
struct pool {
  void *(*get)(struct pool *, __SIZE_TYPE__);
};
MEMBRANE_PARAMETERIZED(from) void *made_ok(struct pool *from) {
  return from->get(from, 8);
}
MEMBRANE_PARAMETERIZED(0) void *made_bad(struct pool *a, struct pool *b) {
  return a ? b->get(b, 8) : 0;
}
// CHECK: error: 'made_bad' promises 'parameterized(0)' and allocates from argument 1 [contract]

// What compilers know.
__attribute__((nonallocating)) void *effect_bad(void) { return malloc(1); }
// CHECK: error: 'effect_bad' promises 'nonallocating' and is escaping [contract]
__attribute__((malloc(db_close, 1))) struct db *attribute_ok(void) {
  return malloc(16);
}
__attribute__((malloc(db_drop, 1))) struct db *attribute_bad(void) {
  return malloc(16);
}
// CHECK: error: 'attribute_bad' promises 'malloc(db_drop)' and hands out memory through the result, and is released by 'db_close' [contract]
__attribute__((malloc)) void *alias_bad(void *given) { return given; }
// CHECK: error: 'alias_bad' promises 'malloc' and may return argument 0 itself [contract]
// Which paths give null is not told exactly.
__attribute__((returns_nonnull)) void *fn_null(void) { return malloc(1); }
__attribute__((ownership_takes(malloc, 1))) void taken_ok(void *p) { free(p); }
__attribute__((ownership_takes(malloc, 1))) void left_bad(void *p) { (void)p; }
// CHECK: error: 'left_bad' promises 'ownership_takes' and neither releases nor keeps argument 0 [contract]

// Words that cannot both be meant, or not at all.
MEMBRANE_NONE struct db *twice_bad(void);
MEMBRANE_OPAQUE(db_close) struct db *twice_bad(void);
struct db *twice_bad(void) { return 0; }
// CHECK: :[[#@LINE-1]]:12: error: 'twice_bad' promises 'opaque(db_close)' and also promises 'none' [contract]
// CHECK: :[[#@LINE-4]]:1: note: 'none' is promised here
MEMBRANE_PARAMETERIZED(nobody) int word_bad(int a) { return a; }
// CHECK: error: 'word_bad' promises 'parameterized(nobody)' and has a contract that nobody understands [contract]

// Code that was not seen may break a promise, which is no finding.
int elsewhere(void);
MEMBRANE_NONE int unseen_ok(void) { return elsewhere(); }
// CHECK: 1 contract is not checked, as code was not seen that may break it: that of 'unseen_ok'
