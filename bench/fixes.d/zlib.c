// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A workload for zlib: short texts packed and unpacked, each with a stream of
// its own.

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  static unsigned char text[2000], packed[4000], back[2000];
  for (unsigned i = 0; i < sizeof(text); i++)
    text[i] = (unsigned char)"allocation"[i * i % 10];
  for (long i = 0; i < rounds; i++) {
    uLongf size = sizeof(packed), length = sizeof(back);
    if (compress(packed, &size, text, sizeof(text)) != Z_OK ||
        uncompress(back, &length, packed, size) != Z_OK ||
        length != sizeof(text) || memcmp(text, back, length) != 0)
      abort();
    gzFile file = gzopen("/dev/null", "wb");
    if (file == NULL || gzwrite(file, text, 100) != 100 ||
        gzclose(file) != Z_OK)
      abort();
  }
  return 0;
}
