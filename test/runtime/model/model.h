// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A naive reference for regions: what each should hold, in which order calls
// should run, what should still stand.
//
// Takes choices, from a random generator or from the bytes of a file; makes
// each a call of the library and the same change of the reference, and ends the
// program where the two differ.

#ifndef TEST_RUNTIME_MODEL_H
#define TEST_RUNTIME_MODEL_H

#include <membrane/handle.h>

enum { most_regions = 48, most_things = 160, most_marks = 4 };

enum thing_kind {
  thing_object,
  thing_call,  // a deferred call, or adopted memory
  thing_child, // or what was merged
  thing_depend
};

/// What came into a region, in the order in which it came. An object that is
/// resized comes again.
struct thing {
  enum thing_kind kind;
  unsigned number; // of the call; of the other region
  unsigned char *at;
  size_t size;
  unsigned char seed;
  unsigned char again; // the call defers another one
};

struct region {
  mbr_region *real;
  int parent; // or -1
  int is_merged, has_depends, has_limit;
  int in_caller;
  size_t most;      // that it may hold when it has a limit
  unsigned ours;    // holders that a step may let go
  unsigned holders; // all of them
  unsigned count;
  struct thing things[most_things];
  unsigned marks;
  mbr_mark mark[most_marks];
  unsigned mark_count[most_marks];
  char memory[2048] __attribute__((aligned(16)));
};

extern struct region regions[most_regions];

/// The choice between 0 and `below` - 1.
unsigned choose(unsigned below);

/// Where choices come from: called for each; nothing more comes when it gives
/// a negative number.
extern int (*choice_source)(void);

/// To be called when choices come from elsewhere.
void begin(void);

/// Does one step; 0 when there are no more choices.
int step(void);

/// Ends all regions and checks that nothing is held.
void finish(void);

int more_choices(void);
size_t choose_size(void);

/// A region that can be used, neither merged nor let go; NULL if none.
struct region *some(void);

/// Whether a region can have another thing.
int has_room(const struct region *region);

// Single steps.

void step_create(struct region *parent);
void step_allocate(struct region *region);
void step_resize(struct region *region);
void step_defer(struct region *region);
void step_depend(struct region *region);
void step_merge(struct region *into);
void step_mark(struct region *region);
void step_rewind(struct region *region);

// The reference, for the steps.

struct region *region_at(int index);
int index_of(const struct region *region);

/// Puts a new region, or NULL, into the free slot.
struct region *free_slot(void);
void region_begin(struct region *region, mbr_region *real, int parent);

/// The one that it is part of after merges; the top of its tree.
struct region *whole(struct region *region);
struct region *top(struct region *region);

/// Whether the process is at its limit.
extern int scarce;

/// Whether a limit may refuse it memory.
int may_fail(const struct region *region);

struct thing *thing_add(struct region *region, enum thing_kind kind);
void thing_remove(struct region *region, unsigned index);
void object_is(struct region *region, struct thing *thing, void *at,
               size_t size);
void check_object(struct region *region, const struct thing *thing);

/// What the library is about to do: everything after the first `count` things
/// of a region ends. Then the region itself.
void expect_rewind(struct region *region, unsigned count);
void expect_end(struct region *region);

/// Checks that the calls that were expected, and no others, have run.
void check_calls(void);

/// A call that was deferred; its argument is memory that begins with its
/// number.
struct call {
  unsigned number;
  int again;
  mbr_region *region;
};
void run_call(void *argument);
void run_adopted(void *argument);

#endif
