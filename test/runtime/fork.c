// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A child of fork uses and trims regions and blocks, at whatever moment other
// threads of the parent were in the library.

#include "check.h"

#include <membrane/handle.h>
#include <membrane/scratch.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

// The locks of gcc's AddressSanitizer that other threads hold when the process
// forks stay locked in the child, until gcc 14: those of its allocator, and the
// one behind __lsan_register_root_region, which a block is told to. So there
// are no other threads.
#if defined(__SANITIZE_ADDRESS__) && !defined(__clang__) && __GNUC__ < 14
enum { threads = 0 };
#else
enum { threads = 3 };
#endif
enum { rounds = 40 };

static atomic_int done;

static void use(unsigned seed) {
  mbr_region *region = mbr_region_create();
  for (unsigned i = 0; i < 20; i++) {
    size_t size = (seed + i) * 97 % 9000;
    unsigned char *object = mbr_alloc(region, size);
    CHECK(object && mbr_region_of(object) == region);
    fill(object, size, i);
    CHECK(is_filled(object, size, size, i));
  }
  CHECK(mbr_alloc(mbr_region_create_child(region), 200000));
  mbr_region_destroy(region);
  size_t bytes = (size_t)(seed % 50 + 1) * 100000;
  mbr_block_give(mbr_block_take(bytes), bytes);
}

static void *use_always(void *argument) {
  for (unsigned i = 0; !atomic_load(&done); i++) {
    use(i);
    if (i % 20 == 0)
      mbr_block_trim(i % 40 ? 0 : 10000000);
  }
  return argument;
}

static void *use_once(void *argument) {
  use(7);
  return argument;
}

static void be_a_child(mbr_region *region, const unsigned char *object) {
  CHECK(is_filled(object, 5000, 5000, 3) && mbr_region_of(object) == region);
  CHECK(mbr_alloc(region, 100000));
  for (unsigned i = 0; i < 100; i++)
    use(i);
  mbr_block_trim(0);
  MBR_SCRATCH(scratch) CHECK(mbr_scratch_alloc(&scratch, 100000));
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, use_once, NULL) == 0);
  CHECK(pthread_join(thread, NULL) == 0);
  mbr_region_destroy(region);
  mbr_block_trim(0);
  use(1);
}

static void one_round(unsigned round) {
  mbr_region *region = mbr_region_create();
  unsigned char *object = mbr_alloc(region, 5000);
  fill(object, 5000, 3);
  pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    alarm(60); // one that waits for a thread that it does not have
    be_a_child(region, object);
    _exit(0);
  }
  use(round);
  int status = 1;
  CHECK(waitpid(child, &status, 0) == child && status == 0);
  CHECK(is_filled(object, 5000, 5000, 3));
  mbr_region_destroy(region);
}

int main(void) {
  one_round(0); // alone
  pthread_t all[threads + 1];
  for (int i = 0; i < threads; i++)
    CHECK(pthread_create(&all[i], NULL, use_always, NULL) == 0);
  for (unsigned round = 0; round < rounds; round++)
    one_round(round);
  atomic_store(&done, 1);
  for (int i = 0; i < threads; i++)
    CHECK(pthread_join(all[i], NULL) == 0);
  CHECK(nothing_is_held());
  return 0;
}
