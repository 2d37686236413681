// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where a unit could have the definition of a type that leaves its public
// header, and functions that its clients call in place of looking inside.

#ifndef MEMBRANE_FIXES_OPAQUEPLACES_H
#define MEMBRANE_FIXES_OPAQUEPLACES_H

#include "fixes/OpaqueHeader.h"

namespace membrane {

/// Fills in what is only of use if the unit is the library's. The definition
/// has to come before all of Needed.
void findPlaces(const OpaqueUnit &In,
                llvm::ArrayRef<clang::SourceLocation> Needed,
                TypeReport &Report);

/// The name of the macro in whose definition an offset is, or "".
std::string macroOf(const TokenText &Tokens, unsigned Offset);

} // namespace membrane

#endif
