// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// jansson makes values and texts in the current heap.

#include "adapter.h"

#include <jansson.h>

static json_t *words_make(void) {
  json_t *words = json_array();
  for (int i = 0; i < 500; i++) {
    json_t *word = json_pack("{s:s, s:i, s:[b,n,f]}", "text", "a word", "place",
                             i, "more", 1, i / 2.0);
    CHECK(word && json_array_append_new(words, word) == 0);
  }
  return words;
}

static void work(mbr_heap *heap, int own_free) {
  json_t *words = words_make();
  CHECK(mbr_region_of(words) == mbr_heap_region(heap));
  char *text = json_dumps(words, JSON_COMPACT);
  CHECK(text && mbr_region_of(text) == mbr_heap_region(heap));
  json_error_t error;
  json_t *again = json_loads(text, 0, &error);
  CHECK(again && json_equal(words, again));
  const json_t *last = json_array_get(again, 499);
  CHECK(json_integer_value(json_object_get(last, "place")) == 499);
  CHECK(!json_loads("[1, 2, {\"a\": ", 0, &error) && error.line == 1);
  if (own_free) {
    json_decref(again);
    mbr_free(text);
    json_decref(words);
  }
}

int main(void) {
  json_set_alloc_funcs(mbr_malloc, mbr_free);
  destroy_releases_all(work);
  own_free_releases_all(work);
  return 0;
}
