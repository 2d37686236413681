// RUN: %scan %s -- | FileCheck %s
// RUN: %python %S/../soundness/Inputs/cycle.py %s > %t-cycle.c
// RUN: %scan %t-cycle.c -- -DLARGE | FileCheck %s --check-prefixes=CHECK,LARGE
//
// What a callback is given on a way that ends the program is alive after no
// return: of an object that lives on elsewhere, nothing gets out.

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#ifndef LARGE
#define spin(n) n
#endif

struct file {
  void (*tell)(const char *text);
  char *last;
  int code;
};

static char *describe(struct file *f) {
  f->last = malloc(32);
  if (f->last)
    snprintf(f->last, 32, "error %d", spin(f->code));
  return f->last;
}

static void fail(struct file *f) {
  if (f->tell)
    f->tell(f->last);
  exit(1);
}

int read_ok(struct file *f) {
  describe(f);
  if (f->code)
    fail(f);
  return 1;
}
// CHECK-LABEL: {{^}}read_ok: opaque{{$}}
// CHECK-NOT: {{^}}  escapes callback
// CHECK: {{^}}  assumes callback

/// The way to the end has branches.
static void fail_by_text(struct file *f) {
  if (f->tell)
    f->tell(f->last);
  else
    fprintf(stderr, "%s\n", f->last);
  abort();
}

int write_ok(struct file *f) {
  describe(f);
  if (f->code)
    fail_by_text(f);
  return 1;
}
// CHECK-LABEL: {{^}}write_ok: opaque{{$}}
// CHECK-NOT: {{^}}  escapes callback
// CHECK: {{^}}  assumes callback

/// It comes back if there is nobody to tell.
static void fail_if_told(struct file *f) {
  if (f->tell) {
    f->tell(f->last);
    exit(1);
  }
}

int seek_ok(struct file *f) {
  describe(f);
  if (f->code)
    fail_if_told(f);
  return 1;
}
// CHECK-LABEL: {{^}}seek_ok: opaque{{$}}
// CHECK-NOT: {{^}}  escapes callback
// CHECK: {{^}}  assumes callback

/// What is told before comes back.
int warn_bad(struct file *f) {
  if (f->tell)
    f->tell(describe(f));
  if (f->code)
    fail(f);
  return 1;
}
// CHECK-LABEL: {{^}}warn_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback

int fail_sometimes_bad(struct file *f) {
  if (f->code) {
    f->tell(describe(f));
    if (f->code > 1)
      exit(1);
  }
  return 1;
}
// CHECK-LABEL: {{^}}fail_sometimes_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback

static jmp_buf back;

/// Who jumped there sees what the callback has kept.
static void jump(struct file *f) {
  f->tell(describe(f));
  longjmp(back, 1);
}

int jump_bad(struct file *f) {
  if (f->code)
    jump(f);
  return 1;
}
// CHECK-LABEL: {{^}}jump_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback

static void leave(struct file *f) {
  if (f->code > 1)
    longjmp(back, 1);
}

static void jump_or_fail(struct file *f) {
  f->tell(describe(f));
  leave(f);
  exit(1);
}

int jump_or_fail_bad(struct file *f) {
  if (f->code)
    jump_or_fail(f);
  return 1;
}
// CHECK-LABEL: {{^}}jump_or_fail_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback

#ifdef LARGE
void around(int n) {
  struct file f = {0};
  f.code = n;
  read_ok(&f);
  write_ok(&f);
  seek_ok(&f);
  warn_bad(&f);
  fail_sometimes_bad(&f);
  jump_bad(&f);
  jump_or_fail_bad(&f);
}
// LARGE: {{^}}bound large cycles of calls 1{{$}}
#endif
