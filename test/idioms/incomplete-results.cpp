// RUN: %scan %s -- | FileCheck %s
//
// A vtable names functions of which the unit only has the declarations: what
// they return by value need not be complete.

#include <sstream>

namespace {
struct Quiet : std::stringbuf {
  int sync() override { return 0; }
};
} // namespace

int made_ok() {
  Quiet own;
  return 0;
}
// CHECK-LABEL: {{^}}made_ok: unknown
