// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH
// LLVM-exception
//
// The allocator under the program that is watched, and the functions of libc
// that hand out memory.
//
// Blocks are cut one after the other from reserved address space and never
// used again, so the table of blocks is sorted and no stale word can look like
// a pointer to a younger block. Memory that libc takes for itself is marked as
// not counted. Ends when the address space does, which says so.

#define _GNU_SOURCE
#include "oracle.h"
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { ALIGNMENT = 16, KEPT = 64 * 1024 };
static const size_t SPACE = (size_t)64 << 30, MOST_BLOCKS = (size_t)1 << 27;

static struct {
  word next, end;
  struct block *blocks;
  size_t count, freed;
} memory;

size_t oracle_blocks(void) { return memory.count; }
size_t oracle_freed(void) { return memory.freed; }
struct block *oracle_block(size_t index) { return &memory.blocks[index]; }

/// The block with this address, alive or not; the end of one is in it.
struct block *oracle_find(word address) {
  if (memory.count == 0 || address < memory.blocks[0].start ||
      address >= memory.next)
    return NULL;
  size_t low = 0, high = memory.count;
  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;
    if (memory.blocks[middle].start <= address)
      low = middle;
    else
      high = middle;
  }
  struct block *found = &memory.blocks[low];
  return address <= found->start + found->size ? found : NULL;
}

static void *cut(size_t size, size_t alignment) {
  if (memory.blocks == NULL) {
    memory.next = (word)oracle_reserve(SPACE);
    memory.end = memory.next + SPACE;
    memory.blocks = oracle_reserve(MOST_BLOCKS * sizeof(struct block));
  }
  word start = (memory.next + alignment - 1) & ~(word)(alignment - 1);
  if (size > SPACE / 4)
    return NULL;
  if (start + size >= memory.end || memory.count == MOST_BLOCKS)
    oracle_fail("the program takes more memory than the oracle has");
  memory.blocks[memory.count] = (struct block){.start = start, .size = size};
  memory.next = start + size + 1; // a pointer to the end is no pointer to next
  return (void *)start;
}

/// Makes a block for whoever returns to site and has this frame pointer.
static void *allocate(size_t size, size_t alignment, word site, word frame) {
  struct thread *thread = oracle_thread();
  oracle_lock();
  void *made = cut(size, alignment < ALIGNMENT ? ALIGNMENT : alignment);
  if (made != NULL) {
    struct block *block = &memory.blocks[memory.count++];
    block->alive = true;
    block->site = site;
    block->thread = thread->number;
    if (thread->inside == 0 && oracle_is_program(site)) {
      block->counted = true;
      block->context = oracle_caller(thread, frame);
      oracle_allocated(thread, block->context, site, size);
    }
  }
  oracle_unlock();
  if (made == NULL)
    errno = ENOMEM;
  return made;
}

static void discard(void *pointer) {
  oracle_lock();
  struct block *block = oracle_find((word)pointer);
  if (block == NULL || block->start != (word)pointer || !block->alive)
    oracle_fail("the program frees what is not its own");
  block->alive = false;
  block->freed = ++memory.freed;
  if (block->size >= KEPT) {
    word page = (word)sysconf(_SC_PAGESIZE);
    word from = (block->start + page - 1) & ~(page - 1);
    word to = (block->start + block->size) & ~(page - 1);
    madvise((void *)from, to - from, MADV_DONTNEED);
  }
  oracle_unlock();
}

// Where the call came from: as macros, since a call would change the answer.
#define SITE ((word)__builtin_return_address(0))
#define FRAME (*(word *)__builtin_frame_address(0))

void *malloc(size_t size) { return allocate(size, 0, SITE, FRAME); }

void *calloc(size_t count, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    errno = ENOMEM;
    return NULL;
  }
  return allocate(bytes, 0, SITE, FRAME); // fresh pages are zero
}

void free(void *pointer) {
  if (pointer != NULL)
    discard(pointer);
}

static void *reallocate(void *old, size_t size, word site, word frame) {
  if (old != NULL && size == 0) {
    discard(old);
    return NULL;
  }
  void *made = allocate(size, 0, site, frame);
  if (old == NULL || made == NULL)
    return made;
  const struct block *block = oracle_find((word)old);
  if (block == NULL)
    oracle_fail("the program reallocates what is not its own");
  memcpy(made, old, block->size < size ? block->size : size);
  discard(old);
  return made;
}

void *realloc(void *old, size_t size) {
  return reallocate(old, size, SITE, FRAME);
}

void *reallocarray(void *old, size_t count, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    errno = ENOMEM;
    return NULL;
  }
  return reallocate(old, bytes, SITE, FRAME);
}

int posix_memalign(void **out, size_t alignment, size_t size) {
  void *made = allocate(size, alignment, SITE, FRAME);
  if (made == NULL)
    return ENOMEM;
  *out = made;
  return 0;
}

void *aligned_alloc(size_t alignment, size_t size) {
  return allocate(size, alignment, SITE, FRAME);
}

void *memalign(size_t alignment, size_t size) {
  return allocate(size, alignment, SITE, FRAME);
}

size_t malloc_usable_size(void *pointer) {
  const struct block *block = oracle_find((word)pointer);
  return block == NULL ? 0 : block->size;
}

static char *copy(const char *text, size_t length, word site, word frame) {
  char *made = allocate(length + 1, 0, site, frame);
  if (made != NULL) {
    memcpy(made, text, length);
    made[length] = '\0';
  }
  return made;
}

char *strdup(const char *text) { return copy(text, strlen(text), SITE, FRAME); }

char *strndup(const char *text, size_t most) {
  return copy(text, strnlen(text, most), SITE, FRAME);
}

void *mmap(void *address, size_t size, int protection, int flags, int file,
           off_t offset) {
  struct thread *thread = oracle_thread();
  void *made =
      (void *)syscall(SYS_mmap, address, size, protection, flags, file, offset);
  if (thread->inside == 0 && oracle_is_program(SITE)) {
    oracle_lock();
    oracle_allocated(thread, oracle_caller(thread, FRAME), SITE, size);
    oracle_unlock();
  }
  return made;
}

//===-- functions of libc that allocate for their caller ------------------===//

/// Counts a block that libc has just made inside, for its caller.
static void adopt(void *made, size_t before, word site, word frame) {
  struct thread *thread = oracle_thread();
  oracle_lock();
  struct block *block = oracle_find((word)made);
  if (thread->inside == 0 && oracle_is_program(site) && block != NULL &&
      block->start == (word)made && (size_t)(block - memory.blocks) >= before) {
    block->counted = true;
    block->site = site;
    block->context = oracle_caller(thread, frame);
    oracle_allocated(thread, block->context, site, block->size);
  }
  oracle_unlock();
}

static void *next(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (found == NULL)
    oracle_fail(name);
  return found;
}

// A function of up to three words whose result or first out-argument, made,
// is its caller's memory.
#define ADOPTING(result, name, parameters, arguments, made)                    \
  result name parameters {                                                     \
    static result(*real) parameters;                                           \
    struct thread *thread = oracle_thread();                                   \
    thread->inside++;                                                          \
    if (real == NULL)                                                          \
      real = (result(*) parameters)next(#name);                                \
    size_t before = memory.count;                                              \
    result value = real arguments;                                             \
    thread->inside--;                                                          \
    adopt(made, before, SITE, FRAME);                                          \
    return value;                                                              \
  }

ADOPTING(FILE *, fopen, (const char *a, const char *b), (a, b), value)
ADOPTING(FILE *, fopen64, (const char *a, const char *b), (a, b), value)
ADOPTING(FILE *, fdopen, (int a, const char *b), (a, b), value)
ADOPTING(FILE *, tmpfile, (void), (), value)
ADOPTING(FILE *, tmpfile64, (void), (), value)
ADOPTING(FILE *, popen, (const char *a, const char *b), (a, b), value)
ADOPTING(FILE *, fmemopen, (void *a, size_t b, const char *c), (a, b, c), value)
ADOPTING(FILE *, open_memstream, (char **a, size_t *b), (a, b), value)
ADOPTING(DIR *, opendir, (const char *a), (a), value)
ADOPTING(DIR *, fdopendir, (int a), (a), value)
ADOPTING(char *, realpath, (const char *a, char *b), (a, b), value)
ADOPTING(char *, getcwd, (char *a, size_t b), (a, b), value)
ADOPTING(char *, tempnam, (const char *a, const char *b), (a, b), value)
ADOPTING(int, vasprintf, (char **a, const char *b, va_list c), (a, b, c),
         value < 0 ? NULL : *a)
ADOPTING(ssize_t, getline, (char **a, size_t *b, FILE *c), (a, b, c), *a)
ADOPTING(ssize_t, getdelim, (char **a, size_t *b, int c, FILE *d), (a, b, c, d),
         *a)
// The operators new of C++.
ADOPTING(void *, _Znwm, (size_t a), (a), value)
ADOPTING(void *, _Znam, (size_t a), (a), value)

int asprintf(char **out, const char *format, ...) {
  struct thread *thread = oracle_thread();
  va_list values;
  thread->inside++;
  size_t before = memory.count;
  va_start(values, format);
  int length = vasprintf(out, format, values);
  va_end(values);
  thread->inside--;
  adopt(length < 0 ? NULL : *out, before, SITE, FRAME);
  return length;
}
