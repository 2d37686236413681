// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Heaps: malloc, free and realloc inside a region, for code that insists on
// them.
//
// Takes a region; gives objects that can be freed singly. Their space is then
// used again for objects of any size. The end of the region frees all of them,
// and the heap. After Berger, Zorn and McKinley, "Reconsidering Custom Memory
// Allocation" (OOPSLA 2002), who call it a reap.
//
// Sizes, alignment, overflow and missing memory are as in region.h, except that
// objects of size 0 have addresses of their own. An object costs 16 bytes more
// than in the region itself. A heap is used by one thread at a time, the one
// that uses its region; other objects may be made in the region as well. What
// the heap took from the region stays with it until the region ends, except
// objects of some 60 KiB and more, whose blocks go back to the process when
// they are freed. The heap ends when its region ends, is reset, is rewound to
// before the heap was made, or is merged into another; after a merge its
// objects stand, and must not be resized or freed. The region must not be
// rewound to a moment after the heap was made.

#ifndef MEMBRANE_HEAP_H
#define MEMBRANE_HEAP_H

#include <membrane/region.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The free memory of a region. Only the functions below know what is inside.
typedef struct mbr_heap mbr_heap;

/// A heap in the region, about 1 KiB of it. NULL without memory. Constant
/// time.
MBR_API mbr_heap *mbr_heap_create(mbr_region *region);

/// The region of the heap. Constant time.
MBR_API mbr_region *mbr_heap_region(const mbr_heap *heap);

/// As malloc and calloc, with objects of `heap`. Sizes are rounded up by less
/// than 32 bytes; objects of some 60 KiB and more have blocks of their own,
/// rounded up as block.h says. Constant time, linear in the bytes that are
/// cleared.
MBR_API void *mbr_heap_alloc(mbr_heap *heap, size_t size)
    __attribute__((malloc, alloc_size(2)));
MBR_API void *mbr_heap_calloc(mbr_heap *heap, size_t count, size_t size)
    __attribute__((malloc, alloc_size(2, 3)));

/// As realloc, but size 0 frees nothing: it gives an object of size 0. An
/// object of `heap` grows where it is when there is free memory behind it;
/// otherwise it moves, and gets up to an eighth more than asked for. One of
/// more than 2 MiB moves by its pages (block.h). Making an object smaller never
/// fails. NULL without memory, and then the object stands. Constant time, or
/// linear in the bytes of an object that moves.
MBR_API void *mbr_heap_realloc(mbr_heap *heap, void *object, size_t size)
    __attribute__((alloc_size(3)));

/// As free, of an object of `heap`; NULL is ignored. Constant time.
MBR_API void mbr_heap_free(mbr_heap *heap, void *object);

/// Bytes that can be used at `object`, at least as many as were asked for: of
/// any object that the functions of this header gave. 0 for NULL. A compiler
/// that has seen the size asked for may hold the program to that
/// (_FORTIFY_SOURCE). Constant time.
MBR_API size_t mbr_heap_size(const void *object);

// For libraries whose hooks have no context (expat, libxml2, cJSON, jansson):
// the current heap of a thread.
//
//     mbr_heap *before = mbr_heap_enter(heap);
//     document = cJSON_Parse(text);
//     mbr_heap_enter(before);

/// Makes `heap` the calling thread's current heap, NULL for none; gives the one
/// before, which the caller puts back when it is done, and before the region of
/// `heap` ends. A thread begins with none. Constant time.
MBR_API mbr_heap *mbr_heap_enter(mbr_heap *heap);

/// As mbr_heap_alloc and so on, with the calling thread's current heap; with
/// libc's malloc where there is none, behind the same 16 bytes. An object that
/// is there goes back to where it came from and is resized there, whatever the
/// current heap is; then the thread rules of that heap hold. Only objects from
/// here and from mbr_heap_alloc may be given back here, none of libc's own.
MBR_API void *mbr_malloc(size_t size) __attribute__((malloc, alloc_size(1)));
MBR_API void *mbr_zalloc(size_t count, size_t size)
    __attribute__((malloc, alloc_size(1, 2)));
MBR_API void *mbr_remalloc(void *object, size_t size)
    __attribute__((alloc_size(2)));
MBR_API char *mbr_malloc_strdup(const char *string) __attribute__((malloc));
MBR_API void mbr_free(void *object);

#ifdef __cplusplus
}
#endif

#endif
