// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The workload of examples/words: lines of a text are compared and shouted.

#include "words.h"

#include <stdlib.h>
#include <string.h>

enum { LINES = 400, LONGEST = 60 };
static char lines[LINES][LONGEST + 1];

/// Words of any length with blanks between them; every second line has the
/// words of the one before it, with other blanks.
static void make_lines(void) {
  unsigned random = 7;
  for (int i = 0; i < LINES; i += 2) {
    char *one = lines[i], *other = lines[i + 1];
    while (one < lines[i] + LONGEST / 2) {
      random = random * 1103515245 + 12345;
      if (random >> 16 & 3) {
        *one++ = *other++ = (char)('a' + (random >> 20) % 26);
      } else {
        *one++ = ' ';
        memcpy(other, " \t ", 1 + (random >> 20) % 2);
        other += 1 + (random >> 20) % 2;
      }
    }
  }
}

static size_t shouted(const char *text) {
  char *line = words_shout(text);
  size_t length;
  if (!line)
    abort();
  length = strlen(line);
  free(line);
  return length;
}

static void try_all(void) {
  size_t length = 0;
  char count[20];
  for (int i = 0; i < LINES; i++) {
    length += shouted(lines[i]);
    if (words_same(lines[i], lines[i ^ 1]) != 1)
      abort();
  }
  if (length % 2 != 0 || length < LINES ||
      words_describe(lines[0], count, sizeof count) < 7)
    abort();
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  make_lines();
  for (long i = 0; i < rounds; i++)
    try_all();
  return 0;
}
