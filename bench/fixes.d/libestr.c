// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Builds strings piece by piece, and takes parts of them.
#include <libestr.h>
#include <stdlib.h>

static int run(void) {
  es_str_t *text = es_newStrFromCStr("hello", 5);
  if (!text)
    return 1;
  for (int piece = 0; piece < 20; ++piece)
    if (es_addBuf(&text, " and more", 9) || es_addChar(&text, '!'))
      return 1;
  es_str_t *part = es_newStrFromSubStr(text, 3, 9);
  char *plain = part ? es_str2cstr(part, "x") : NULL;
  int wrong = !plain || es_strlen(part) != 9 || es_strcmp(text, part) == 0;
  free(plain);
  es_deleteStr(part);
  es_deleteStr(text);
  return wrong;
}

int main(int argc, char **argv) {
  for (int left = argc > 1 ? atoi(argv[1]) : 1; left > 0; --left)
    if (run())
      return 1;
  return 0;
}
