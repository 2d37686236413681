// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Classes that a header completes: what callers can look into.

#ifndef MEMBRANE_TEST_INPUTS_CLASSES_H
#define MEMBRANE_TEST_INPUTS_CLASSES_H

struct shape {
  virtual ~shape() = default;
  virtual int area() const = 0;
};

struct square : shape {
  int side = 1;
  int area() const override { return side * side; }
};

struct point {
  int x, y;
};

struct holder {
  int *held = nullptr;
  void set_bad(int n);
  int *get_ok();
};

class name {
  char *text;

public:
  explicit name(const char *s);
  ~name();
  name(const name &) = delete;
  int first() const { return text[0]; }
};

struct visitor {
  virtual void take(char *p) = 0;
};

#endif
