"""Prints a C file with a costly function in a cycle of few calls: those of its
functions that call spin(), and are called by around(), are in the cycle.

What costs abstract execution too much is analysed at coarse precision, and
places in objects are told apart in a small cycle."""

import sys

COUNT = 48

print("int spin(int);")
print(f'#line 1 "{sys.argv[1]}"')
print(open(sys.argv[1]).read())
print("void around(int);")
print("struct wide {", *(f"char *a{n};" for n in range(COUNT)), "};")
print("static char *pick(struct wide *w, int i) {\n  switch (i) {")
for number in range(COUNT):
    print(f"  case {number}: return w->a{number};")
print("  }\n  return 0;\n}")
print("static void mix(struct wide *w, int i) {")
for number in range(COUNT):
    print(f"  w->a{number} = pick(w, i + {number});")
print("  around(i);\n}")
print("static struct wide all;")
print("int spin(int n) { if (n > 3) mix(&all, n); return n; }")
