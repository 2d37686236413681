// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The test of examples/inventory and its workload.

#include "inventory.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Of the vendor's library, which supplier.c needs.
int vendor_order(const char *sku, unsigned quantity) {
  return sku[0] == '4' ? (int)quantity : -1;
}

static void *take(void *context, size_t bytes) {
  char **at = context;
  void *taken = *at;
  *at += (bytes + 15) / 16 * 16;
  return taken;
}

static int fill(inventory *stock) {
  struct inventory_part parts[] = {
      {"4006381333931", 3, 250}, {"12345670", 7, 1200}, {"96385074", 1, 99}};
  for (int i = 0; i < 3; i++)
    if (inventory_add(stock, &parts[i], i == 1 ? NULL : "top shelf") != 0)
      return -1;
  long median = 0;
  return inventory_median_price(parts, 3, &median) == 0 && median == 250 ? 0
                                                                         : -1;
}

/// A stock of many shelves, which comes and goes.
static void fill_and_close(void) {
  struct inventory_part part = {"4006381333931", 3, 250};
  inventory *stock = inventory_open();
  if (stock == NULL)
    abort();
  for (unsigned i = 0; i < 500; i++) {
    part.quantity = i;
    if (inventory_add(stock, &part, "second shelf from the left") != 0)
      abort();
  }
  if (inventory_quantity(stock, "4006381333931") != 499)
    abort();
  inventory_close(stock);
}

static void try_all(void) {
  char memory[1000], *free_memory = memory;
  struct inventory_allocator from = {take, &free_memory};
  struct inventory_part *list = NULL;
  size_t count = 0;
  inventory *stock = inventory_open();
  if (stock == NULL || fill(stock) != 0 ||
      inventory_save(stock, "/dev/null") != 0 ||
      inventory_list(stock, &list, &count) != 0 || count != 3 ||
      inventory_value(list, count) != 9249)
    abort();
  free(list);
  char *label = inventory_label(stock, "4006381333931");
  if (label == NULL || strstr(label, "top shelf") == NULL ||
      inventory_reorder(stock, "4006381333931", 2) != 2)
    abort();
  free(label);
  if (inventory_parse("1 2 3\n4 5 6\n", &count, &from) == NULL || count != 2)
    abort();
  inventory_close(stock);
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  try_all();
  for (long i = 0; i < rounds; i++)
    fill_and_close();
  return 0;
}
