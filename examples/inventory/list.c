// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH
// LLVM-exception
//
// What is handed to the caller to keep.

#define _GNU_SOURCE
#include "shelf.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *inventory_label(const inventory *stock, const char *sku) {
  const struct shelf *shelf = find_shelf(stock, sku);
  char *label = NULL;
  if (shelf == NULL)
    return NULL;
  if (asprintf(&label, "%s\n%s\n%u left", shelf->part.sku,
               shelf->note != NULL ? shelf->note : "",
               shelf->part.quantity) < 0)
    return NULL;
  return label;
}

static int compare_skus(const void *left, const void *right) {
  const struct inventory_part *a = left, *b = right;
  return strncmp(a->sku, b->sku, INVENTORY_SKU_SIZE);
}

int inventory_list(const inventory *stock, struct inventory_part **parts,
                   size_t *count) {
  size_t filled = 0;
  *parts = calloc(stock->count + 1, sizeof(**parts));
  if (*parts == NULL)
    return -1;
  for (const struct shelf *at = stock->shelves; at != NULL; at = at->next)
    (*parts)[filled++] = at->part;
  qsort(*parts, filled, sizeof(**parts), compare_skus);
  *count = filled;
  return 0;
}
