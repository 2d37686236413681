// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Exchanges lists of pieces between threads.
//
// A piece lies in the middle of a block that is in use, so its list stands in
// memory: in the pieces themselves, and the lists in a table of records.
// Records form stacks, without a lock, as blocks do in pool.c: one of full
// ones for each kind and one of records that are not used.

#include "provider.h"

static struct mbr_provider *const provider = &mbr_provider_v1;

/// Records are named by their place in the table plus one, so that 0 is none.
static struct mbr_bundle *record(uint32_t name) {
  return &provider->bundles[name - 1];
}

static void push(_Atomic uint64_t *stack, uint32_t name) {
  uint64_t old = atomic_load_explicit(stack, memory_order_relaxed);
  uint64_t changed;
  do {
    atomic_store_explicit(&record(name)->next, (uint32_t)old,
                          memory_order_relaxed);
    changed = ((old >> 32) + 1) << 32 | name;
  } while (!atomic_compare_exchange_weak_explicit(
      stack, &old, changed, memory_order_release, memory_order_relaxed));
}

static uint32_t pop(_Atomic uint64_t *stack) {
  uint64_t old = atomic_load_explicit(stack, memory_order_acquire);
  uint64_t changed;
  do {
    if (!(uint32_t)old)
      return 0;
    uint32_t next = atomic_load_explicit(&record((uint32_t)old)->next,
                                         memory_order_relaxed);
    changed = ((old >> 32) + 1) << 32 | next;
  } while (!atomic_compare_exchange_weak_explicit(
      stack, &old, changed, memory_order_acq_rel, memory_order_acquire));
  return (uint32_t)old;
}

/// A record that nobody uses, or 0.
static uint32_t record_find(void) {
  uint32_t name = pop(&provider->spare_bundles);
  if (name)
    return name;
  uint32_t used =
      atomic_load_explicit(&provider->bundles_used, memory_order_relaxed);
  do {
    if (used == bundle_count)
      return 0;
  } while (
      !atomic_compare_exchange_weak(&provider->bundles_used, &used, used + 1));
  return used + 1;
}

int mbr_bundle_take(enum piece_kind kind, struct mbr_bundle *bundle) {
  uint32_t name = pop(&provider->bundle_stacks[kind]);
  if (!name)
    return 0;
  struct mbr_bundle *full = record(name);
  bundle->count = full->count;
  bundle->list = full->list;
  bundle->fresh = full->fresh;
  bundle->fresh_end = full->fresh_end;
  push(&provider->spare_bundles, name);
  return 1;
}

int mbr_bundle_give(enum piece_kind kind, const struct mbr_bundle *bundle) {
  uint32_t name = record_find();
  if (!name)
    return 0;
  struct mbr_bundle *full = record(name);
  full->count = bundle->count;
  full->list = bundle->list;
  full->fresh = bundle->fresh;
  full->fresh_end = bundle->fresh_end;
  push(&provider->bundle_stacks[kind], name);
  return 1;
}
