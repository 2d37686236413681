// RUN: %scan %s -- | FileCheck %s
// RUN: membrane scan --dump=facts %s -- | FileCheck %s --check-prefix=FACTS
//
// A callback that gives a pointer for a number is an allocator only if its type
// leaves that open: what is constant nobody frees, a record is made for a number
// of bytes and not for an index, and what fills a buffer gives that back.

typedef __SIZE_TYPE__ size_t;
struct item {
  int n;
};

// CHECK-LABEL: {{^}}fgets_like_ok: none{{$}}
int fgets_like_ok(char *(*next)(char *, size_t, void *), void *from) {
  char line[80];
  int n = 0;
  while (next(line, sizeof line, from))
    n += line[0];
  return n;
}

// CHECK-LABEL: {{^}}index_ok: none{{$}}
// FACTS: call *{{.*}} as ptr (ptr, i32) getter
int index_ok(struct item *(*get)(void *, int), void *from, int count) {
  int n = 0;
  for (int i = 0; i < count; ++i)
    n += get(from, i)->n;
  return n;
}

struct table {
  struct item *(*get)(struct table *, unsigned);
};
// CHECK-LABEL: {{^}}member_ok: none{{$}}
struct item *member_ok(struct table *t) { return t->get(t, 0); }

// CHECK-LABEL: {{^}}constant_ok: none{{$}}
const char *constant_ok(const char *(*message)(size_t)) { return message(7); }

// One of the two calls that the macro makes at one place may allocate.
#define BOTH(get, make) (get(1), make(1))
// CHECK-LABEL: {{^}}macro_bad: parameterized{{$}}
void *macro_bad(struct item *(*get)(int), void *(*make)(int)) {
  return BOTH(get, make);
}

// CHECK-LABEL: {{^}}number_bad: parameterized{{$}}
void *number_bad(void *(*make)(void *, unsigned), void *user) {
  return make(user, 16);
}

// CHECK-LABEL: {{^}}record_bad: parameterized{{$}}
struct item *record_bad(struct item *(*make)(size_t)) {
  return make(sizeof(struct item));
}

// CHECK-LABEL: {{^}}old_bad: parameterized{{$}}
char *old_bad(char *(*make)(unsigned)) { return make(16); }

// CHECK-LABEL: {{^}}again_bad: parameterized{{$}}
char *again_bad(char *(*more)(char *, size_t), char *old) {
  return more(old, 32);
}
