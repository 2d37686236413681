// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A workload for LibYAML: a text becomes a document, the document a text.

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

static const char Text[] =
    "name: part\nsizes: [1, 2, 3]\nstock:\n  a: &x {b: c}\n"
    "  d: *x\n  e: |\n    lines\n    of text\n";

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  for (long i = 0; i < rounds; i++) {
    yaml_parser_t parser;
    yaml_emitter_t emitter;
    yaml_document_t document;
    unsigned char out[1000];
    size_t written = 0;
    if (!yaml_parser_initialize(&parser) || !yaml_emitter_initialize(&emitter))
      abort();
    yaml_parser_set_input_string(&parser, (const unsigned char *)Text,
                                 strlen(Text));
    yaml_emitter_set_output_string(&emitter, out, sizeof(out), &written);
    if (!yaml_emitter_open(&emitter) || !yaml_parser_load(&parser, &document) ||
        yaml_document_get_root_node(&document) == NULL ||
        !yaml_emitter_dump(&emitter, &document) ||
        !yaml_emitter_close(&emitter))
      abort();
    yaml_parser_delete(&parser);
    yaml_emitter_delete(&emitter);
    if (written == 0)
      abort();
  }
  return 0;
}
