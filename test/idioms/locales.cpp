// RUN: %scan %s -- -std=c++17 | FileCheck %s
//
// Facets belong to their locale; what the program puts into one is its own.

#include <locale>

bool is_digit_ok(char c) {
  return std::use_facet<std::ctype<char>>(std::locale()).is(
      std::ctype_base::digit, c);
}
// CHECK-LABEL: {{^}}is_digit_ok: none{{$}}
// CHECK-NOT: {{^}}  {{allocates|escapes|assumes callee}}

char to_lower_ok(const std::locale &in, char c) {
  return std::has_facet<std::ctype<char>>(in)
             ? std::use_facet<std::ctype<char>>(in).tolower(c)
             : c;
}
// CHECK-LABEL: {{^}}to_lower_ok: none{{$}}
// CHECK-NOT: {{^}}  {{allocates|escapes|assumes callee}}

/// One that is made of a name is new, others are counted.
struct format {
  std::locale where;
};
format named_bad(const char *name) { return {std::locale(name)}; }
// CHECK-LABEL: {{^}}named_bad: escaping{{$}}
void set_bad(std::locale &to) { to = std::locale("de_DE"); }
// CHECK-LABEL: {{^}}set_bad: escaping{{$}}
bool used_ok(const char *name) {
  std::locale it(name);
  return it == std::locale::classic();
}
// CHECK-LABEL: {{^}}used_ok: contained{{$}}
format copied_ok(const format &from) { return {from.where}; }
// CHECK-LABEL: {{^}}copied_ok: none{{$}}
