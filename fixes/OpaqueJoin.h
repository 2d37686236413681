// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What all units say about a type that is to become opaque → one fix.

#ifndef MEMBRANE_FIXES_OPAQUEJOIN_H
#define MEMBRANE_FIXES_OPAQUEJOIN_H

#include "fixes/OpaqueReport.h"

namespace membrane {

/// Adds the fix, or the reason why its findings stay. Reports are those of the
/// units that see the type's definition in a public header.
void joinOpaqueType(const Surface &Answer, const Goal &Wanted,
                    std::vector<TypeReport> Reports, Fixes &Into);

} // namespace membrane

#endif
