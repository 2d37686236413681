// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// libxml2 makes documents in the current heap.

#include "adapter.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xpath.h>

static char text[40000];

static void text_make(void) {
  char *end = text + sprintf(text, "<all>");
  for (int i = 0; i < 800; i++)
    end += sprintf(end, "<word n='%d'>word <b>%d</b> &amp;</word>", i, i % 7);
  sprintf(end, "</all>");
}

static int found(xmlDocPtr document, const char *path, int own_free) {
  xmlXPathContextPtr context = xmlXPathNewContext(document);
  xmlXPathObjectPtr result = xmlXPathEval((const xmlChar *)path, context);
  CHECK(context && result);
  int count = result->nodesetval->nodeNr;
  if (own_free) {
    xmlXPathFreeObject(result);
    xmlXPathFreeContext(context);
  }
  return count;
}

static void mistake_is_told(void) {
  int options = XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
  CHECK(!xmlReadMemory("<open>", 6, "mistake.xml", NULL, options));
  CHECK(xmlGetLastError() && xmlGetLastError()->line == 1);
  xmlResetLastError();
}

static void work(mbr_heap *heap, int own_free) {
  int length = (int)strlen(text);
  xmlDocPtr document = xmlReadMemory(text, length, "words.xml", NULL, 0);
  CHECK(document && mbr_region_of(document) == mbr_heap_region(heap));
  CHECK(found(document, "//word[@n > 9]/b[. = '3']", own_free) == 113);
  xmlChar *printed;
  int bytes;
  xmlDocDumpMemory(document, &printed, &bytes);
  CHECK(bytes > length && strstr((char *)printed, "<word n=\"799\">"));
  mistake_is_told();
  if (own_free) {
    xmlFree(printed);
    xmlFreeDoc(document);
  }
}

int main(void) {
  CHECK(xmlMemSetup(mbr_free, mbr_malloc, mbr_remalloc, mbr_malloc_strdup) ==
        0);
  xmlInitParser();
  text_make();
  destroy_releases_all(work);
  own_free_releases_all(work);
  xmlCleanupParser();
  return 0;
}
