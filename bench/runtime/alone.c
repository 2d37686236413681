// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What only the region runtime is asked: its first region in a process, the
// cost of a holder more, the growth of an object by its pages.
//
// Takes "first", "holders" or "growth"; prints an object in JSON. Exit 2 when
// memory cannot be had or contents get lost.

#include "fill.h"
#include "harness.h"
#include <membrane/handle.h>
#include <membrane/region.h>
#include <pthread.h>

static void require(int holds, const char *what) {
  if (holds)
    return;
  fprintf(stderr, "bench: error: %s\n", what);
  exit(2);
}

/// What two readings of the clock cost by themselves.
static double clock_ns(void) {
  double least = 1e9;
  for (int i = 0; i < 100; ++i) {
    double start = cpu_ns();
    double took = cpu_ns() - start;
    least = took < least ? took : least;
  }
  return least;
}

/// A region with 4 objects, opened, filled and closed before anything else.
static void measure_first(void) {
  double clock = clock_ns();
  make_sizes();
  resident_kib("Rss:");
  long rss = resident_kib("Rss:"), anonymous = resident_kib("Anonymous:");
  double start = cpu_ns();
  region in;
  region_open(&in);
  link_object *newest = fill(&in, 4, TOUCH_LINK);
  drop(&in, newest, 4, TOUCH_LINK);
  double took = cpu_ns() - start - clock;
  long more = resident_kib("Anonymous:") - anonymous;
  printf("{\"ns\": %.6g, \"rss\": %ld, \"anonymous\": %ld}\n", took,
         resident_kib("Rss:") - rss, more);
}

static double holder_ns(void *object) {
  enum { ROUNDS = 2000000 };
  double start = cpu_ns();
  for (int i = 0; i < ROUNDS; ++i) {
    keep_contents(mbr_retain(object));
    mbr_release(object);
  }
  return (cpu_ns() - start) / ROUNDS;
}

static void *hold_in_thread(void *argument) {
  *(double *)argument = holder_ns(mbr_handle_create(16));
  return NULL;
}

/// A holder more and one less: with one thread in the process, and with two,
/// where the count must change in one piece.
static void measure_holders(void) {
  void *object = mbr_handle_create(16);
  require(object != NULL, "no memory for a handle");
  double one = holder_ns(object), two = 0;
  mbr_release(object);
  pthread_t thread;
  require(!pthread_create(&thread, NULL, hold_in_thread, &two),
          "cannot start a thread");
  pthread_join(thread, NULL);
  printf("{\"ns\": %.6g, \"two_threads\": %.6g}\n", one, two);
}

enum { PAGE = 4096, GROWTH_ROUNDS = 5 };

/// An object of 64 MiB, every page of it written, is made one of 128 MiB; for
/// each page that it had before.
static double growth_ns(void) {
  const size_t old = (size_t)64 << 20;
  mbr_region *in = mbr_region_create();
  require(in != NULL, "no memory for a region");
  char *object = (char *)mbr_alloc(in, old);
  require(object != NULL, "no memory for an object of 64 MiB");
  for (size_t at = 0; at < old; at += PAGE)
    *(size_t *)(void *)(object + at) = at;
  double start = cpu_ns();
  object = (char *)mbr_realloc(in, object, old, 2 * old);
  double took = cpu_ns() - start;
  require(object != NULL, "no memory for an object of 128 MiB");
  for (size_t at = 0; at < old; at += PAGE)
    require(*(size_t *)(void *)(object + at) == at, "contents got lost");
  mbr_region_destroy(in);
  return took / (double)(old / PAGE);
}

/// The first time in the process, and the times after it.
static void measure_growth(void) {
  printf("{\"first\": %.6g, \"again\": [", growth_ns());
  for (int i = 1; i < GROWTH_ROUNDS; ++i)
    printf("%s%.6g", i > 1 ? ", " : "", growth_ns());
  printf("]}\n");
}

int main(int count, char **arguments) {
  const char *what = count == 2 ? arguments[1] : "";
  if (!strcmp(what, "first"))
    measure_first();
  else if (!strcmp(what, "holders"))
    measure_holders();
  else if (!strcmp(what, "growth"))
    measure_growth();
  else
    require(0, "say 'first', 'holders' or 'growth'");
  return 0;
}
