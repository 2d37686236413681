// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// zlib packs and unpacks with memory of a heap.

#include "adapter.h"

#include <membrane/adapters.h>
#include <zlib.h>

enum { text_bytes = 200000 };

static z_stream stream_on(mbr_heap *heap) {
  return (z_stream){
      .zalloc = mbr_zlib_alloc, .zfree = mbr_zlib_free, .opaque = heap};
}

static size_t pack(mbr_heap *heap, int own_free, Bytef *text, Bytef *packed) {
  z_stream stream = stream_on(heap);
  CHECK(deflateInit(&stream, Z_BEST_COMPRESSION) == Z_OK);
  CHECK(mbr_region_of(stream.state) == mbr_heap_region(heap));
  stream.next_in = text;
  stream.avail_in = text_bytes;
  stream.next_out = packed;
  stream.avail_out = text_bytes;
  CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  size_t bytes = stream.total_out;
  if (own_free)
    CHECK(deflateEnd(&stream) == Z_OK);
  return bytes;
}

static void unpack(mbr_heap *heap, int own_free, Bytef *packed, size_t bytes) {
  z_stream stream = stream_on(heap);
  CHECK(inflateInit(&stream) == Z_OK);
  stream.next_in = packed;
  stream.avail_in = (uInt)bytes;
  stream.next_out = mbr_heap_alloc(heap, text_bytes);
  stream.avail_out = text_bytes;
  Bytef *text = stream.next_out;
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  CHECK(stream.total_out == text_bytes);
  for (int i = 0; i < text_bytes; i++)
    CHECK(text[i] == (Bytef)("region"[i % 6] + i / 1000));
  mbr_heap_free(heap, text);
  if (own_free)
    CHECK(inflateEnd(&stream) == Z_OK);
}

static void work(mbr_heap *heap, int own_free) {
  Bytef *text = mbr_heap_alloc(heap, text_bytes);
  Bytef *packed = mbr_heap_alloc(heap, text_bytes);
  for (int i = 0; i < text_bytes; i++)
    text[i] = (Bytef)("region"[i % 6] + i / 1000);
  size_t bytes = pack(heap, own_free, text, packed);
  CHECK(bytes < text_bytes / 10);
  unpack(heap, own_free, packed, bytes);
  mbr_heap_free(heap, packed);
  mbr_heap_free(heap, text);
}

int main(void) {
  destroy_releases_all(work);
  own_free_releases_all(work);
  return 0;
}
