// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Edits source files and makes new ones: all of them, or none.

#ifndef MEMBRANE_TOOL_WRITESOURCES_H
#define MEMBRANE_TOOL_WRITESOURCES_H

#include "report/Report.h"
#include "llvm/Support/Error.h"

namespace membrane {

/// Carries out the edits. Fails, and leaves every file as it is, if one of
/// them is read-only, is not what its Text says any more, is there though it
/// is new, or cannot be written. Permissions stay.
llvm::Error writeSources(llvm::ArrayRef<PatchedFile> Files);

} // namespace membrane

#endif
