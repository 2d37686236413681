// RUN: timeout 60 %scan %s -- -mcx16 --target=x86_64-linux-gnu | FileCheck %s
//
// Two pointers that are moved at once: in a vector, as SIMD intrinsics do it, in
// an integer of 128 bits, through inline assembly. Each stays in its place.

#include "../Inputs/libc.h"

struct pair {
  char *a, *b;
};

typedef long long vector __attribute__((vector_size(16)));
typedef float floats __attribute__((vector_size(16)));
struct unaligned {
  vector it;
} __attribute__((packed, may_alias));

static vector load(const void *from) {
  return ((const struct unaligned *)from)->it;
}
static void store(void *to, vector it) { ((struct unaligned *)to)->it = it; }

static void copy(void *to, const void *from) { store(to, load(from)); }

void second_bad(struct pair *out) {
  struct pair made = {0, malloc(2)};
  copy(out, &made);
}
// CHECK-LABEL: {{^}}second_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->b"

void first_bad(struct pair *out) {
  struct pair made = {malloc(2), 0};
  copy(out, &made);
}
// CHECK-LABEL: {{^}}first_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->a"

struct pair *returned_bad(void) {
  struct pair made = {0, malloc(2)};
  struct pair *out = malloc(sizeof *out);
  if (out)
    copy(out, &made);
  else
    free(made.b);
  return out;
}
// CHECK-LABEL: {{^}}returned_bad: opaque{{$}}
// CHECK: {{^}}  escapes return ""
// CHECK-NOT: leaks

static void copy_all(char *to, const char *from, size_t size) {
  for (; size >= 16; size -= 16, to += 16, from += 16)
    copy(to, from);
}

struct three {
  long count;
  char *a, *b, *c;
};

void loop_bad(struct three *out) {
  struct three made = {1, 0, malloc(2), malloc(3)};
  copy_all((char *)out, (const char *)&made, sizeof made);
}
// CHECK-LABEL: {{^}}loop_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes argument 0

// Words that a helper without types moves, in what is declared as text.
static void put_word(void *to, const void *from) {
  *(long *)to = *(const long *)from;
}

static void copy_words(char *to, const char *from, size_t size) {
  for (; size >= 8; size -= 8, to += 8, from += 8)
    put_word(to, from);
}

void words_bad(struct three *out) {
  struct three made = {1, 0, malloc(2), malloc(3)};
  copy_words((char *)out, (const char *)&made, sizeof made);
}
// CHECK-LABEL: {{^}}words_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes argument 0

void as_floats_bad(struct pair *out) {
  struct pair made = {0, malloc(2)};
  *(floats *)out = *(const floats *)(const void *)&made;
}
// CHECK-LABEL: {{^}}as_floats_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->b"

void put_together_bad(struct pair *out) {
  vector made = {0, 0};
  made[1] = (long long)malloc(2);
  store(out, made);
}
// CHECK-LABEL: {{^}}put_together_bad: opaque{{$}}
// CHECK-NOT: "->a"
// CHECK: {{^}}  escapes argument 0 "->b"
// CHECK-NOT: "->a"

void exchanged_bad(struct pair *out) {
  vector made = {(long long)malloc(2), 0};
  store(out, __builtin_shufflevector(made, made, 1, 0));
}
// CHECK-LABEL: {{^}}exchanged_bad: opaque{{$}}
// CHECK-NOT: "->a"
// CHECK: {{^}}  escapes argument 0 "->b"
// CHECK-NOT: "->a"

// What is set to zero by a vector holds nothing any more.
void cleared_ok(struct pair *it) {
  free(it->a);
  free(it->b);
  store(it, (vector){0, 0});
}
// CHECK-LABEL: {{^}}cleared_ok: none{{$}}

int freed_ok(void) {
  struct pair made = {malloc(1), malloc(2)}, moved;
  copy(&moved, &made);
  free(moved.a);
  free(moved.b);
  return 1;
}
// CHECK-LABEL: {{^}}freed_ok: contained{{$}}
// CHECK-NOT: leaks

typedef __int128 wide;

int compared_bad(struct pair *it, wide old) {
  wide new = (wide)(unsigned long)malloc(3) << 64;
  return __sync_bool_compare_and_swap((wide *)it, old, new);
}
// CHECK-LABEL: {{^}}compared_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->{{a|b}}"

wide set_bad(struct pair *it) {
  return __sync_lock_test_and_set((wide *)it, (wide)(unsigned long)malloc(3));
}
// CHECK-LABEL: {{^}}set_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->a"

int added_ok(wide a, wide b, wide *sum) {
  return __builtin_add_overflow(a, b, sum);
}
// CHECK-LABEL: {{^}}added_ok: none{{$}}

void assembly_bad(struct pair *out) {
  struct pair made = {0, malloc(2)};
  __asm__("movdqu %1, %%xmm0\n\tmovdqu %%xmm0, %0"
          : "=m"(*out)
          : "m"(made)
          : "xmm0");
}
// CHECK-LABEL: {{^}}assembly_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes argument 0

// Nothing is executed: the compiler is only kept from knowing.
void barrier_ok(struct pair *it) {
  it->b = malloc(3);
  __asm__ volatile("" : "+m"(*it));
  free(it->b);
}
// CHECK-LABEL: {{^}}barrier_ok: contained{{$}}
