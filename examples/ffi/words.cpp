// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Holds a C handle from C++: unique_ptr with mbr_release as its deleter, and
// shared_ptr, which takes it over.

#include "words.h"

#include <cstdio>
#include <cstdlib>
#include <membrane/handle.h>
#include <memory>
#include <string>
#include <string_view>

/// Takes no space in the pointer, unlike the address of a function.
struct Release {
  void operator()(void *Object) const { mbr_release(Object); }
};

using Words = std::unique_ptr<words, Release>;

/// Empty without memory.
static Words wordsOf(const std::string &Text) {
  return Words(words_create(Text.c_str()));
}

static void expect(bool Holds, const char *What) {
  if (Holds)
    return;
  std::fprintf(stderr, "does not hold: %s\n", What);
  std::exit(1);
}

int main() {
  static_assert(sizeof(Words) == sizeof(void *));
  Words All = wordsOf("the cat, the dog and the bird");
  expect(All != nullptr, "there is memory");
  // Stands in the handle: no copy.
  std::string_view Most = words_most(All.get());
  std::printf("words: %zu\n", words_count(All.get()));
  std::printf("most: %s %zu\n", Most.data(),
              words_frequency(All.get(), Most.data()));
  std::printf("bytes: %zu\n", mbr_bytes(All.get()));
  std::printf("alive: %zu\n", words_alive());
  All.reset();
  std::printf("alive: %zu\n", words_alive());

  {
    std::shared_ptr<words> Shared = wordsOf("one two two");
    std::shared_ptr<words> Second = Shared;
    Shared.reset();
    expect(words_frequency(Second.get(), "two") == 2, "the second one holds");
    // A holder that C++ does not count.
    Words Third(static_cast<words *>(mbr_retain(Second.get())));
    Second.reset();
    expect(words_count(Third.get()) == 2, "the third one holds");
    expect(words_alive() == 1, "one is alive");
  }
  expect(words_alive() == 0, "none is alive");
  return 0;
}
