// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the planners of all kinds of fixes share: the unit, and how the places
// of an answer are found in its AST.

#ifndef MEMBRANE_FIXES_PLANNER_H
#define MEMBRANE_FIXES_PLANNER_H

#include "fixes/SourceText.h"
#include "clang/AST/Decl.h"
#include "llvm/ADT/StringMap.h"

namespace membrane {

/// One unit and the answer about the program.
class UnitView {
public:
  UnitView(clang::ASTContext &Context, const Surface &Answer);

  /// Where the answer would say that something of this unit stands.
  Location locate(clang::SourceLocation Where) const;
  /// The definition whose name stands there; null if it is not in this unit.
  const clang::FunctionDecl *definitionAt(Location Where) const;

  clang::ASTContext &Context;
  const Surface &Answer;
  SourceText Text;

private:
  llvm::StringMap<FileId> Files;
  std::map<Location, const clang::FunctionDecl *> Definitions;
};

/// What a unit says that forbids a goal.
UnitEdits withhold(const Goal &Wanted, const Obstacle &Why);

/// The blocks of one function that are local to it (LocalMemory.cpp).
UnitEdits planLocalMemory(const UnitView &Unit, const Goal &Wanted);
/// The parts of this unit in all changes of signatures (RegionParameter.cpp).
std::vector<UnitEdits> planRegionParameters(const UnitView &Unit,
                                            llvm::ArrayRef<Goal> Goals);

/// A public function that releases objects of a type (PairedRelease.cpp).
UnitEdits planPairedRelease(const UnitView &Unit, const Goal &Wanted);

/// What this unit says about a type that is to become opaque (OpaqueType.cpp).
UnitEdits planOpaqueType(const ParsedUnit &Parsed, const UnitView &Unit,
                         const Goal &Wanted);

class PointerFlow; // fixes/PointerFlow.h
/// The part of this unit in a region for each object (OwnRegion.cpp).
UnitEdits planOwnRegion(const UnitView &Unit, PointerFlow &Flow,
                        const Goal &Wanted);

} // namespace membrane

#endif
