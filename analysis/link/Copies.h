// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bodies that are there to be inlined and give way to a model.

#ifndef MEMBRANE_ANALYSIS_LINK_COPIES_H
#define MEMBRANE_ANALYSIS_LINK_COPIES_H

#include "analysis/facts/Facts.h"
#include <vector>

namespace membrane {

class Models; // analysis/models/Models.h

/// Makes a function a declaration whose only bodies are copies for inlining,
/// if a model says what it does.
void dropCopies(std::vector<Unit> &Units, const Models &Known);

} // namespace membrane

#endif
