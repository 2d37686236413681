// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The library's test.

#include "words.h"

#include <stdlib.h>
#include <string.h>

static int shouts(const char *text, const char *wanted) {
  char *line = words_shout(text);
  int right = line && strcmp(line, wanted) == 0;
  free(line);
  return right;
}

int main(void) {
  char text[20];
  int right = shouts(" to  be\tor ", "TO BE OR");
  right &= words_same("to be", " to\nbe ") == 1;
  right &= words_same("to be", "to bee") == 0;
  words_describe("to be or not", text, sizeof text);
  right &= strcmp(text, "4 words") == 0;
  return !right;
}
