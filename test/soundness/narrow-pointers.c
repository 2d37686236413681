// RUN: %scan %s -- -m32 | FileCheck %s
//
// Pointers of 4 bytes are not followed: every answer says so.

void *malloc(__SIZE_TYPE__);
void kept_bad(char **out) { *out = malloc(4); }
// CHECK-LABEL: {{^}}kept_bad: {{escaping|unknown}}
// CHECK: {{^}}  assumes construct

int plain_ok(int n) { return n + 1; }
// CHECK-LABEL: {{^}}plain_ok: unknown, if assumed none{{$}}
