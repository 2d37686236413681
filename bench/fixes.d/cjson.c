// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A workload for cJSON: texts become trees, trees are copied, changed, compared
// and printed.

#include <cJSON.h>
#include <cJSON_Utils.h>
#include <stdlib.h>

static const char Text[] =
    "{\"name\": \"part\", \"sizes\": [1, 2, 3, 4.5], \"stock\": {\"a\": true,"
    " \"b\": false, \"c\": [\"x\", \"y\", {\"deep\": [[], {}]}]}, \"n\": -1e3}";

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  for (long i = 0; i < rounds; i++) {
    cJSON *tree = cJSON_Parse(Text);
    cJSON *copy = cJSON_Duplicate(tree, 1);
    if (copy == NULL || !cJSON_Compare(tree, copy, 1))
      abort();
    cJSON_AddNumberToObject(copy, "round", (double)i);
    cJSON_ReplaceItemInObject(copy, "name", cJSON_CreateString("other"));
    cJSON *patch = cJSONUtils_GeneratePatchesCaseSensitive(tree, copy);
    if (cJSON_GetArraySize(patch) != 2)
      abort();
    char *printed = cJSON_PrintUnformatted(tree);
    if (printed == NULL)
      abort();
    cJSON_free(printed);
    cJSON_Delete(patch);
    cJSON_Delete(copy);
    cJSON_Delete(tree);
  }
  return 0;
}
