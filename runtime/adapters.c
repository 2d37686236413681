// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Heaps in the shapes that zlib, Lua and SQLite ask for.

#include <membrane/adapters.h>

#if !defined(MBR_FREESTANDING)
#include <limits.h>
#include <pthread.h>
#endif

void *mbr_zlib_alloc(void *opaque, unsigned count, unsigned size) {
  return mbr_heap_alloc(opaque, (size_t)count * size);
}

void mbr_zlib_free(void *opaque, void *object) {
  mbr_heap_free(opaque, object);
}

void *mbr_lua_alloc(void *context, void *object, size_t old_size, size_t size) {
  (void)old_size; // of no object it says what kind Lua wants
  if (size)
    return mbr_heap_realloc(context, object, size);
  mbr_heap_free(context, object);
  return NULL;
}

#if !defined(MBR_FREESTANDING)

// SQLite.

static pthread_mutex_t sqlite_lock = PTHREAD_MUTEX_INITIALIZER;
static mbr_heap *sqlite_heap;

enum { sqlite_ok = 0, sqlite_nomem = 7 };

int mbr_sqlite_init(void *unused) {
  (void)unused;
  mbr_region *region = mbr_region_create();
  if (!region)
    return sqlite_nomem;
  sqlite_heap = mbr_heap_create(region);
  if (sqlite_heap)
    return sqlite_ok;
  mbr_region_destroy(region);
  return sqlite_nomem;
}

void mbr_sqlite_shutdown(void *unused) {
  (void)unused;
  mbr_region_destroy(mbr_sqlite_region());
  sqlite_heap = NULL;
}

mbr_region *mbr_sqlite_region(void) {
  return sqlite_heap ? mbr_heap_region(sqlite_heap) : NULL;
}

void *mbr_sqlite_malloc(int size) {
  if (size <= 0)
    return NULL;
  pthread_mutex_lock(&sqlite_lock);
  void *object = mbr_heap_alloc(sqlite_heap, (size_t)size);
  pthread_mutex_unlock(&sqlite_lock);
  return object;
}

void mbr_sqlite_free(void *object) {
  pthread_mutex_lock(&sqlite_lock);
  mbr_heap_free(sqlite_heap, object);
  pthread_mutex_unlock(&sqlite_lock);
}

void *mbr_sqlite_realloc(void *object, int size) {
  pthread_mutex_lock(&sqlite_lock);
  void *moved = mbr_heap_realloc(sqlite_heap, object, (size_t)size);
  pthread_mutex_unlock(&sqlite_lock);
  return moved;
}

int mbr_sqlite_size(void *object) {
  // A neighbour that is freed is noted beside the size.
  pthread_mutex_lock(&sqlite_lock);
  size_t size = mbr_heap_size(object);
  pthread_mutex_unlock(&sqlite_lock);
  return size < INT_MAX ? (int)size : INT_MAX;
}

int mbr_sqlite_roundup(int size) {
  const int rest = (int)MBR_ALIGN - 1;
  return size > INT_MAX - rest ? size : (size + rest) & ~rest;
}

#endif
