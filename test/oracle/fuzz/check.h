// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a generated program calls in its trial run: the allocator, and the
// guards. A guard says whether an access is valid; which ones failed is
// printed at the end, so that the program can be written without the others.

#ifndef TEST_ORACLE_FUZZ_CHECK_H
#define TEST_ORACLE_FUZZ_CHECK_H

/// A member of KIND in an object of another kind.
struct fz_part {
  int outer;
  unsigned long offset;
  int kind;
};
/// Of the program: sizes by kind (1 for characters), members of members.
extern const unsigned long fz_sizes[];
extern const struct fz_part fz_parts[];
extern const int fz_part_count, fz_char;

void fz_frame(void *frame);
void fz_object(void *start, unsigned long size, int kind, void *frame);
int fz_access(int id, const void *pointer, int kind, void *frame);
int fz_release(int id, const void *pointer, void *frame);
int fz_callable(int id, const void *function);
void *fz_as(const void *block, int kind);

void *fz_malloc(unsigned long size);
void *fz_calloc(unsigned long count, unsigned long size);
void *fz_realloc(void *old, unsigned long size);
void fz_free(void *old);
char *fz_strdup(const char *text);

#define malloc fz_malloc
#define calloc fz_calloc
#define realloc fz_realloc
#define free fz_free
#define strdup fz_strdup

#define FRAME fz_frame(__builtin_frame_address(0));
#define OBJECT(name, kind)                                                     \
  fz_object((void *)&name, sizeof(name), kind, __builtin_frame_address(0));
#define GLOBAL(name, kind) fz_object((void *)&name, sizeof(name), kind, 0);
#define AS(kind, block) fz_as(block, kind)
#define ACCESS(id, pointer, kind)                                              \
  fz_access(id, pointer, kind, __builtin_frame_address(0))
#define RELEASE(id, pointer)                                                   \
  fz_release(id, pointer, __builtin_frame_address(0))
#define CALLABLE(id, pointer) fz_callable(id, (const void *)pointer)

#endif
