# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Prints a header that breaks the rules of form: the input of form.test.

print("int X;\n\nvoid flagged(int Count, bool Loud);\n")
print("static int tooLong(int N) {")
for _ in range(61):
    print("  ++N;")
print("}\n")
print("static int shortOne(int N) {\n  return N;\n}")
