// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A workload for bzip2: short texts packed and unpacked, each with memory of
// its own.

#include <bzlib.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  static char text[2000], packed[4000], back[2000];
  for (unsigned i = 0; i < sizeof(text); i++)
    text[i] = "allocation"[i * i % 10];
  for (long i = 0; i < rounds; i++) {
    unsigned size = sizeof(packed), length = sizeof(back);
    if (BZ2_bzBuffToBuffCompress(packed, &size, text, sizeof(text), 1, 0, 0) !=
            BZ_OK ||
        BZ2_bzBuffToBuffDecompress(back, &length, packed, size, 0, 0) !=
            BZ_OK ||
        length != sizeof(text) || memcmp(text, back, length) != 0)
      abort();
  }
  return 0;
}
