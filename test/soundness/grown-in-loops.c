// RUN: %scan %s -- | FileCheck %s
//
// A block that grows in a loop is one, though each round makes it at the same
// place: what the last round made is what this one moves. Not so where it is
// not sure that this is what is moved, or what is left where that fails.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

void (*show)(const char *text);

void shown_ok(int n) {
  char *text = malloc(4), *larger;
  if (!text)
    return;
  for (; n > 4; n--) {
    if (!(larger = realloc(text, n))) {
      free(text);
      return;
    }
    text = larger;
  }
  show(text);
  if (text)
    free(text);
}
// CHECK-LABEL: {{^}}shown_ok: contained{{$}}
// CHECK-NOT: escapes

char *element_bad(int n) {
  char **all = malloc(8), **more;
  all[0] = NULL;
  for (; n > 0 && (more = realloc(all, n * 8)); n--)
    all = more, all[n] = strdup("");
  char *first = all[0];
  free(all);
  return first;
}
// CHECK-LABEL: {{^}}element_bad: escaping{{$}}

char *failed_bad(int n) {
  char *text = malloc(4), *larger;
  while (n--) {
    if (!(larger = realloc(text, n)))
      return text;
    text = larger;
  }
  free(text);
  return NULL;
}
// CHECK-LABEL: {{^}}failed_bad: escaping{{$}}

char *not_told_bad(int n) {
  char *old = NULL, *text = malloc(4);
  while (n-- && text)
    old = text, text = realloc(text, n);
  if (!text)
    return old;
  free(text);
  return NULL;
}
// CHECK-LABEL: {{^}}not_told_bad: escaping{{$}}

char *one_of_several_bad(int n) {
  char *last = NULL, *before = NULL;
  while (n--) {
    char *larger = realloc(n & 1 ? last : malloc(4), n);
    if (!larger)
      break;
    before = last;
    last = larger;
  }
  free(last);
  return before;
}
// CHECK-LABEL: {{^}}one_of_several_bad: escaping{{$}}

char *in_turns_bad(int n) {
  char *one = NULL, *other = NULL, *larger;
  while (n-- && (larger = realloc(one, n)))
    one = other, other = larger;
  free(other);
  return one;
}
// CHECK-LABEL: {{^}}in_turns_bad: escaping{{$}}

char *in_member_bad(struct node *n, int size) {
  char *larger, *old = NULL;
  while (size-- && (larger = realloc(n->name, size)))
    old = n->name = larger;
  free(old);
  return n->name;
}
// CHECK-LABEL: {{^}}in_member_bad: escaping{{$}}
