// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A workload for json-c: texts become objects, objects are copied, changed and
// printed.

#include <json.h>
#include <stdlib.h>

static const char Text[] =
    "{\"name\": \"part\", \"sizes\": [1, 2, 3, 4.5], \"stock\": {\"a\": true,"
    " \"b\": null, \"c\": [\"x\", \"y\", {\"deep\": [[], {}]}]}, \"n\": -1e3}";

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  for (long i = 0; i < rounds; i++) {
    struct json_object *tree = json_tokener_parse(Text), *copy = NULL;
    if (tree == NULL || json_object_deep_copy(tree, &copy, NULL) != 0 ||
        !json_object_equal(tree, copy))
      abort();
    json_object_object_add(copy, "list", json_object_new_array());
    json_object_array_add(json_object_object_get(copy, "list"),
                          json_object_new_string("new"));
    if (json_object_to_json_string_ext(copy, JSON_C_TO_STRING_PRETTY)[0] != '{')
      abort();
    json_object_put(copy);
    json_object_put(tree);
  }
  return 0;
}
