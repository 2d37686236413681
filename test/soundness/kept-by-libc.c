// RUN: %scan %s -- -D_GNU_SOURCE | FileCheck %s
//
// What the C library holds goes out by a later call.

#include <search.h>
#include <stdlib.h>
#include <string.h>

/// strtok goes on in what it was given before.
char *second_word_bad(const char *text) {
  char *copy = strdup(text);
  if (!copy)
    return 0;
  strtok(copy, " ");
  return strtok(0, " ");
}
// CHECK-LABEL: {{^}}second_word_bad: escaping{{$}}
int words_bad(const char *text, char **words) {
  int n = 0;
  char *copy = strdup(text);
  if (!copy || !strtok(copy, " "))
    return 0;
  for (char *word; (word = strtok(0, " "));)
    words[n++] = word;
  return n;
}
// CHECK-LABEL: {{^}}words_bad: escaping{{$}}
int count_ok(char *text) {
  int n = 0;
  for (char *word = strtok(text, " "); word; word = strtok(0, " "))
    n++;
  return n;
}
// CHECK-LABEL: {{^}}count_ok: none{{$}}

/// What stands in a table that is found again.
char *entry_bad(void) {
  ENTRY entry = {strdup("a"), 0}, *found;
  struct hsearch_data table = {0};
  hcreate_r(9, &table);
  hsearch_r(entry, ENTER, &found, &table);
  return found->key;
}
// CHECK-LABEL: {{^}}entry_bad: escaping{{$}}
