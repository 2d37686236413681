// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which class a virtual call dispatches on, and which classes a vtable serves.
//
// Clang marks both with type identifiers, as for whole-program devirtualising.
// Takes such an identifier; gives the class. One without a name belongs to a
// class that no other unit can know; it gets a record of its own.

#ifndef MEMBRANE_ANALYSIS_FACTS_CLASSES_H
#define MEMBRANE_ANALYSIS_FACTS_CLASSES_H

#include "analysis/facts/Facts.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

namespace clang {
class CXXRecordDecl;
} // namespace clang
namespace llvm {
class GlobalVariable;
class Metadata;
} // namespace llvm

namespace membrane {

class TypeTable;

class ClassTable {
public:
  ClassTable(Unit &Lowered, TypeTable &Types)
      : Lowered(Lowered), Types(Types) {}

  /// None if the identifier is not that of a class.
  RecordId of(const llvm::Metadata &Identifier);
  /// Where in a vtable the functions of which class start.
  std::vector<AddressPoint> pointsOf(const llvm::GlobalVariable &Table);

private:
  void readClasses();

  Unit &Lowered;
  TypeTable &Types;
  bool IsRead = false;
  llvm::StringMap<const clang::CXXRecordDecl *> ByName;
  llvm::DenseMap<const llvm::Metadata *, RecordId> Nameless;
};

} // namespace membrane

#endif
