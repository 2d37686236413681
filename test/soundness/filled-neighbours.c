// RUN: %scan %s -- | FileCheck %s
//
// A record that is filled with zeros may be one of several in a row, and have
// something before it. All of a variable is filled if the size says so.

#include "../Inputs/libc.h"
char *strdup(const char *);

struct hook {
  char *name;
  char *(*run)(const char *);
};
static char *copy(const char *from) { return strdup(from); }
static struct hook hooks[3];
void setup(void) { hooks[1].run = copy; }

static char *run_next(struct hook *at, const char *from) {
  memset(at, 0, sizeof *at);
  return at[1].run ? at[1].run(from) : 0;
}
char *next_bad(const char *from) { return run_next(hooks, from); }
// CHECK-LABEL: {{^}}next_bad: escaping{{$}}

char *named_bad(struct hook *at, const char *from) {
  memset(at, 0, sizeof *at);
  return at[1].name ? strdup(from) : 0;
}
// CHECK-LABEL: {{^}}named_bad: escaping{{$}}

struct header {
  long flags;
};
char *header_bad(struct hook *at, const char *from) {
  struct header *before = (struct header *)at - 1;
  memset(at, 0, sizeof *at);
  return before->flags ? strdup(from) : 0;
}
// CHECK-LABEL: {{^}}header_bad: escaping{{$}}

char *itself_ok(struct hook *at, const char *from) {
  memset(at, 0, sizeof *at);
  return at->name ? strdup(from) : 0;
}
// CHECK-LABEL: {{^}}itself_ok: none{{$}}

char *all_ok(const char *from) {
  memset(hooks, 0, sizeof hooks);
  return hooks[1].run ? hooks[1].run(from) : 0;
}
// CHECK-LABEL: {{^}}all_ok: none{{$}}

// What was stored there is gone.
static char *kept[4];
char *detached_bad(int at, const char *from) {
  char *made = kept[at & 3] = strdup(from);
  memset(kept, 0, sizeof kept);
  return made;
}
// CHECK-LABEL: {{^}}detached_bad: escaping{{$}}
