// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A small library as many are: its results are the caller's to free, and it
// takes memory from the heap where none is needed.

#ifndef WORDS_H
#define WORDS_H

#include <stddef.h>

/// The words of a text in one line, with single blanks; NULL without memory.
/// To be released with free.
char *words_join(const char *text);

/// The same in capital letters.
char *words_shout(const char *text);

/// Whether two texts have the same words; -1 without memory.
int words_same(const char *one, const char *other);

/// Writes the number of words for people: "12 words".
int words_describe(const char *text, char *into, size_t size);

#endif
