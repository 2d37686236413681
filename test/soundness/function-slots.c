// RUN: %scan %s -- | FileCheck %s
//
// Pointers to functions that are written or read without a name for the place:
// elements of arrays, and through pointers to where they stand.

#include "../Inputs/libc.h"

typedef void *take(size_t);
static void *none(size_t size) { return size > 9 ? "none" : NULL; }
static void *make(size_t size) { return malloc(size); }

/// Any element.
static take *table[] = {none, make};
void *any_element_bad(int i) { return table[i](8); }
// CHECK-LABEL: {{^}}any_element_bad: escaping{{$}}

/// Written as one element, read as any.
static take *written[2] = {none, none};
void write_second(void) { written[1] = make; }
void *read_any_bad(int i) { return written[i](8); }
// CHECK-LABEL: {{^}}read_any_bad: escaping{{$}}

/// Written as any element, read as one.
static take *filled[2] = {none, none};
void fill(int n) { filled[n & 1] = make; }
void *read_second_bad(void) { return filled[1](8); }
// CHECK-LABEL: {{^}}read_second_bad: escaping{{$}}

/// The same in a record.
static struct entry {
  long key;
  take *run[2];
} entries[2] = {{1, {none, none}}, {2, {none, make}}};
void *run_any_bad(int i, int j) { return entries[i].run[j](8); }
// CHECK-LABEL: {{^}}run_any_bad: escaping{{$}}

/// Through a pointer to the variable.
static void set(take **where) { *where = make; }
static take *variable = none;
void set_variable(void) { set(&variable); }
void *through_variable_bad(void) { return variable(8); }
// CHECK-LABEL: {{^}}through_variable_bad: escaping{{$}}

/// Through a pointer to an element, and to a member.
static take *elements[2] = {none, none};
void set_element(int i) { set(elements + i); }
void *through_element_bad(void) { return elements[1](8); }
// CHECK-LABEL: {{^}}through_element_bad: escaping{{$}}

struct holder {
  take *held;
};
static struct holder holder = {none};
struct holder *the_holder(void) { return &holder; }
void set_member(struct holder *of) { set(&of->held); }
void *through_member_bad(void) { return holder.held(8); }
// CHECK-LABEL: {{^}}through_member_bad: escaping{{$}}

/// From array to array.
static take *from[2] = {make, make}, *to[2] = {none, none};
void copy_table(void) { memcpy(to, from, sizeof to); }
void *copied_bad(void) { return to[1](8); }
// CHECK-LABEL: {{^}}copied_bad: escaping{{$}}
