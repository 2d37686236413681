// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random steps, checked against the reference (model/model.h). Takes a number
// of steps and a seed; prints the seed when something differs, and with it the
// same steps are done again.

#include "check.h"
#include "model/model.h"

#include <signal.h>
#include <unistd.h>

static uint64_t state;

/// After Marsaglia, "Xorshift RNGs" (Journal of Statistical Software 8, 2003).
static int next(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (int)(state >> 40 & 0xffffff);
}

static unsigned long steps, seed, done;

static void say_seed(int signal) {
  fprintf(stderr, "random: after %lu steps of seed %lu\n", done, seed);
  _exit(128 + signal);
}

int main(int count, char **arguments) {
  steps = count > 1 ? strtoul(arguments[1], NULL, 0) : 200000;
  seed = count > 2 ? strtoul(arguments[2], NULL, 0) : 1;
  signal(SIGABRT, say_seed);
  signal(SIGSEGV, say_seed);
  state = seed * 0x9e3779b97f4a7c15 + 1;
  choice_source = next;
  for (; done < steps; done++) {
    step();
    if (done % 50000 == 49999)
      finish();
  }
  finish();
  printf("random: %lu steps of seed %lu\n", steps, seed);
  return 0;
}
