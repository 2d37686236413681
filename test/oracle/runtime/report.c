// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH
// LLVM-exception
//
// Writes what the runtime has seen, one line each, to the file that
// ORACLE_REPORT names. Addresses only; compare.py knows the names. No function
// here allocates.

#define _GNU_SOURCE
#include "oracle.h"
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MOST_TOLD = 20000, MOST_DEPTH = 400 };

static void put(const char *text, size_t length) {
  static int file = -1;
  if (file < 0) {
    const char *path = getenv("ORACLE_REPORT");
    file = open(path == NULL ? "/dev/stderr" : path,
                O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  }
  while (length > 0) {
    ssize_t done = write(file, text, length);
    if (done <= 0)
      _exit(98);
    text += done;
    length -= (size_t)done;
  }
}

void oracle_note(const char *format, ...) {
  char line[256];
  va_list values;
  va_start(values, format);
  int length = vsnprintf(line, sizeof(line), format, values);
  va_end(values);
  put(line, (size_t)length);
}

void oracle_fail(const char *what) {
  oracle_note("failed %s\n", what);
  _exit(99);
}

void *oracle_reserve(size_t bytes) {
  void *space = (void *)syscall(SYS_mmap, NULL, bytes, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
                                (off_t)0);
  if (space == MAP_FAILED)
    oracle_fail("no address space");
  return space;
}

void oracle_discard(void *space, size_t bytes) { munmap(space, bytes); }

/// Whether this has not been told before.
static bool is_news(word hash) {
  static word *seen;
  static size_t told;
  const size_t room = (size_t)1 << 16;
  if (seen == NULL)
    seen = oracle_reserve(room * sizeof(*seen));
  if (told == MOST_TOLD) {
    oracle_note("cut\n");
    told++;
  }
  if (told > MOST_TOLD)
    return false;
  size_t at = hash % room;
  for (; seen[at] != 0; at = (at + 1) % room)
    if (seen[at] == hash)
      return false;
  seen[at] = hash;
  told++;
  return true;
}

static word mix(word hash, word value) {
  return (hash ^ value) * 0x9e3779b97f4a7c15u + (hash >> 29);
}

/// contradiction KIND FUNCTION SIZE SITE, then CALLED@SITE from the innermost
/// call outwards, '*' before the one of the function whose record is wrong.
void oracle_report(const char *kind, const struct context *of,
                   const struct context *made_in, word site, size_t size) {
  word hash = mix(mix((word)kind, (word)of), mix((word)made_in, site));
  if (!is_news(hash | 1))
    return;
  char line[MOST_DEPTH * 40 + 200];
  int used =
      snprintf(line, sizeof(line), "contradiction %s %lx %zu %lx", kind,
               (unsigned long)of->function->entry, size, (unsigned long)site);
  int depth = 0;
  for (const struct context *at = made_in; at != NULL && depth < MOST_DEPTH;
       at = at->caller, depth++)
    used += snprintf(line + used, sizeof(line) - (size_t)used, " %s%lx@%lx",
                     at == of ? "*" : "", (unsigned long)at->function->entry,
                     (unsigned long)at->site);
  line[used++] = '\n';
  put(line, (size_t)used);
}
