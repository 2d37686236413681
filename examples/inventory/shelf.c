// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH
// LLVM-exception
//
// The inventory itself: a list of shelves behind an opaque handle.

#include "shelf.h"
#include <stdlib.h>
#include <string.h>

inventory *inventory_open(void) { return calloc(1, sizeof(struct inventory)); }

static void shelf_free(struct shelf *shelf) {
  free(shelf->note);
  free(shelf);
}

void inventory_close(inventory *stock) {
  if (stock == NULL)
    return;
  struct shelf *shelf = stock->shelves;
  while (shelf != NULL) {
    struct shelf *next = shelf->next;
    shelf_free(shelf);
    shelf = next;
  }
  free(stock);
}

const struct shelf *find_shelf(const inventory *stock, const char *sku) {
  for (const struct shelf *at = stock->shelves; at != NULL; at = at->next)
    if (strncmp(at->part.sku, sku, INVENTORY_SKU_SIZE) == 0)
      return at;
  return NULL;
}

int inventory_add(inventory *stock, const struct inventory_part *part,
                  const char *note) {
  struct shelf *shelf = calloc(1, sizeof(*shelf));
  if (shelf == NULL)
    return -1;
  shelf->part = *part;
  if (note != NULL) {
    shelf->note = strdup(note);
    if (shelf->note == NULL)
      goto fail;
  }
  shelf->next = stock->shelves;
  stock->shelves = shelf;
  stock->count++;
  return 0;

fail:
  shelf_free(shelf);
  return -1;
}

unsigned inventory_quantity(const inventory *stock, const char *sku) {
  const struct shelf *shelf = find_shelf(stock, sku);
  return shelf == NULL ? 0 : shelf->part.quantity;
}
