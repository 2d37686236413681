# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# exits.py NUMBER LAST prints a program whose function releases its block on
# that many early ways out, and by the statement LAST at its end.

import sys

number, last = int(sys.argv[1]), sys.argv[2]
print(
    """#include <stdio.h>
#include <stdlib.h>
static int drops;
static inline void drop(void *p) {
  drops++;
  free(p);
}
int f(int n) {
  char *p = malloc(n + 1);
  if (!p)
    return -1;
  p[0] = 1;"""
)
for exit in range(number):
    print(f"  if (n == {exit}) {{\n    free(p);\n    return {exit} + 3;\n  }}")
print(f"  n += p[0];\n  {last}\n  return n;\n}}")
print(
    """int main(void) {
  int all = 0;
  for (int n = 0; n < 60; n++)
    all = (all * 3 & 0xffff) + f(n) % 17;
  printf("%d\\n", all & 0xffff);
  return 0;
}"""
)
