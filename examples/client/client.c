// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH
// LLVM-exception
//
// Splits a line into words; every word belongs to the list that it is in, and
// one mbr_release frees all of it.

#include <membrane/handle.h>
#include <stdio.h>
#include <string.h>

struct word {
  struct word *next;
  const char *text;
};

struct words {
  struct word *first;
  size_t count;
};

/// The words of a line, or NULL without memory. Release: mbr_release.
static struct words *split(const char *line) {
  struct words *all = mbr_handle_create(sizeof(*all));
  if (all == NULL)
    return NULL;
  mbr_region *region = mbr_handle_region(all);
  struct word **end = &all->first;
  for (line += strspn(line, " "); *line != '\0'; line += strspn(line, " ")) {
    size_t length = strcspn(line, " ");
    struct word *word = mbr_alloc(region, sizeof(*word));
    const char *text = mbr_strndup(region, line, length);
    if (word == NULL || text == NULL) {
      mbr_release(all);
      return NULL;
    }
    *word = (struct word){NULL, text};
    *end = word;
    end = &word->next;
    all->count++;
    line += length;
  }
  return all;
}

int main(void) {
  struct words *words = split("one release  frees all");
  if (words == NULL)
    return 1;
  for (const struct word *at = words->first; at != NULL; at = at->next)
    printf("%s\n", at->text);
  int right = words->count == 4;
  mbr_release(words);
  return right ? 0 : 1;
}
