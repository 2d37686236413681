// A number that has no room for a pointer hands no memory out.
// RUN: %scan %s -- | FileCheck %s

typedef __UINTPTR_TYPE__ word;
void *malloc(unsigned long);
void free(void *);

static void *last;

int hash_ok(int n) {
  word p = (word)malloc(8);
  int hash = p ^ p >> 32;
  if (n)
    free((void *)p);
  else
    last = (void *)p;
  return hash;
}
// CHECK-LABEL: {{^}}hash_ok: contained{{$}}
// CHECK-NOT: escapes return

long number_bad(int n) {
  word p = (word)malloc(8);
  long hash = p ^ p >> 32;
  if (n)
    free((void *)p);
  else
    last = (void *)p;
  return hash;
}
// CHECK-LABEL: {{^}}number_bad: escaping{{$}}
// CHECK: escapes return
