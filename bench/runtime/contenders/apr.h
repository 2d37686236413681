// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pools of the Apache Portable Runtime, children of its global pool.

#include <apr_general.h>
#include <apr_pools.h>
#include <pthread.h>

typedef struct region {
  apr_pool_t *pool;
} region;

static void apr_begin(void) {
  if (apr_initialize() != APR_SUCCESS)
    abort();
}

static void apr_start(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, apr_begin);
}
#define THREAD_START apr_start

static inline void region_open(region *in) { apr_pool_create(&in->pool, NULL); }

static inline void *region_alloc(region *in, size_t size) {
  return apr_palloc(in->pool, size);
}

static inline void region_close(region *in) { apr_pool_destroy(in->pool); }
