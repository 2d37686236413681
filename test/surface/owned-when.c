// RUN: %scan %s -- | FileCheck %s
//
// When the caller owns a result that it sometimes owns.

#include "../Inputs/libc.h"

char *buffer_or_new(char *buffer, size_t n) {
  if (!buffer)
    return malloc(n);
  buffer[0] = 0;
  return buffer;
}
// CHECK-LABEL: {{^}}buffer_or_new:
// CHECK: {{^}}  result sometimes, nullable: argument 0 is null{{$}}

static char *shared;
void share(char *text) { shared = text; }
char *text_of(const char *from, int copy) {
  if (copy) {
    char *made = strdup(from);
    if (!made)
      return NULL;
    made[0] = 'x';
    return made;
  }
  return shared;
}
// CHECK-LABEL: {{^}}text_of:
// CHECK: {{^}}  result sometimes, nullable: argument 1 is not 0{{$}}

char *without_spaces(char *s) {
  if (!strchr(s, ' '))
    return s;
  char *copy = strdup(s);
  if (copy)
    copy[0] = '_';
  return copy;
}
// CHECK-LABEL: {{^}}without_spaces:
// CHECK: {{^}}  result sometimes, nullable: the result is not argument 0{{$}}

// Memory decides, or two arguments do.
const char *name_of(const char *s) { return *s ? strdup(s) : "unnamed"; }
// CHECK-LABEL: {{^}}name_of:
// CHECK: {{^}}  result sometimes, nullable{{$}}
const char *either(const char *s, int copy, int most) {
  if (copy)
    return strdup(s);
  if (most)
    return strdup("most");
  return "none";
}
// CHECK-LABEL: {{^}}either:
// CHECK: {{^}}  result sometimes, nullable{{$}}

// New memory that the library keeps is not the caller's.
static char *kept;
static char *take(int n) { return malloc(n); }
char *kept_or_new(int again) {
  if (again)
    return strdup("new");
  char *made = take(4);
  kept = made;
  return made;
}
char *use_kept(void) { return kept; }
// CHECK-LABEL: {{^}}kept_or_new:
// CHECK: {{^}}  result sometimes, nullable{{$}}

// The result takes the place of what was given, whichever it is. (The new block
// may stand where the old one was.)
char *grown(char *s, int n) {
  if (*s)
    return s;
  free(s);
  return malloc(n);
}
// CHECK-LABEL: {{^}}grown:
// CHECK: {{^}}  result owned, nullable{{$}}

// What the callee returns is not clear.
char *passed_on(char *s, int n) { return n ? buffer_or_new(s, 1) : s; }
// CHECK-LABEL: {{^}}passed_on:
// CHECK: {{^}}  result sometimes, nullable{{$}}
