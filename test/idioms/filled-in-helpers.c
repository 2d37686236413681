// RUN: %scan %s -- | FileCheck %s
//
// A helper fills bytes of its caller's, or copies others there: the numbers
// that the caller knew are others now.

#include "../Inputs/libc.h"

struct item {
  int kind;
  char *text;
  int other;
  int (*hook)(char *);
};

static void clear(struct item *it) { memset(it, 0, sizeof *it); }
static void spoil(struct item *it) { memset(it, 1, sizeof *it); }
static void clear_bytes(void *at, size_t size) { memset(at, 0, size); }
static void spoil_number(int *at) { memset(at, 1, sizeof *at); }
static void spoil_behind(struct item **at) { memset(*at, 1, sizeof **at); }
static void take(struct item *into, const struct item *from) { *into = *from; }
static void take_zeros(struct item *into) {
  struct item all = {0};
  all.kind = 1;
  *into = all;
}

char *cleared_bad(void) {
  struct item it;
  it.kind = 1;
  clear(&it);
  return it.kind ? 0 : malloc(5);
}
// CHECK-LABEL: {{^}}cleared_bad: escaping

char *spoilt_bad(void) {
  struct item it;
  it.kind = 0;
  spoil(&it);
  return it.kind ? malloc(5) : 0;
}
// CHECK-LABEL: {{^}}spoilt_bad: escaping

char *some_bytes_bad(size_t size) {
  struct item it;
  it.other = 1;
  clear_bytes(&it, size);
  return it.other ? 0 : malloc(5);
}
// CHECK-LABEL: {{^}}some_bytes_bad: escaping

char *one_number_bad(void) {
  struct item it;
  it.other = 0;
  spoil_number(&it.other);
  return it.other ? malloc(5) : 0;
}
// CHECK-LABEL: {{^}}one_number_bad: escaping

char *behind_bad(void) {
  struct item it, *at = &it;
  memset(&it, 0, sizeof it);
  spoil_behind(&at);
  return it.other ? malloc(5) : 0;
}
// CHECK-LABEL: {{^}}behind_bad: escaping

char *taken_bad(const struct item *from) {
  struct item it;
  it.other = 0;
  take(&it, from);
  return it.other ? malloc(5) : 0;
}
// CHECK-LABEL: {{^}}taken_bad: escaping

char *zeros_taken_bad(void) {
  struct item it;
  it.other = 1;
  take_zeros(&it);
  return it.other ? 0 : malloc(5);
}
// CHECK-LABEL: {{^}}zeros_taken_bad: escaping

struct named {
  int kind;
  char name[8];
};
int sscanf(const char *, const char *, ...);
static void name_it(struct named *it, const char *text) {
  strcpy(it->name, text);
}
static void read_kind(struct named *it, const char *text) {
  sscanf(text, "%d", &it->kind);
}
static void read_number(int *into, const char *text) {
  sscanf(text, "%d", into);
}

char *written_text_bad(const char *text) {
  struct named it = {0};
  name_it(&it, text);
  return it.name[0] ? malloc(5) : 0;
}
// CHECK-LABEL: {{^}}written_text_bad: escaping

char *written_member_bad(const char *text) {
  struct named it;
  it.kind = 0;
  read_kind(&it, text);
  return it.kind ? malloc(5) : 0;
}
// CHECK-LABEL: {{^}}written_member_bad: escaping

char *written_number_bad(const char *text) {
  int number = 0;
  read_number(&number, text);
  return number ? malloc(5) : 0;
}
// CHECK-LABEL: {{^}}written_number_bad: escaping

static int state;
static void wipe(void) { memset(&state, 1, sizeof state); }
char *variable_bad(void) {
  state = 0;
  wipe();
  return state ? malloc(5) : 0;
}
// CHECK-LABEL: {{^}}variable_bad: escaping

struct iovec {
  void *base;
  size_t size;
};
ssize_t readv(int, const struct iovec *, int);
/// Written behind what the function is given.
char *read_behind_bad(int from) {
  struct named it = {0};
  struct iovec into = {&it, sizeof it};
  readv(from, &into, 1);
  return it.kind ? malloc(5) : 0;
}
// CHECK-LABEL: {{^}}read_behind_bad: escaping

/// What is cleared for certain is null.
int no_hook_ok(void) {
  struct item it;
  clear(&it);
  it.text = malloc(5);
  int result = it.hook ? it.hook(it.text) : 0;
  free(it.text);
  return result;
}
// CHECK-LABEL: {{^}}no_hook_ok: contained
// CHECK-NOT: assumes
