// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The functions that the headers inline, once more as functions.

#define MBR_DEFINES_INLINES

#include <membrane/handle.h>
#include <membrane/scratch.h>
