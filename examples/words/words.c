// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What words.h says.

#include "words.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *words_join(const char *text) {
  char *line = malloc(strlen(text) + 1);
  char *end = line;
  if (!line)
    return NULL;
  for (; *text; ++text)
    if (!isspace((unsigned char)*text))
      *end++ = *text;
    else if (end != line && end[-1] != ' ')
      *end++ = ' ';
  if (end != line && end[-1] == ' ')
    --end;
  *end = '\0';
  return line;
}

char *words_shout(const char *text) {
  char *line = words_join(text);
  if (!line)
    return NULL;
  for (char *each = line; *each; ++each)
    *each = (char)toupper((unsigned char)*each);
  return line;
}

int words_same(const char *one, const char *other) {
  char *left = words_join(one);
  char *right = words_join(other);
  int same = left && right ? strcmp(left, right) == 0 : -1;
  free(left);
  free(right);
  return same;
}

int words_describe(const char *text, char *into, size_t size) {
  char *number = malloc(24);
  int count = 0, inside = 0;
  if (!number)
    return -1;
  for (; *text; ++text) {
    int blank = isspace((unsigned char)*text) != 0;
    count += !blank && !inside;
    inside = !blank;
  }
  snprintf(number, 24, "%d", count);
  int written =
      snprintf(into, size, "%s %s", number, count == 1 ? "word" : "words");
  free(number);
  return written;
}
