// RUN: %scan %s -- | FileCheck %s
//
// A store that covers more than a number that is known, only a part of it, or
// begins before it: the number is not known any more.

#include "../Inputs/libc.h"

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;

struct extent {
  int x, y;
};
struct image {
  struct extent size;
  char *pixels;
};

static void reserve(struct image *it) {
  if (it->size.y > 0)
    it->pixels = malloc(64);
}

char *by_value_bad(struct extent size) {
  struct image made = {0};
  made.size = size;
  reserve(&made);
  return made.pixels;
}
// CHECK-LABEL: {{^}}by_value_bad: escaping{{$}}

void cleared_before_bad(struct image *it, struct extent size) {
  memset(it, 0, sizeof *it);
  it->size = size;
  reserve(it);
}
// CHECK-LABEL: {{^}}cleared_before_bad: opaque{{$}}

char *copied_bad(u64 both) {
  struct image made = {0};
  memcpy(&made, &both, 8);
  reserve(&made);
  return made.pixels;
}
// CHECK-LABEL: {{^}}copied_bad: escaping{{$}}

static void put_both(void *into, u64 both) { *(u64 *)into = both; }
char *in_a_helper_bad(u64 both) {
  struct image made = {0};
  put_both(&made, both);
  reserve(&made);
  return made.pixels;
}
// CHECK-LABEL: {{^}}in_a_helper_bad: escaping{{$}}

static void forget(struct image *it) {
  if (it->size.y == 0) {
    free(it->pixels);
    it->pixels = 0;
  }
}
char *not_freed_bad(struct extent size) {
  struct image made = {0};
  made.pixels = malloc(3);
  made.size = size;
  forget(&made);
  return made.pixels;
}
// CHECK-LABEL: {{^}}not_freed_bad: escaping{{$}}

struct place {
  union {
    u32 all;
    u16 half[2];
  } is;
  char *data;
};
static void latch(struct place *it) {
  if (it->is.all)
    it->data = malloc(8);
}
void upper_half_bad(struct place *it, int value) {
  it->is.all = 0;
  it->is.half[1] = value;
  latch(it);
}
// CHECK-LABEL: {{^}}upper_half_bad: opaque{{$}}

static void put_byte(void *into, u8 value) { ((u8 *)into)[1] = value; }
char *byte_in_a_helper_bad(u8 value) {
  struct place made = {0};
  put_byte(&made, value);
  latch(&made);
  return made.data;
}
// CHECK-LABEL: {{^}}byte_in_a_helper_bad: escaping{{$}}

struct header {
  u8 version, flags;
  u16 length;
  char *body;
};
static void read_body(struct header *it) {
  if (it->length)
    it->body = malloc(it->length);
}
char *one_byte_bad(const u8 *wire) {
  struct header made = {0};
  ((u8 *)&made.length)[1] = wire[0];
  read_body(&made);
  return made.body;
}
// CHECK-LABEL: {{^}}one_byte_bad: escaping{{$}}

char *two_bytes_bad(u32 value) {
  struct header made = {0};
  memcpy((char *)&made + 2, &value, 2);
  read_body(&made);
  return made.body;
}
// CHECK-LABEL: {{^}}two_bytes_bad: escaping{{$}}

struct entry {
  char *key;
  int count;
};
static void add(struct entry *it, char **out) {
  if (it->key)
    *out = malloc(1);
}
void null_no_more_bad(char **out, u8 byte) {
  struct entry made = {0};
  ((u8 *)&made.key)[3] = byte;
  add(&made, out);
}
// CHECK-LABEL: {{^}}null_no_more_bad: escaping{{$}}

// What stands beside the number leaves it alone.
struct flags {
  u8 a, b, c, d;
  char *data;
};
static void make(struct flags *it) {
  if (it->b)
    it->data = malloc(3);
}
char *beside_ok(int value) {
  struct flags made = {0};
  made.a = value;
  made.c = value;
  make(&made);
  return made.data;
}
// CHECK-LABEL: {{^}}beside_ok: none{{$}}

static void set_first(struct flags *it, int value) { it->a = value; }
char *beside_in_a_helper_ok(int value) {
  struct flags made = {0};
  set_first(&made, value);
  make(&made);
  return made.data;
}
// CHECK-LABEL: {{^}}beside_in_a_helper_ok: none{{$}}

// A later store says again what a number is.
char *set_again_ok(struct extent size) {
  struct image made = {0};
  made.size = size;
  made.size.y = 0;
  reserve(&made);
  return made.pixels;
}
// CHECK-LABEL: {{^}}set_again_ok: none{{$}}
