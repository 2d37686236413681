// RUN: membrane scan --checks=partial-release %s -- -std=c++17 2>&1 | FileCheck %s --implicit-check-not=warning:
//
// A string frees its text when it is long: that is no partial release.

#include <string>

struct named {
  std::string name;
};
named *make_named(const char *text) { return new named{text}; }
void drop_named_ok(named *n) { delete n; }
// CHECK: drop_named_ok
