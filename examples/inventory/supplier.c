// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH
// LLVM-exception
//
// Orders from the supplier. The vendor ships this interface with a binary.

#include "shelf.h"

/// Opens a connection, sends the order, waits for the receipt.
int vendor_order(const char *sku, unsigned quantity);

int inventory_reorder(const inventory *stock, const char *sku,
                      unsigned quantity) {
  if (find_shelf(stock, sku) == NULL || !inventory_sku_valid(sku))
    return -1;
  return vendor_order(sku, quantity);
}
