// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Clang's types and record definitions → the unit's Types and Records.
//
// A type enters the unit when it is asked for, with everything that it is
// made of or points to.

#ifndef MEMBRANE_ANALYSIS_FACTS_TYPES_H
#define MEMBRANE_ANALYSIS_FACTS_TYPES_H

#include "analysis/facts/Facts.h"
#include "analysis/facts/Places.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/PrettyPrinter.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

namespace membrane {

class TypeTable {
public:
  TypeTable(Unit &Lowered, clang::ASTContext &Context, Places &Where);

  TypeId of(clang::QualType Written);
  RecordId of(const clang::RecordDecl *Declared);

  /// How the unit prints types: the source's words, no scope that says
  /// nothing, no path of an anonymous struct.
  const clang::PrintingPolicy &policy() const { return Policy; }
  clang::ASTContext &context() { return Context; }

private:
  Type describe(clang::QualType Written);
  std::vector<TypeId> parametersOf(clang::QualType Function);
  std::string spell(const Type &Described, std::string Spelling);
  uint64_t sizeOf(clang::QualType Written) const;
  void lay(RecordId Into, const clang::RecordDecl *Definition);
  void addFields(std::vector<Field> &Fields,
                 const clang::RecordDecl *Definition, uint64_t Base);
  void addBases(std::vector<Field> &Fields, const clang::RecordDecl *Definition,
                uint64_t Base);
  void addVirtualBases(std::vector<Field> &Fields,
                       const clang::RecordDecl *Definition);
  std::string nameOf(const clang::RecordDecl *Declared);
  std::string nameOfAnonymous(const clang::RecordDecl *Declared);
  std::string fieldOf(const clang::RecordDecl *Parent,
                      const clang::RecordDecl *Declared) const;

  Unit &Lowered;
  clang::ASTContext &Context;
  Places &Where;
  clang::PrintingPolicy Policy;
  llvm::DenseMap<void *, TypeId> ByType;
  llvm::StringMap<TypeId> BySpelling; ///< with the canonical type's address
  llvm::DenseMap<const clang::RecordDecl *, RecordId> ByRecord;
};

} // namespace membrane

#endif
