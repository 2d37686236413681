// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
void *malloc(unsigned long);
void free(void *);

int small(int n) {
  char *text = malloc(8);
  text[0] = (char)n;
  n = text[0];
  /* é */ free(text);
  return n;
}
