// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One function's body, indexed for those who edit it.

#ifndef MEMBRANE_FIXES_BODYVIEW_H
#define MEMBRANE_FIXES_BODYVIEW_H

#include "fixes/Planner.h"
#include "clang/AST/Expr.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringSet.h"

namespace membrane {

class BodyView {
public:
  BodyView(const UnitView &Unit, const clang::FunctionDecl &Function);

  const UnitView &Unit;
  const clang::FunctionDecl &Function;
  const clang::ParentMap Parents;

  /// Calls whose place is this one, as the answer names it.
  llvm::ArrayRef<const clang::CallExpr *> callsAt(Location Where) const;
  llvm::ArrayRef<const clang::CallExpr *> calls() const { return Calls; }
  llvm::ArrayRef<const clang::DeclRefExpr *>
  usesOf(const clang::ValueDecl *Variable) const;

  /// Up from a node to the first that is no parenthesis and no cast.
  const clang::Stmt *userOf(const clang::Expr *Value) const;
  /// Whether code between the two can run several times for one run of Outer,
  /// in which it is.
  bool isRepeated(const clang::Stmt *Inner, const clang::Stmt *Outer) const;
  /// Whether a jump forward goes past a statement.
  bool isJumpedOver(const clang::Stmt *Each) const;
  /// A place where the name stands in the text and nothing of the AST is: code
  /// that this build leaves out.
  std::optional<clang::SourceLocation>
  hiddenUse(const clang::ValueDecl *Variable) const;
  /// First if it means nothing in the body, else with a number behind it.
  std::string freeName(llvm::StringRef First) const;
  /// A call that can return twice, as setjmp does; null if there is none.
  const clang::CallExpr *returnsTwice() const;

private:
  class Collector;

  bool isFree(llvm::StringRef Name, const TextRange &All) const;

  std::vector<const clang::CallExpr *> Calls;
  std::map<Location, llvm::SmallVector<const clang::CallExpr *, 1>> ByPlace;
  llvm::DenseMap<const clang::ValueDecl *,
                 std::vector<const clang::DeclRefExpr *>>
      Uses;
  llvm::DenseSet<unsigned> Named; ///< offsets where the AST has a name
  llvm::StringSet<> Meant;        ///< names of what is declared or used
  /// From a label to a jump to it: begin and end in the file.
  std::vector<std::pair<unsigned, unsigned>> Loops;
  /// From a jump to a label behind it.
  std::vector<std::pair<unsigned, unsigned>> Skips;
  bool JumpsAnywhere = false;
};

/// The expression without parentheses and casts.
const clang::Expr *stripped(const clang::Expr *Value);
/// The variable that an expression reads or names; null if it does not.
const clang::VarDecl *variableOf(const clang::Expr *Value);
bool isNull(const clang::Expr *Value, const clang::ASTContext &Context);

/// Statements that go, and those that make no sense without them.
class Removal {
public:
  explicit Removal(const BodyView &Body) : Body(Body) {}

  /// A call goes with the cast to void around it.
  void add(const clang::Stmt *Gone);
  bool contains(const clang::Stmt *Each) const;
  /// The edits; what cannot go is an obstacle.
  std::optional<Obstacle> finish(std::vector<Edit> &Into);

private:
  bool goesWith(const clang::Stmt *Outer) const;
  void grow();
  bool isFollowed(const clang::Stmt *Label) const;
  bool beginsAfresh(const TextRange &Range) const;
  std::optional<Obstacle> remove(const clang::Stmt *Gone,
                                 std::vector<Edit> &Into,
                                 std::vector<TextRange> &Whole) const;

  const BodyView &Body;
  llvm::SmallPtrSet<const clang::Stmt *, 8> All;
};

} // namespace membrane

#endif
