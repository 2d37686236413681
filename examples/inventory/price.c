// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH
// LLVM-exception
//
// Numbers and prices of parts that the caller holds.

#include "inventory.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool inventory_sku_valid(const char *sku) {
  unsigned sum = 0, digits = 0, last = 0;
  for (; *sku != '\0'; sku++) {
    if (*sku < '0' || *sku > '9')
      return false;
    last = (unsigned)(*sku - '0');
    sum += last * (digits++ % 2 == 0 ? 1 : 3);
  }
  sum -= last * ((digits - 1) % 2 == 0 ? 1 : 3);
  return digits > 1 && (10 - sum % 10) % 10 == last;
}

long inventory_value(const struct inventory_part *parts, size_t count) {
  long value = 0;
  for (size_t i = 0; i < count; i++)
    value += parts[i].price * (long)parts[i].quantity;
  return value;
}

int inventory_format_price(long price, char *buffer, size_t size) {
  return snprintf(buffer, size, "%ld.%02ld", price / 100, price % 100);
}

static int compare_prices(const void *left, const void *right) {
  long a = *(const long *)left, b = *(const long *)right;
  return (a > b) - (a < b);
}

int inventory_median_price(const struct inventory_part *parts, size_t count,
                           long *median) {
  long few[16], *prices = few;
  if (count == 0)
    return -1;
  if (count > sizeof(few) / sizeof(few[0])) {
    prices = malloc(count * sizeof(*prices));
    if (prices == NULL)
      return -1;
  }
  for (size_t i = 0; i < count; i++)
    prices[i] = parts[i].price;
  qsort(prices, count, sizeof(*prices), compare_prices);
  *median = prices[count / 2];
  if (prices != few)
    free(prices);
  return 0;
}
