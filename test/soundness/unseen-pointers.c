// RUN: %scan %s -- | FileCheck %s
//
// A pointer that code fills which is neither seen nor a client's leads to code
// that is not seen, wherever the pointer is kept.

#include "../Inputs/libc.h"

void *dlsym(void *restrict library, const char *restrict name);
typedef char *make(void);

/// A plugin's function.
static struct {
  void *library;
  make *make;
} plugin;
void plugin_load(void *library) { plugin.make = dlsym(library, "make"); }
char *plugin_bad(void) { return plugin.make ? plugin.make() : 0; }
// CHECK-LABEL: {{^}}plugin_bad: unknown, if assumed none{{$}}
// CHECK: {{^}}  assumes pointer

static make *lazy;
char *lazy_bad(void *library) {
  if (!lazy)
    lazy = dlsym(library, "lazy");
  return lazy();
}
// CHECK-LABEL: {{^}}lazy_bad: unknown, if assumed none{{$}}

static void *table[4];
void table_load(void *library) { table[1] = dlsym(library, "second"); }
char *table_bad(void) { return ((make *)table[1])(); }
// CHECK-LABEL: {{^}}table_bad: unknown, if assumed none{{$}}

/// It replaces the library's own.
static char *none(void) { return 0; }
static make *replaced = none;
void replaced_load(void *library) {
  void *found = dlsym(library, "replaced");
  if (found)
    replaced = (make *)found;
}
char *replaced_bad(void) { return replaced(); }
// CHECK-LABEL: {{^}}replaced_bad: unknown, if assumed none{{$}}

/// What another unit gives.
make *driver_get(const char *name);
static make *driver;
void driver_start(const char *name) { driver = driver_get(name); }
char *driver_bad(void) { return driver ? driver() : 0; }
// CHECK-LABEL: {{^}}driver_bad: unknown, if assumed none{{$}}

/// What it defines.
extern make *const makers[];
char *nth_bad(int i) { return makers[i](); }
// CHECK-LABEL: {{^}}nth_bad: unknown, if assumed none{{$}}

struct operations {
  int (*step)(void *);
  make *name;
};
extern const struct operations other_operations;
struct decoder {
  const struct operations *operations;
};
struct decoder *decoder_new(void) {
  struct decoder *made = calloc(1, sizeof *made);
  if (made)
    made->operations = &other_operations;
  return made;
}
int step_bad(struct decoder *it) { return it->operations->step(it); }
// CHECK-LABEL: {{^}}step_bad: unknown, if assumed none{{$}}
char *name_bad(struct decoder *it) { return it->operations->name(); }
// CHECK-LABEL: {{^}}name_bad: unknown, if assumed none{{$}}

/// What it fills.
struct filled {
  make *first, *second;
};
void other_fill(struct filled *);
static struct filled filled = {none, none};
void fill(void) { other_fill(&filled); }
char *filled_bad(void) { return filled.second(); }
// CHECK-LABEL: {{^}}filled_bad: unknown, if assumed none{{$}}

void other_table(make **);
static make *entries[4];
void fill_entries(void) { other_table(entries); }
char *entry_bad(int i) { return entries[i](); }
// CHECK-LABEL: {{^}}entry_bad: unknown, if assumed none{{$}}

/// What its objects hold.
struct methods {
  make *make;
};
const struct methods *other_methods(void);
struct object {
  const struct methods *methods;
};
void object_start(struct object *it) { it->methods = other_methods(); }
char *object_bad(struct object *it) { return it->methods->make(); }
// CHECK-LABEL: {{^}}object_bad: unknown, if assumed none{{$}}

struct listed {
  make *make;
};
void other_list(const struct listed **);
static const struct listed *list;
void list_start(void) { other_list(&list); }
char *list_bad(void) { return list->make(); }
// CHECK-LABEL: {{^}}list_bad: unknown, if assumed none{{$}}

/// A client's is its own, also if a plugin may have set it.
static make *hook;
void hook_set(make *by) { hook = by; }
void hook_load(void *library) { hook = dlsym(library, "hook"); }
char *hook_ok(void) { return hook ? hook() : 0; }
// CHECK-LABEL: {{^}}hook_ok: none{{$}}
// CHECK: {{^}}  assumes callback
struct sink {
  void (*put)(void *);
};
void sink_ok(struct sink *it) { it->put(it); }
// CHECK-LABEL: {{^}}sink_ok: none{{$}}
// CHECK: {{^}}  assumes callback
