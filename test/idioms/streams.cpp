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

// Streams of wide characters do as those of others.

void print_wide_ok(std::wostream &out, const wchar_t *text, long size) {
  out.write(text, size).put(L'\n').flush();
  if (out.fail() || out.bad())
    out.clear();
}
// CHECK-LABEL: {{^}}print_wide_ok: none{{$}}
// CHECK-NOT: {{^}}  {{allocates|escapes|assumes}}

long read_wide_ok(std::wistream &in, wchar_t *text, long size) {
  in.seekg(0, std::ios::end);
  long end = static_cast<long>(in.tellg());
  in.seekg(0).read(text, size);
  return in.eof() ? end : in.gcount();
}
// CHECK-LABEL: {{^}}read_wide_ok: none{{$}}
// CHECK-NOT: {{^}}  {{allocates|escapes|assumes}}

int format_wide_ok(int n) {
  std::wostringstream out;
  out << n << L" items";
  return static_cast<int>(out.str().size());
}
// CHECK-LABEL: {{^}}format_wide_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{escapes|assumes}}

std::wstring format_wide_bad(int n) {
  std::wostringstream out;
  out << n << L" items";
  return out.str();
}
// CHECK-LABEL: {{^}}format_wide_bad: escaping{{$}}
// CHECK: {{^}}  escapes return
// CHECK-NOT: {{^}}  assumes
