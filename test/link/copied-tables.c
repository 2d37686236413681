// RUN: %scan %s -- | FileCheck %s
//
// A struct with functions is copied out of a table before one of them is
// called. The copy reads the members by machine types.
typedef __SIZE_TYPE__ size_t;
void *calloc(size_t, size_t);
void free(void *);
char *strdup(const char *);
typedef int fn(const char *, char **);
struct ops {
  fn *prep, *fin;
};
static int nop(const char *from, char **to) { return 0; }
static int upper(const char *from, char **to) {
  *to = strdup(from);
  return 0;
}
static struct ops table[3];
static struct ops *current;
void setup(void) {
  table[2].fin = upper;
  table[1].prep = nop;
  current = table;
}

// CHECK-LABEL: {{^}}by_index: escaping{{$}}
int by_index(unsigned k, const char *from, char **to) {
  struct ops own = table[k % 3];
  return own.fin(from, to);
}

// What no element has there is not called.
// CHECK-LABEL: {{^}}other_member: none{{$}}
int other_member(unsigned k, const char *from, char **to) {
  struct ops own = table[k % 3];
  return own.prep(from, to);
}

// CHECK-LABEL: {{^}}by_pointer: escaping{{$}}
int by_pointer(const char *from, char **to) {
  for (const struct ops *at = table; at < table + 3; at++) {
    struct ops own = *at;
    if (own.fin)
      return own.fin(from, to);
  }
  return 0;
}

static int take(const struct ops *from_table, const char *from, char **to) {
  struct ops own = *from_table;
  return own.fin(from, to);
}
// CHECK-LABEL: {{^}}by_argument: escaping{{$}}
int by_argument(unsigned k, const char *from, char **to) {
  return take(table + k, from, to);
}

// CHECK-LABEL: {{^}}by_branch: escaping{{$}}
int by_branch(unsigned k, const char *from, char **to) {
  const struct ops *at = k > 3 ? table : table + 1;
  struct ops own = *at;
  return own.fin(from, to);
}

static struct ops *find(unsigned k) { return &table[k]; }
// CHECK-LABEL: {{^}}by_call: escaping{{$}}
int by_call(unsigned k, const char *from, char **to) {
  struct ops own = *find(k);
  return own.fin(from, to);
}

// CHECK-LABEL: {{^}}by_variable: escaping{{$}}
int by_variable(unsigned k, const char *from, char **to) {
  struct ops own = current[k];
  return own.fin(from, to);
}

static int pass(struct ops own, const char *from, char **to) {
  return own.fin(from, to);
}
// CHECK-LABEL: {{^}}by_value: escaping{{$}}
int by_value(unsigned k, const char *from, char **to) {
  return pass(table[k], from, to);
}

// The table as an array of functions.
// CHECK-LABEL: {{^}}as_array: escaping{{$}}
int as_array(unsigned k, const char *from, char **to) {
  return ((fn **)&table[0])[k](from, to);
}

struct registry {
  long count;
  struct ops *list;
  struct ops own[2];
  struct ops tail[];
};
struct registry *registry_new(void) {
  struct registry *made = calloc(1, sizeof *made + 4 * sizeof(struct ops));
  if (made) {
    made->list = table;
    made->own[1].fin = nop;
  }
  return made;
}
void registry_add(struct registry *to) { to->tail[to->count++].fin = upper; }
void registry_free(struct registry *made) { free(made); }

// CHECK-LABEL: {{^}}by_list: escaping{{$}}
int by_list(struct registry *of, const char *from, char **to) {
  struct ops own = of->list[1];
  return own.fin(from, to);
}
// CHECK-LABEL: {{^}}by_member: escaping{{$}}
int by_member(struct registry *of, unsigned k, const char *from, char **to) {
  struct ops own = of->own[k];
  return own.fin(from, to);
}
// CHECK-LABEL: {{^}}by_tail: escaping{{$}}
int by_tail(struct registry *of, const char *from, char **to) {
  struct ops own = of->tail[of->count];
  return own.fin(from, to);
}
