// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Regions that begin in a page of 4 KiB: because somebody said how much they
// will hold, or by habit.
//
// A thread has the habit when one region after the other outgrew its first
// piece, always the same piece, and nothing else grew in between. Then its page
// becomes an idle region above that piece, and whoever makes the next region
// gets the page from the start. It lies on the list that the inline functions
// use, so it serves until a region that takes it lives on; then the habit has
// to show again. So regions that live on cost a page each at most once for as
// many that outgrew their piece.

#include "region_inside.h"

enum {
  kept_in_page = 16, // idle regions that somebody said the size of
  habit_lives = 8,
  page_before = page_bytes - mbr_page_end_v1 // after its owner
};
_Static_assert(MBR_CHECKS ||
                   page_before >= sizeof(struct mbr_piece) + mbr_region_before,
               "what stands before a region fits");

static struct mbr_region *place_in(char *page, uint32_t state) {
  struct mbr_region *region =
      mbr_region_place(page + page_before, state, page_bytes);
  ((struct mbr_piece *)(void *)page)->owner = region;
  return region;
}

static void page_give(struct mbr_region *region) {
  mbr_page_give((char *)region - page_before);
}

mbr_region *mbr_page_region(void) {
  char *page = mbr_page_take();
  return page ? place_in(page, region_in_page) : NULL;
}

/// What a region in a page is when there is no room for more idle ones: the
/// others are counted, and some more may come when those are few.
static void idle_pages_count(void) {
  struct mbr_thread *thread = &mbr_thread_v1;
  long count = 0;
  for (const struct mbr_region *region = thread->idle_in_page; region; count++)
    region = mbr_next_idle(region);
  thread->page_room = kept_in_page - count;
}

void mbr_page_region_leave(struct mbr_region *region) {
  if (region->head.state & region_by_habit) {
    region->head.end = (uint32_t)(uintptr_t)mbr_home_of(region).end;
    region->head.state = region_by_habit;
    mbr_cache_first_back(region);
    return;
  }
  if (mbr_thread_v1.page_room <= 0 && mbr_cache_keeps())
    idle_pages_count();
  page_give(region);
}

// The habit.

void mbr_habit_note(const struct mbr_region *region, struct mbr_piece *page) {
  struct mbr_cache *cache = &mbr_cache;
  if (cache->grew != region)
    cache->grew_lives = 0;
  cache->grew = region;
  if (++cache->grew_lives < habit_lives) {
    mbr_page_give(page);
    return;
  }
  cache->grew_lives = 0;
  struct mbr_region *idle = place_in((char *)page, region_by_habit);
  idle->head.next = (char *)(void *)mbr_thread_v1.idle;
  mbr_thread_v1.idle = idle;
  mbr_thread_v1.room--;
}

mbr_region *mbr_region_create_small(void) {
  mbr_region *region;
  while ((region = mbr_region_create()) && region->head.state & region_by_habit)
    page_give(region);
  return region;
}

// Giving pages back.

/// Takes those by habit out of the idle regions; gives a list of them.
static struct mbr_region *habits_take(void) {
  struct mbr_region *habits = NULL, *last = NULL, *next;
  for (struct mbr_region *region = mbr_thread_v1.idle; region; region = next) {
    next = mbr_next_idle(region);
    if (!(region->head.state & region_by_habit)) {
      last = region;
      continue;
    }
    if (last)
      last->head.next = region->head.next;
    else
      mbr_thread_v1.idle = next;
    region->head.next = (char *)(void *)habits;
    habits = region;
  }
  return habits;
}

void mbr_habits_give(void) {
  for (struct mbr_region *region = habits_take(), *next; region;
       region = next) {
    next = mbr_next_idle(region);
    page_give(region);
  }
}

void mbr_idle_pages_give(void) {
  struct mbr_thread *thread = &mbr_thread_v1;
  for (struct mbr_region *region; (region = thread->idle_in_page);) {
    thread->idle_in_page = mbr_next_idle(region);
    page_give(region);
  }
  thread->page_room = 0;
  mbr_habits_give();
}
