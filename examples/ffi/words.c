// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A table of words that is one handle: everything is allocated in its region,
// so there is no function that frees, and none that could forget to.

#include "words.h"

#include <membrane/handle.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

enum { bucket_count = 256 };

struct word {
  struct word *next;
  size_t frequency;
  const char *text;
};

struct words {
  size_t count;
  const struct word *most;
  struct word *buckets[bucket_count];
};

static atomic_size_t alive;

/// Runs when the region of a handle ends.
static void one_less(void *unused) {
  (void)unused;
  atomic_fetch_sub(&alive, 1);
}

static size_t bucket_of(const char *text, size_t length) {
  uint32_t hash = 2166136261U;
  for (size_t i = 0; i < length; i++)
    hash = (hash ^ (unsigned char)text[i]) * 16777619U;
  return hash % bucket_count;
}

static struct word *find(const words *all, const char *text, size_t length) {
  struct word *word = all->buckets[bucket_of(text, length)];
  while (word && (strncmp(word->text, text, length) || word->text[length]))
    word = word->next;
  return word;
}

/// A new word in the region of the handle, or NULL without memory.
static struct word *add(words *all, const char *text, size_t length) {
  mbr_region *region = mbr_handle_region(all);
  struct word *word = mbr_alloc(region, sizeof *word);
  const char *copy = mbr_strndup(region, text, length);
  if (!word || !copy)
    return NULL;
  struct word **bucket = &all->buckets[bucket_of(text, length)];
  *word = (struct word){*bucket, 0, copy};
  *bucket = word;
  all->count++;
  return word;
}

static int split(words *all, const char *text) {
  static const char between[] = " \t\r\n.,;:!?";
  for (text += strspn(text, between); *text; text += strspn(text, between)) {
    size_t length = strcspn(text, between);
    struct word *word = find(all, text, length);
    if (!word && !(word = add(all, text, length)))
      return 0;
    word->frequency++;
    if (!all->most || word->frequency > all->most->frequency)
      all->most = word;
    text += length;
  }
  return 1;
}

words *words_create(const char *text) {
  words *all = mbr_handle_create(sizeof *all);
  if (!all)
    return NULL;
  if (mbr_defer(mbr_handle_region(all), one_less, NULL) == 0) {
    atomic_fetch_add(&alive, 1);
    if (split(all, text))
      return all;
  }
  mbr_release(all);
  return NULL;
}

size_t words_count(const words *all) { return all->count; }

size_t words_frequency(const words *all, const char *word) {
  const struct word *found = find(all, word, strlen(word));
  return found ? found->frequency : 0;
}

const char *words_most(const words *all) {
  return all->most ? all->most->text : "";
}

size_t words_alive(void) { return atomic_load(&alive); }
