// RUN: %scan %s -- -std=c++17 | FileCheck %s
//
// Owners that move: the memory goes along, nothing is lost.

#include <memory>
#include <string>
#include <utility>
#include <vector>

struct buffer {
  char *bytes = nullptr;
  buffer() = default;
  explicit buffer(int n) : bytes(new char[n]) {}
  buffer(buffer &&other) noexcept : bytes(other.bytes) {
    other.bytes = nullptr;
  }
  buffer &operator=(buffer &&other) noexcept {
    std::swap(bytes, other.bytes);
    return *this;
  }
  ~buffer() { delete[] bytes; }
};

int constructed_ok(int n) {
  buffer a(n);
  buffer b(std::move(a));
  return b.bytes[0];
}
// CHECK-LABEL: {{^}}constructed_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks|assumes}}

int assigned_ok(int n) {
  buffer a(n), b(n);
  b = std::move(a);
  return b.bytes[0];
}
// CHECK-LABEL: {{^}}assigned_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks|assumes}}

buffer returned_bad(int n) {
  buffer a(n);
  return a.bytes[0] ? std::move(a) : buffer();
}
// CHECK-LABEL: {{^}}returned_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ".bytes" char * family new[]

void into_argument_bad(buffer &into, int n) {
  buffer a(n);
  into = std::move(a);
}
// CHECK-LABEL: {{^}}into_argument_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes argument 0 "->bytes" char * {{(opaque )?}}family new[]

int taken_ok(buffer given) { return given.bytes ? given.bytes[0] : 0; }
int given_away_ok(int n) { return taken_ok(buffer(n)); }
// CHECK-LABEL: {{^}}given_away_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks|assumes}}

int unique_moved_ok(int n) {
  auto a = std::make_unique<int>(n);
  std::unique_ptr<int> b = std::move(a);
  a = std::move(b);
  return *a;
}
// CHECK-LABEL: {{^}}unique_moved_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks|assumes}}

void sink_bad(std::vector<std::string> &into, std::string text) {
  into.push_back(std::move(text));
}
// CHECK-LABEL: {{^}}sink_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0

struct widget {
  std::unique_ptr<int> part;
  void set(std::unique_ptr<int> p) { part = std::move(p); }
};
void set_part_bad(widget &w) { w.set(std::make_unique<int>(1)); }
// CHECK-LABEL: {{^}}set_part_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes argument 0
