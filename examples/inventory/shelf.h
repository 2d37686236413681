// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH
// LLVM-exception
//
// What an inventory is made of; nothing of it is public.

#ifndef INVENTORY_SHELF_H
#define INVENTORY_SHELF_H

#include "inventory.h"

struct shelf {
  struct shelf *next;
  struct inventory_part part;
  char *note; ///< or NULL
};

struct inventory {
  struct shelf *shelves; ///< newest first
  size_t count;
};

/// The shelf with this stock number, or NULL.
const struct shelf *find_shelf(const inventory *stock, const char *sku);

#endif
