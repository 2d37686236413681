// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions that are given to one without a body, which calls them.

#ifndef MEMBRANE_ANALYSIS_LINK_PASSEDON_H
#define MEMBRANE_ANALYSIS_LINK_PASSEDON_H

#include "analysis/link/Link.h"

namespace membrane {

/// Arguments that functions without a body call, by their models, and those of
/// functions with one that are only called by passing them on to such an
/// argument (pthread_once, and what wraps it). What a function is given that
/// may be called through a pointer, is not followed here. Linear in facts
/// times the depth of such wrappers.
PassedOnSet findPassedOn(const Program &Linked, const Models *Known);

} // namespace membrane

#endif
