// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One contender in one row: the program of a cell of the table.
//
// Takes the name of a row, the milliseconds to measure and those to warm up,
// and perhaps "mark" (harness.h); prints an object in JSON: nanoseconds, page
// faults and regions, of the row `live` also bytes of memory for a region that
// stands. With the name "check" it tries whether the contender works at all.
// Exit 0, 1 when it does not, 2 when there is no such row.
//
// A region is opened, filled, written to, closed. Times are of steady state:
// what a process does again and again.

#include "contender.h"
#include "fill.h"
#include "structures.h"
#include "threads.h"

#define FILLED(name, objects, touch)                                           \
  static void name(long regions) { run_filled(regions, objects, touch); }

enum { SMALL = 100, MEDIUM = 10000, LARGE = 240000, MIB = 1 << 20 };
FILLED(run_tiny1, 1, TOUCH_LINK)
FILLED(run_tiny4, 4, TOUCH_LINK)
FILLED(run_tiny10, 10, TOUCH_LINK)
FILLED(run_small, SMALL, TOUCH_LINK)
FILLED(run_medium, MEDIUM, TOUCH_LINK)
FILLED(run_medium_none, MEDIUM, TOUCH_NONE)
FILLED(run_medium_all, MEDIUM, TOUCH_ALL)
FILLED(run_large, LARGE, TOUCH_LINK)

/// Regions with one big object: a byte of each page is written, or all of it.
ALWAYS_INLINE void run_big(long regions, size_t size, enum touch touch) {
  for (; regions > 0; --regions) {
    region in;
    region_open(&in);
    char *object = (char *)region_alloc(&in, size);
    if (touch == TOUCH_ALL)
      memset(object, 1, size);
    for (size_t at = 0; touch != TOUCH_ALL && at < size; at += 4096)
      *(volatile char *)(object + at) = 1;
    keep_contents(object);
    FREE_OBJECT(object);
    region_close(&in);
  }
}

#define BIG(name, size, touch)                                                 \
  static void name(long regions) { run_big(regions, size, touch); }
BIG(run_big2, 2 * MIB, TOUCH_LINK)
BIG(run_big2_filled, 2 * MIB, TOUCH_ALL)
BIG(run_big64, 64 * MIB, TOUCH_LINK)
BIG(run_big64_filled, 64 * MIB, TOUCH_ALL)

enum kind { ALONE, LIVE, OWN, HANDED, HANDED_READ };

/// `bytes` is 0 where it follows from `objects`.
static const struct row {
  const char *name;
  void (*run)(long regions);
  size_t objects, bytes;
  enum kind kind;
} rows[] = {
    {"tiny1", run_tiny1, 1, 0, ALONE},
    {"tiny4", run_tiny4, 4, 0, ALONE},
    {"tiny10", run_tiny10, 10, 0, ALONE},
    {"small", run_small, SMALL, 0, ALONE},
    {"medium", run_medium, MEDIUM, 0, ALONE},
    {"medium-none", run_medium_none, MEDIUM, 0, ALONE},
    {"medium-all", run_medium_all, MEDIUM, 0, ALONE},
    {"large", run_large, LARGE, 0, ALONE},
    {"live", run_live, ALIVE_OBJECTS, 0, LIVE},
    {"tree", run_tree, (1 << TREE_LEVELS) - 1,
     ((1 << TREE_LEVELS) - 1) * sizeof(tree_node), ALONE},
    // At most: three objects for a value, none of more than 48 bytes.
    {"dom", run_dom, DOM_VALUES * 3, DOM_VALUES * 3 * 48, ALONE},
    {"mt-small", run_small, SMALL, 0, OWN},
    {"mt-medium", run_medium, MEDIUM, 0, OWN},
    {"handoff", run_small, SMALL, 0, HANDED},
    {"handoff-read", run_small, SMALL, 0, HANDED_READ},
    {"big2-touched", run_big2, 1, 2 * MIB, ALONE},
    {"big2-filled", run_big2_filled, 1, 2 * MIB, ALONE},
    {"big64-touched", run_big64, 1, 64 * MIB, ALONE},
    {"big64-filled", run_big64_filled, 1, 64 * MIB, ALONE},
};

static const struct row *find_row(const char *name) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; ++i)
    if (!strcmp(rows[i].name, name))
      return &rows[i];
  return NULL;
}

static void make_plan(const struct row *row) {
  plan.objects = row->objects;
  plan.bytes = row->bytes ? row->bytes : rounded_bytes((long)row->objects);
  plan.handed_over = row->kind == HANDED || row->kind == HANDED_READ;
  plan.alive = row->kind == LIVE ? ALIVE : plan.handed_over ? PLACES : 1;
  if (row->run == run_medium_none) {
    untouched = (void **)malloc(row->objects * sizeof *untouched);
    memset((void *)untouched, 1, row->objects * sizeof *untouched);
  }
}

/// Runs regions until `ns` have gone; gives what one takes by then.
static double warm_up(void (*run)(long), double ns) {
  double gone = 0, each = 0;
  for (long regions = 1; gone < ns || each == 0; regions *= 2) {
    double start = cpu_ns();
    run(regions);
    double took = cpu_ns() - start;
    gone += took;
    each = took / (double)regions;
  }
  return each;
}

static span measure(const struct row *row, long regions) {
  span measured;
  switch (row->kind) {
  case OWN:
    return run_own(row->run, regions);
  case HANDED:
  case HANDED_READ:
    return run_handed(regions, row->kind == HANDED_READ);
  case ALONE:
  case LIVE:
    break;
  }
  span_start(&measured);
  row->run(regions);
  span_stop(&measured);
  return measured;
}

/// Prints one figure for a region of the row.
static void run_row(const struct row *row, double budget, double warm) {
  make_plan(row);
  long before = resident_kib("Rss:"), bytes = 0;
  THREAD_START();
  row->run(1);
  if (row->kind == LIVE) {
    row->run(ALIVE - 1);
    bytes = (resident_kib("Rss:") - before) * 1024 / ALIVE;
  }
  long regions = (long)(budget / warm_up(row->run, warm)) + 1;
  // Warmed up on one thread, where handing over is several times cheaper.
  if (plan.handed_over)
    regions = regions / 6 + PLACES;
  span measured = measure(row, regions);
  double made = (double)regions * (row->kind == OWN ? 2 : 1);
  printf(
      "{\"ns\": %.6g, \"faults\": %.6g, \"bytes\": %ld, \"regions\": %.0f}\n",
      measured.ns / made, (double)measured.faults / made, bytes, made);
}

// Does it work at all: aligned, apart from each other, contents stay.

enum { CHECKED = 3000 };

static int check_round(int round) {
  static unsigned char *objects[CHECKED];
  region in;
  int wrong = 0;
  region_open(&in);
  for (int i = 0; i < CHECKED && !wrong; ++i) {
    objects[i] = (unsigned char *)region_alloc(&in, sizes[i % SIZES]);
    wrong = !objects[i] || (uintptr_t)objects[i] % 8;
    if (!wrong)
      memset(objects[i], (i + round) % 256, sizes[i % SIZES]);
  }
  for (int i = 0; i < CHECKED && !wrong; ++i) {
    for (int byte = 0; byte < sizes[i % SIZES]; ++byte)
      wrong |= objects[i][byte] != (i + round) % 256;
    FREE_OBJECT(objects[i]);
  }
  region_close(&in);
  return wrong;
}

static int check(void) {
  plan.objects = CHECKED;
  plan.bytes = rounded_bytes(CHECKED);
  plan.alive = 1;
  THREAD_START();
  for (int round = 0; round < 3; ++round)
    if (check_round(round))
      return 1;
  return 0;
}

int main(int count, char **arguments) {
  make_sizes();
  if (count == 2 && !strcmp(arguments[1], "check"))
    return check();
  const struct row *row = count >= 4 ? find_row(arguments[1]) : NULL;
  if (!row) {
    fprintf(stderr, "usage: %s ROW MILLISECONDS WARM-UP [mark]\n", *arguments);
    return 2;
  }
  span_marks = count > 4;
  run_row(row, atof(arguments[2]) * 1e6, atof(arguments[3]) * 1e6);
  return 0;
}
