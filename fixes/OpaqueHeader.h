// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What goes out of a public header with the definition of a type, and how the
// header and the units declare functions.

#ifndef MEMBRANE_FIXES_OPAQUEHEADER_H
#define MEMBRANE_FIXES_OPAQUEHEADER_H

#include "fixes/Accessors.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/DenseMap.h"
#include <variant>

namespace membrane {

/// The tokens of a unit's files, each read once.
class UnitTokens {
public:
  explicit UnitTokens(const SourceText &Text) : Text(Text) {}
  const TokenText &of(clang::FileID File);

private:
  const SourceText &Text;
  llvm::DenseMap<clang::FileID, std::unique_ptr<TokenText>> Read;
};

/// One type and one unit.
struct OpaqueUnit {
  const TypeView &Of;
  const clang::Preprocessor &Macros;
  UnitTokens &Tokens;

  const SourceText &text() const { return Of.Unit.Text; }
};

/// The header that completes the type, or why that has to stay so.
std::variant<CompletingHeader, Obstacle> planHeader(const OpaqueUnit &In);

/// A function whose body leaves its public header.
struct MovedFunction {
  Edit InHeader;
  LibraryFunction InLibrary;
};
std::variant<MovedFunction, Obstacle>
planMove(const OpaqueUnit &In, const clang::FunctionDecl &Function,
         const DeclarationStyle &Style);

/// How most of these functions are declared.
DeclarationStyle styleOf(const OpaqueUnit &In,
                         llvm::ArrayRef<const clang::FunctionDecl *> Like);

} // namespace membrane

#endif
