// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rows with two threads: each on regions of its own, or one that builds
// what the other one frees. What is measured is the work of the threads;
// waiting sleeps and is taken off.

#ifndef BENCH_THREADS_H
#define BENCH_THREADS_H

#include "fill.h"
#include <pthread.h>

enum { PLACES = 64, HANDED_OBJECTS = 100 };

typedef struct worker {
  pthread_t thread;
  int number;
  span measured;
} worker;

/// Runs `body` on two threads; gives the sum of what they did.
static span run_workers(void *(*body)(void *)) {
  worker workers[2];
  memset(workers, 0, sizeof workers);
  for (int i = 0; i < 2; ++i) {
    workers[i].number = i;
    if (pthread_create(&workers[i].thread, NULL, body, &workers[i]))
      abort();
  }
  span sum = {0, 0};
  for (int i = 0; i < 2; ++i) {
    pthread_join(workers[i].thread, NULL);
    sum.ns += workers[i].measured.ns;
    sum.faults += workers[i].measured.faults;
  }
  return sum;
}

// Each on its own.

static struct {
  void (*run)(long);
  long regions;
  pthread_barrier_t start;
} own;

static void *own_body(void *argument) {
  worker *self = (worker *)argument;
  pin_thread(self->number);
  THREAD_START();
  own.run(1 + own.regions / 8);
  pthread_barrier_wait(&own.start);
  span_start(&self->measured);
  own.run(own.regions);
  span_stop(&self->measured);
  return NULL;
}

/// `regions` on each thread; the sum of both.
static span run_own(void (*run)(long), long regions) {
  own.run = run;
  own.regions = regions;
  pthread_barrier_init(&own.start, NULL, 2);
  return run_workers(own_body);
}

// Built on one, freed on the other.

typedef struct place {
  region in;
  link_object *newest;
  char full;
  char apart[63];
} place;

static struct {
  place *places;
  long regions, unmeasured, seen;
  int read;
} handed;

/// Waits until the place is as `full` says; gives the time it cost to do so.
static double wait_for(place *at, char full) {
  const struct timespec nap = {0, 30000};
  if (__atomic_load_n(&at->full, __ATOMIC_ACQUIRE) == full)
    return 0;
  double start = cpu_ns();
  while (__atomic_load_n(&at->full, __ATOMIC_ACQUIRE) != full)
    nanosleep(&nap, NULL);
  return cpu_ns() - start;
}

static void build_place(place *at) {
  region_open(&at->in);
  at->newest = fill(&at->in, HANDED_OBJECTS, TOUCH_LINK);
}

static void free_place(place *at) {
  if (handed.read)
    for (link_object *object = at->newest; object; object = object->before)
      ++handed.seen;
  drop(&at->in, at->newest, HANDED_OBJECTS, TOUCH_LINK);
}

static void *handed_body(void *argument) {
  worker *self = (worker *)argument;
  char frees = (char)self->number;
  double waited = 0;
  pin_thread(self->number);
  THREAD_START();
  for (long i = 0; i < handed.regions + handed.unmeasured; ++i) {
    if (i == handed.unmeasured) {
      waited = 0;
      span_start(&self->measured);
    }
    place *at = &handed.places[i % PLACES];
    waited += wait_for(at, frees);
    if (frees)
      free_place(at);
    else
      build_place(at);
    __atomic_store_n(&at->full, !frees, __ATOMIC_RELEASE);
  }
  span_stop(&self->measured);
  self->measured.ns -= waited;
  return NULL;
}

/// `regions` in all, after an eighth of that which is not measured.
static span run_handed(long regions, int read) {
  size_t bytes = (PLACES * sizeof(place) + 63) & ~(size_t)63;
  handed.places = (place *)aligned_alloc(64, bytes);
  memset((void *)handed.places, 0, bytes);
  handed.regions = regions;
  handed.unmeasured = regions / 7 + 1;
  handed.read = read;
  return run_workers(handed_body);
}

#endif
