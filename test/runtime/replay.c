// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs the inputs of fuzz.c that are named as files, where there is no
// libFuzzer.

#include "check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int main(int count, char **names) {
  static uint8_t bytes[1 << 16];
  CHECK(count > 1);
  for (int i = 1; i < count; i++) {
    FILE *file = fopen(names[i], "rb");
    CHECK(file);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    CHECK(size > 0);
    LLVMFuzzerTestOneInput(bytes, size);
  }
  return 0;
}
