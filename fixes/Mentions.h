// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where one unit speaks of the functions of goals of Scope::Results.
//
// All goals are looked for in one walk of the AST and one of the text.

#ifndef MEMBRANE_FIXES_MENTIONS_H
#define MEMBRANE_FIXES_MENTIONS_H

#include "fixes/Planner.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/SmallVector.h"

namespace membrane {

/// What a unit says of one goal.
struct Mentioned {
  struct Call {
    const clang::CallExpr *At;
    const clang::FunctionDecl *In; ///< null outside of functions
  };
  std::vector<const clang::FunctionDecl *> Declarations;
  std::vector<Call> Calls;
  /// A use that is no call, of one that does not stay as it is.
  std::optional<clang::SourceLocation> Taken;
  /// Where a name stands in the text and no function of the goal in the AST: a
  /// macro, or code that this build leaves out.
  std::optional<Obstacle> Elsewhere;

  bool isEmpty() const {
    return Declarations.empty() && Calls.empty() && !Taken && !Elsewhere;
  }
};

class Mentions {
public:
  Mentions(const UnitView &Unit, llvm::ArrayRef<Goal> Goals);

  const Mentioned &of(size_t Goal) const { return ByGoal[Goal]; }
  /// The record of a function if it is one of the goal's; else null.
  const SurfaceFunction *meant(const clang::FunctionDecl *Function,
                               size_t Goal) const;
  /// The record of any function that is defined there.
  const SurfaceFunction *recordAt(Location Where) const;

private:
  class Walk;
  /// One function, and the goals that it belongs to; one, as a rule.
  struct Meaning {
    const SurfaceFunction *As = nullptr;
    llvm::SmallVector<size_t, 1> Goals;
  };

  void add(const SurfaceFunction &Function, size_t Goal);
  /// Whether a function stays as it is, so that other uses may stay, too.
  bool stays(const SurfaceFunction &Function, size_t Goal) const;
  const Meaning *meaning(const clang::FunctionDecl *Function) const;
  void note(clang::SourceLocation Where, llvm::ArrayRef<size_t> Of);
  void readText();
  void readFile(clang::FileID File, llvm::StringRef Path);

  const UnitView &Unit;
  llvm::ArrayRef<Goal> Goals;
  std::vector<Mentioned> ByGoal;
  std::map<Location, Meaning> ByPlace;
  llvm::StringMap<Meaning> External;
  llvm::StringMap<llvm::SmallVector<size_t, 1>> Named; ///< goals, by name
  /// Goals of what the AST has, by path and offset.
  llvm::StringMap<std::map<unsigned, llvm::SmallVector<size_t, 1>>> Noted;
  std::map<Location, const SurfaceFunction *> Records;
};

/// Functions of the interface that a unit defines and that give back what
/// callers hand to them (PublicReleases.cpp).
class PublicReleases {
public:
  explicit PublicReleases(const UnitView &Unit);

  /// One that may get what functions of the goal give out.
  std::optional<Obstacle> find(const Goal &Wanted) const;

private:
  struct Each {
    size_t As; ///< in Surface::Functions
    const clang::FunctionDecl *Function;
    const clang::Type *What; ///< canonical, that its pointers lead to
  };

  const UnitView &Unit;
  std::vector<Each> All;
};

} // namespace membrane

#endif
