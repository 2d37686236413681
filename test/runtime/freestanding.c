// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A program without libc: it has its own entry, and exits with 0 when regions
// work. Says nothing else, because it has nothing to say it with.

#include <membrane/handle.h>
#include <membrane/scratch.h>

static long ended;

static void count_end(void *by) { ended += *(long *)by; }

static int fill(mbr_region *region) {
  for (size_t size = 1; size < (size_t)1 << 23; size *= 3) {
    char *object = mbr_alloc(region, size);
    if (!object || mbr_region_of(object + size - 1) != region)
      return 0;
    object[0] = object[size - 1] = 1;
  }
  return 1;
}

static int works(void) {
  static long one = 1;
  mbr_region *region = mbr_region_create();
  mbr_region *child = mbr_region_create_child(region);
  if (!fill(region) || !fill(child) || mbr_defer(child, count_end, &one))
    return 0;
  char *text = mbr_strdup(region, "grown by pages");
  char *grown = mbr_realloc(region, mbr_calloc(region, 3, 1 << 20), 3 << 20,
                            (size_t)9 << 20);
  if (!text || text[13] != 's' || !grown || grown[(3 << 20) - 1] != 0)
    return 0;
  mbr_region_destroy(region);
  long *handle = mbr_handle_create(sizeof *handle);
  mbr_release(mbr_retain(handle));
  mbr_release(handle);
  int inside = 0;
  MBR_SCRATCH(scratch) { inside = mbr_scratch_alloc(&scratch, 100) != NULL; }
  return inside && ended == 1 && mbr_block_trim(0) > 0 &&
         mbr_block_bytes(MBR_BLOCK_MAPPED) == 0;
}

#if defined(__x86_64__)
#define EXIT(code)                                                             \
  __asm__ volatile("syscall" : : "a"(231L), "D"((long)(code)) : "memory")
#else
#define EXIT(code)                                                             \
  do {                                                                         \
    register long x8 __asm__("x8") = 94;                                       \
    register long x0 __asm__("x0") = (code);                                   \
    __asm__ volatile("svc 0" : : "r"(x8), "r"(x0) : "memory");                 \
  } while (0)
#endif

__attribute__((noreturn, used)) void start_here(void) {
  EXIT(works() ? 0 : 1);
  __builtin_unreachable();
}

// The kernel jumps here with the stack as no function expects it.
#if defined(__x86_64__)
__asm__(".globl _start\n_start: xor %ebp, %ebp\nand $-16, %rsp\n"
        "call start_here\n");
#else
__asm__(".globl _start\n_start: bl start_here\n");
#endif
