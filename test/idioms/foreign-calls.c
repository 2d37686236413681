// RUN: %scan %s -- --target=x86_64-unknown-linux-gnu | FileCheck %s
//
// Calls by way of libffi, by the built-in models: what is called gets what
// stands at the addresses in a list.

typedef struct {
  int abi;
  unsigned count;
  void **types, *result;
  unsigned bytes, flags;
} ffi_cif;
typedef struct {
  char code[32];
  ffi_cif *cif;
  void (*call)(ffi_cif *, void *, void **, void *);
  void *data;
} ffi_closure;
void *malloc(__SIZE_TYPE__);
void free(void *);
int ffi_prep_cif(ffi_cif *, int, unsigned, void *, void **);
void ffi_call(ffi_cif *, void (*)(void), void *, void **);
void *ffi_closure_alloc(__SIZE_TYPE__, void **);
void ffi_closure_free(void *);
int ffi_prep_closure_loc(ffi_closure *, ffi_cif *,
                         void (*)(ffi_cif *, void *, void **, void *), void *,
                         void *);

static void *kept;
static void keep(int number, void *it) { kept = number ? it : 0; }
static void drop(void *it) { free(it); }

void keeps_ok(ffi_cif *cif) {
  int number = 1;
  void *it = malloc(4), *list[2] = {&number, &it};
  ffi_call(cif, (void (*)(void))keep, 0, list);
}
// CHECK-LABEL: {{^}}keeps_ok: contained{{$}}
// CHECK: {{^}}  retains fresh in {{.*}}kept

void drops_ok(ffi_cif *cif) {
  void *it = malloc(4), *list[1] = {&it};
  ffi_call(cif, (void (*)(void))drop, 0, list);
}
// CHECK-LABEL: {{^}}drops_ok: contained{{$}}
// CHECK-NOT: retains

/// The caller's own function may keep what it gets.
void theirs_bad(ffi_cif *cif, void (**ways)(void), int which) {
  void *it = malloc(4), *list[1] = {&it};
  ffi_call(cif, ways[which], 0, list);
}
// CHECK-LABEL: {{^}}theirs_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 1

void theirs_ok(ffi_cif *cif, void (**ways)(void), int which, void *it) {
  void *list[1] = {&it};
  ffi_call(cif, ways[which], 0, list);
}
// CHECK-LABEL: {{^}}theirs_ok: none{{$}}

int prepare_ok(ffi_cif *cif, void **types) {
  return ffi_prep_cif(cif, 2, 1, 0, types);
}
// CHECK-LABEL: {{^}}prepare_ok: none{{$}}
// CHECK: {{^}}  stores argument 1 "" into argument 0 "->types"

ffi_closure *closure_bad(ffi_cif *cif, void *data,
                         void (*call)(ffi_cif *, void *, void **, void *)) {
  void *code;
  ffi_closure *made = ffi_closure_alloc(sizeof *made, &code);
  if (made)
    ffi_prep_closure_loc(made, cif, call, data, code);
  return made;
}
// CHECK-LABEL: {{^}}closure_bad: {{escaping|opaque}}{{$}}
// CHECK: {{^}}  escapes return {{.*}} release ffi_closure_free{{$}}
