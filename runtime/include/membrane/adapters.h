// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions in the shapes in which C libraries ask for an allocator, so that
// what a library allocates belongs to a region and ends with it.
//
// No header of a library is needed. In the examples `heap` is an mbr_heap
// (heap.h), which the caller makes in a region. Each library's own functions
// that free work as ever; where the text says so, mbr_region_destroy does
// instead of them, and is faster.
//
// Libraries whose hooks have no context call mbr_malloc and its family, which
// take memory from the calling thread's current heap, and from libc where it
// has none. Hooks of this kind are set once, at the start of the program; then
// heaps are entered and left around the calls whose results belong to them:
//
// - expat: XML_Memory_Handling_Suite suite = {mbr_malloc, mbr_remalloc,
//   mbr_free}; parser = XML_ParserCreate_MM(NULL, &suite, NULL). Only this
//   parser uses it. The heap is to be current while it is made and while it
//   parses. Need not be freed.
// - libxml2: xmlMemSetup(mbr_free, mbr_malloc, mbr_remalloc,
//   mbr_malloc_strdup) before any other of its functions, then xmlInitParser()
//   with no current heap: what lives as long as the program is made there.
//   Documents need not be freed, but libxml2 keeps the last error for each
//   thread: xmlResetLastError() before the region ends.
// - cJSON: cJSON_Hooks hooks = {mbr_malloc, mbr_free}; cJSON_InitHooks(&hooks).
//   Items and printed texts need not be freed.
// - jansson: json_set_alloc_funcs(mbr_malloc, mbr_free). Values and dumped
//   texts need not be freed.
//
// libyaml has no hooks: it calls malloc, and what it gives must be freed by its
// own functions. Through mbr_defer a region can do that when it ends.

#ifndef MEMBRANE_ADAPTERS_H
#define MEMBRANE_ADAPTERS_H

#include <membrane/heap.h>

#ifdef __cplusplus
extern "C" {
#endif

/// For zlib's alloc_func and free_func, where `opaque` is an mbr_heap:
///
///     z_stream stream = {.zalloc = mbr_zlib_alloc, .zfree = mbr_zlib_free,
///                        .opaque = heap};
///
/// deflateEnd and inflateEnd need not be called.
MBR_API void *mbr_zlib_alloc(void *opaque, unsigned count, unsigned size)
    __attribute__((malloc, alloc_size(2, 3)));
MBR_API void mbr_zlib_free(void *opaque, void *object);

/// For Lua's lua_Alloc, where `context` is an mbr_heap:
///
///     lua_State *state = lua_newstate(mbr_lua_alloc, heap);
///
/// lua_close need not be called, unless the state has something to finalise
/// (__gc, open files).
MBR_API void *mbr_lua_alloc(void *context, void *object, size_t old_size,
                            size_t size);

#if !defined(MBR_FREESTANDING)

/// For SQLite's sqlite3_mem_methods, in the order of its fields:
///
///     sqlite3_mem_methods methods = {
///         mbr_sqlite_malloc, mbr_sqlite_free, mbr_sqlite_realloc,
///         mbr_sqlite_size, mbr_sqlite_roundup, mbr_sqlite_init,
///         mbr_sqlite_shutdown, NULL};
///     sqlite3_config(SQLITE_CONFIG_MALLOC, &methods); // before all else
///
/// SQLite shares memory between its connections and threads, so there is one
/// heap for all of it, behind a lock, in a region of its own: it is made by
/// sqlite3_initialize and ends with sqlite3_shutdown. The current heap of a
/// thread is not asked. Connections and statements are to be closed, as SQLite
/// demands.
MBR_API void *mbr_sqlite_malloc(int size) __attribute__((malloc));
MBR_API void mbr_sqlite_free(void *object);
MBR_API void *mbr_sqlite_realloc(void *object, int size);
MBR_API int mbr_sqlite_size(void *object);
MBR_API int mbr_sqlite_roundup(int size);
MBR_API int mbr_sqlite_init(void *unused);
MBR_API void mbr_sqlite_shutdown(void *unused);

/// The region of SQLite's memory, for mbr_region_limit and mbr_region_bytes
/// while no other thread uses SQLite; NULL before mbr_sqlite_init and after
/// mbr_sqlite_shutdown.
MBR_API mbr_region *mbr_sqlite_region(void);

#endif

#ifdef __cplusplus
}
#endif

#endif
