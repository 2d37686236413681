// A number that a function makes of a pointer that it is given is told by that
// function: that the caller has taken the address apart on its way adds nothing.
// RUN: %scan %s -- | FileCheck %s
typedef __UINTPTR_TYPE__ word;
void *malloc(__SIZE_TYPE__);
int memcmp(const void *, const void *, __SIZE_TYPE__);
static char *last;

static char *make(word n) {
  char *made = malloc(n + 2);
  return n & 1 ? (char *)(((word)made >> 1) << 1) : made;
}

static int compare(const char *a, const char *b, word n) {
  return n == 0 ? 0 : memcmp(a, b, n);
}

// CHECK-LABEL: {{^}}compare_ok: contained{{$}}
int compare_ok(const char *with, word n, int *result) {
  last = make(n);
  *result = compare(last, with, n);
  return 0;
}

static unsigned upper(const char *of) { return (word)of >> 32; }
static unsigned lower(const char *of) { return (unsigned)(word)of; }
static unsigned upper_of(word bits) { return bits >> 32; }
static unsigned turned(unsigned half) { return ~half; }
struct halves {
  unsigned low, high;
};

// CHECK-LABEL: {{^}}halves_bad: {{escaping|opaque}}{{$}}
// CHECK: escapes argument 0
void halves_bad(struct halves *into, word n) {
  last = make(n);
  into->high = upper(last);
  into->low = lower(last);
}

// CHECK-LABEL: {{^}}numbers_bad: {{escaping|opaque}}{{$}}
// CHECK: escapes argument 0
void numbers_bad(struct halves *into, word n) {
  last = make(n);
  into->high = upper_of((word)last);
  into->low = (unsigned)(word)last;
}

// CHECK-LABEL: {{^}}turned_bad: {{unknown, if assumed (escaping|opaque)}}{{$}}
void turned_bad(struct halves *into, word n) {
  last = make(n);
  into->high = turned((word)last >> 32);
  into->low = turned((word)last);
}

static unsigned kept(const char *const *of, int half) {
  unsigned both[2];
  __builtin_memcpy(both, of, sizeof both);
  return both[half];
}

// CHECK-LABEL: {{^}}in_memory_bad: {{escaping|opaque}}{{$}}
// CHECK: escapes argument 0
void in_memory_bad(struct halves *into, word n) {
  const char *here = last = make(n);
  into->high = kept(&here, 1);
  into->low = kept(&here, 0);
}
