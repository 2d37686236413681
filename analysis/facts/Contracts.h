// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The declarations of a function → what they promise, and where one more
// promise could be written.

#ifndef MEMBRANE_ANALYSIS_FACTS_CONTRACTS_H
#define MEMBRANE_ANALYSIS_FACTS_CONTRACTS_H

#include "analysis/facts/Facts.h"
#include "analysis/facts/Places.h"

namespace clang {
class FunctionDecl;
class Preprocessor;
} // namespace clang

namespace membrane {

/// Ordered by place, each once.
std::vector<Contract> contractsOf(const clang::FunctionDecl &Declared,
                                  Places &Where);

/// The parameters that may lead the callee to memory of the caller in which
/// it can leave a pointer, as the source counts them.
std::vector<int32_t> writableArguments(const clang::FunctionDecl &Declared);

/// The parameters that are functions.
std::vector<CalledParameter>
calledParameters(const clang::FunctionDecl &Declared);

/// The macros of a unit that stand for the words of contract.h, and where.
class ContractMacros {
public:
  explicit ContractMacros(clang::Preprocessor &Source);

  /// Every declaration outside of the unit's main file, in the order of the
  /// source.
  std::vector<DeclarationPlace> placesOf(const clang::FunctionDecl &Declared,
                                         Places &Where) const;

private:
  std::vector<WrittenPromise> definedAt(const clang::FunctionDecl &One) const;

  clang::Preprocessor &Source;
  std::vector<WrittenPromise> Known; ///< the project's own before MEMBRANE_...
};

} // namespace membrane

#endif
