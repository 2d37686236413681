// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM's functions and variables → the unit's Symbols.
//
// A symbol enters the unit when it is asked for; what its initial value
// points to, when finish is called.

#ifndef MEMBRANE_ANALYSIS_FACTS_SYMBOLS_H
#define MEMBRANE_ANALYSIS_FACTS_SYMBOLS_H

#include "analysis/facts/Contracts.h"
#include "analysis/facts/Facts.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

namespace clang {
class NamedDecl;
class VarDecl;
} // namespace clang
namespace llvm {
class Constant;
class FunctionType;
class GlobalValue;
class GlobalVariable;
} // namespace llvm

namespace membrane {

class TypeTable;

/// "ptr (ptr, i64)".
std::string callShape(const llvm::FunctionType &Shape);

class SymbolTable {
public:
  SymbolTable(Unit &Lowered, const ParsedUnit &Parsed, TypeTable &Types,
              Places &Where);

  SymbolId of(const llvm::GlobalValue &Global);
  /// A function or variable that the module may not know.
  SymbolId of(const clang::NamedDecl &Declared);

  /// The declaration behind a global; null for what the compiler made.
  const clang::NamedDecl *declaration(const llvm::GlobalValue &Global);

  /// Whether nobody writes a variable, as far as its unit shows.
  bool isConstant(const llvm::GlobalVariable &Variable);

  /// Whether the function only reports that its caller broke a rule: it gives
  /// nothing, and analysers need not look behind its calls.
  bool reportsMisuse(const llvm::GlobalValue &Function);

  /// Tells of a static local of C, whose machine name is Function.Variable
  /// with a number after the first of the name.
  void addStaticLocal(llvm::StringRef MachineName,
                      const clang::VarDecl &Declared);

  /// Says of which type a variable is that the compiler made: a constant from
  /// which an object of the source begins.
  void noteType(const llvm::GlobalVariable &Variable, TypeId Held);

  /// Fills in the initial values of all variables so far, and the types of
  /// those that have none from the source.
  void finish(llvm::function_ref<TypeId(const llvm::Type *)> TypeOf);

private:
  bool isDeleting(const clang::NamedDecl &Source, llvm::StringRef Name) const;
  void describe(Symbol &Described, const llvm::GlobalValue &Global);
  void describe(Symbol &Described, const clang::NamedDecl &Source);
  RecordId givenBy(const clang::FunctionDecl &Code);
  void describeUnseen(Symbol &Described, const clang::NamedDecl &Source,
                      const llvm::GlobalValue &Global);
  void collectPointers(std::vector<InitialPointer> &Pointers,
                       const llvm::Constant &Given, int64_t Offset);
  const clang::NamedDecl *staticLocal(const llvm::GlobalValue &Global);

  Unit &Lowered;
  const ParsedUnit &Parsed;
  TypeTable &Types;
  Places &Where;
  ContractMacros Macros;
  llvm::DenseMap<const llvm::GlobalValue *, SymbolId> ByGlobal;
  llvm::StringMap<SymbolId> ByName; ///< of declarations without a global
  llvm::StringMap<std::vector<const clang::VarDecl *>> StaticLocals;
  llvm::DenseMap<const llvm::GlobalValue *, const clang::NamedDecl *> Declared;
  std::vector<std::pair<SymbolId, const llvm::GlobalVariable *>> Pending;
};

} // namespace membrane

#endif
