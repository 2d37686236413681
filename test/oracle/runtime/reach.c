// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH
// LLVM-exception
//
// Which blocks can be reached from some words, conservatively: every aligned
// word that is an address in a block is a pointer to it.
//
// A search starts with oracle_search, is given roots, and remembers in the
// blocks what it found. Each block is read once, so it ends.

#define _GNU_SOURCE
#include "oracle.h"
#include <elf.h>
#include <link.h>
#include <stdlib.h>

static struct {
  unsigned number;
  word lowest; ///< older blocks are left out
  bool freed;  ///< follow pointers through freed memory too
  struct block **pending;
  size_t waiting, room;
} search;

void oracle_search(word lowest) {
  search.number++;
  search.lowest = lowest;
  search.freed = false;
}

void oracle_through_freed(void) { search.freed = true; }

bool oracle_reached(const struct block *block) {
  return block->mark == search.number;
}

static void touch(word value) {
  struct block *block = oracle_find(value);
  if (block == NULL || block->mark == search.number ||
      block->start < search.lowest || (!block->alive && !search.freed))
    return;
  block->mark = search.number;
  if (search.pending == NULL) {
    search.room = (size_t)1 << 24;
    search.pending = oracle_reserve(search.room * sizeof(*search.pending));
  }
  if (search.waiting == search.room)
    oracle_fail("too many blocks at once");
  search.pending[search.waiting++] = block;
}

static void read_words(word from, word to) {
  for (word at = (from + sizeof(word) - 1) & ~(sizeof(word) - 1);
       at + sizeof(word) <= to; at += sizeof(word))
    touch(*(const word *)at);
}

static void follow(void) {
  while (search.waiting > 0) {
    const struct block *block = search.pending[--search.waiting];
    read_words(block->start, block->start + block->size);
  }
}

void oracle_root(word value) {
  touch(value);
  follow();
}

void oracle_range(word from, word to) {
  read_words(from, to);
  follow();
}

static int read_segments(struct dl_phdr_info *object, size_t size,
                         void *unused) {
  (void)size, (void)unused;
  for (int i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
    word start = object->dlpi_addr + segment->p_vaddr;
    if (segment->p_type == PT_LOAD && (segment->p_flags & PF_W) != 0)
      read_words(start, start + segment->p_memsz);
  }
  return 1; // the program is the first object; libc's globals are no roots
}

void oracle_globals(void) {
  dl_iterate_phdr(read_segments, NULL);
  follow();
}
