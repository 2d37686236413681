// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A model → the summary that a body with the same effects would have.

#ifndef MEMBRANE_ANALYSIS_ESCAPE_MODELSUMMARY_H
#define MEMBRANE_ANALYSIS_ESCAPE_MODELSUMMARY_H

#include "analysis/escape/Solver.h"

namespace membrane {

/// The summary of a modelled function; Given decides effects that a row makes
/// depend on a null argument.
FunctionSummary summarizeModel(const Model &Row, const Models &Known,
                               const Context &Given);

} // namespace membrane

#endif
