// RUN: %scan %s -- | FileCheck %s
//
// Several objects that a caller may give lead back to themselves, each to
// itself: what is reached by the link may be the object that was given.

#include "../Inputs/libc.h"

struct object {
  struct object *self;
  int flag;
  char *text;
};
static char *flagged(struct object *it) {
  it->flag = 0;
  it->self->flag = 1;
  return it->flag ? malloc(3) : 0;
}
static char *texted(struct object *it) {
  it->text = 0;
  it->self->text = malloc(3);
  return it->text;
}
char *flag_bad(int which) {
  struct object one = {&one, 0, 0}, other = {&other, 0, 0};
  return flagged(which ? &one : &other);
}
// CHECK-LABEL: {{^}}flag_bad: escaping{{$}}
char *text_bad(int which) {
  struct object one = {&one, 0, 0}, other = {&other, 0, 0};
  return texted(which ? &one : &other);
}
// CHECK-LABEL: {{^}}text_bad: escaping{{$}}

/// Blocks.
static struct object *object_new(void) {
  struct object *made = calloc(1, sizeof *made);
  if (made)
    made->self = made;
  return made;
}
char *block_bad(int which) {
  struct object *one = object_new(), *other = object_new();
  char *made = one && other ? flagged(which ? one : other) : 0;
  free(one);
  free(other);
  return made;
}
// CHECK-LABEL: {{^}}block_bad: escaping{{$}}

/// A text that stands in its object.
struct text {
  char *data;
  int size;
  char own[16];
};
static void text_init(struct text *it) {
  it->data = it->own;
  it->size = 0;
  it->own[0] = 0;
}
static char *text_test(struct text *it) {
  it->own[0] = 0;
  it->data[0] = 1;
  return it->own[0] ? malloc(3) : 0;
}
char *own_bad(int which) {
  struct text one, other;
  text_init(&one);
  text_init(&other);
  return text_test(which ? &one : &other);
}
// CHECK-LABEL: {{^}}own_bad: escaping{{$}}

/// By way of another object.
struct pair {
  int flag;
  struct pair *right, *left;
};
static void tie(struct pair *one, struct pair *other) {
  one->right = other;
  other->left = one;
}
static char *there_and_back(struct pair *it) {
  it->flag = 0;
  it->right->left->flag = 1;
  return it->flag ? malloc(3) : 0;
}
char *tied_bad(struct pair *a, struct pair *b, int which) {
  struct pair *one = which ? a : b, *other = which ? b : a;
  tie(one, other);
  return there_and_back(one);
}
// CHECK-LABEL: {{^}}tied_bad: escaping{{$}}

/// Elements at unknown places of an array.
char *element_bad(int which) {
  struct object all[2] = {{&all[0], 0, 0}, {&all[1], 0, 0}};
  return flagged(&all[which & 1]);
}
// CHECK-LABEL: {{^}}element_bad: escaping{{$}}

/// That is not told of pointers in them.
struct named {
  struct named *self;
  const char *name;
};
static char *renamed(struct named *it) {
  it->name = 0;
  it->self->name = "new";
  return it->name ? malloc(3) : 0;
}
char *fn_element(int which) {
  struct named all[2] = {{&all[0], 0}, {&all[1], 0}};
  return renamed(&all[which & 1]);
}
// CHECK-LABEL: {{^}}fn_element: none{{$}}
