// RUN: %scan %s -- -std=c++20 | FileCheck %s
//
// Coroutines: their frames are made by code that membrane does not follow, so
// the answer is unknown, and says why.

#include <coroutine>

struct task {
  struct promise_type {
    task get_return_object() {
      return {std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
  std::coroutine_handle<promise_type> frame;
};

task runs(int *p) {
  *p = 1;
  co_return;
}
// CHECK-LABEL: {{^}}runs: unknown
// CHECK: {{^}}  assumes construct
