// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls of the kernel that fail as it is planned (refuse.h), with errno set as
// the kernel would.

#include "refuse.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <sys/mman.h>

struct plan plan;
size_t not_unmapped;

static int is_refused(enum call which) {
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&lock);
  int refused = which == plan.which && plan.left > 0 && --plan.left == 0;
  if (refused) {
    plan.left = plan.always;
    plan.refused++;
  }
  pthread_mutex_unlock(&lock);
  if (refused)
    errno = ENOMEM;
  return refused;
}

void *__real_mmap(void *at, size_t bytes, int access, int flags, int file,
                  off_t offset);
int __real_munmap(void *at, size_t bytes);
void *__real_mremap(void *at, size_t old, size_t bytes, int flags, void *to);
int __real_madvise(void *at, size_t bytes, int advice);

void *__wrap_mmap(void *at, size_t bytes, int access, int flags, int file,
                  off_t offset);
int __wrap_munmap(void *at, size_t bytes);
void *__wrap_mremap(void *at, size_t old, size_t bytes, int flags, ...);
int __wrap_madvise(void *at, size_t bytes, int advice);

void *__wrap_mmap(void *at, size_t bytes, int access, int flags, int file,
                  off_t offset) {
  return is_refused(call_mmap)
             ? MAP_FAILED
             : __real_mmap(at, bytes, access, flags, file, offset);
}

int __wrap_munmap(void *at, size_t bytes) {
  if (!is_refused(call_munmap))
    return __real_munmap(at, bytes);
  not_unmapped += bytes;
  return -1;
}

void *__wrap_mremap(void *at, size_t old, size_t bytes, int flags, ...) {
  va_list more;
  va_start(more, flags);
  void *to = flags & MREMAP_FIXED ? va_arg(more, void *) : NULL;
  va_end(more);
  return is_refused(call_mremap) ? MAP_FAILED
                                 : __real_mremap(at, old, bytes, flags, to);
}

int __wrap_madvise(void *at, size_t bytes, int advice) {
  return is_refused(call_madvise) ? -1 : __real_madvise(at, bytes, advice);
}
