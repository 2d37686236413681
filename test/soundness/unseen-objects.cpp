// RUN: %scan %s -- -std=c++17 | FileCheck %s
//
// As in unseen-pointers.c: objects of an abstract class that code gives which
// is not seen have methods of its own.

#include <memory>
#include <vector>

struct driver {
  virtual ~driver() {}
  virtual char *make() = 0;
};
driver *driver_load(const char *);
static driver *plain;
static std::unique_ptr<driver> owned;
static std::vector<std::unique_ptr<driver>> all;
void start(const char *name) {
  plain = driver_load(name);
  owned.reset(driver_load(name));
  all.emplace_back(driver_load(name));
}
char *plain_bad() { return plain->make(); }
// CHECK-LABEL: {{^}}plain_bad: unknown, if assumed none{{$}}
char *owned_bad() { return owned->make(); }
// CHECK-LABEL: {{^}}owned_bad: unknown, if assumed none{{$}}
char *element_bad() { return all[0]->make(); }
// CHECK-LABEL: {{^}}element_bad: unknown, if assumed none{{$}}

struct other {
  virtual ~other() {}
  virtual char *make() = 0;
};
extern other &elsewhere;
char *elsewhere_bad() { return elsewhere.make(); }
// CHECK-LABEL: {{^}}elsewhere_bad: unknown, if assumed none{{$}}

struct visitor {
  virtual ~visitor() {}
  virtual char *make() = 0;
};
char *visit_ok(visitor &it) { return it.make(); }
// CHECK-LABEL: {{^}}visit_ok: none{{$}}
