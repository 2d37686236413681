// RUN: %scan %s -- | FileCheck %s
//
// Memory that a function declares to be text or numbers, and only passes on to
// one that knows better.

#include "../Inputs/libc.h"

struct one {
  const char **packet;
};
static void oneshot(unsigned char *user) {
  *((struct one *)user)->packet = malloc(8);
}
static int dispatch(void (*call)(unsigned char *), unsigned char *user) {
  call(user);
  return 1;
}
const char *next_bad(void) {
  const char *packet = NULL;
  struct one o = {&packet};
  return dispatch(oneshot, (unsigned char *)&o) ? packet : NULL;
}
// CHECK-LABEL: {{^}}next_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" const char *

static char *read_out(void *at) { return *(char **)at; }
static char *passes_text(char *at) { return read_out(at); }
char *passed_as_text_bad(void) {
  char *held = malloc(8);
  return passes_text((char *)&held);
}
// CHECK-LABEL: {{^}}passed_as_text_bad: escaping{{$}}

static char *passes_numbers(long *at) { return read_out(at + 1); }
char *passed_as_numbers_bad(void) {
  char *held[2] = {NULL, malloc(8)};
  return passes_numbers((long *)held);
}
// CHECK-LABEL: {{^}}passed_as_numbers_bad: escaping{{$}}

struct other {
  int number;
};
static char *packet_of(struct one *o) { return (char *)*o->packet; }
static char *passes_other(struct other *at) {
  return packet_of((struct one *)at);
}
char *passed_as_other_record_bad(void) {
  const char *held = malloc(8);
  struct one o = {&held};
  return passes_other((struct other *)&o);
}
// CHECK-LABEL: {{^}}passed_as_other_record_bad: escaping{{$}}

struct job {
  char *user;
};
static char *run_job(struct job *j) { return packet_of((struct one *)j->user); }
char *kept_in_member_bad(void) {
  const char *held = malloc(8);
  struct one o = {&held};
  struct job j = {(char *)&o};
  return run_job(&j);
}
// CHECK-LABEL: {{^}}kept_in_member_bad: escaping{{$}}

static char *twice(void *at) { return read_out(at); }
static char *passes_twice(char *at) { return twice(at); }
char *passed_twice_bad(void) {
  char *held = malloc(8);
  return passes_twice((char *)&held);
}
// CHECK-LABEL: {{^}}passed_twice_bad: escaping{{$}}

struct halves {
  unsigned low, high;
};
static char *read_whole(struct halves *at) { return *(char **)at; }
static char *passes_halves(struct halves *at) { return read_whole(at); }
char *passed_as_halves_bad(void) {
  char *held = malloc(8);
  return passes_halves((struct halves *)&held);
}
// CHECK-LABEL: {{^}}passed_as_halves_bad: escaping{{$}}

/// A table of words, of which the reader makes pointers.
static void put(long *table, int at, void *what) { table[at] = (long)what; }
static char *get(long *table, int at) { return (char *)table[at]; }
static char *get_tagged(long *table, int at) {
  return (char *)(table[at] & ~7L);
}
char *word_of_table_bad(void) {
  long table[4];
  put(table, 2, malloc(8));
  return get(table, 2);
}
// CHECK-LABEL: {{^}}word_of_table_bad: escaping{{$}}
char *tagged_word_bad(void) {
  long table[4];
  put(table, 2, malloc(8));
  return get_tagged(table, 2);
}
// CHECK-LABEL: {{^}}tagged_word_bad: escaping{{$}}

/// Bytes that are only copied are no pointers.
static void copy_out(char *to, const void *from) { memcpy(to, from, 8); }
void text_ok(char *to, const char *from) { copy_out(to, from); }
// CHECK-LABEL: {{^}}text_ok: none{{$}}
// CHECK-NOT: stores
