// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The bytes of an input are the choices of steps that are checked against the
// reference (model/model.h). Linked with libFuzzer, or with replay.c, which
// takes the inputs as files.

#include "model/model.h"

static const uint8_t *next_byte, *end_byte;

static int next(void) {
  if (next_byte == end_byte)
    return -1;
  int byte = *next_byte++;
  return byte << 8 | byte; // some choices are between more than 256
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  next_byte = bytes;
  end_byte = bytes + size;
  choice_source = next;
  begin();
  while (step()) {
  }
  finish();
  return 0;
}
