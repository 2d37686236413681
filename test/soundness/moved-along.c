// RUN: %scan %s -- | FileCheck %s
//
// What is stored where it comes from is a change if the place, or what stood
// there, is several for the function that stores it: a link that is followed
// (`at = at->next`), elements of an array.

#include "../Inputs/libc.h"

struct node {
  struct node *next;
  int on;
  char *text;
};

static void advance(struct node **at) { *at = (*at)->next; }

/// A number in the node that was arrived at.
char *flag_bad(void) {
  struct node last = {0, 1, 0}, first = {&last, 0, 0}, *at = &first;
  advance(&at);
  return at->on ? malloc(4) : 0;
}
// CHECK-LABEL: {{^}}flag_bad: escaping{{$}}

/// A pointer in it.
char *text_bad(void) {
  struct node last = {0, 0, malloc(4)}, first = {&last, 0, 0}, *at = &first;
  advance(&at);
  return at->text;
}
// CHECK-LABEL: {{^}}text_bad: escaping{{$}}
// CHECK-NEXT: allocates
// CHECK-NEXT: escapes return

/// It is the caller's.
void fill_bad(struct node *out) {
  struct node first = {out, 0, 0}, *at = &first;
  advance(&at);
  at->text = malloc(4);
}
// CHECK-LABEL: {{^}}fill_bad: opaque{{$}}
// CHECK: escapes argument 0 "->text"

/// As long as a test says so.
static void skip(struct node **at) {
  while (*at && !(*at)->on)
    *at = (*at)->next;
}
char *skipped_bad(void) {
  struct node last = {0, 1, malloc(3)}, first = {&last, 0, 0}, *at = &first;
  skip(&at);
  return at ? at->text : 0;
}
// CHECK-LABEL: {{^}}skipped_bad: escaping{{$}}

/// A stack of frames.
struct stack {
  struct node *top;
};
static void push(struct stack *it, struct node *made) {
  made->next = it->top;
  it->top = made;
}
static void pop(struct stack *it) { it->top = it->top->next; }
void popped_bad(struct node *below) {
  struct stack it = {below};
  struct node own = {0, 0, 0};
  push(&it, &own);
  pop(&it);
  it.top->text = malloc(8);
}
// CHECK-LABEL: {{^}}popped_bad: opaque{{$}}
// CHECK: escapes argument 0 "->text"

/// What stands behind it is taken out.
static void unlink_next(struct node *it) { it->next = it->next->next; }
char *unlinked_bad(void) {
  struct node last = {0, 1, malloc(3)}, middle = {&last, 0, 0},
              first = {&middle, 0, 0};
  unlink_next(&first);
  return first.next->text;
}
// CHECK-LABEL: {{^}}unlinked_bad: escaping{{$}}

/// Elements of an array, by numbers.
static void move(char **all, int to, int from) { all[to] = all[from]; }
char *moved_bad(void) {
  char *two[2] = {0, malloc(8)};
  move(two, 0, 1);
  return two[0];
}
// CHECK-LABEL: {{^}}moved_bad: escaping{{$}}
// CHECK-NEXT: allocates
// CHECK-NEXT: escapes return

/// Of one that is a member.
struct recent {
  char *name[4];
};
static void shift(struct recent *it) {
  for (int i = 3; i > 0; i--)
    it->name[i] = it->name[i - 1];
  it->name[0] = 0;
}
void recent_add_bad(struct recent *it, const char *name) {
  it->name[0] = strdup(name);
  shift(it);
}
// CHECK-LABEL: {{^}}recent_add_bad: opaque{{$}}
// CHECK: escapes argument 0 "->name

/// Their bytes.
static void drop(void **all, int *count, int which) {
  memmove(all + which, all + which + 1, (--*count - which) * sizeof *all);
}
void *dropped_bad(void) {
  void *all[3] = {0, 0, malloc(8)};
  int count = 3;
  drop(all, &count, 1);
  return all[1];
}
// CHECK-LABEL: {{^}}dropped_bad: escaping{{$}}

/// By way of a text of the callee's own.
struct array {
  char *base;
  size_t count, size;
};
static void reverse(struct array *it) {
  char held[64];
  for (size_t i = 0, j = it->count - 1; i < j; i++, j--) {
    memcpy(held, it->base + i * it->size, it->size);
    memcpy(it->base + i * it->size, it->base + j * it->size, it->size);
    memcpy(it->base + j * it->size, held, it->size);
  }
}
char *reversed_bad(void) {
  char *two[2] = {0, malloc(3)};
  struct array it = {(char *)two, 2, sizeof *two};
  reverse(&it);
  return two[0];
}
// CHECK-LABEL: {{^}}reversed_bad: escaping{{$}}

/// From each to the one before it.
static void texts_up(struct node *it) {
  for (; it->next; it = it->next)
    it->text = it->next->text;
}
char *texts_up_bad(void) {
  struct node last = {0, 1, malloc(3)}, middle = {&last, 0, 0},
              first = {&middle, 0, 0};
  texts_up(&first);
  return middle.text;
}
// CHECK-LABEL: {{^}}texts_up_bad: escaping{{$}}

/// Structures, and numbers.
struct pair {
  char *key;
  int number;
};
static void swap(struct pair *all, int one, int other) {
  struct pair held = all[one];
  all[one] = all[other];
  all[other] = held;
}
char *swapped_key_bad(void) {
  struct pair all[2] = {{0, 0}, {malloc(3), 1}};
  swap(all, 0, 1);
  return all[0].key;
}
// CHECK-LABEL: {{^}}swapped_key_bad: escaping{{$}}
char *swapped_number_bad(void) {
  struct pair all[2] = {{0, 0}, {0, 1}};
  swap(all, 0, 1);
  return all[0].number ? malloc(3) : 0;
}
// CHECK-LABEL: {{^}}swapped_number_bad: escaping{{$}}

/// What is put back where it was is no change.
static void look(struct node **at) {
  struct node *kept = *at;
  *at = 0;
  *at = kept;
}
char *looked_ok(void) {
  struct node last = {0, 1, 0}, first = {&last, 0, 0}, *at = &first;
  look(&at);
  return at->on ? malloc(4) : 0;
}
// CHECK-LABEL: {{^}}looked_ok: none{{$}}
