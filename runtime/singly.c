// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Objects of a region that are freed singly.
//
// They are carved as all others, with a header that says whose they are. What
// is freed goes on a list by its size, four for each doubling, and serves
// objects of that list; nothing is cut or joined. The lists are made when
// something is freed first: who frees nothing pays for the headers only. More
// than 64 KiB has blocks of its own, which go back to the process.
//
// Without memory for the lists, what is freed is lost until the region ends.

#include "region_inside.h"

#include <string.h>

enum {
  /// What a list can have; a block of 64 KiB has room for it and a header.
  freed_most = 56 * 1024,
  freed_lists = 48
};

/// Stands before the object.
struct single {
  union {
    struct mbr_region *region;
    struct single *next; ///< of one that is free
  };
  uint32_t room;  ///< in units of MBR_ALIGN; 0 of one in blocks of its own
  uint32_t slack; ///< bytes of it that nobody asked for
};
_Static_assert(sizeof(struct single) == MBR_ALIGN, "objects stay aligned");

struct mbr_freed {
  struct single *lists[freed_lists];
};

static struct single *single_of(void *object) {
  return (struct single *)object - 1;
}

static size_t single_room(const struct single *single) {
  return single->room
             ? single->room * MBR_ALIGN
             : mbr_class_bytes(mbr_large_class(single)) - sizeof *single;
}

/// How far four lists for each doubling are apart, as a power of two.
static unsigned single_shift(size_t units) {
  return units < 8 ? 0 : 61 - (unsigned)__builtin_clzll(units);
}

/// The units that an object gets, of those that a list has.
static size_t single_units(size_t size) {
  size_t units = size ? (size + MBR_ALIGN - 1) / MBR_ALIGN : 1;
  unsigned shift = single_shift(units);
  return ((units - 1) >> shift << shift) + ((size_t)1 << shift);
}

static unsigned freed_list_of(size_t units) {
  unsigned shift = single_shift(units);
  return 4 * shift + (unsigned)(units >> shift);
}

/// The list of the region, or NULL; lists that are not there are made.
static struct single **freed_make(struct mbr_region *region, size_t units) {
  struct mbr_extra *extra = mbr_extra_make(region);
  if (extra && !extra->freed)
    extra->freed = mbr_calloc(region, 1, sizeof *extra->freed);
  return extra && extra->freed ? &extra->freed->lists[freed_list_of(units)]
                               : NULL;
}

static struct single *freed_take(struct mbr_region *region, size_t units) {
  const struct mbr_extra *extra = mbr_extra_of(region);
  if (!extra || !extra->freed)
    return NULL;
  struct single **list = &extra->freed->lists[freed_list_of(units)];
  struct single *found = *list;
  if (found)
    *list = found->next;
  return found;
}

/// One in blocks of its own.
static void *single_alone(struct mbr_region *region, size_t size) {
  size_t bytes = size + sizeof(struct single);
  if (bytes <= MBR_BLOCK_SIZE) // so that giving it back is constant time
    bytes = MBR_BLOCK_SIZE + 1;
  // Not by mbr_alloc, which may carve it from a block with others.
  unsigned class = mbr_class_of(bytes);
  struct single *made =
      class < block_classes ? mbr_large_take(region, class, 1) : NULL;
  if (!made)
    return NULL;
  mbr_remember(made, mbr_class_bytes(class));
  *made = (struct single){.region = region};
  return made + 1;
}

void *mbr_region_malloc(mbr_region *region, size_t size) {
  if (size > freed_most)
    return size <= PTRDIFF_MAX - 2 * MBR_ALIGN ? single_alone(region, size)
                                               : NULL;
  size_t units = single_units(size), room = units * MBR_ALIGN;
  struct single *made = freed_take(region, units);
  if (made)
    mbr_remember(made + 1, room);
  else
    made = mbr_alloc(region, sizeof *made + room);
  if (!made)
    return NULL;
  made->region = region;
  made->room = (uint32_t)units;
  made->slack = (uint32_t)(size ? room - size : 0);
  mbr_resized(made + 1, room, room - made->slack);
  return made + 1;
}

void *mbr_region_calloc(mbr_region *region, size_t count, size_t size) {
  if (size && count > SIZE_MAX / size)
    return NULL;
  void *object = mbr_region_malloc(region, count * size);
  return object ? memset(object, 0, count * size) : NULL;
}

char *mbr_region_strdup(mbr_region *region, const char *string) {
  size_t size = strlen(string) + 1;
  char *copy = mbr_region_malloc(region, size);
  return copy ? memcpy(copy, string, size) : NULL;
}

char *mbr_region_strndup(mbr_region *region, const char *string, size_t size) {
  const char *zero = size ? memchr(string, 0, size) : NULL;
  size_t length = zero ? (size_t)(zero - string) : size;
  char *copy = length < SIZE_MAX ? mbr_region_malloc(region, length + 1) : NULL;
  if (!copy)
    return NULL;
  if (length)
    memcpy(copy, string, length);
  copy[length] = 0;
  return copy;
}

void mbr_region_free(void *object) {
  if (!object)
    return;
  if (MBR_CHECKS) // stops here if it was freed already
    (void)*(const volatile char *)object;
  struct single *old = single_of(object);
  struct mbr_region *region = old->region;
  if (region->head.state & region_merged)
    return;
  if (!old->room) {
    mbr_large_drop(region, old);
    return;
  }
  struct single **list = freed_make(region, old->room);
  mbr_forget(object, single_room(old));
  if (!list)
    return;
  old->next = *list;
  *list = old;
}

/// Copies what has to move to a new one.
static void *single_move(mbr_region *region, void *object, size_t kept,
                         size_t size) {
  char *copy = mbr_region_malloc(region, size);
  if (!copy)
    return NULL;
  memcpy(copy, object, kept < size ? kept : size);
  mbr_region_free(object);
  return copy;
}

static void *single_alone_resize(mbr_region *region, struct single *old,
                                 size_t size) {
  size_t room = single_room(old);
  if (size <= freed_most || size <= room / 4) {
    void *copy = single_move(region, old + 1, room, size);
    return copy ? copy : old + 1;
  }
  if (size <= room)
    return old + 1;
  if (size > PTRDIFF_MAX - 2 * MBR_ALIGN)
    return NULL;
  struct single *grown = mbr_large_resize(old, size + sizeof *old);
  if (!grown)
    return NULL;
  mbr_remember((char *)(grown + 1) + room, single_room(grown) - room);
  return grown + 1;
}

void *mbr_region_realloc(mbr_region *region, void *object, size_t size) {
  if (!object)
    return mbr_region_malloc(region, size);
  struct single *old = single_of(object);
  if (!old->room)
    return single_alone_resize(region, old, size);
  size_t room = single_room(old), had = room - old->slack;
  if (size > room)
    return single_move(region, object, had, size);
  old->slack = (uint32_t)(size ? room - size : 0);
  mbr_resized(object, had, room - old->slack);
  return object;
}
