// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH
// LLVM-exception
//
// Stock keeping for a workshop: a small C library whose functions have every
// class that membrane tells apart. The comments say which; scripts/demo shows
// that the program agrees.

#ifndef INVENTORY_H
#define INVENTORY_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What is on the shelves. Only the functions below know what is inside.
typedef struct inventory inventory;

#define INVENTORY_SKU_SIZE 16

/// One kind of part. Prices are in cents.
struct inventory_part {
  char sku[INVENTORY_SKU_SIZE];
  unsigned quantity;
  long price;
};

/// Where inventory_parse takes memory from.
struct inventory_allocator {
  void *(*take)(void *context, size_t bytes);
  void *context;
};

//===-- none: no memory is allocated --------------------------------------===//

/// Whether the last digit of the stock number is the check digit of the rest.
bool inventory_sku_valid(const char *sku);

/// What all parts are worth together.
long inventory_value(const struct inventory_part *parts, size_t count);

/// Writes "12.50" into the caller's buffer; gives the bytes that it needs.
int inventory_format_price(long price, char *buffer, size_t size);

/// How many parts of this kind there are; 0 for an unknown one.
unsigned inventory_quantity(const inventory *stock, const char *sku);

//===-- contained: what is allocated is gone at the return ----------------===//

/// The price in the middle, found in a sorted copy. -1 without memory or
/// parts.
int inventory_median_price(const struct inventory_part *parts, size_t count,
                           long *median);

/// Writes all parts to a file, one a line. -1 if it cannot be written.
int inventory_save(const inventory *stock, const char *path);

//===-- parameterized: the caller's allocator is the only one -------------===//

/// Reads lines of "SKU QUANTITY PRICE" up to a bad one; gives NULL without
/// memory. The parts belong to whoever owns the allocator's memory.
struct inventory_part *inventory_parse(const char *text, size_t *count,
                                       const struct inventory_allocator *from);

//===-- opaque: memory gets out, but nobody can look into it --------------===//

/// An empty inventory, or NULL. Release: inventory_close.
inventory *inventory_open(void);

/// Releases the inventory with all that is in it.
void inventory_close(inventory *stock);

/// Puts parts on a shelf. The note is copied and may be NULL. -1 without
/// memory.
int inventory_add(inventory *stock, const struct inventory_part *part,
                  const char *note);

//===-- escaping: memory gets out where the caller sees it ----------------===//

/// The text of a shelf label; the caller frees it with free.
char *inventory_label(const inventory *stock, const char *sku);

/// All parts, sorted by stock number, as an array that the caller frees.
int inventory_list(const inventory *stock, struct inventory_part **parts,
                   size_t *count);

//===-- unknown: it calls code that nobody showed to membrane -------------===//

/// Orders more from the supplier through the vendor's library.
int inventory_reorder(const inventory *stock, const char *sku,
                      unsigned quantity);

#ifdef __cplusplus
}
#endif

#endif
