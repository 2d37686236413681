// RUN: %scan %s -- -std=c++17 | FileCheck %s
//
// iostreams: what a local stream holds is its own.

#include <fstream>
#include <iostream>
#include <sstream>

void print_ok(int n) { std::cout << "n = " << n << '\n'; }
// CHECK-LABEL: {{^}}print_ok: none{{$}}
// CHECK-NOT: {{^}}  {{allocates|escapes|assumes}}

int format_ok(int n) {
  std::ostringstream out;
  out << n << " items";
  return static_cast<int>(out.str().size());
}
// CHECK-LABEL: {{^}}format_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

std::string format_bad(int n) {
  std::ostringstream out;
  out << n << " items";
  return out.str();
}
// CHECK-LABEL: {{^}}format_bad: escaping{{$}}
// CHECK: {{^}}  escapes return

int parse_ok(const std::string &text) {
  std::istringstream in(text);
  int n = 0;
  in >> n;
  return n;
}
// CHECK-LABEL: {{^}}parse_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes

int count_lines_ok(const char *name) {
  std::ifstream in(name);
  std::string line;
  int n = 0;
  while (std::getline(in, line))
    ++n;
  return n;
}
// CHECK-LABEL: {{^}}count_lines_ok: contained{{$}}
// CHECK-NOT: {{^}}  escapes
