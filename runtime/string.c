// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Strings in a region.

#include <membrane/region.h>

#if !defined(MBR_FREESTANDING)
#include <stdio.h>
#endif
#include <string.h>

char *mbr_strdup(mbr_region *region, const char *string) {
  return mbr_memdup(region, string, strlen(string) + 1);
}

char *mbr_strndup(mbr_region *region, const char *string, size_t size) {
  const char *zero = size ? memchr(string, 0, size) : NULL;
  size_t length = zero ? (size_t)(zero - string) : size;
  if (!region || length == SIZE_MAX)
    return NULL;
  char *copy = mbr_alloc(region, length + 1);
  if (!copy)
    return NULL;
  memcpy(copy, string, length);
  copy[length] = 0;
  return copy;
}

#if !defined(MBR_FREESTANDING)

char *mbr_vasprintf(mbr_region *region, const char *format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  char *string =
      length < 0 || !region ? NULL : mbr_alloc(region, (size_t)length + 1);
  if (string)
    vsnprintf(string, (size_t)length + 1, format, again);
  va_end(again);
  return string;
}

char *mbr_asprintf(mbr_region *region, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  char *string = mbr_vasprintf(region, format, arguments);
  va_end(arguments);
  return string;
}

#endif
