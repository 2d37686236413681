// RUN: %scan %s -- -fexceptions -fcxx-exceptions | FileCheck %s
//
// A handler asks the exception what happened. Nobody knows here which class it
// has: one of the runtime's, or one of a client's, who derives from the same.

namespace std {
class exception {
public:
  exception() noexcept {}
  virtual ~exception() noexcept;
  virtual const char *what() const noexcept;
  virtual void keep(char *) const;
};
class runtime_error : public exception {
public:
  explicit runtime_error(const char *);
  runtime_error(const runtime_error &) noexcept;
  ~runtime_error() noexcept override;
  const char *what() const noexcept override;
};
} // namespace std
extern "C" void *malloc(decltype(sizeof 0));
extern "C" void free(void *);

static int risky(int n) {
  if (n > 3)
    throw std::runtime_error("many");
  return n;
}
extern "C" int first_letter_ok(int n) {
  try {
    return risky(n);
  } catch (const std::exception &e) {
    return e.what()[0];
  }
}
// CHECK-LABEL: {{^}}first_letter_ok: none{{$}}
// CHECK: {{^}}  assumes callback

extern "C" int inside_ok(int n) {
  char *made = (char *)malloc(4);
  try {
    n = risky(n);
  } catch (const std::exception &e) {
    n = e.what()[0];
  }
  free(made);
  return n;
}
// CHECK-LABEL: {{^}}inside_ok: contained{{$}}

/// What a method is given that may be a client's may be kept.
extern "C" void given_bad(int n) {
  try {
    risky(n);
  } catch (const std::exception &e) {
    e.keep((char *)malloc(4));
  }
}
// CHECK-LABEL: {{^}}given_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback "" family malloc
