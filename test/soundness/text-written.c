// RUN: %scan %s -- | FileCheck %s
//
// What code without a body writes into text or memory without a type, for the
// caller of the function that calls it.

#include "../Inputs/libc.h"

long read(int, void *, unsigned long);
struct header { int kind; char name[12]; };

static void read_text(char *into) { read(0, into, 16); }
static void read_any(void *into) { read(0, into, 16); }
static void read_behind(struct header **into) { read(0, *into, 16); }
static void read_text_behind(char **into) { read(0, *into, 16); }
static int is_set(const char *text) { return strlen(text) != 0; }

char *text_bad(void) {
  char text[16] = {0};
  read_text(text);
  return text[0] ? malloc(8) : 0;
}
// CHECK-LABEL: {{^}}text_bad: escaping{{$}}

char *record_as_text_bad(void) {
  struct header it = {0};
  read_text((char *)&it);
  return it.kind ? malloc(8) : 0;
}
// CHECK-LABEL: {{^}}record_as_text_bad: escaping{{$}}

char *record_bad(void) {
  struct header it = {0};
  read_any(&it);
  return it.kind ? malloc(8) : 0;
}
// CHECK-LABEL: {{^}}record_bad: escaping{{$}}

char *number_bad(void) {
  long it = 0;
  read_any(&it);
  return it ? malloc(8) : 0;
}
// CHECK-LABEL: {{^}}number_bad: escaping{{$}}

/// Not modelled: memory that another pointer leads to, and that has no type.
char *fn_behind(void) {
  struct header it = {0}, *to = &it;
  read_behind(&to);
  return it.name[2] ? malloc(8) : 0;
}
// CHECK-LABEL: {{^}}fn_behind: none{{$}}

char *fn_text_behind(void) {
  char text[16] = {0}, *to = text;
  read_text_behind(&to);
  return text[2] ? malloc(8) : 0;
}
// CHECK-LABEL: {{^}}fn_text_behind: none{{$}}

/// What is declared not to be written is not.
char *constant_ok(void) {
  struct header it = {0};
  is_set((const char *)&it);
  return it.kind ? malloc(8) : 0;
}
// CHECK-LABEL: {{^}}constant_ok: none{{$}}
