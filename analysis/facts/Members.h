// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM's struct types, as member accesses name them → the unit's Records.
//
// Walks the bodies of the source for the records whose members they access,
// asks CodeGen how it lowered each of them, and so knows the way back. What
// else the lowering has to know of a body is passed on.

#ifndef MEMBRANE_ANALYSIS_FACTS_MEMBERS_H
#define MEMBRANE_ANALYSIS_FACTS_MEMBERS_H

#include "analysis/summary/Ids.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace clang {
class FunctionDecl;
class QualType;
class RecordDecl;
class Stmt;
} // namespace clang
namespace llvm {
class StructType;
class Type;
} // namespace llvm

namespace membrane {

struct ParsedUnit;
class Distances;
class Getters;
class SymbolTable;
class TypeTable;

class MemberTypes {
public:
  MemberTypes(const ParsedUnit &Parsed, TypeTable &Types, SymbolTable &Symbols,
              Distances &Apart, Getters &Getting)
      : Parsed(Parsed), Types(Types), Symbols(Symbols), Apart(Apart),
        Getting(Getting) {}

  /// Learns the records, static locals, subtractions and calls of one body.
  void addBody(const clang::FunctionDecl &Body);

  /// None if no record of the source is known to be lowered to it.
  RecordId of(const llvm::StructType *Machine);
  /// The type of the source of such a struct or of an array of them; none, too.
  TypeId typeOf(const llvm::Type *Machine);

private:
  const clang::RecordDecl *sourceOf(const llvm::StructType *Machine);
  clang::QualType writtenAs(const llvm::Type *Machine);
  void addStatement(const clang::FunctionDecl &Body, const clang::Stmt &Inside);
  void addType(clang::QualType Used);
  void addRecord(const clang::RecordDecl *Used);
  void addByName(const llvm::StructType *Machine);

  const ParsedUnit &Parsed;
  TypeTable &Types;
  SymbolTable &Symbols;
  Distances &Apart;
  Getters &Getting;
  llvm::DenseSet<const clang::RecordDecl *> Seen;
  llvm::DenseMap<const llvm::StructType *, const clang::RecordDecl *> Sources;
  llvm::DenseMap<const llvm::StructType *, RecordId> Known;
};

} // namespace membrane

#endif
