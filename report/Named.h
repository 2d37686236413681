// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions by what a user calls them, and by how one calls another.

#ifndef MEMBRANE_REPORT_NAMED_H
#define MEMBRANE_REPORT_NAMED_H

#include "checks/Checks.h"
#include "llvm/Support/Error.h"

namespace membrane {

/// The functions of that name: plain, qualified as far as one likes, mangled,
/// or any of these after "FILE:" (the end of a path). Fails if there is none,
/// naming similar ones.
llvm::Expected<std::vector<const SurfaceFunction *>>
functionsCalled(const Surface &Answer, llvm::StringRef Name);

/// All that a function calls, sorted.
std::vector<std::string> calleesOf(const SurfaceFunction &Function);

/// Whether a callee of this name has a record; if not, a model spoke for it.
bool isAnalysed(const Surface &Answer, llvm::StringRef Callee);

/// Whether a place is in the text of a function.
bool isInside(const FunctionStarts &Starts, const SurfaceFunction &Function,
              Location Where);

/// The names of the functions on a shortest way from a function to the one
/// where the assumption is made, that one included; none if it is made in the
/// function itself or the way is not known.
std::vector<std::string> wayTo(const Surface &Answer,
                               const SurfaceFunction &From,
                               const Assumption &Made);

} // namespace membrane

#endif
