// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The runtime of a trial run (check.h): knows every object and its kind.
//
// Objects of the heap are never used twice. An object of a frame that has
// gone may be: before that happens, every pointer to it is changed into one
// that no object has, so that a stale one fails its guard.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "check.h"
#undef malloc
#undef calloc
#undef realloc
#undef free
#undef strdup

enum { MOST_OBJECTS = 1 << 16, MOST_GUARDS = 1 << 17, ROOM = 1 << 26 };
static const uintptr_t MASK = 0x5a5a5a5a5a5a5a5aull, STALE = 0x70000000000ull;

struct object {
  uintptr_t masked; // the start, so that no search finds it here
  unsigned long size;
  int kind;
  int alive, heap;
  uintptr_t frame; // masked too; 0 if of no frame
};

extern char __data_start[], _end[];
extern void *__libc_stack_end;
static struct object objects[MOST_OBJECTS];
static int count;
static char failed[MOST_GUARDS]; // 1: null, 2: something else
static char *arena, *next;

static uintptr_t start_of(const struct object *of) { return of->masked ^ MASK; }

/// The objects that a purge ends: they lie between two addresses.
struct gone {
  uintptr_t low, high;
  int first;
};

static void scrub_range(char *from, char *to, const struct gone *gone) {
  uintptr_t *at = (uintptr_t *)(((uintptr_t)from + 7) & ~(uintptr_t)7);
  for (; (char *)(at + 1) <= to; at++) {
    if (*at < gone->low || *at >= gone->high)
      continue;
    for (int i = gone->first; i < count; i++)
      if (objects[i].alive < 0 && *at - start_of(&objects[i]) < objects[i].size)
        *at = *at - start_of(&objects[i]) + STALE;
  }
}

static struct gone choose(uintptr_t frame, int own_too) {
  struct gone gone = {UINTPTR_MAX, 0, count};
  for (int i = count - 1; i >= 0; i--) {
    struct object *at = &objects[i];
    uintptr_t of = at->frame ^ MASK;
    if (at->heap || !at->alive || at->frame == 0 || of > frame ||
        (of == frame && !own_too))
      continue;
    at->alive = -1;
    gone.first = i;
    if (start_of(at) < gone.low)
      gone.low = start_of(at);
    if (start_of(at) + at->size > gone.high)
      gone.high = start_of(at) + at->size;
  }
  return gone;
}

/// Ends objects of frames that have returned.
static void purge(uintptr_t frame, int own_too) {
  struct gone gone = choose(frame, own_too);
  if (gone.high == 0)
    return;
  scrub_range(__builtin_frame_address(0), __libc_stack_end, &gone);
  scrub_range(__data_start, _end, &gone);
  if (arena != NULL)
    scrub_range(arena, next, &gone);
  for (int i = gone.first; i < count; i++)
    if (objects[i].alive < 0)
      objects[i].alive = 0;
  while (count > 0 && !objects[count - 1].alive && !objects[count - 1].heap)
    count--;
}

static struct object *find(const void *pointer) {
  for (int i = count - 1; i >= 0; i--)
    if ((uintptr_t)pointer - start_of(&objects[i]) < objects[i].size &&
        objects[i].alive)
      return &objects[i];
  return NULL;
}

static struct object *add(uintptr_t start, unsigned long size, int kind) {
  if (count == MOST_OBJECTS)
    abort();
  objects[count] = (struct object){start ^ MASK, size, kind, 1, 0, 0};
  return &objects[count++];
}

void fz_frame(void *frame) { purge((uintptr_t)frame, 1); }

void fz_object(void *start, unsigned long size, int kind, void *frame) {
  const struct object *old = find(start);
  if (old != NULL && old->frame == 0)
    return;
  struct object *made = add((uintptr_t)start, size, kind);
  made->frame = frame == NULL ? 0 : (uintptr_t)frame ^ MASK;
}

static int fail(int id, int how) {
  if (id >= MOST_GUARDS)
    abort();
  failed[id] |= (char)how;
  return 0;
}

static int holds(const struct object *in, unsigned long offset, int kind) {
  if (in->kind == kind && offset % fz_sizes[kind] == 0)
    return 1;
  for (int i = 0; i < fz_part_count; i++)
    if (fz_parts[i].outer == in->kind && fz_parts[i].kind == kind &&
        fz_parts[i].offset == offset % fz_sizes[in->kind])
      return 1;
  return 0;
}

int fz_access(int id, const void *pointer, int kind, void *frame) {
  purge((uintptr_t)frame, 0);
  if (pointer == NULL)
    return fail(id, 1);
  const struct object *in = find(pointer);
  if (in == NULL || !holds(in, (uintptr_t)pointer - start_of(in), kind))
    return fail(id, 2);
  return 1;
}

int fz_release(int id, const void *pointer, void *frame) {
  purge((uintptr_t)frame, 0);
  const struct object *in = find(pointer);
  if (pointer == NULL || (in != NULL && in->heap && in->alive &&
                          start_of(in) == (uintptr_t)pointer))
    return 1;
  return fail(id, 2);
}

int fz_callable(int id, const void *function) {
  return function != NULL ? 1 : fail(id, 1);
}

void *fz_as(const void *block, int kind) {
  struct object *in = find(block);
  if (in != NULL && in->heap && in->kind == fz_char &&
      start_of(in) == (uintptr_t)block && in->size % fz_sizes[kind] == 0)
    in->kind = kind;
  return (void *)block;
}

void *fz_malloc(unsigned long size) {
  if (arena == NULL)
    arena = next = mmap(NULL, ROOM, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (next + size + 32 > arena + ROOM)
    abort();
  char *made = next;
  next += (size + 32) & ~15ul;
  add((uintptr_t)made, size, fz_char)->heap = 1;
  return made;
}

void *fz_calloc(unsigned long times, unsigned long size) {
  return fz_malloc(times * size);
}

void fz_free(void *old) {
  struct object *in = find(old);
  if (in != NULL)
    in->alive = 0;
  else if (old != NULL)
    abort();
}

void *fz_realloc(void *old, unsigned long size) {
  const struct object *in = find(old);
  void *made = fz_malloc(size);
  if (in != NULL) {
    memcpy(made, old, in->size < size ? in->size : size);
    fz_as(made, in->kind);
    fz_free(old);
  }
  return made;
}

char *fz_strdup(const char *text) {
  return strcpy(fz_malloc(strlen(text) + 1), text);
}

__attribute__((destructor)) static void tell(void) {
  for (int i = 0; i < MOST_GUARDS; i++)
    if (failed[i])
      printf("%d %d\n", i, failed[i]);
  printf("end\n");
}
