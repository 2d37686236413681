// RUN: %scan %s -- | FileCheck %s
// RUN: membrane scan --dump=escape %s -- | FileCheck %s --check-prefix=ESC
//
// A header stands before what is given out. Where every way has tested the
// block, also behind a place where these meet, no address is made of null: who
// is given null was given no block.

#include "../Inputs/libc.h"

// ESC-LABEL: function text_new
// ESC: returns &fresh0[?] | 0{{$}}
char *text_new(const char *from, size_t size, unsigned char header) {
  char *made = malloc(header + size);
  if (!made)
    return NULL;
  if (!from)
    memset(made, 0, header + size);
  char *text = made + header;
  if (from)
    memcpy(text, from, size);
  return text;
}

// ESC-LABEL: function fixed_new
// ESC: returns &fresh0[16] | 0{{$}}
char *fixed_new(const char *from, size_t size) {
  char *made = malloc(16 + size);
  if (!made)
    return NULL;
  if (!from)
    memset(made, 0, 16 + size);
  return made + 16;
}

struct reader {
  char *text;
};
struct reader *reader_new_ok(size_t size, unsigned char header) {
  struct reader *made = malloc(sizeof *made);
  if (!made)
    return NULL;
  made->text = text_new(NULL, size, header);
  if (!made->text) {
    free(made);
    return NULL;
  }
  return made;
}
// CHECK-LABEL: {{^}}reader_new_ok: opaque{{$}}
// CHECK-NOT: {{^}}  leaks
// CHECK-LABEL: {{^}}tested_on_one: escaping{{$}}

/// Where the ways meet it was tested on one only.
// ESC-LABEL: function tested_on_one
// ESC: returns {{.*}}8
char *tested_on_one(size_t size, int ask) {
  char *made = malloc(8 + size);
  if (ask && !made)
    return NULL;
  return made + 8;
}
