// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the debug build says of mistakes. Each runs in a child, which has to end
// by SIGSEGV after it named the region.

#include "check.h"

#include <membrane/handle.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void *ended_handle(void) {
  void *object = mbr_handle_create(32);
  CHECK(object);
  mbr_region_name(mbr_handle_region(object), "parser");
  mbr_release(object);
  return object;
}

static void releases_twice(void) { mbr_release(ended_handle()); }

static void reads_after_release(void) {
  volatile char *object = ended_handle();
  (void)object[3];
}

static void writes_after_release(void) { *(char *)ended_handle() = 1; }

static void allocates_after_release(void) {
  void *volatile object = mbr_alloc(mbr_handle_region(ended_handle()), 8);
  (void)object;
}

static void retains_after_release(void) { mbr_retain(ended_handle()); }

static void reads_a_grown_part(void) {
  mbr_region *region = mbr_region_create();
  mbr_region_name(region, "parser");
  volatile char *last = NULL;
  for (int i = 0; i < 100; i++)
    last = mbr_alloc(region, 5000);
  mbr_region_destroy(region);
  (void)last[4999];
}

static void reads_after_reset(void) {
  mbr_region *region = mbr_region_create();
  mbr_region_name(region, "parser");
  volatile char *large = mbr_alloc(region, 100000);
  mbr_region_reset(region);
  (void)large[99999];
}

static void is_told(void (*mistake)(void)) {
  int ends[2];
  CHECK(pipe(ends) == 0);
  pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    dup2(ends[1], STDERR_FILENO);
    mistake();
    _exit(0);
  }
  close(ends[1]);
  char said[512] = "";
  for (size_t length = 0; length < sizeof said - 1;) {
    ssize_t more = read(ends[0], said + length, sizeof said - 1 - length);
    if (more <= 0)
      break;
    length += (size_t)more;
  }
  close(ends[0]);
  int status;
  CHECK(waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
  CHECK(strstr(said, "region 'parser'"));
}

int main(void) {
  is_told(releases_twice);
  is_told(reads_after_release);
  is_told(writes_after_release);
  is_told(allocates_after_release);
  is_told(retains_after_release);
  is_told(reads_a_grown_part);
  is_told(reads_after_reset);
  return 0;
}
