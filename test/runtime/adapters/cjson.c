// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// cJSON makes items and texts in the current heap.

#include "adapter.h"

#include <cjson/cJSON.h>

static cJSON *words_make(void) {
  cJSON *words = cJSON_CreateArray();
  for (int i = 0; i < 500; i++) {
    cJSON *word = cJSON_CreateObject();
    CHECK(cJSON_AddStringToObject(word, "text", "a word"));
    CHECK(cJSON_AddNumberToObject(word, "place", i));
    CHECK(cJSON_AddItemToArray(words, word));
  }
  return words;
}

static void work(mbr_heap *heap, int own_free) {
  cJSON *words = words_make();
  CHECK(mbr_region_of(words) == mbr_heap_region(heap));
  char *text = cJSON_PrintUnformatted(words);
  CHECK(text && mbr_region_of(text) == mbr_heap_region(heap));
  cJSON *again = cJSON_Parse(text);
  CHECK(cJSON_GetArraySize(again) == 500);
  CHECK(cJSON_Compare(words, again, 1));
  const cJSON *last = cJSON_GetArrayItem(again, 499);
  CHECK(cJSON_GetObjectItem(last, "place")->valueint == 499);
  CHECK(!cJSON_Parse("[1, 2, {\"a\": "));
  if (own_free) {
    cJSON_Delete(again);
    cJSON_free(text);
    cJSON_Delete(words);
  }
}

int main(void) {
  cJSON_Hooks hooks = {mbr_malloc, mbr_free};
  cJSON_InitHooks(&hooks);
  destroy_releases_all(work);
  own_free_releases_all(work);
  return 0;
}
