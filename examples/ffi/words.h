// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A small C library with a handle that other languages hold: the words of a
// text and how often each is there.
//
// What words_create gives owns all that belongs to it. mbr_release of it, on
// any thread, releases everything; mbr_retain makes one holder more; mbr_bytes
// says what it takes. It never changes, so threads may read it at once.

#ifndef WORDS_H
#define WORDS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct words words;

/// The words of `text`, or NULL without memory. Release: mbr_release.
words *words_create(const char *text);

/// How many different words there are.
size_t words_count(const words *all);

/// How often a word is there.
size_t words_frequency(const words *all, const char *word);

/// The word that is there most often, the first one of several; "" if there is
/// none. It stands as long as `all`.
const char *words_most(const words *all);

/// How many handles of all that words_create made are not released.
size_t words_alive(void);

#ifdef __cplusplus
}
#endif

#endif
