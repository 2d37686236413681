// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the inline functions of the other headers know of the library's inside.
//
// Nothing here is for programs to name. It is the binary interface of version
// 1: a program keeps working with every library of that version. With
// MBR_NO_INLINE defined before the first include, the functions are called
// instead of inlined and only their names are part of the interface.

#ifndef MEMBRANE_ABI_H
#define MEMBRANE_ABI_H

#include <stddef.h>
#include <stdint.h>

#if !defined(__GNUC__)
#error "the membrane runtime needs the GNU C extensions of gcc or Clang"
#endif

// The shared library shows its functions to all; a copy that is linked into
// something keeps them to that.
#ifndef MBR_API
#define MBR_API __attribute__((visibility("default")))
#endif
#define MBR_LIKELY(condition) __builtin_expect(!!(condition), 1)

// The library itself defines each inline function once, for those who call it:
// through a pointer, from another language, or without optimisation. Each is
// so short that it fits into a cache line.
#if defined(MBR_DEFINES_INLINES)
#define MBR_INLINE MBR_API __attribute__((aligned(64)))
#elif !defined(MBR_NO_INLINE)
#if defined(inline) // away, by the configuration of a project
#define MBR_INLINE extern __inline __attribute__((gnu_inline, always_inline))
#else
#define MBR_INLINE extern inline __attribute__((gnu_inline, always_inline))
#endif
#endif

#if defined(MBR_INLINE) && defined(__has_include)
#if __has_include(<sys/single_threaded.h>) && !defined(MBR_FREESTANDING)
#include <sys/single_threaded.h>
#define MBR_ONE_THREAD __libc_single_threaded
#endif
#endif
#ifndef MBR_ONE_THREAD
#define MBR_ONE_THREAD 0
#endif

#ifdef __cplusplus
extern "C" {
#endif

struct mbr_region;

/// The start of every region. It is small, so that it shares a cache line with
/// the first objects.
struct mbr_region_head {
  /// The free space that is carved begins here; of an idle region, the next
  /// idle one.
  char *next;
  /// Where it ends: the low half of the address. Both are multiples of
  /// MBR_ALIGN, and no space is cut by a multiple of 4 GiB. Of an idle region,
  /// where the space will end that it begins with.
  uint32_t end;
  /// 0, or mbr_habit_v1, as long as the region is one piece of memory and
  /// nothing else, so that it can be made idle as it is.
  uint32_t state;
};

enum {
  /// In `state`: where the region has a count of holders, it is before or after
  /// the rest; whether it has one.
  mbr_elsewhere_v1 = 15,
  mbr_shared_v1 = 16,
  /// One of the former: in a page, and idle among the others.
  mbr_habit_v1 = 8,
  /// Where the first object of a region is, counted from the region.
  mbr_first_object_v1 = 16,
  /// Where the space for objects of one that is idle ends.
  mbr_first_end_v1 = 528,
  /// The same of one in a page.
  mbr_page_end_v1 = 4032,
  /// What fits into such ones.
  mbr_first_room_v1 = mbr_first_end_v1 - mbr_first_object_v1,
  mbr_page_room_v1 = mbr_page_end_v1 - mbr_first_object_v1,
  /// Where the count of holders is: of a region elsewhere, and of others.
  mbr_holders_before_v1 = -8,
  mbr_holders_after_v1 = 568
};

/// What a thread keeps for the inline functions. They name it each time and
/// take no pointer to it: gcc's -fsanitize=null compares such a pointer with
/// NULL by the flags of an addition, which the linker makes into a lea.
struct mbr_thread {
  struct mbr_region *idle;
  /// How many more regions may become idle here before somebody counts them.
  long room;
  /// Idle regions that are in a page of their own.
  struct mbr_region *idle_in_page;
  long page_room;
};

#if defined(MBR_FREESTANDING)
extern MBR_API struct mbr_thread mbr_thread_v1;
#else
extern MBR_API __thread struct mbr_thread mbr_thread_v1
    __attribute__((tls_model("initial-exec")));
#endif

#ifdef __cplusplus
}
#endif

#endif
