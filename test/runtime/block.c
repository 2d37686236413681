// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Blocks are aligned, writable, used again, limited, counted and trimmed.

#include "check.h"

#include <membrane/block.h>
#include <sys/wait.h>
#include <unistd.h>

enum { many = 40 };

static void one_is_used_again(void) {
  void *block = mbr_block_take(1);
  CHECK(block && aligned(block, MBR_BLOCK_SIZE));
  memset(block, 1, MBR_BLOCK_SIZE);
  mbr_block_give(block, 1);
  CHECK(mbr_block_take(MBR_BLOCK_SIZE) == block);
  mbr_block_give(block, MBR_BLOCK_SIZE);
  CHECK((block = mbr_block_take(0)));
  mbr_block_give(block, 0);
  mbr_block_give(NULL, 1);
}

static void many_are_mapped_once(void) {
  void *blocks[many];
  size_t mapped = 0;
  for (int round = 0; round < 3; round++) {
    for (int i = 0; i < many; i++) {
      CHECK((blocks[i] = mbr_block_take(1)));
      memset(blocks[i], i, MBR_BLOCK_SIZE);
    }
    for (int i = 0; i < many; i++) {
      CHECK(((unsigned char *)blocks[i])[MBR_BLOCK_SIZE - 1] == i);
      mbr_block_give(blocks[i], 1);
    }
    CHECK(round == 0 || mbr_block_bytes(MBR_BLOCK_MAPPED) == mapped);
    mapped = mbr_block_bytes(MBR_BLOCK_MAPPED);
  }
  CHECK(mapped >= many * MBR_BLOCK_SIZE);
  CHECK(mbr_block_bytes(MBR_BLOCK_IDLE) <= mapped);
}

static void runs_come_and_go(void) {
  size_t mapped = mbr_block_bytes(MBR_BLOCK_MAPPED);
  size_t bytes = 5 * MBR_BLOCK_SIZE + 1;
  char *run = mbr_block_take(bytes);
  CHECK(run && aligned(run, MBR_BLOCK_SIZE));
  memset(run, 1, 6 * MBR_BLOCK_SIZE);
  CHECK(mbr_block_bytes(MBR_BLOCK_MAPPED) == mapped + 6 * MBR_BLOCK_SIZE);
  mbr_block_give(run, bytes);
  CHECK(mbr_block_bytes(MBR_BLOCK_MAPPED) == mapped);
}

static void what_cannot_be_is_null(void) {
  size_t peak = mbr_block_bytes(MBR_BLOCK_PEAK);
  CHECK(!mbr_block_take(SIZE_MAX));
  CHECK(!mbr_block_take(SIZE_MAX - MBR_BLOCK_SIZE));
  CHECK(!mbr_block_take(SIZE_MAX / 2));
  CHECK(mbr_block_bytes(MBR_BLOCK_PEAK) == peak);
  mbr_block_give(NULL, SIZE_MAX);
}

static void trim_gives_all_back(void) {
  void *blocks[many];
  for (int i = 0; i < many; i++)
    CHECK((blocks[i] = mbr_block_take(1)));
  for (int i = 0; i < many; i++)
    mbr_block_give(blocks[i], 1);
  CHECK(mbr_block_trim(SIZE_MAX) == 0);
  size_t mapped = mbr_block_bytes(MBR_BLOCK_MAPPED);
  CHECK(mbr_block_trim(2 * MBR_BLOCK_SIZE) == mapped - 2 * MBR_BLOCK_SIZE);
  CHECK(mbr_block_bytes(MBR_BLOCK_IDLE) == 2 * MBR_BLOCK_SIZE);
  CHECK(mbr_block_trim(0) == 2 * MBR_BLOCK_SIZE);
  CHECK(mbr_block_bytes(MBR_BLOCK_MAPPED) == 0);
  CHECK(mbr_block_bytes(MBR_BLOCK_PEAK) >= mapped);
}

static void limit_is_kept(void) {
  void *blocks[4];
  mbr_block_limit(3 * MBR_BLOCK_SIZE);
  for (int i = 0; i < 3; i++)
    CHECK((blocks[i] = mbr_block_take(1)));
  CHECK(!mbr_block_take(1));
  mbr_block_give(blocks[2], 1);
  CHECK((blocks[2] = mbr_block_take(1)));
  mbr_block_give(blocks[1], 1);
  mbr_block_give(blocks[2], 1);
  // Idle blocks make room for a run.
  CHECK((blocks[1] = mbr_block_take(2 * MBR_BLOCK_SIZE)));
  mbr_block_limit(0);
  CHECK(!mbr_block_take(1));
  mbr_block_limit(SIZE_MAX);
  mbr_block_give(blocks[1], 2 * MBR_BLOCK_SIZE);
  mbr_block_give(blocks[0], 1);
}

static void child_after_fork_has_blocks(void) {
  void *before = mbr_block_take(1);
  pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    void *block = mbr_block_take(1);
    CHECK(block && block != before);
    mbr_block_give(before, 1);
    mbr_block_give(block, 1);
    _exit(0);
  }
  int status = 1;
  CHECK(waitpid(child, &status, 0) == child && status == 0);
  mbr_block_give(before, 1);
}

int main(void) {
  one_is_used_again();
  many_are_mapped_once();
  runs_come_and_go();
  what_cannot_be_is_null();
  trim_gives_all_back();
  limit_is_kept();
  child_after_fork_has_blocks();
  return 0;
}
