// Contracts of C++: members, namespaces, templates, C functions, overrides.
//
// RUN: not membrane scan --checks=contract %s -- -std=c++17 -I%root/runtime/include 2>&1 \
// RUN:   | FileCheck %s --implicit-check-not=[contract]

#include <membrane/contract.h>
extern "C" void *malloc(__SIZE_TYPE__);
extern "C" void free(void *);

namespace kv {
class item {
public:
  MEMBRANE_NONE item();
  MEMBRANE_CONTAINED explicit item(int size);
  MEMBRANE_NONE ~item();
  MEMBRANE_NONE MEMBRANE_BORROWED(this) const char *name_ok() const;
  MEMBRANE_NONE [[nodiscard]] char *copy_bad() const;
  MEMBRANE_NONE virtual int size_ok() const { return 3; }
  MEMBRANE_NONE static int count_bad();
  MEMBRANE_PARAMETERIZED(this) void *get_ok();
  void *(*allocate)(int) = nullptr;

private:
  char *name = nullptr;
};

item::item() = default;
item::item(int size) { name = static_cast<char *>(malloc(size)); }
// CHECK: :[[#@LINE-1]]:51: error: 'kv::item::item' promises 'contained' and is opaque [contract]
item::~item() { free(name); }
const char *item::name_ok() const { return name; }
char *item::copy_bad() const { return static_cast<char *>(malloc(4)); }
// CHECK: error: 'kv::item::copy_bad' promises 'none' and is escaping [contract]
// CHECK: contract-classes.cpp:17:3: note: 'none' is promised here
int item::count_bad() { return *new int(3); }
// CHECK: error: 'kv::item::count_bad' promises 'none' and is contained [contract]
void *item::get_ok() { return allocate(8); }

// What overrides it has promises of its own.
struct other : item {
  int size_ok() const override {
    free(malloc(3));
    return 4;
  }
};

struct handle;
void close(handle *);
MEMBRANE_OPAQUE(kv::close) handle *open_ok() {
  return static_cast<handle *>(malloc(8));
}
MEMBRANE_OPAQUE(close) handle *again_ok() { return open_ok(); }
void close(handle *self) { free(self); }

template <class T> MEMBRANE_NONE T *make_bad() {
  return static_cast<T *>(malloc(sizeof(T)));
}
// CHECK: error: 'kv::make_bad<int>' promises 'none' and is escaping [contract]
} // namespace kv

extern "C" MEMBRANE_NONE int plain_bad(void) {
  free(malloc(3));
  return 0;
}
// CHECK: error: 'plain_bad' promises 'none' and is contained [contract]
int *use() {
  kv::other mine;
  return mine.size_ok() ? kv::make_bad<int>() : nullptr;
}
