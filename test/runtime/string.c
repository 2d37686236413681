// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Copies of bytes and strings, and strings that are printed.

#include "check.h"

#include <membrane/region.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>

static void copies(mbr_region *region) {
  const char raw[3] = {'a', 'b', 'c'};
  CHECK(strcmp(mbr_strdup(region, "text"), "text") == 0);
  CHECK(strcmp(mbr_strdup(region, ""), "") == 0);
  CHECK(strcmp(mbr_strndup(region, "text", 2), "te") == 0);
  CHECK(strcmp(mbr_strndup(region, "text", 4), "text") == 0);
  CHECK(strcmp(mbr_strndup(region, "text", 1000), "text") == 0);
  CHECK(strcmp(mbr_strndup(region, raw, 3), "abc") == 0);
  CHECK(strcmp(mbr_strndup(region, raw, 0), "") == 0);
  CHECK(memcmp(mbr_memdup(region, raw, 3), raw, 3) == 0);
  CHECK(mbr_memdup(region, NULL, 0));
}

/// Strings that end where the memory does: no byte after them is read.
static void nothing_is_read_after_the_end(mbr_region *region) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(pages != MAP_FAILED && munmap(pages + page, page) == 0);
  char *end = pages + page;
  memcpy(end - 4, "abcd", 4);
  CHECK(strcmp(mbr_strndup(region, end - 4, 4), "abcd") == 0);
  CHECK(strcmp(mbr_strndup(region, end, 0), "") == 0);
  end[-1] = 0;
  CHECK(strcmp(mbr_strndup(region, end - 4, 5000), "abc") == 0);
  CHECK(strcmp(mbr_strdup(region, end - 4), "abc") == 0);
  CHECK(memcmp(mbr_memdup(region, end - 4, 4), "abc", 4) == 0);
  munmap(pages, page);
}

static void long_ones(mbr_region *region) {
  for (size_t length = 1; length < 3000000; length = length * 3 + 1) {
    char *text = malloc(length + 1);
    memset(text, 'x', length);
    text[length] = 0;
    CHECK(strcmp(mbr_strdup(region, text), text) == 0);
    CHECK(strcmp(mbr_strndup(region, text, length), text) == 0);
    CHECK(strcmp(mbr_asprintf(region, "%s", text), text) == 0);
    CHECK(strlen(mbr_strndup(region, text, length / 2)) == length / 2);
    free(text);
  }
}

static char *print(mbr_region *region, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  char *text = mbr_vasprintf(region, format, arguments);
  va_end(arguments);
  return text;
}

static void printed(mbr_region *region) {
  CHECK(strcmp(mbr_asprintf(region, "%d-%s-%5.2f", 7, "a", 1.5), "7-a- 1.50") ==
        0);
  CHECK(strcmp(print(region, "%zu%c", SIZE_MAX / 2, 'z'),
               "9223372036854775807z") == 0);
  const char *empty = "";
  CHECK(strcmp(mbr_asprintf(region, "%s", empty), "") == 0);
  // Not a character of the C locale.
  CHECK(!mbr_asprintf(region, "%ls", L"\x7fffffff"));
}

static void none_without_memory(mbr_region *region) {
  CHECK(mbr_region_limit(region, 0) == 0);
  char *text = malloc(100001);
  memset(text, 'x', 100000);
  text[100000] = 0;
  CHECK(!mbr_strdup(region, text) && !mbr_strndup(region, text, 99999));
  CHECK(!mbr_asprintf(region, "%s", text) && !mbr_memdup(region, text, 100000));
  free(text);
}

int main(void) {
  mbr_region *region = mbr_region_create();
  copies(region);
  nothing_is_read_after_the_end(region);
  long_ones(region);
  printed(region);
  none_without_memory(region);
  mbr_region_destroy(region);
  CHECK(nothing_is_held());
  return 0;
}
