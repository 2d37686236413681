"""Prints a C or C++ file with a cycle of 70 further calls through it: those of
its functions that call spin(), and are called by around(), are in the cycle.

More than 64 functions that call each other are analysed at coarse precision
from the start."""

import sys

COUNT = 70

print("int spin(int);")
print(f'#line 1 "{sys.argv[1]}"')
print(open(sys.argv[1]).read())
print("void around(int);")
for number in range(COUNT):
    print(f"static int link{number}(int);")
for number in range(COUNT):
    after = f"link{number + 1}(n - 1)" if number + 1 < COUNT else "n"
    if number + 1 == COUNT:
        after = "(around(n - 1), n)"
    print(f"static int link{number}(int n) {{ return n < {number} ? n : {after}; }}")
print("int spin(int n) { return link0(n); }")
