// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A struct of a public header, and where a unit needs to know what is in it.

#ifndef MEMBRANE_FIXES_TYPEUSES_H
#define MEMBRANE_FIXES_TYPEUSES_H

#include "fixes/Planner.h"
#include "clang/AST/Expr.h"

namespace membrane {

/// The type as a unit sees it.
class TypeView {
public:
  /// Name is that of the answer: "struct json_t".
  TypeView(const UnitView &Unit, llvm::StringRef Name);

  const UnitView &Unit;
  /// Its definition, if that is in a public header; else null.
  const clang::RecordDecl *Record = nullptr;
  /// What names it as it is; null if nothing does.
  const clang::TypedefNameDecl *Alias = nullptr;

  bool isPublic(clang::SourceLocation Where) const;
  /// Whether it is the type, or an array of it.
  bool is(clang::QualType Type) const;
  bool isPointerTo(clang::QualType Type) const;
  /// The member that an expression names, also through members without a name.
  const clang::FieldDecl *memberOf(const clang::MemberExpr &Use) const;
  std::string spelled() const; ///< "json_t"
  /// The same for what is declared where the type is: a typedef that comes
  /// later is no name there.
  std::string spelledInPlace() const;
  std::string spelledByTag() const; ///< "struct json_t"
  /// The functions that the definition's header declares, in their order.
  std::vector<const clang::FunctionDecl *> declaredBeside() const;
  /// Whether a parameter or the result of a function leads to one.
  bool isMentionedBy(const clang::FunctionDecl &Function) const;
};

/// A place that needs to know what is in the type.
struct TypeUse {
  enum class Kind : uint8_t {
    Read,  ///< of a member
    Write, ///< '='
    Other,
    InArray, ///< of one that a public struct has: who has that steps too
  };
  Kind Is = Kind::Other;
  clang::SourceLocation Where;
  const clang::FunctionDecl *In = nullptr;   ///< null outside of functions
  const clang::MemberExpr *Member = nullptr; ///< of Read and Write
  std::string Why;                           ///< of Other
};

/// Other structs' members of the same names, where macros name them.
struct TypeUses {
  std::vector<TypeUse> All;
  std::vector<clang::SourceLocation> Others;
};

TypeUses findUses(const TypeView &Of);

} // namespace membrane

#endif
