// RUN: %scan %s -- | FileCheck %s
//
// What the C library fills, or what one of several ways made, is tested before
// it is used and freed: where the pointer is null there is no block.

#include "../Inputs/libc.h"

int asprintf(char **out, const char *format, ...);

void printed_ok(int n, void (*look)(const char *text)) {
  char *text = NULL;
  asprintf(&text, "%d", n);
  if (text) {
    look(text);
    free(text);
  }
}
// CHECK-LABEL: {{^}}printed_ok: contained{{$}}

void unset_ok(int n, void (*look)(const char *text)) {
  char *text;
  if (asprintf(&text, "%d", n) < 0)
    return;
  if (text) {
    look(text);
    free(text);
  }
}
// CHECK-LABEL: {{^}}unset_ok: contained{{$}}

/// As a logger does: three ways to make the text, one without.
void logged_ok(int n, const char *from, void (*look)(const char *text)) {
  char *text;
  int result;
  if (from)
    result = asprintf(&text, "%s", from);
  else if (n) {
    for (int i = n; i > 9; i /= 10)
      ++n;
    if (n > 99)
      result = asprintf(&text, "%d", n);
    else if (!(text = malloc(9)))
      result = -1;
    else {
      result = 0;
      for (int i = 0; i < 9; ++i)
        text[i] = 'x';
    }
  } else {
    result = 0;
    text = NULL;
  }
  if (result < 0)
    look("failed");
  else if (text) {
    look(text);
    free(text);
  }
}
// CHECK-LABEL: {{^}}logged_ok: contained{{$}}

/// The pointer is cleared while the block is there.
void cleared_bad(int n, void (*look)(const char *text)) {
  char *text;
  if (asprintf(&text, "%d", n) < 0)
    return;
  look(text);
  if (n > 9)
    text = NULL;
  if (text)
    free(text);
}
// CHECK-LABEL: {{^}}cleared_bad: escaping{{$}}
// CHECK: escapes callback

/// One of two that exist.
void both_bad(int n, void (*look)(const char *text)) {
  char *one = malloc(9), *other = malloc(9);
  if (!one || !other)
    return;
  look(one);
  char *text = n == 1 ? one : n == 2 ? other : NULL;
  if (text)
    free(text);
}
// CHECK-LABEL: {{^}}both_bad: escaping{{$}}
// CHECK: escapes callback

/// The second call fills the same variable.
void twice_bad(int n, void (*look)(const char *text)) {
  char *text;
  if (asprintf(&text, "%d", n) < 0)
    return;
  look(text);
  asprintf(&text, "%d.", n);
  if (text)
    free(text);
}
// CHECK-LABEL: {{^}}twice_bad: escaping{{$}}
// CHECK: escapes callback
