// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether functions are as good as their contracts say.

#ifndef MEMBRANE_ANALYSIS_SURFACE_CONTRACTS_H
#define MEMBRANE_ANALYSIS_SURFACE_CONTRACTS_H

#include "analysis/surface/Surface.h"

namespace membrane {

/// Fills in the state of every contract, and notes what is wrong with those of
/// functions without a body.
void checkContracts(Surface &Answer, const Program &Linked,
                    const Models &Known);

} // namespace membrane

#endif
