// RUN: rm -rf %t && split-file %s %t
// RUN: membrane scan --fail-on=error --checks=missing-contract --root %t --public 'db.h' %t/db.c -- -I %root/runtime/include 2>&1 | FileCheck %s --implicit-check-not=remark:
// A remark: it does not run by itself.
// RUN: membrane scan --root %t --public 'db.h' %t/db.c -- -I %root/runtime/include 2>&1 | FileCheck %s --check-prefix=QUIET
// QUIET-NOT: missing-contract

// CHECK: db.h:5:1: remark: the contract of 'open_bad', 'opaque(close_bad)', is not written [missing-contract]
// CHECK: db.h:6:1: remark: the contract of 'close_bad', 'none', is not written [missing-contract]
// CHECK: db.h:7:1: remark: the contract of 'path_bad', 'none' and 'borrowed(0)', is not written [missing-contract]
// One of two words is there.
// CHECK: db.h:8:1: remark: the contract of 'half_bad', 'borrowed(0)', is not written [missing-contract]

//--- db.h
#include <membrane/contract.h>
struct db;
int far_away(void) __attribute__((annotate("membrane::none")));
int unknown_callee(void);
struct db *open_bad(const char *path);
void close_bad(struct db *self);
const char *path_bad(const struct db *self);
MEMBRANE_NONE const char *half_bad(const struct db *self);
MEMBRANE_NONE int written_ok(void);
int assumed_ok(void);
int unknown_ok(void);
/* No word can stand in a macro. */
#define DECLARE int made_ok(void);
DECLARE
//--- db.c
#include "db.h"
void *calloc(__SIZE_TYPE__, __SIZE_TYPE__);
void free(void *);
struct db {
  char path[8];
};
struct db *open_bad(const char *path) {
  struct db *self = calloc(1, sizeof *self);
  if (self)
    self->path[0] = path[0];
  return self;
}
void close_bad(struct db *self) { free(self); }
const char *path_bad(const struct db *self) { return self->path; }
const char *half_bad(const struct db *self) { return self->path; }
int written_ok(void) { return 1; }
int assumed_ok(void) { return far_away(); }
int unknown_ok(void) { return unknown_callee(); }
int made_ok(void) { return 2; }
static int internal_ok(void) { return 3; }
int (*use_ok)(void) = internal_ok;
