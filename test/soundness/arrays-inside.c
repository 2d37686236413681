// RUN: %scan %s -- | FileCheck %s
//
// Pointers that stand at some place of an array inside of a struct.

#include "../Inputs/libc.h"

struct chunk {
  struct chunk *next;
  size_t used;
  char bytes[64];
  char *label;
};

static char *get(void *at) { return *(char **)at; }
/// By way of a callee that is given the place.
static void put(void *at, char *what) { *(char **)at = what; }
char *by_callees_bad(size_t at) {
  struct chunk c;
  put(&c.bytes[at], malloc(8));
  return get(&c.bytes[at]);
}
// CHECK-LABEL: {{^}}by_callees_bad: escaping{{$}}

static void put_further(void *at, char *what) {
  *(char **)((char *)at + 8) = what;
}
char *by_callee_further_bad(size_t at) {
  struct chunk c;
  put_further(&c.bytes[at], malloc(8));
  return get(&c.bytes[at]);
}
// CHECK-LABEL: {{^}}by_callee_further_bad: escaping{{$}}

/// The last array may be longer than it says, the first is where the record
/// starts.
struct packet {
  char tag[8];
  char *body;
  size_t size;
  char rest[1];
};
char *last_bad(size_t at) {
  struct packet *p = malloc(at + 64);
  *(char **)&p->rest[at] = malloc(8);
  char *found = *(char **)((char *)p + 40);
  free(p);
  return found;
}
// CHECK-LABEL: {{^}}last_bad: escaping{{$}}

char *first_bad(size_t at) {
  struct packet p;
  *(char **)&p.tag[at] = malloc(8);
  return p.body;
}
// CHECK-LABEL: {{^}}first_bad: escaping{{$}}

/// All of it is copied.
void copied_bad(struct chunk *to, size_t at) {
  struct chunk c = {0};
  *(char **)&c.bytes[at] = malloc(8);
  memcpy(to, &c, sizeof c);
}
// CHECK-LABEL: {{^}}copied_bad: opaque{{$}}
// CHECK: escapes argument 0

void copied_bytes_bad(struct chunk *to, size_t at) {
  struct chunk c = {0};
  *(char **)&c.bytes[at] = malloc(8);
  memcpy(to->bytes, c.bytes, sizeof c.bytes);
}
// CHECK-LABEL: {{^}}copied_bytes_bad: opaque{{$}}
// CHECK: escapes argument 0

void copied_one_by_one_bad(char *to, size_t at) {
  struct chunk c = {0};
  *(char **)&c.bytes[at] = malloc(8);
  for (size_t i = 0; i < sizeof c.bytes; i++)
    to[i] = c.bytes[i];
}
// CHECK-LABEL: {{^}}copied_one_by_one_bad: escaping{{$}}

/// Who walks along the members of an array of structs leaves each of them.
struct picture {
  size_t width;
  struct pixel {
    char alpha, rgb[3], depth;
  } pixels[16];
  char *label;
};
char *along_records_bad(size_t at) {
  struct picture p;
  *(char **)(p.pixels[at & 1].rgb + at) = malloc(8);
  return *(char **)((char *)&p + 48);
}
// CHECK-LABEL: {{^}}along_records_bad: escaping{{$}}

char *along_members_bad(size_t at) {
  struct picture p;
  *(char **)(&p.pixels[0].alpha + at) = malloc(8);
  return *(char **)((char *)&p + 48);
}
// CHECK-LABEL: {{^}}along_members_bad: escaping{{$}}
