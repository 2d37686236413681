// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The arguments of the machine-level signature → the declared parameters.

#ifndef MEMBRANE_ANALYSIS_FACTS_ARGUMENTS_H
#define MEMBRANE_ANALYSIS_FACTS_ARGUMENTS_H

#include "analysis/facts/Facts.h"

namespace clang {
class FunctionDecl;
namespace CodeGen {
class CodeGenModule;
}
} // namespace clang
namespace llvm {
class Function;
}

namespace membrane {

/// One origin for each argument of Machine; an argument that is a struct or
/// array gives one for each of its scalars. All are Hidden if the ABI's rules
/// do not explain the signature.
std::vector<ArgumentOrigin> mapArguments(const clang::FunctionDecl &Declared,
                                         const llvm::Function &Machine,
                                         clang::CodeGen::CodeGenModule &Code);

} // namespace membrane

#endif
