// RUN: %scan %s -- | FileCheck %s
//
// What nobody writes has its first value: a branch that it switches off is none.

#include "../Inputs/libc.h"

static int debug;
char *switch_ok(void) { return debug ? malloc(8) : 0; }
// CHECK-LABEL: {{^}}switch_ok: none{{$}}

static int level = 3;
char *level_bad(void) { return level ? malloc(8) : 0; }
// CHECK-LABEL: {{^}}level_bad: escaping{{$}}
char *level_ok(void) { return level > 3 ? malloc(8) : 0; }
// CHECK-LABEL: {{^}}level_ok: none{{$}}

static struct {
  int on;
  unsigned short mode[4];
} options = {0, {1, 0, 1, 0}};
char *member_ok(void) { return options.on ? malloc(8) : 0; }
// CHECK-LABEL: {{^}}member_ok: none{{$}}
char *element_ok(void) { return options.mode[1] ? malloc(8) : 0; }
// CHECK-LABEL: {{^}}element_ok: none{{$}}
char *element_bad(int i) { return options.mode[i & 3] ? malloc(8) : 0; }
// CHECK-LABEL: {{^}}element_bad: escaping{{$}}

static int zeros[4];
char *zeros_ok(int i) { return zeros[i & 3] ? malloc(8) : 0; }
// CHECK-LABEL: {{^}}zeros_ok: none{{$}}

/// It is set again to what it is.
static int again;
char *again_ok(void) {
  again = 0;
  return again ? malloc(8) : 0;
}
// CHECK-LABEL: {{^}}again_ok: none{{$}}

/// Somebody can write these.
static int set;
void set_to(int to) { set = to; }
char *set_bad(void) { return set ? malloc(8) : 0; }
// CHECK-LABEL: {{^}}set_bad: escaping{{$}}

static int given;
int *given_out(void) { return &given; }
char *given_bad(void) { return given ? malloc(8) : 0; }
// CHECK-LABEL: {{^}}given_bad: escaping{{$}}

int anybodys;
char *anybodys_bad(void) { return anybodys ? malloc(8) : 0; }
// CHECK-LABEL: {{^}}anybodys_bad: escaping{{$}}

static volatile int device;
char *device_bad(void) { return device ? malloc(8) : 0; }
// CHECK-LABEL: {{^}}device_bad: escaping{{$}}
