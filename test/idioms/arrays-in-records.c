// RUN: %scan %s -- | FileCheck %s
//
// An array of records inside a record, of which some element is written: what
// stands before and behind the array is not.
typedef __SIZE_TYPE__ size_t;
void *malloc(size_t);
struct part {
  char *bytes;
  size_t size;
};
struct reader {
  size_t line;
  char *text;
  struct part parts[2];
  size_t column;
};
static char *last;

static void fill(struct reader *of, int n) {
  struct part *into = &of->parts[n];
  into->bytes = malloc(8);
  into->size = 8;
}

// CHECK-LABEL: {{^}}count: contained{{$}}
void count(int n, size_t *line) {
  struct reader from = {0};
  fill(&from, n);
  last = from.parts[n].bytes;
  *line = from.line;
}

// The same with an index that the caller knows, but which decides no branch.
// CHECK-LABEL: {{^}}first: contained{{$}}
void first(size_t *line) {
  struct reader from = {0};
  fill(&from, 0);
  last = from.parts[0].bytes;
  *line = from.column;
}

static void fill_all(struct reader *of, size_t count) {
  for (struct part *into = of->parts; count; count--, into++)
    into->bytes = malloc(8);
}

// A pointer walks along the array: it is not known how far.
// CHECK-LABEL: {{^}}fp_walk: escaping{{$}}
void fp_walk(size_t count, size_t *line) {
  struct reader from = {0};
  fill_all(&from, count);
  last = from.parts[0].bytes;
  *line = from.line;
}

// CHECK-LABEL: {{^}}second: escaping{{$}}
// CHECK: {{^}}  escapes return ""
char *second(int n) {
  struct reader from = {0};
  fill(&from, n);
  return from.parts[1].bytes;
}

// The next element, by a pointer to some element.
// CHECK-LABEL: {{^}}next: escaping{{$}}
// CHECK: {{^}}  escapes return ""
char *next(int n, int m) {
  struct reader from = {0};
  struct part *into = &from.parts[n];
  fill(&from, m);
  return into[1].bytes;
}

// Elements that are reached from one of their members.
// CHECK-LABEL: {{^}}from_member: escaping{{$}}
// CHECK: {{^}}  escapes return ""
char *from_member(int n, int m) {
  struct reader from = {0};
  size_t *size = &from.parts[n].size;
  fill(&from, m);
  return ((struct part *)((char *)size - __builtin_offsetof(struct part, size)))
      ->bytes;
}

// An array that has no end, as the last member may have.
struct table {
  size_t count;
  struct part parts[1];
};

// CHECK-LABEL: {{^}}tail: opaque{{$}}
// CHECK: {{^}}  escapes return ""
struct table *tail(size_t count, size_t at) {
  struct table *made = malloc(sizeof(*made) + count * sizeof(struct part));
  if (made)
    made->parts[at].bytes = malloc(8);
  return made;
}

static char *bytes_of(struct table *of) { return of->parts[3].bytes; }

// CHECK-LABEL: {{^}}behind_tail: escaping{{$}}
// CHECK: {{^}}  escapes return ""
char *behind_tail(size_t at) {
  struct {
    struct table whole;
    struct part more[8];
  } of = {0};
  of.whole.parts[at].bytes = malloc(8);
  return bytes_of(&of.whole);
}

// A copy of an element, and one of the whole.
// CHECK-LABEL: {{^}}copied: escaping{{$}}
// CHECK: {{^}}  escapes return ""
char *copied(int n, int m) {
  struct reader from = {0}, to;
  fill(&from, n);
  to = from;
  struct part taken = to.parts[m];
  return taken.bytes;
}
