// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH
// LLVM-exception
//
// Calls every function of examples/inventory, on its good and its bad paths.

#include "inventory.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// The vendor's library, which membrane does not see.
int vendor_order(const char *sku, unsigned quantity) {
  char *message = malloc(64);
  int length = snprintf(message, 64, "%s %u", sku, quantity);
  free(message);
  return length;
}

static void *take(void *context, size_t bytes) {
  (void)context;
  return malloc(bytes);
}

static void fill(inventory *stock) {
  struct inventory_part part = {"12344", 3, 1250};
  for (int i = 0; i < 40; i++) {
    snprintf(part.sku, sizeof(part.sku), "%d", 10000 + i);
    part.quantity = (unsigned)i;
    inventory_add(stock, &part, i % 2 == 0 ? "a note" : NULL);
  }
}

static void price(const struct inventory_part *parts, size_t count) {
  char buffer[32];
  long median = 0;
  inventory_median_price(parts, 0, &median);
  inventory_median_price(parts, 5, &median);
  inventory_median_price(parts, count, &median);
  inventory_format_price(inventory_value(parts, count), buffer, sizeof(buffer));
}

int main(void) {
  struct inventory_allocator allocator = {take, NULL};
  struct inventory_part *parts = NULL;
  size_t count = 0;
  inventory *stock = inventory_open();
  fill(stock);
  inventory_quantity(stock, "10007");
  inventory_quantity(stock, "none");
  inventory_sku_valid("4006381333931");
  free(inventory_label(stock, "10008"));
  free(inventory_label(stock, "none"));
  inventory_list(stock, &parts, &count);
  price(parts, count);
  free(parts);
  inventory_save(stock, "stock.txt");
  inventory_save(stock, "/nowhere/stock.txt");
  inventory_reorder(stock, "10001", 5);
  inventory_close(stock);
  parts = inventory_parse("1 2 3\n4 5 6\nbad", &count, &allocator);
  free(parts);
  inventory_close(NULL);
  return count == 2 ? 0 : 1;
}
