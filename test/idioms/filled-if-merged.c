// RUN: %scan %s -- | FileCheck %s
//
// A number that is merged tells on which way it came, and so whether a block
// exists that was made on one of them.

#include "../Inputs/libc.h"

int asprintf(char **out, const char *format, ...);

int printed_ok(int n, void (*look)(const char *text)) {
  char *text;
  int length;
  if (n)
    length = asprintf(&text, "%d", n);
  else
    length = -1;
  if (length < 0)
    return -1;
  look(text);
  free(text);
  return 0;
}
// CHECK-LABEL: {{^}}printed_ok: contained{{$}}

int made_ok(int n, void (*look)(const char *text)) {
  char *text = NULL;
  int error;
  if (n > 9) {
    text = malloc(n);
    if (text)
      error = 0;
    else
      error = -1;
  } else {
    error = 1;
  }
  if (error)
    return error;
  look(text);
  free(text);
  return 0;
}
// CHECK-LABEL: {{^}}made_ok: contained{{$}}

/// It is merged twice, in a function that has a loop.
int looped_ok(int n, void (*look)(const char *text)) {
  char *text;
  int length;
  for (int i = n; i > 9; i /= 10)
    ++n;
  if (!n)
    length = -1;
  else if (n > 9)
    length = asprintf(&text, "%d", n);
  else
    length = -2;
  if (length < 0)
    return -1;
  look(text);
  free(text);
  return 0;
}
// CHECK-LABEL: {{^}}looped_ok: contained{{$}}

/// The number says that it failed, though there is a text.
int dropped_bad(int n, void (*look)(const char *text)) {
  char *text;
  int length = asprintf(&text, "%d", n);
  if (n)
    length = -1;
  if (length < 0)
    return -1;
  look(text);
  free(text);
  return 0;
}
// CHECK-LABEL: {{^}}dropped_bad: escaping{{$}}
// CHECK: escapes callback

/// The number is that of the round before.
void older_bad(int n, void (*look)(const char *text)) {
  char *text = NULL;
  int error = -1;
  for (int i = 0; i < n; ++i) {
    free(text);
    text = malloc(9);
    if (!text)
      return;
    if (error < 0)
      look(text);
    if (error < 0 && i > 2)
      return;
    error = i & 1 ? -1 : 0;
  }
  free(text);
}
// CHECK-LABEL: {{^}}older_bad: escaping{{$}}
// CHECK: escapes callback
