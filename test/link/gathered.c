// RUN: %scan %s -- | FileCheck %s
//
// Variables in a section whose ends the linker names: code gets at them that
// does not name them, so they are not what they began as.

#include "../Inputs/libc.h"

#define IN(section_name) __attribute__((used, section(section_name)))

typedef char *make(int);
static char *none(int n) { return 0; }
static char *some(int n) { return malloc(n); }

struct probe {
  const char *name;
  make *run;
};
static struct probe own IN("probes") = {"own", 0};
extern struct probe __start_probes[], __stop_probes[];
void enable(const char *name) {
  for (struct probe *it = __start_probes; it != __stop_probes; it++)
    if (!strcmp(it->name, name))
      it->run = some;
}
char *member_bad(int n) { return own.run ? own.run(n) : 0; }
// CHECK-LABEL: {{^}}member_bad: escaping{{$}}

static make *hook IN("hooks") = none;
extern make *__start_hooks[], *__stop_hooks[];
void hooks_set(void) {
  for (make **it = __start_hooks; it != __stop_hooks; it++)
    *it = some;
}
char *hook_bad(int n) { return hook(n); }
// CHECK-LABEL: {{^}}hook_bad: escaping{{$}}

static int level IN("levels") = 0;
char *number_bad(void) { return level ? malloc(8) : 0; }
// CHECK-LABEL: {{^}}number_bad: escaping{{$}}

static int plain = 0;
char *plain_ok(void) { return plain ? malloc(8) : 0; }
// CHECK-LABEL: {{^}}plain_ok: none{{$}}
