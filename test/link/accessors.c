// RUN: membrane scan --dump=link %s -- | FileCheck %s
//
// A function that only gives the address of a variable or of a member stands
// for it, as the macros of libraries with a state for each thread have it:
// calls through what it gives reach what is stored there, and not every
// function of that shape that was stored where no place has a name.

typedef void (*fn)(void *);
struct state {
  int count;
  fn note;
};
void *pthread_getspecific(unsigned key);

static void unrelated(void *to) { *(int *)to = 0; }
static void quiet(void *to) { *(int *)to = 1; }
static void loud(void *to) { *(int *)to = 2; }
/// What is stored here has no name.
void keep(void *where) { *(fn *)where = unrelated; }

static fn note = quiet;
static fn *note_here(void) {
  struct state *own = pthread_getspecific(1);
  return own ? &own->note : &note;
}
void call_bad(void *to) { (*note_here())(to); }
// CHECK-LABEL: {{^}}function call_bad
// CHECK: calls through pointer at {{[0-9:]+}}: quiet{{$}}

/// The argument stands for what its callers have there.
static void set(fn *where, fn to) { *where = to; }
static fn level;
void set_level_ok(void) { set(&level, loud); }
void call_level_ok(void *to) { level(to); }
// CHECK-LABEL: {{^}}function call_level_ok
// CHECK: calls through pointer at {{[0-9:]+}}: loud{{$}}

static fn first, second;
void set_either_ok(int one) { *(one ? &first : &second) = quiet; }
void call_either_ok(void *to) { second(to); }
// CHECK-LABEL: {{^}}function call_either_ok
// CHECK: calls through pointer at {{[0-9:]+}}: quiet{{$}}

/// The address goes on, so that it may be the one without a name.
static fn leaked = quiet;
static fn *leaked_here(void) { return &leaked; }
void leak_ok(void) { keep(leaked_here()); }
void call_leaked_bad(void *to) { (*leaked_here())(to); }
// CHECK-LABEL: {{^}}function call_leaked_bad
// CHECK: calls through pointer at {{[0-9:]+}}: unrelated loud quiet and others

/// Nobody knows who calls what has its address taken.
static fn taken = quiet;
static fn *taken_here(void) { return &taken; }
fn *(*const table[])(void) = {taken_here};
void call_taken_bad(void *to) { (*taken_here())(to); }
// CHECK-LABEL: {{^}}function call_taken_bad
// CHECK: calls through pointer at {{[0-9:]+}}: unrelated loud quiet and others

/// What is moved from there is not the place.
static fn row[4] = {quiet};
static fn *row_here(void) { return &row[0]; }
void set_row_ok(int at) { row_here()[at] = loud; }
void call_row_bad(void *to) { row[1](to); }
// CHECK-LABEL: {{^}}function call_row_bad
// CHECK: calls through pointer at {{[0-9:]+}}: unrelated loud quiet and others
