// RUN: %scan %s -- | FileCheck %s
//
// What a later block tells of the type of memory that an earlier one has read
// is new to the earlier one, too: it runs again. (An assertion fails else.)

typedef void *hook_fn(void *, long);
struct S0 {
  struct S0 *m0;
  void *m1[2];
  struct S0 *m2;
  struct S0 *m3[2];
  long m4;
};
struct S1 {
  void **m0;
  hook_fn *m1;
  long m2;
  struct S0 *m3;
  void *m4;
  struct S1 *m5;
  struct S0 m6;
};
struct S2 {
  void *m0;
  char *m1;
  struct S2 *m2[2];
  struct S2 *m3[2];
  long m4;
};

struct S0 object_S0_0;
struct S1 object_S1_0;
struct S2 object_S2_0;
static struct S1 object_S1_1;
struct S2 *global_0;
struct S1 *global_2 = &object_S1_1;

void *read_ok(void *data, long n) {
  if (object_S1_0.m5)
    object_S0_0.m3[1] = object_S1_0.m5->m6.m0;
  if (global_2->m6.m2)
    data = (void *)(((unsigned long)global_2->m6.m2->m1[0] ^ 5) ^ 5);
  if (global_0)
    object_S2_0 = *global_0;
  if (global_0)
    return global_0->m0;
  return 0;
}
// CHECK-LABEL: {{^}}read_ok: none{{$}}
