// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The contracts of a function without a body → a model of it.

#ifndef MEMBRANE_ANALYSIS_ESCAPE_CONTRACTMODEL_H
#define MEMBRANE_ANALYSIS_ESCAPE_CONTRACTMODEL_H

#include "analysis/facts/Facts.h"
#include "analysis/models/Models.h"
#include "llvm/ADT/StringSet.h"

namespace membrane {

/// The functions that contracts of the program name as releases.
llvm::StringSet<> findReleases(llvm::ArrayRef<Symbol> Symbols);

/// What a function may do by its contracts; none if they do not say what it
/// allocates. Releases is what findReleases gives.
std::optional<Model> modelOfContracts(const Symbol &Named,
                                      const llvm::StringSet<> &Releases);

} // namespace membrane

#endif
