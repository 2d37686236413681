// RUN: %scan %s -- -std=c++17 | FileCheck %s
//
// std::string: its own buffer or the heap, copied, moved, as a member.

#include <string>
#include <vector>

extern "C" char *strdup(const char *);

int appended_ok(const char *s) {
  std::string whole(s);
  whole += s;
  return int((whole + "x").size());
}
// CHECK-LABEL: {{^}}appended_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks|releases}}

int copied_ok(const std::string &s) {
  std::string copy = s;
  return copy.substr(1) == s;
}
// CHECK-LABEL: {{^}}copied_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|leaks|releases}}

const char *inside_ok(const std::string &s) { return s.c_str(); }
// CHECK-LABEL: {{^}}inside_ok: none{{$}}
// CHECK: {{^}}  borrows argument 0 "->_M_dataplus._M_p"{{$}}

char *duplicated_bad(const char *s) { return strdup(std::string(s).c_str()); }
// CHECK-LABEL: {{^}}duplicated_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc
// CHECK-NOT: {{^}}  {{escapes|leaks}}

void assigned_bad(std::string *out, const char *s) { *out = s; }
// CHECK-LABEL: {{^}}assigned_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "->_M_dataplus._M_p"
// CHECK: {{^}}  releases argument 0 "->_M_dataplus._M_p" maybe{{$}}

/// The caller's memory goes from one object of the caller's into another.
std::string moved_ok(std::string s) { return s; }
// CHECK-LABEL: {{^}}moved_ok: none{{$}}

struct named {
  std::string name;
  explicit named(const char *s) : name(s) {}
};
/// A constructor releases nothing of what it makes.
named *member_bad(const char *s) { return new named(s); }
// CHECK-LABEL: {{^}}named::named: {{opaque|escaping}}{{$}}
// CHECK-NOT: {{^}}  releases
// CHECK-LABEL: {{^}}member_bad: {{opaque|escaping}}{{$}}
// CHECK: {{^}}  escapes return "" named *
// CHECK-NOT: {{^}}  leaks

void dropped_ok(named *n) { delete n; }
// CHECK-LABEL: {{^}}dropped_ok: none{{$}}
// CHECK: {{^}}  releases argument 0 "" always{{$}}
// CHECK: {{^}}  releases argument 0 "->name._M_dataplus._M_p" maybe{{$}}

/// A number of elements is no pointer.
std::size_t counted_ok(int n) {
  std::vector<std::string> all;
  while (n--)
    all.emplace_back("x");
  return all.size();
}
// CHECK-LABEL: {{^}}counted_ok: contained{{$}}
// CHECK-NEXT: {{^}}  allocates new heap{{$}}
// CHECK-NEXT: {{^}}  stack
