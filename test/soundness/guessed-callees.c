// RUN: %scan %s -- | FileCheck %s
//
// What is stored where no place has a name may be called by the caller's
// pointer; it is not the default of every such pointer.

typedef void *take(unsigned long);

static void *none(unsigned long n) { return 0; }
void install(take **p) { *p = none; }

void *through_slot_bad(take **p) { return (*p)(8); }
// CHECK-LABEL: {{^}}through_slot_bad: parameterized{{$}}
// CHECK: {{^}}  assumes callback

void *through_second_bad(take ***p) { return (**p)(8); }
// CHECK-LABEL: {{^}}through_second_bad: parameterized{{$}}
// CHECK: {{^}}  assumes callback
