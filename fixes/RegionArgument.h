// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A region as the first argument of a function: in what declares it, and in
// what calls it.

#ifndef MEMBRANE_FIXES_REGION_ARGUMENT_H
#define MEMBRANE_FIXES_REGION_ARGUMENT_H

#include "fixes/SourceText.h"
#include <variant>

namespace clang {
class CallExpr;
class FunctionDecl;
} // namespace clang

namespace membrane {

/// A name for the region that does not stand in the function yet.
std::string regionNameIn(const SourceText &Text,
                         const clang::FunctionDecl &Each);

/// One declaration, or the definition, takes a region of that name.
std::variant<Edit, Obstacle> takeRegion(const SourceText &Text,
                                        const clang::FunctionDecl &Each,
                                        llvm::StringRef Name);

/// A call gives a region, which is an expression; nothing if a macro writes it.
std::optional<Edit> giveRegion(const SourceText &Text,
                               const clang::CallExpr &Call,
                               llvm::StringRef Region);

} // namespace membrane

#endif
