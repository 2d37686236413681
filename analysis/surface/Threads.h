// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether a program shows that it has several threads.

#ifndef MEMBRANE_ANALYSIS_SURFACE_THREADS_H
#define MEMBRANE_ANALYSIS_SURFACE_THREADS_H

#include "analysis/link/Link.h"
#include "analysis/surface/Surface.h"

namespace membrane {

/// The first step that only a program of several threads has a use for: a call
/// of what the models say that of, or an atomic access. None: it may have them
/// all the same, if its clients or functions without a model make them.
std::optional<ThreadUse> findThreads(const Program &Linked,
                                     const Models &Known);

} // namespace membrane

#endif
