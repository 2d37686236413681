// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A workload for Jansson: texts become values, values are copied, packed,
// unpacked and printed.

#include <jansson.h>
#include <stdlib.h>

static const char Text[] =
    "{\"name\": \"part\", \"sizes\": [1, 2, 3, 4.5], \"stock\": {\"a\": true,"
    " \"b\": null, \"c\": [\"x\", \"y\", {\"deep\": [[], {}]}]}, \"n\": -1e3}";

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  for (long i = 0; i < rounds; i++) {
    json_error_t error;
    json_t *tree = json_loads(Text, 0, &error);
    json_t *copy = json_deep_copy(tree);
    if (copy == NULL || !json_equal(tree, copy))
      abort();
    json_t *packed =
        json_pack("{s:i, s:[s, s], s:o}", "n", 1, "list", "a", "b", "t", copy);
    const char *name = NULL;
    if (json_unpack(packed, "{s:{s:s}}", "t", "name", &name) != 0)
      abort();
    char *printed = json_dumps(packed, JSON_SORT_KEYS);
    if (printed == NULL || name[0] != 'p')
      abort();
    free(printed);
    json_decref(packed);
    json_decref(tree);
  }
  return 0;
}
