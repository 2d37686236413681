# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Holds a C handle from Python: ctypes calls, weakref.finalize releases.

    python3 words.py PATH_OF_LIBWORDS
"""

import ctypes
import gc
import sys
import weakref

# One library is enough: what libwords.so is linked with is found through it.
library = ctypes.CDLL(sys.argv[1])
Handle = ctypes.c_void_p

library.words_create.argtypes = [ctypes.c_char_p]
library.words_create.restype = Handle
library.words_count.argtypes = [Handle]
library.words_count.restype = ctypes.c_size_t
library.words_frequency.argtypes = [Handle, ctypes.c_char_p]
library.words_frequency.restype = ctypes.c_size_t
library.words_most.argtypes = [Handle]
library.words_most.restype = ctypes.c_char_p  # ctypes copies the string
library.words_alive.restype = ctypes.c_size_t
library.mbr_release.argtypes = [Handle]
library.mbr_release.restype = None
library.mbr_bytes.argtypes = [Handle]
library.mbr_bytes.restype = ctypes.c_size_t


class Words:
    """The words of a text. Released with the last reference, at the end of a
    with statement, or at the end of the program, whichever comes first."""

    def __init__(self, text):
        self._handle = library.words_create(text.encode())
        if not self._handle:
            raise MemoryError
        # Calls mbr_release(handle) once. Holds the handle, not this object,
        # and may run on any thread: mbr_release allows that.
        self._release = weakref.finalize(
            self, library.mbr_release, self._handle)

    def _standing(self):
        if not self._release.alive:
            raise ValueError("these words were released")
        return self._handle

    def __len__(self):
        return library.words_count(self._standing())

    def __getitem__(self, word):
        return library.words_frequency(self._standing(), word.encode())

    def most(self):
        return library.words_most(self._standing()).decode()

    def __sizeof__(self):
        """Python's share and all that hangs on the handle."""
        return object.__sizeof__(self) + library.mbr_bytes(self._standing())

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self._release()


def main():
    words = Words("the cat, the dog and the bird")
    print("words:", len(words))
    print("most:", words.most(), words["the"])
    print("bytes:", sys.getsizeof(words))
    print("alive:", library.words_alive())
    del words
    gc.collect()
    print("alive:", library.words_alive())

    with Words("one two") as some:
        assert len(some) == 2 and library.words_alive() == 1
    assert library.words_alive() == 0
    try:
        len(some)
    except ValueError:
        pass
    else:
        sys.exit("a released handle was used")

    # Many, none of them released by hand, some of them in circles.
    for number in range(1000):
        again = Words(f"word {number}")
        again.itself = again
    del again
    gc.collect()
    assert library.words_alive() == 0


main()
