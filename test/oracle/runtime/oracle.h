// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH
// LLVM-exception
//
// What the parts of the oracle's runtime share: blocks (memory.c), functions
// and the calls that are open (calls.c), what can be reached (reach.c), what
// is told (report.c).
//
// The runtime is preloaded into a program whose code was compiled with
// -finstrument-functions. Addresses of memory are never used twice, so a
// pointer into a block was made after the block was.

#ifndef TEST_ORACLE_RUNTIME_ORACLE_H
#define TEST_ORACLE_RUNTIME_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uintptr_t word;

/// What the static record promises of a function. The driver writes the
/// numbers (compare.py).
enum claim {
  CLAIM_NONE = 1,          ///< allocates nothing
  CLAIM_PARAMETERIZED = 2, ///< allocates only through pointers to functions
  CLAIM_RESULT = 4,        ///< the result points to no memory of this call
  CLAIM_ARGUMENT = 8,      ///< nor does any memory that the caller had
  CLAIM_GLOBAL = 16,       ///< nor a global
  CLAIM_RELEASE = 32,      ///< frees all that hangs under a block it frees
};

struct function {
  word entry;
  unsigned claims;
  bool library; ///< not of the test program
  unsigned long calls;
  unsigned searches; ///< how often its exits were looked at in full
};

/// A function under the calls that led to it; one for each chain of calls.
struct context {
  struct context *caller; ///< NULL for the first instrumented function
  struct function *function;
  word site;   ///< where the call returns to
  bool direct; ///< the call instruction names the function
};

struct block {
  word start;
  size_t size;
  struct context *context; ///< NULL if nothing instrumented was running
  word site;
  int thread;
  bool counted; ///< by the program's own call, not inside of libc
  bool alive;
  size_t freed;  ///< the number of this release among all
  unsigned mark; ///< of the last search that found it
};

/// One open call of an instrumented function.
struct call {
  struct context *context;
  word frame;         ///< its frame pointer
  size_t first_block; ///< blocks that existed before
  size_t made;        ///< counted allocations of this thread before
  size_t freed;       ///< releases of all threads before
};

struct thread {
  int number;
  int inside; ///< the runtime itself or libc is at work: nothing counts
  size_t made;
  struct call *calls;
  size_t open;
  word stack_end;
  word return_to; ///< where the call that is returning goes on
};

// calls.c
void oracle_lock(void);
void oracle_unlock(void);
struct thread *oracle_thread(void);
bool oracle_is_program(word address);
struct context *oracle_caller(struct thread *, word frame);
void oracle_allocated(struct thread *, struct context *, word site,
                      size_t size);

// memory.c
struct block *oracle_find(word address);
struct block *oracle_block(size_t index);
size_t oracle_blocks(void);
size_t oracle_freed(void);

// reach.c
void oracle_search(word lowest);
void oracle_root(word value);
void oracle_range(word from, word to);
void oracle_through_freed(void);
bool oracle_reached(const struct block *);
void oracle_globals(void);

// report.c
void oracle_report(const char *kind, const struct context *of,
                   const struct context *made_in, word site, size_t size);
void oracle_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
void oracle_fail(const char *what) __attribute__((noreturn));
void *oracle_reserve(size_t bytes);
void oracle_discard(void *space, size_t bytes);

#endif
