# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# odd.py DIRECTORY: writes C files whose names and functions have what breaks
# tables, code spans, terminals and JSON: spaces, quotes, pipes, backticks,
# escapes, newlines, and bytes that are no UTF-8.

import os
import sys

directory = os.fsencode(sys.argv[1])
for number, name in enumerate(
    [b"a b.c", b"q'uo\"te.c", b"pi|pe`s.c", b"new\nline.c", b"by\xff\x1b[31mte.c"]
):
    text = b"char *strdup(const char *);\n#ifdef NEW\n"
    text += b"char *odd_%d(const char *s) asm(\"o|d`d_%d\xfe\");\n" % (number, number)
    text += b"char *odd_%d(const char *s) { return strdup(s); }\n" % number
    text += b"char *m\xc3\xa4h_%d(const char *s) { return strdup(s); }\n" % number
    text += b"#else\nchar *m\xc3\xa4h_%d(const char *s) { return 0; }\n" % number
    text += b"#endif\n"
    with open(os.path.join(directory, name), "wb") as file:
        file.write(text)
