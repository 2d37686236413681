// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a region is laid out, and what its files do for one another.
//
// A region stands at the start of its home: a first piece, a page, a block, or
// memory of the caller. As long as it is a first piece and nothing else,
// `head.state` is 0.

#ifndef RUNTIME_REGION_INSIDE_H
#define RUNTIME_REGION_INSIDE_H

#include "cache.h"
#include "check.h"

#include <membrane/handle.h>

enum region_state {
  /// Where it stands, if that is not a first piece.
  region_in_page = 1,
  region_in_block = 2,
  region_in_caller = 4,
  /// In a page, but on the list of those in a first piece when idle (page.c).
  region_by_habit = mbr_habit_v1,
  region_elsewhere = mbr_elsewhere_v1,
  /// It has a count of holders.
  region_shared = mbr_shared_v1,
  /// The rest of mbr_growth is set.
  region_grown = 32,
  /// Part of its parent: objects in it count as the parent's.
  region_merged = 64,
  /// It has its home, of a first piece also a page, and nothing else.
  region_simple = 128,
  /// Merged, and what hangs on it has ended; its memory still stands.
  region_ended = 256,
  /// It is a first piece and has a page, a block of 64 KiB and nothing else.
  region_one_block = 512,
  region_plain = region_simple | region_one_block
};

struct mbr_region {
  struct mbr_region_head head;
};
_Static_assert(sizeof(struct mbr_region) == mbr_first_object_v1,
               "the inline functions know where the first object is");

/// What a region has as soon as it is more than its home.
struct mbr_growth {
  /// Bytes of memory taken, here and in the children, and adopted.
  size_t held;
  /// A page that it has beside its home, or NULL.
  struct mbr_piece *page;
  /// Blocks of 64 KiB, the newest first: what was written last is used again
  /// first, while caches still have it.
  uint32_t block, oldest_block, block_count;
  /// Blocks of other sizes, the newest first; see large.c.
  uint32_t large;
  /// What few regions have; in the region itself. NULL if none.
  struct mbr_extra *extra;
  /// How many hold it; set when it is shared.
  struct mbr_holders_v1 holders;
};

_Static_assert(mbr_first_end_v1 + offsetof(struct mbr_growth, holders) ==
                       mbr_holders_after_v1 &&
                   sizeof(struct mbr_growth) -
                           offsetof(struct mbr_growth, holders) ==
                       -mbr_holders_before_v1,
               "the inline functions know where the count is");
_Static_assert(mbr_first_end_v1 + sizeof(struct mbr_growth) == first_bytes,
               "a first piece is as large as what stands in it");

/// Where that stands: after the first piece, so that a region that does not
/// grow does not touch it; before a region elsewhere.
static inline struct mbr_growth *
mbr_growth_of(const struct mbr_region *region) {
  ptrdiff_t offset = region->head.state & region_elsewhere
                         ? -(ptrdiff_t)sizeof(struct mbr_growth)
                         : mbr_first_end_v1;
  return (struct mbr_growth *)(void *)((char *)(uintptr_t)region + offset);
}

struct mbr_extra {
  struct mbr_region *parent;
  /// The newest child; children in the order of their making.
  struct mbr_region *child, *older, *newer;
  /// How many children it has ever had; which of its parent's it is.
  size_t children, place;
  /// The newest of what was merged into it and has ended; through `older`.
  struct mbr_region *ended;
  struct mbr_deferred *deferred;
  size_t limit;
  /// What was freed singly (singly.c). NULL as long as there is none.
  struct mbr_freed *freed;
};

/// A deferred call; stands in its region. `bytes` were adopted.
struct mbr_deferred {
  struct mbr_deferred *next;
  void (*run)(void *argument);
  void *argument;
  size_t bytes;
};

#if MBR_CHECKS
static inline struct mbr_check *mbr_check_of(const struct mbr_region *region) {
  return (struct mbr_check *)(void *)((char *)mbr_growth_of(region) -
                                      mbr_check_bytes);
}
#endif

/// Where the space that is carved is known: in a checking build, not where the
/// inline functions look.
static inline struct mbr_region_head *mbr_window_of(struct mbr_region *region) {
#if MBR_CHECKS
  return &mbr_check_of(region)->window;
#else
  return &region->head;
#endif
}

/// Behind every object in a checking build, so that who runs over the end is
/// seen.
static const size_t mbr_gap = MBR_CHECKS ? MBR_ALIGN : 0;

/// What an object takes of a space.
static inline size_t mbr_rounded(size_t size) {
  return (size + mbr_gap + MBR_ALIGN - 1) & ~(MBR_ALIGN - 1);
}

struct mbr_space {
  char *next, *end;
};

/// What can be carved.
static inline struct mbr_space mbr_space_of(struct mbr_region *region) {
  const struct mbr_region_head *window = mbr_window_of(region);
  uint32_t room = window->end - (uint32_t)(uintptr_t)window->next;
  return (struct mbr_space){window->next, window->next + room};
}

static inline size_t mbr_room(struct mbr_space space) {
  return (size_t)(space.end - space.next);
}

/// Makes a space the one that is carved, up to a multiple of 4 GiB in it.
static inline void mbr_carve_from(struct mbr_region *region,
                                  struct mbr_space space) {
  struct mbr_region_head *window = mbr_window_of(region);
  uint64_t next = (uintptr_t)space.next, end = (uintptr_t)space.end;
  window->next = space.next;
  window->end = (next ^ (end - 1)) >> 32 && end != next ? 0 : (uint32_t)end;
}

/// Makes a first piece what an idle one is, but for the link.
static inline struct mbr_region *mbr_first_empty(struct mbr_region *region) {
  region->head.end = (uint32_t)(uintptr_t)((char *)region + mbr_first_end_v1);
  region->head.state = 0;
  return region;
}

/// What a region holds that has not grown.
static inline size_t mbr_home_bytes(const struct mbr_region *region) {
  return region->head.state & (region_in_page | region_by_habit) ? page_bytes
                                                                 : first_bytes;
}

/// Whether anyone but the caller holds it, or, while the region ends, anyone.
/// If nobody does, sees what the others did before they let go.
static inline int mbr_has_other_holders(const struct mbr_holders_v1 *holders) {
  uint32_t came = __atomic_load_n(&holders->came, __ATOMIC_ACQUIRE);
  return came - holders->gone > 1;
}

/// All but the count of holders.
static inline void mbr_growth_set(struct mbr_growth *growth, size_t held,
                                  struct mbr_piece *page) {
  growth->held = held;
  growth->page = page;
  growth->block = growth->oldest_block = 0;
  growth->block_count = growth->large = 0;
  growth->extra = NULL;
}

/// Sets what a region has that is more than its home, if that has not happened.
static inline struct mbr_growth *mbr_region_grow(struct mbr_region *region) {
  struct mbr_growth *growth = mbr_growth_of(region);
  if (!(region->head.state & region_grown)) {
    region->head.state |= region_grown;
    mbr_growth_set(growth, mbr_home_bytes(region), NULL);
  }
  region->head.state &= ~(uint32_t)region_plain;
  return growth;
}

/// What few regions have; NULL without memory.
struct mbr_extra *mbr_extra_make(struct mbr_region *region);

static inline struct mbr_extra *mbr_extra_of(const struct mbr_region *region) {
  return region->head.state & region_grown ? mbr_growth_of(region)->extra
                                           : NULL;
}

/// Counts bytes in the region and all that it is in; 0 when a limit says no.
int mbr_hold_all(struct mbr_region *region, size_t bytes);
void mbr_unhold(struct mbr_region *region, size_t bytes);

static inline int mbr_hold(struct mbr_region *region, size_t bytes) {
  struct mbr_growth *growth = mbr_region_grow(region);
  if (growth->extra)
    return mbr_hold_all(region, bytes);
  growth->held += bytes;
  return 1;
}

/// Gives back the `count` newest blocks of 64 KiB, of which `tail` is the
/// oldest.
void mbr_blocks_give(struct mbr_region *region, uint32_t tail, uint32_t count);

/// What stands before a region that is not in a first piece.
enum { mbr_region_before = mbr_check_bytes + sizeof(struct mbr_growth) };

/// Makes an empty region at `place`, in a home that `state` names.
struct mbr_region *mbr_region_place(void *place, uint32_t state, size_t held);

/// The one after an idle region.
static inline struct mbr_region *mbr_next_idle(const struct mbr_region *idle) {
  return (struct mbr_region *)(void *)idle->head.next;
}

/// A region that begins in a page, and its end.
mbr_region *mbr_page_region(void);
void mbr_page_region_leave(struct mbr_region *region);

/// Gives the page back by which a region grew that is idle now; or makes it an
/// idle region if that is what always happens.
void mbr_habit_note(const struct mbr_region *region, struct mbr_piece *page);

/// As mbr_region_create, but of a first piece: for what may live long, or is
/// counted.
mbr_region *mbr_region_create_small(void);

/// Where the space of a region's home begins and ends, when it is empty.
struct mbr_space mbr_home_of(const struct mbr_region *region);

/// Ends a region whose children and deferred calls have ended.
void mbr_region_close(struct mbr_region *region);

/// Ends the children after the first `children` that it ever had, then runs the
/// deferred calls that are newer than `deferred`.
void mbr_finish(struct mbr_region *region, size_t children,
                const struct mbr_deferred *deferred);

/// Takes a region that ends out of its parent.
void mbr_detach(struct mbr_region *region);

/// Says in a block's entry whose it is, of which class, and whether it is one
/// object; and the class of a block again.
void mbr_large_own(struct mbr_region *region, void *block, unsigned class,
                   int alone);
unsigned mbr_large_class(const void *block);

/// A block of a class for the region, on its list; NULL without memory.
/// `alone` says that it is one object.
void *mbr_large_take(struct mbr_region *region, unsigned class, int alone);

/// Gives back blocks, the newest first, until `count` are left.
void mbr_large_give(struct mbr_region *region, unsigned count);
unsigned mbr_large_count(const struct mbr_region *region);

/// Whether an object has a block of its own that begins with it; and where it
/// is then with at least `size` bytes, or NULL without memory.
int mbr_large_is(const void *object);
void *mbr_large_resize(void *object, size_t size);

/// Gives back the blocks of such an object. Constant time for more than 64 KiB.
void mbr_large_drop(struct mbr_region *region, void *object);

#endif
