// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What hangs on a region and ends with it: children, deferred calls, adopted
// memory, other regions.
//
// A region that was merged into another is its newest child from then on, and
// only that it is no region of its own any more tells it from others.

#include "region_inside.h"

// Children.

static void attach(struct mbr_region *parent, struct mbr_region *child) {
  struct mbr_extra *extra = mbr_extra_of(child), *above = mbr_extra_of(parent);
  extra->parent = parent;
  extra->place = ++above->children;
  extra->newer = NULL;
  extra->older = above->child;
  if (extra->older)
    mbr_extra_of(extra->older)->newer = child;
  above->child = child;
}

static void unlink_child(const struct mbr_extra *extra) {
  if (extra->older)
    mbr_extra_of(extra->older)->newer = extra->newer;
  if (extra->newer)
    mbr_extra_of(extra->newer)->older = extra->older;
  else
    mbr_extra_of(extra->parent)->child = extra->older;
}

void mbr_detach(struct mbr_region *region) {
  struct mbr_growth *growth = mbr_growth_of(region);
  struct mbr_extra *extra = growth->extra;
  growth->extra = NULL;
  if (!extra || !extra->parent)
    return;
  if (!(region->head.state & region_ended))
    unlink_child(extra);
  mbr_unhold(extra->parent, growth->held);
}

mbr_region *mbr_region_create_child(mbr_region *parent) {
  if (!mbr_extra_make(parent))
    return NULL;
  struct mbr_region *child = mbr_region_create_small();
  if (!child)
    return NULL;
  // Before it is attached, so that its own memory is counted once.
  if (!mbr_extra_make(child) || !mbr_hold(parent, mbr_region_bytes(child))) {
    mbr_region_destroy(child);
    return NULL;
  }
  attach(parent, child);
  return child;
}

static int is_shared(const struct mbr_region *region) {
  return region->head.state & region_shared &&
         mbr_has_other_holders(&mbr_growth_of(region)->holders);
}

/// Whether `inner` is `outer` or somewhere inside of it.
static int is_inside(const struct mbr_region *inner,
                     const struct mbr_region *outer) {
  while (inner && inner != outer) {
    const struct mbr_extra *extra = mbr_extra_of(inner);
    inner = extra ? extra->parent : NULL;
  }
  return inner != NULL;
}

int mbr_region_merge(mbr_region *into, mbr_region *from) {
  const struct mbr_extra *own = mbr_extra_of(from);
  if (is_inside(into, from) || from->head.state & region_in_caller ||
      is_shared(from) || (own && own->parent) || !mbr_extra_make(into) ||
      !mbr_extra_make(from) || !mbr_hold(into, mbr_region_bytes(from)))
    return -1;
  attach(into, from);
  from->head.state |= region_merged;
  struct mbr_space rest = mbr_space_of(from);
  if (mbr_room(rest) > mbr_room(mbr_space_of(into)))
    mbr_carve_from(into, rest);
  mbr_carve_from(from, (struct mbr_space){rest.end, rest.end});
  return 0;
}

// Deferred calls.

static struct mbr_deferred *defer(struct mbr_region *region,
                                  void (*run)(void *argument), void *argument) {
  struct mbr_extra *extra = mbr_extra_make(region);
  struct mbr_deferred *deferred =
      extra ? mbr_alloc(region, sizeof *deferred) : NULL;
  if (!deferred)
    return NULL;
  *deferred = (struct mbr_deferred){extra->deferred, run, argument, 0};
  return extra->deferred = deferred;
}

int mbr_defer(mbr_region *region, void (*run)(void *argument), void *argument) {
  return defer(region, run, argument) ? 0 : -1;
}

int mbr_adopt(mbr_region *region, void *pointer, void (*release)(void *pointer),
              size_t bytes) {
  if (!pointer)
    return 0;
  // With what limits need, the sum is checked too.
  if (!mbr_extra_make(region) || !mbr_hold(region, bytes))
    return -1;
  struct mbr_deferred *deferred = defer(region, release, pointer);
  if (!deferred) {
    mbr_unhold(region, bytes);
    return -1;
  }
  deferred->bytes = bytes;
  return 0;
}

static void release_other(void *other) { mbr_region_release(other); }

int mbr_region_depend(mbr_region *region, mbr_region *other) {
  if (mbr_defer(region, release_other, other) != 0)
    return -1;
  mbr_region_retain(other);
  return 0;
}

/// One holder less of `other`; 1 if there is none left. As mbr_region_release
/// counts.
static int let_go(struct mbr_region *other) {
  if (!(other->head.state & region_shared))
    return 1;
  struct mbr_holders_v1 *holders = mbr_holders_v1(&other->head);
  return !mbr_has_other_holders(holders) ||
         __atomic_fetch_sub(&holders->came, 1, __ATOMIC_ACQ_REL) ==
             holders->gone + 1;
}

/// Lets a region go that one which is ending depends on. Gives the one to go on
/// with: the other, if it ends and something hangs on it, so that a long chain
/// needs no stack. It has no parent, so `newer` can say where to come back to.
static struct mbr_region *let_go_from(struct mbr_region *region,
                                      struct mbr_region *other) {
  if (!let_go(other))
    return region;
  struct mbr_extra *extra = mbr_extra_of(other);
  if (!extra || extra->parent) {
    mbr_region_destroy(other);
    return region;
  }
  extra->newer = region;
  return other;
}

/// Runs the newest deferred call that is newer than `last`; gives the region to
/// go on with, or NULL when there is none.
static struct mbr_region *run_newest(struct mbr_region *region,
                                     const struct mbr_deferred *last) {
  struct mbr_extra *extra = mbr_extra_of(region);
  if (!extra || extra->deferred == last)
    return NULL;
  struct mbr_deferred *deferred = extra->deferred;
  extra->deferred = deferred->next;
  if (deferred->run == release_other)
    return let_go_from(region, deferred->argument);
  mbr_unhold(region, deferred->bytes);
  deferred->run(deferred->argument);
  return region;
}

// The end.

/// The newest child if it came after the first `children`, or NULL.
static struct mbr_region *newest(const struct mbr_region *region,
                                 size_t children) {
  const struct mbr_extra *extra = mbr_extra_of(region);
  return extra && extra->child && mbr_extra_of(extra->child)->place > children
             ? extra->child
             : NULL;
}

/// Keeps the memory of a merged region, in which the other's objects stand,
/// until the other's deferred calls have run.
static void set_aside(struct mbr_region *region) {
  struct mbr_extra *extra = mbr_extra_of(region);
  struct mbr_extra *above = mbr_extra_of(extra->parent);
  unlink_child(extra);
  region->head.state |= region_ended;
  extra->older = above->ended;
  above->ended = region;
}

/// Closes what was set aside of a region.
static void close_ended(struct mbr_region *top) {
  for (struct mbr_region *region = top;;) {
    struct mbr_extra *extra = mbr_extra_of(region);
    if (extra && extra->ended) {
      region = extra->ended;
      continue;
    }
    if (region == top)
      return;
    struct mbr_region *parent = extra->parent;
    mbr_extra_of(parent)->ended = extra->older;
    mbr_region_close(region);
    region = parent;
  }
}

void mbr_finish(struct mbr_region *top, size_t children,
                const struct mbr_deferred *deferred) {
  // Goes down to the newest region without children, again after every call,
  // because a call may make new ones.
  for (struct mbr_region *region = top, *below;;) {
    while ((below = newest(region, region == top ? children : 0)))
      region = below;
    if ((below = run_newest(region, region == top ? deferred : NULL))) {
      region = below;
      continue;
    }
    if (region != top && region->head.state & region_merged) {
      struct mbr_region *other = mbr_extra_of(region)->parent;
      set_aside(region);
      region = other;
      continue;
    }
    close_ended(region);
    if (region == top)
      return;
    const struct mbr_extra *extra = mbr_extra_of(region);
    struct mbr_region *back = extra->parent ? extra->parent : extra->newer;
    mbr_region_close(region);
    region = back;
  }
}

// Going back.

mbr_mark mbr_region_mark(mbr_region *region) {
  struct mbr_space space = mbr_space_of(region);
  mbr_mark mark = {.next = space.next, .end = space.end};
  if (region->head.state & region_grown) {
    const struct mbr_growth *growth = mbr_growth_of(region);
    mark.block = growth->block;
    mark.count = growth->block_count;
    mark.large = mbr_large_count(region);
    mark.page = growth->page;
    mark.extra = growth->extra;
    mark.deferred = growth->extra ? growth->extra->deferred : NULL;
    mark.children = growth->extra ? growth->extra->children : 0;
  }
  return mark;
}

/// Gives back the blocks that are newer than `newest`, up to which there are
/// `count`.
static void blocks_rewind(struct mbr_region *region, uint32_t newest,
                          uint32_t count) {
  struct mbr_growth *growth = mbr_growth_of(region);
  uint32_t gone = growth->block_count - count, tail = growth->block, next;
  if (!gone)
    return;
  for (uint32_t i = 1; i < gone; i++, tail = next)
    next =
        atomic_load_explicit(&mbr_entry_ours(tail)->link, memory_order_relaxed);
  mbr_blocks_give(region, tail, gone);
  growth->block = newest;
  growth->block_count = count;
}

static void memory_rewind(struct mbr_region *region, const mbr_mark *mark) {
  region->head.state &= ~(uint32_t)region_plain;
  blocks_rewind(region, mark->block, mark->count);
  mbr_large_give(region, mark->large);
  struct mbr_growth *growth = mbr_growth_of(region);
  if (growth->page != mark->page) {
    mbr_page_give(growth->page);
    growth->page = NULL;
    mbr_unhold(region, page_bytes);
  }
}

static void window_set(struct mbr_region *region, const mbr_mark *mark) {
  struct mbr_space space = {mark->next, mark->end};
  mbr_carve_from(region, space);
  mbr_forget(space.next, mbr_room(space));
}

void mbr_region_rewind(mbr_region *region, mbr_mark mark) {
  if (!(region->head.state & region_grown)) {
    window_set(region, &mark);
    return;
  }
  mbr_finish(region, mark.children, mark.deferred);
  struct mbr_growth *growth = mbr_growth_of(region);
  struct mbr_extra *extra = growth->extra, kept = {.limit = SIZE_MAX};
  if (extra) {
    kept = *extra;
    growth->extra = &kept; // it may stand in what goes
  }
  memory_rewind(region, &mark);
  window_set(region, &mark);
  growth->extra = extra;
  if (extra == mark.extra) {
    if (extra)
      extra->freed = NULL;
    return;
  }
  // It came since. Of what it says only the limit outlasts that.
  growth->extra = NULL;
  if (kept.limit != SIZE_MAX)
    mbr_region_limit(region, kept.limit);
}
