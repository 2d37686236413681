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
