// RUN: rm -rf %t && split-file %s %t && cd %t
// RUN: %scan --public=api.h api.cpp -- -std=c++17 | FileCheck api.cpp
//
// A C interface with C++ behind it.

//--- api.h
#ifdef __cplusplus
extern "C" {
#endif
typedef struct words words;
words *words_new(void);
void words_free(words *);
int words_add(words *, const char *);
int words_size(const words *);
const char *words_first(const words *);
int distinct(const int *, int);
int distinct_words(const char *const *, int);
int sum_sorted(const int *, int);
char *joined(const char *, const char *);
#ifdef __cplusplus
}
#endif

//--- api.cpp
#include "api.h"
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

struct words {
  std::vector<std::string> all;
};

words *words_new() { return new (std::nothrow) words; }
// CHECK-LABEL: {{^}}words_new: opaque{{$}}
// CHECK: {{^}}  escapes return "" {{(struct )?}}words * opaque family new
// release words_free{{$}}

void words_free(words *i) { delete i; }
// CHECK-LABEL: {{^}}words_free: none{{$}}
// CHECK: {{^}}  releases argument 0 "" always

int words_add(words *i, const char *word) {
  try {
    i->all.emplace_back(word);
    return 0;
  } catch (...) {
    return -1;
  }
}
// CHECK-LABEL: {{^}}words_add: opaque{{$}}
// CHECK: {{^}}  escapes argument 0

int words_size(const words *i) { return static_cast<int>(i->all.size()); }
// CHECK-LABEL: {{^}}words_size: none{{$}}

const char *words_first(const words *i) {
  return i->all.empty() ? nullptr : i->all.front().c_str();
}
// CHECK-LABEL: {{^}}words_first: none{{$}}
// CHECK: {{^}}  borrows argument 0

int distinct(const int *numbers, int n) {
  std::map<int, int> seen;
  for (int i = 0; i < n; ++i)
    ++seen[numbers[i]];
  return static_cast<int>(seen.size());
}
// CHECK-LABEL: {{^}}distinct: contained{{$}}
// CHECK-NOT: {{^}}  escapes

/// The length of a string is the difference of two pointers, and no pointer.
int distinct_words(const char *const *words, int n) {
  std::map<std::string, int> seen;
  for (int i = 0; i < n; ++i)
    ++seen[words[i]];
  return static_cast<int>(seen.size());
}
// CHECK-LABEL: {{^}}distinct_words: contained{{$}}
// CHECK-NOT: {{^}}  escapes

int sum_sorted(const int *numbers, int n) {
  std::vector<int> copy(numbers, numbers + n);
  std::sort(copy.begin(), copy.end());
  return copy.empty() ? 0 : copy.front() + copy.back();
}
// CHECK-LABEL: {{^}}sum_sorted: contained{{$}}
// CHECK-NOT: {{^}}  escapes

char *joined(const char *a, const char *b) {
  std::string both = std::string(a) + b;
  return strdup(both.c_str());
}
// CHECK-LABEL: {{^}}joined: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc release free{{$}}
