// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The functions of which an answer says something else when objects of a type
// get regions: they do not release what they did, or make something of a
// region.

#ifndef MEMBRANE_FIXES_RELEASING_H
#define MEMBRANE_FIXES_RELEASING_H

#include "fixes/Goals.h"

namespace membrane {

/// The releases of the type, the functions in which releases go or become
/// something else, and those that call one of them, at any depth. Sorted.
/// Linear in the answer's calls.
std::vector<std::string> findReleasing(const Surface &Answer,
                                       const Goal &Wanted,
                                       llvm::ArrayRef<FlowEnd> Ends);

/// The linker's names of functions that take a region for what they return.
std::vector<std::string> findMakers(const Surface &Answer,
                                    llvm::ArrayRef<FlowEnd> Ends);

} // namespace membrane

#endif
