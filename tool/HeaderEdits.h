// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Annotations → edits of the headers that declare the functions.

#ifndef MEMBRANE_TOOL_HEADEREDITS_H
#define MEMBRANE_TOOL_HEADEREDITS_H

#include "report/Report.h"
#include "llvm/ADT/StringRef.h"

namespace membrane {

/// What a header, whose text this is, gets: the words, in the macros that are
/// known where they stand, and the #include of <membrane/contract.h> if some
/// of these are not. Sorted, at most one at each offset, none takes away.
std::vector<Edit> editsOfHeader(llvm::StringRef File, llvm::StringRef Text,
                                llvm::ArrayRef<const Annotation *> Given);

} // namespace membrane

#endif
