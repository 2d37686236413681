// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH
// LLVM-exception
//
// Text → parts, in memory of the caller's choice, and parts → a file.

#include "shelf.h"
#include <stdio.h>
#include <string.h>

static size_t count_lines(const char *text) {
  size_t lines = 0;
  for (const char *at = text; *at != '\0'; at++)
    lines += at[0] == '\n' || at[1] == '\0';
  return lines;
}

struct inventory_part *inventory_parse(const char *text, size_t *count,
                                       const struct inventory_allocator *from) {
  size_t lines = count_lines(text);
  struct inventory_part *parts =
      from->take(from->context, (lines + 1) * sizeof(*parts));
  if (parts == NULL)
    return NULL;
  memset(parts, 0, (lines + 1) * sizeof(*parts));
  for (*count = 0; *count < lines; ++*count) {
    struct inventory_part *part = &parts[*count];
    int used = 0;
    if (sscanf(text, "%15s %u %ld%n", part->sku, &part->quantity, &part->price,
               &used) != 3)
      break;
    text += used;
  }
  return parts;
}

int inventory_save(const inventory *stock, const char *path) {
  FILE *file = fopen(path, "w");
  if (file == NULL)
    return -1;
  for (const struct shelf *at = stock->shelves; at != NULL; at = at->next)
    fprintf(file, "%s %u %ld\n", at->part.sku, at->part.quantity,
            at->part.price);
  return fclose(file) == 0 ? 0 : -1;
}
