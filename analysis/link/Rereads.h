// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is read twice for one call: `it->by->take(it->by, size)`.

#ifndef MEMBRANE_ANALYSIS_LINK_REREADS_H
#define MEMBRANE_ANALYSIS_LINK_REREADS_H

#include "analysis/facts/Facts.h"

namespace membrane {

/// Whether two values are one where a call of the block is made: they are read
/// from the same place right before it, and nothing is written in between.
bool areOne(const Block &Part, const Fact &Call, ValueId A, ValueId B);

} // namespace membrane

#endif
