// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A workload for Zstandard: dictionaries out of samples, and frames with them.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define ZDICT_STATIC_LINKING_ONLY
#include <zdict.h>
#include <zstd.h>

enum { Count = 200, Size = 100 };

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  static char samples[Count * Size], dictionary[2000], packed[500], back[Size];
  size_t sizes[Count];
  for (int i = 0; i < Count; i++) {
    snprintf(
        samples + i * Size, Size,
        "{\"name\": \"part %d\", \"quantity\": %d, \"price\": %d, \"note\": "
        "\"on shelf %c\"}",
        i, i * 7 % 13, i * i % 997, 'a' + i % 26);
    sizes[i] = Size;
  }
  for (long i = 0; i < rounds; i++) {
    size_t length = ZDICT_trainFromBuffer(dictionary, sizeof(dictionary),
                                          samples, sizes, Count);
    if (ZDICT_isError(length) ||
        ZDICT_getDictHeaderSize(dictionary, length) == 0)
      abort();
    ZDICT_legacy_params_t legacy = {0};
    if (ZDICT_isError(ZDICT_trainFromBuffer_legacy(
            dictionary, sizeof(dictionary), samples, sizes, Count, legacy)))
      abort();
    ZSTD_CCtx *in = ZSTD_createCCtx();
    ZSTD_DCtx *out = ZSTD_createDCtx();
    size_t size = ZSTD_compress_usingDict(in, packed, sizeof(packed), samples,
                                          Size, dictionary, length, 3);
    if (ZSTD_isError(size) ||
        ZSTD_decompress_usingDict(out, back, Size, packed, size, dictionary,
                                  length) != Size ||
        memcmp(samples, back, Size) != 0)
      abort();
    ZSTD_freeCCtx(in);
    ZSTD_freeDCtx(out);
  }
  return 0;
}
