// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions without a model → a list for people, or rows to fill in.

#ifndef MEMBRANE_TOOL_MISSINGMODELS_H
#define MEMBRANE_TOOL_MISSINGMODELS_H

#include "analysis/link/Link.h"

namespace membrane {

/// What the lists say of one function.
struct MissingLine {
  std::string Name;      ///< the linker's
  std::string Signature; ///< as the source declares it; may be empty
  std::string CallShape; ///< "ptr (ptr, i64)"
  std::string Place;     ///< "src/use.c:12:3" of a use
  unsigned Calls = 0;
};

/// The lines of what findMissing found; places are relative to Root.
std::vector<MissingLine> describeMissing(const Program &Linked,
                                         llvm::ArrayRef<MissingFunction> Found,
                                         llvm::StringRef Root);

void printMissing(llvm::ArrayRef<MissingLine> Lines, llvm::raw_ostream &Out);

/// The rows; what has to be filled in is no value that the reader takes, so
/// that a row that was forgotten is never believed.
void printSkeleton(llvm::ArrayRef<MissingLine> Lines, llvm::raw_ostream &Out);

} // namespace membrane

#endif
