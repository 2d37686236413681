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

/// Calls through the ends reach what stands in the section.
struct codec {
  const char *name;
  char *(*create)(void);
};
static char *raw_create(void) { return malloc(64); }
static const struct codec raw IN("codecs") = {"raw", raw_create};
extern const struct codec __start_codecs[], __stop_codecs[];
char *create_bad(const char *name) {
  for (const struct codec *it = __start_codecs; it != __stop_codecs; it++)
    if (!strcmp(it->name, name))
      return it->create();
  return 0;
}
// CHECK-LABEL: {{^}}create_bad: escaping{{$}}
typedef int start(char **);
static int start_one(char **to) {
  *to = malloc(3);
  return 0;
}
static start *const first IN("starts") = start_one;
extern start *const __start_starts[], *const __stop_starts[];
int start_bad(char **to) {
  int n = 0;
  for (start *const *it = __start_starts; it != __stop_starts; it++)
    n += (*it)(to);
  return n;
}
// CHECK-LABEL: {{^}}start_bad: escaping{{$}}

/// What is stored by way of the ends is in the variables.
struct slot {
  char *text;
};
static struct slot slot IN("slots");
extern struct slot __start_slots[], __stop_slots[];
static void fill(void) {
  for (struct slot *it = __start_slots; it != __stop_slots; it++)
    it->text = malloc(3);
}
char *slot_bad(void) {
  fill();
  char *taken = slot.text;
  slot.text = 0;
  return taken;
}
// CHECK-LABEL: {{^}}slot_bad: escaping{{$}}

/// Nothing is known of what other units put in a section.
struct handler {
  char *(*handle)(void);
};
extern const struct handler __start_others[], __stop_others[];
char *others_bad(void) {
  return __start_others == __stop_others ? 0 : __start_others->handle();
}
// CHECK-LABEL: {{^}}others_bad: unknown, if assumed none{{$}}

/// The ends that a linker script names.
static struct probe scripted IN(".probes") = {"scripted", none};
extern struct probe _probes_begin[], _probes_end[];
void enable_all(void) {
  for (struct probe *it = _probes_begin; it != _probes_end; it++)
    it->run = some;
}
char *scripted_bad(int n) { return scripted.run(n); }
// CHECK-LABEL: {{^}}scripted_bad: escaping{{$}}
