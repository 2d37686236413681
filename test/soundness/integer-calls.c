// RUN: %scan %s -- | FileCheck %s
//
// Addresses as integers through calls by other prototypes, and by others.

#include "../Inputs/libc.h"

typedef unsigned long word;
struct box {
  word size, number;
  void *data;
};
#define KEEP(N)                                                                \
  static void keep##N(struct box *b, word number) { b->number = number; }

KEEP(1)
static void *make(int n) { return malloc(n); }
struct way {
  word (*get)(int);
};
static struct way ways[] = {{(word (*)(int))make}};
void result_bad(struct box *b, int n) { keep1(b, ways[n].get(n)); }
// CHECK-LABEL: {{^}}result_bad: {{escaping|opaque}}{{$}}

KEEP(2)
static word (*allocate)(word) = (word (*)(word))malloc;
void bodyless_bad(struct box *b) { keep2(b, allocate(8)); }
// CHECK-LABEL: {{^}}bodyless_bad: {{escaping|opaque}}{{$}}

typedef unsigned long pthread_t;
int pthread_create(pthread_t *, const void *, void *(*)(void *), void *);
static struct box *shared;
static void *work(word given) {
  shared->number = given;
  return NULL;
}
void thread_bad(struct box *b) {
  pthread_t made;
  shared = b;
  pthread_create(&made, NULL, (void *(*)(void *))work, malloc(8));
}
// CHECK-LABEL: {{^}}thread_bad: {{escaping|opaque}}{{$}}

/// In parts; and numbers out of a table.
static word join(unsigned high, unsigned low) { return (word)high << 32 | low; }
KEEP(4)
void parts_bad(struct box *b) {
  word made = (word)malloc(8);
  keep4(b, join((unsigned)(made >> 32), (unsigned)made));
}
// CHECK-LABEL: {{^}}parts_bad: {{escaping|opaque|unknown, if assumed opaque}}{{$}}

static const word table[] = {1, 2, 4};
static void keep_entry(struct box *b, word number) { b->size = number; }
void entry_ok(struct box *b, unsigned i, word n) {
  keep_entry(b, table[i] + i + n);
}
// CHECK-LABEL: {{^}}entry_ok: none{{$}}
