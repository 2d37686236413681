// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The form of a contender: contenders/NAME.h, named by CONTENDER.
//
//   region                      a type; made in place and never moved
//   void region_open(region *)  makes it empty
//   void *region_alloc(region *, size_t)  gives so many bytes, aligned to 8
//   void region_close(region *) frees all of it
//
// and, where it applies,
//
//   FREES_OBJECTS, void object_free(void *)  it cannot free in bulk: objects
//                               are freed one by one before region_close
//   THREAD_START()              runs once on each thread, before its first
//                               region; `plan` may be asked

#ifndef BENCH_CONTENDER_H
#define BENCH_CONTENDER_H

#include "harness.h"

/// What the row that will be run does with regions.
static struct {
  /// In one region: bytes, each object rounded up to 16; objects.
  size_t bytes, objects;
  /// Regions that stand at the same time, at most.
  size_t alive;
  /// Whether another thread closes them.
  int handed_over;
} plan;

#include CONTENDER

#ifndef THREAD_START
#define THREAD_START() ((void)0)
#endif

#ifdef FREES_OBJECTS
#define FREE_OBJECT(pointer) object_free(pointer)
#else
#define FREE_OBJECT(pointer) ((void)(pointer))
#endif

#endif
