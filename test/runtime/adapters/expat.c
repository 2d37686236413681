// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// expat parses with memory of the current heap.

#include "adapter.h"

#include <expat.h>

static const XML_Memory_Handling_Suite suite = {mbr_malloc, mbr_remalloc,
                                                mbr_free};

struct seen {
  size_t elements, attributes, letters;
};

static void element(void *argument, const XML_Char *name,
                    const XML_Char **attributes) {
  struct seen *seen = argument;
  seen->elements += name[0] == 'w';
  for (; attributes[0]; attributes += 2)
    seen->attributes++;
}

static void letters(void *argument, const XML_Char *text, int length) {
  (void)text;
  ((struct seen *)argument)->letters += (size_t)length;
}

static void parse(XML_Parser parser, const char *text, int last) {
  CHECK(XML_Parse(parser, text, (int)strlen(text), last) == XML_STATUS_OK);
}

static void work(mbr_heap *heap, int own_free) {
  struct seen seen = {0, 0, 0};
  XML_Parser parser = XML_ParserCreate_MM(NULL, &suite, NULL);
  CHECK(parser && mbr_region_of(parser) == mbr_heap_region(heap));
  XML_SetUserData(parser, &seen);
  XML_SetElementHandler(parser, element, NULL);
  XML_SetCharacterDataHandler(parser, letters);
  parse(parser, "<all>", 0);
  char text[100];
  for (int i = 0; i < 2000; i++) {
    snprintf(text, sizeof text, "<w%d name='%d' place='here'>word</w%d>", i, i,
             i);
    parse(parser, text, 0);
  }
  parse(parser, "</all>", 1);
  CHECK(seen.elements == 2000 && seen.attributes == 4000);
  CHECK(seen.letters == 8000);
  if (own_free)
    XML_ParserFree(parser);
}

int main(void) {
  destroy_releases_all(work);
  own_free_releases_all(work);
  return 0;
}
