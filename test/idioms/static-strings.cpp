// RUN: %scan %s -- -std=c++17 | FileCheck %s
//
// A string or vector that the library keeps lends what it holds: short text in
// the object itself or a block, of its own construction or assigned later.

#include <string>
#include <vector>

extern "C" {

const char *constant_ok() {
  static const std::string text("a text that is too long for the object");
  return text.c_str();
}
// CHECK-LABEL: {{^}}constant_ok: contained{{$}}

const char *assigned_ok(const char *given) {
  static std::string text;
  text = given;
  return text.c_str();
}
// CHECK-LABEL: {{^}}assigned_ok: contained{{$}}

const char *appended_ok(const char *given) {
  thread_local std::string text;
  text += given;
  return text.data();
}
// CHECK-LABEL: {{^}}appended_ok: contained{{$}}

const int *numbers_ok(unsigned count) {
  static std::vector<int> numbers;
  numbers.resize(count);
  return numbers.data();
}
// CHECK-LABEL: {{^}}numbers_ok: contained{{$}}

/// What is moved out of it is not.
std::string *moved_bad(const char *given) {
  static std::string text;
  text = given;
  return new std::string(std::move(text));
}
// CHECK-LABEL: {{^}}moved_bad: escaping{{$}}

/// Nor is a copy.
char *copied_bad(const char *given) {
  static std::string text;
  text = given;
  char *made = new char[text.size() + 1];
  text.copy(made, text.size());
  return made;
}
// CHECK-LABEL: {{^}}copied_bad: escaping{{$}}
}
