// RUN: %scan %s -- | FileCheck %s
//
// A pointer is to one of two blocks, each made on a way of its own: releasing
// it frees the one that is there. If both may be there, one is left.

#include "../Inputs/libc.h"

typedef int visit(const char *key, void *data);

static char *key_at(int at) {
  char *key = at < 7 ? malloc(8) : malloc(16);
  key[0] = (char)at;
  return key;
}

int visited_ok(int count, visit *each, void *data) {
  int go = 1;
  for (int i = 0; go && i < count; ++i) {
    char *key = key_at(i);
    go = each(key, data);
    free(key);
  }
  return go;
}
// CHECK-LABEL: {{^}}visited_ok: contained{{$}}
// CHECK-NOT: escapes
// CHECK-NOT: leaks

void both_made_bad(int which, visit *each) {
  char *first = malloc(4), *second = malloc(8);
  char *key = which ? first : second;
  each(key, 0);
  free(key);
}
// CHECK-LABEL: {{^}}both_made_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 1

static void either(int which, char **first, char **second) {
  char *a = malloc(4), *b = malloc(8);
  *first = which ? a : b;
  *second = which ? b : a;
}

char *other_left_bad(int which) {
  char *first, *second;
  either(which, &first, &second);
  free(first);
  return second;
}
// CHECK-LABEL: {{^}}other_left_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

char *element_bad(int at) {
  char *held[2] = {malloc(4), malloc(8)};
  free(held[at]);
  return held[!at];
}
// CHECK-LABEL: {{^}}element_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

static void drop(char **which) { free(*which); }

char *through_slot_bad(int which) {
  char *first = malloc(4), *second = malloc(8);
  drop(which ? &first : &second);
  return which ? second : first;
}
// CHECK-LABEL: {{^}}through_slot_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

char *round_before_bad(int count) {
  char *last = 0;
  for (int i = 0; i < count; ++i) {
    free(last);
    last = key_at(i);
  }
  return last;
}
// CHECK-LABEL: {{^}}round_before_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

void first_only_bad(int count, char **out) {
  char *first = 0;
  for (int i = 0; i < count; ++i) {
    char *key = key_at(i);
    if (first)
      out[i] = key;
    else
      first = key;
  }
  free(first);
}
// CHECK-LABEL: {{^}}first_only_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 1 "[]"

char *one_of_two_calls_bad(int which) {
  char *first = key_at(which), *second = key_at(which);
  free(which ? first : second);
  return which ? second : first;
}
// CHECK-LABEL: {{^}}one_of_two_calls_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""
