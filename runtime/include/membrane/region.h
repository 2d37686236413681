// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Regions: many objects, one release.
//
// Takes memory (block.h) and gives objects out of it by advancing a pointer.
// Objects are not freed singly, but for those that say so: mbr_region_destroy
// or mbr_region_reset frees all of them. What is said for every function:
//
// - Sizes are in bytes. Size 0 gives a pointer that is not NULL and must not
//   be read or written through; it may equal the next object's. A size that
//   cannot be had, and `count * size` that overflows, give NULL.
// - Memory that cannot be had gives NULL and leaves the region as it was:
//   usable, with everything in it. Nothing prints, aborts or unwinds.
// - Unless said otherwise `region` is a region that stands, and not NULL.
// - A region, its children and its parents are used by one thread at a time.
//   It may be a different one each time, when the program orders the two (a
//   lock, a queue, a join): built on one thread and destroyed on another is
//   fine, and what was deferred runs on the thread that ends the region.
//   Different trees of regions need no ordering.
// - Times are given for the usual case, memory that the process holds already.

#ifndef MEMBRANE_REGION_H
#define MEMBRANE_REGION_H

#include <membrane/abi.h>
#include <membrane/block.h>
#include <stdarg.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A region. Only the functions below know what is inside.
typedef struct mbr_region mbr_region;

/// Alignment of every object, in bytes: that of max_align_t or stricter.
#define MBR_ALIGN ((size_t)16)

// Making and ending.

/// A new, empty region, or NULL without memory. It holds some 500 bytes for
/// objects and grows: by a page, then by blocks. When region after region of
/// the thread outgrew that, it may hold a page from the start. Constant time,
/// no lock. To be ended by mbr_region_destroy.
MBR_API mbr_region *mbr_region_create(void);

/// A new region that is expected to hold about `bytes` bytes: as many as fit
/// into one block are there from the start, so that filling it does not have
/// to grow it. Otherwise as mbr_region_create.
MBR_API mbr_region *mbr_region_create_sized(size_t bytes);

/// A new region that begins inside the `bytes` bytes at `memory`, which the
/// caller owns and keeps until the region has ended: a local array, say. When
/// they are full it grows as every region. NULL for fewer than 256 bytes.
/// mbr_region_of does not find objects in this memory, mbr_region_bytes does
/// not count it, and such a region must end on the thread that has the memory.
MBR_API mbr_region *mbr_region_create_in(void *memory, size_t bytes);

/// A new region inside `parent`: it ends with the parent, by destroy or by
/// reset, if mbr_region_destroy does not end it before. NULL without memory or
/// when a limit of the parents would be passed. Linear in the depth.
MBR_API mbr_region *mbr_region_create_child(mbr_region *parent);

/// Ends the region, whoever holds it. First its children, the newest first,
/// each as if destroyed itself; then its deferred calls, the newest first,
/// while its objects still stand; then everything in it is gone. NULL is
/// ignored. Must not be called from a deferred call of the same region.
/// Constant time for a region without children, deferred calls and objects of
/// more than a block; linear in those; no recursion.
MBR_API void mbr_region_destroy(mbr_region *region);

/// As mbr_region_destroy, but the region itself stays, empty, with its parent,
/// its limit, its name and its holders. It keeps the memory that it had at the
/// start; the rest goes back to the process.
MBR_API void mbr_region_reset(mbr_region *region);

// Objects.

/// `size` bytes, aligned to MBR_ALIGN, contents not defined, or NULL. Constant
/// time; linear in the depth of the region when it grows. An object of more
/// than a block gets blocks of its own.
MBR_API void *mbr_alloc(mbr_region *region, size_t size)
    __attribute__((malloc, alloc_size(2)));

/// As mbr_alloc for `count * size` bytes, all zero. Linear in the bytes.
MBR_API void *mbr_calloc(mbr_region *region, size_t count, size_t size)
    __attribute__((malloc, alloc_size(2, 3)));

/// As mbr_alloc, at a multiple of `alignment`, which is a power of two; NULL
/// when it is not. Less than MBR_ALIGN counts as MBR_ALIGN.
MBR_API void *mbr_aligned_alloc(mbr_region *region, size_t alignment,
                                size_t size)
    __attribute__((malloc, alloc_size(3)));

/// Makes the object of `old_size` bytes at `object` one of `size` bytes; its
/// contents stay, as many as both have. The newest object and one of more than
/// 2 MiB grow where they are when there is room; the latter otherwise moves by
/// its pages, without a copy; everything else is copied to a new object when
/// it grows, and stays when it shrinks. The space of an object that was copied
/// is lost until the region ends. NULL without memory, and then the object
/// stands. `object` may be NULL when `old_size` is 0. A larger alignment than
/// MBR_ALIGN is not kept by a move.
MBR_API void *mbr_realloc(mbr_region *region, void *object, size_t old_size,
                          size_t size) __attribute__((alloc_size(4)));

/// As realloc in the region: `object` is NULL, or an object that mbr_grow gave
/// here, and nothing else. It knows its size, for 16 bytes more. One that has
/// to move gets half as much again as it had, even if asked for less, so that
/// what moves leave behind until the region ends is about three times the most
/// that it was asked for. NULL without memory, and then the object stands;
/// size 0 frees nothing. Otherwise as mbr_realloc.
MBR_API void *mbr_grow(mbr_region *region, void *object, size_t size)
    __attribute__((alloc_size(3)));

/// A copy of the `size` bytes at `bytes`, or NULL. `bytes` may be NULL when
/// `size` is 0. Linear in the bytes.
MBR_API void *mbr_memdup(mbr_region *region, const void *bytes, size_t size)
    __attribute__((malloc, alloc_size(3)));

/// A copy of the string, with its zero byte, or NULL. `string` must not be
/// NULL. Linear in the bytes.
MBR_API char *mbr_strdup(mbr_region *region, const char *string)
    __attribute__((malloc, nonnull(2)));

/// A copy of at most `size` bytes of `string`, with a zero byte after them, or
/// NULL. Reads no byte after the first `size` and none after a zero byte.
MBR_API char *mbr_strndup(mbr_region *region, const char *string, size_t size)
    __attribute__((malloc));

/// The string that printf would print, or NULL without memory or when the
/// format or its arguments cannot be converted. Linear in the bytes.
MBR_API char *mbr_asprintf(mbr_region *region, const char *format, ...)
    __attribute__((malloc, format(printf, 2, 3)));
MBR_API char *mbr_vasprintf(mbr_region *region, const char *format,
                            va_list arguments)
    __attribute__((malloc, format(printf, 2, 0)));

// Objects that may be freed before their region ends. Each costs 16 bytes more
// and is rounded up by less than a fourth. Space of up to 64 KiB that was freed
// serves later ones of about the same size, larger space goes back to the
// process. The region's end frees all of them. It must not be rewound to a
// moment after the first one was made; when it is merged into another, they
// stand, and freeing one has no effect any more.

/// As malloc and calloc, strdup and strndup, in the region. NULL without
/// memory. To be freed by mbr_region_free, or with the region. Constant time,
/// linear in the bytes that are set.
MBR_API void *mbr_region_malloc(mbr_region *region, size_t size)
    __attribute__((malloc, alloc_size(2)));
MBR_API void *mbr_region_calloc(mbr_region *region, size_t count, size_t size)
    __attribute__((malloc, alloc_size(2, 3)));
MBR_API char *mbr_region_strdup(mbr_region *region, const char *string)
    __attribute__((malloc, nonnull(2)));
MBR_API char *mbr_region_strndup(mbr_region *region, const char *string,
                                 size_t size) __attribute__((malloc));

/// As realloc, of NULL or an object that one of these gave in this region; but
/// size 0 frees nothing: it gives an object of size 0. NULL without memory, and
/// then the object stands. Linear in the bytes of an object that moves; one of
/// more than 2 MiB moves by its pages.
MBR_API void *mbr_region_realloc(mbr_region *region, void *object, size_t size)
    __attribute__((alloc_size(3)));

/// As free, of an object that one of these gave, whatever its region is. NULL
/// is ignored. The rules for threads are those of its region. Constant time.
MBR_API void mbr_region_free(void *object);

// What hangs on a region.

/// Has `run(argument)` called when the region ends or is reset, on the thread
/// that does so. 0 on success; -1 without memory, and then nothing will be
/// called. The call may allocate in the region and defer more, which runs
/// next. Takes memory of the region; constant time.
MBR_API int mbr_defer(mbr_region *region, void (*run)(void *argument),
                      void *argument);

/// Makes memory from elsewhere part of the region: `release(pointer)` is called
/// as if deferred, and `bytes` count in mbr_region_bytes until then. NULL is
/// adopted without effect. 0 on success; -1 without memory or over a limit,
/// and then the memory stays the caller's. Linear in the depth.
MBR_API int mbr_adopt(mbr_region *region, void *pointer,
                      void (*release)(void *pointer), size_t bytes);

/// Makes `region` one more holder of `other` (handle.h) until it ends or is
/// reset, so that what it points to there stands as long as it does. 0 on
/// success, -1 without memory. Regions that depend on each other in a circle
/// never end. `other` may belong to another thread; when the last holder is a
/// region, `other` ends on the thread that ends this one.
MBR_API int mbr_region_depend(mbr_region *region, mbr_region *other);

/// Makes everything in `from` part of `into`: objects stay where they are,
/// children and deferred calls end as if `from` were the newest child. `from`
/// must not be used after that, only its objects. -1 without memory, and then
/// both stand as before; -1 also when a limit of `into` would be passed, when
/// `from` is a child, begins in memory of the caller, has more than one holder,
/// or is `into` itself or around it. Its memory stands until the deferred calls
/// of `into` have run. Linear in the depth of `into`, not in what `from` has.
MBR_API int mbr_region_merge(mbr_region *into, mbr_region *from);

// Going back.

/// A moment in the life of a region. Only the two functions know what the
/// fields mean.
typedef struct mbr_mark {
  char *next, *end;
  void *page, *extra, *deferred;
  size_t children;
  uint32_t block, large, count;
} mbr_mark;

/// This moment. It is void when the region is reset or rewound to an earlier
/// one. Linear in the objects that have blocks of their own.
MBR_API mbr_mark mbr_region_mark(mbr_region *region);

/// Frees everything that came into the region since `mark`: children and
/// deferred calls of that time end, the newest first, then objects are gone.
/// An object that was there and was moved since by mbr_realloc is gone too.
/// Linear in children, deferred calls and blocks that go.
MBR_API void mbr_region_rewind(mbr_region *region, mbr_mark mark);

// Asking and setting.

/// The region of a pointer into any object (of any size) of a region that
/// stands, or the address of such a region itself; of a region that was merged,
/// the one that it is part of. NULL for NULL and for an address outside of
/// every region's memory. A pointer into a region that has ended is a mistake
/// that only the debug build tells. Constant time; any thread, as long as the
/// region is not ended or merged meanwhile.
MBR_API mbr_region *mbr_region_of(const void *pointer);

/// Bytes that the region and its children hold: of memory taken for them, not
/// of objects, and of what was adopted. Constant time; not while another thread
/// uses the region.
MBR_API size_t mbr_region_bytes(const mbr_region *region);

/// Sets the most that mbr_region_bytes may reach; SIZE_MAX, the state at the
/// start, is no limit. It is checked when the region or a child grows, so what
/// happens inside memory that is there never fails. A limit under what the
/// region holds takes nothing away. 0 on success, -1 without memory. Constant
/// time.
MBR_API int mbr_region_limit(mbr_region *region, size_t bytes);

/// Names the region in messages of the debug build. `name` is kept, not
/// copied, and must stand as long as the region. Constant time.
MBR_API void mbr_region_name(mbr_region *region, const char *name);

// Filling a region fast.

/// The free space of a region, held by value, so that the compiler can keep it
/// in registers: for code that makes many objects in a row. While a cursor is
/// open the region's other functions work too; they take other memory.
typedef struct mbr_cursor {
  char *next;
  mbr_region *region;
  char *end;
} mbr_cursor;

/// Takes the free space out of the region. Constant time.
MBR_API mbr_cursor mbr_cursor_open(mbr_region *region);

/// As mbr_alloc in the cursor's region.
MBR_API void *mbr_cursor_alloc(mbr_cursor *cursor, size_t size)
    __attribute__((malloc, alloc_size(2)));

/// Puts what is left back into the region. Not needed before the region is
/// destroyed or reset, but before it is rewound, merged or marked. Constant
/// time.
MBR_API void mbr_cursor_close(mbr_cursor *cursor);

// Below: the functions above that are inlined, and what they call.

MBR_API mbr_region *mbr_region_create_slow(void);
MBR_API mbr_region *mbr_region_sized_slow(size_t bytes);
MBR_API void mbr_region_destroy_slow(mbr_region *region);
MBR_API void *mbr_alloc_slow(mbr_region *region, size_t size);

/// An object, or NULL, and where the space behind it ends.
struct mbr_object_v1 {
  char *object, *end;
};
MBR_API struct mbr_object_v1
mbr_cursor_slow(mbr_region *region, uintptr_t after, char *end, size_t size);

#ifdef MBR_INLINE

MBR_INLINE mbr_region *mbr_region_create(void) {
  mbr_region *region = mbr_thread_v1.idle;
  struct mbr_region_head *head = (struct mbr_region_head *)(void *)region;
  if (!MBR_LIKELY(region != NULL))
    return mbr_region_create_slow();
  mbr_thread_v1.idle = (mbr_region *)(void *)head->next;
  head->next = (char *)head + mbr_first_object_v1;
  return region;
}

MBR_INLINE mbr_region *mbr_region_create_sized(size_t bytes) {
  mbr_region *region = mbr_thread_v1.idle_in_page;
  struct mbr_region_head *head = (struct mbr_region_head *)(void *)region;
  if (bytes <= mbr_first_room_v1)
    return mbr_region_create();
  if (!MBR_LIKELY(bytes <= mbr_page_room_v1 && region != NULL))
    return mbr_region_sized_slow(bytes);
  mbr_thread_v1.idle_in_page = (mbr_region *)(void *)head->next;
  head->next = (char *)head + mbr_first_object_v1;
  return region;
}

MBR_INLINE void mbr_region_destroy(mbr_region *region) {
  struct mbr_region_head *head = (struct mbr_region_head *)(void *)region;
  if (!MBR_LIKELY(head && (head->state & ~(uint32_t)mbr_habit_v1) == 0 &&
                  --mbr_thread_v1.room >= 0)) {
    mbr_region_destroy_slow(region);
    return;
  }
  head->next = (char *)(void *)mbr_thread_v1.idle;
  mbr_thread_v1.idle = region;
}

MBR_INLINE void *mbr_alloc(mbr_region *region, size_t size) {
  struct mbr_region_head *head = (struct mbr_region_head *)(void *)region;
  char *object = head->next;
  size_t room = (uint32_t)(head->end - (uint32_t)(uintptr_t)object);
  // Room is a multiple of 16, so what is less also fits rounded up; and an
  // empty object is never where the space ends.
  if (!MBR_LIKELY(size < room))
    return mbr_alloc_slow(region, size);
  head->next = object + ((size + 15) & ~(size_t)15);
  return object;
}

MBR_INLINE mbr_cursor mbr_cursor_open(mbr_region *region) {
  struct mbr_region_head *head = (struct mbr_region_head *)(void *)region;
  char *next = head->next;
  mbr_cursor cursor;
  cursor.next = next;
  cursor.region = region;
  cursor.end = next + (uint32_t)(head->end - (uint32_t)(uintptr_t)next);
  head->next = cursor.end; // and the end stays, for when the region is idle
  return cursor;
}

MBR_INLINE void *mbr_cursor_alloc(mbr_cursor *cursor, size_t size) {
  char *object = cursor->next;
  size_t taken = (size + 15) & ~(size_t)15;
  // No sum wraps: an address is far below SIZE_MAX / 2.
  uintptr_t after = (uintptr_t)object + taken;
  // Whatever comes, so that nothing but this has to be kept.
  cursor->next = (char *)after;
  if (!MBR_LIKELY(size <= PTRDIFF_MAX && after < (uintptr_t)cursor->end)) {
    // By value, so that nobody sees the cursor's address, and without need of
    // anything afterwards that would have to be kept across the call. Where
    // there is no space behind the object, or no object, `next` is not before
    // `end`, and no address.
    struct mbr_object_v1 slow =
        mbr_cursor_slow(cursor->region, after, cursor->end, size);
    cursor->next = (char *)((uintptr_t)slow.object + taken);
    cursor->end = slow.end;
    return slow.object;
  }
  return object;
}

#endif

#ifdef __cplusplus
}
#endif

#endif
