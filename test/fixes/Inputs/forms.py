# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# forms.py PLAIN FOLDER writes the text of PLAIN in several forms to FOLDER;
# with --check before it, says that each of them has what PLAIN has now.

import pathlib
import sys

FORMS = {
    "crlf.c": lambda text: text.replace(b"\n", b"\r\n"),
    "bare.c": lambda text: text.rstrip(b"\n"),
    "mark.c": lambda text: b"\xef\xbb\xbf" + text,
    "latin.c": lambda text: text.replace(b"naive", b"na\xefve \xff\xfe")
    .replace(b"first", b"\xe9\xe8"),
    "cr-mixed.c": lambda text: b"\r\n".join(text.split(b"\n", 6)),
}

words = sys.argv[1:]
checks = words[0] == "--check"
plain, folder = words[-2:]
text = pathlib.Path(plain).read_bytes()
for name, form in FORMS.items():
    file = pathlib.Path(folder) / name
    if not checks:
        file.write_bytes(form(text))
    elif name == "cr-mixed.c":
        # A new line ends as the first one does; the others are as before.
        lost = file.read_bytes().replace(b"\r\n", b"\n")
        if lost != text:
            sys.exit(f"{name}: {lost!r}")
    elif file.read_bytes() != form(text):
        sys.exit(f"{name}: {file.read_bytes()!r}")
