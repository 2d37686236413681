// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// In whose region a block belongs: the variable of a function that leads to the
// object under which the block is hung.

#ifndef MEMBRANE_FIXES_OBJECTHOMES_H
#define MEMBRANE_FIXES_OBJECTHOMES_H

#include "fixes/BodyView.h"
#include "fixes/PointerFlow.h"
#include <variant>

namespace membrane {

using RecordSet = llvm::SmallPtrSet<const clang::RecordDecl *, 8>;
using FunctionSet = llvm::SmallPtrSet<const clang::FunctionDecl *, 8>;

class ObjectHomes {
public:
  /// Object is the type of the handle, Hanging of what hangs under it; Makers
  /// give blocks to their callers.
  ObjectHomes(const BodyView &Body, const PointerFlow &Flow,
              const clang::RecordDecl *Object, const RecordSet &Hanging,
              const FunctionSet &Makers)
      : Body(Body), Flow(Flow), Object(Object), Hanging(Hanging),
        Makers(Makers) {}

  /// The variable, not null where the allocation is.
  std::variant<const clang::VarDecl *, Obstacle>
  homeOf(const clang::CallExpr &Allocation);
  /// Whether homeOf found none because the block, or what it hangs under, is
  /// the function's result.
  bool isPassedOn() const { return !Cannot && Homes.empty() && Returned; }
  /// The variable of the object that a value surely belongs to; or null.
  const clang::VarDecl *homeOfValue(const clang::Expr &Value);
  /// Whether a place and what is put there surely belong to one object.
  bool haveOneHome(const clang::Expr &Into, const clang::Expr &What);
  bool isObject(const clang::VarDecl *Variable) const;

private:
  using VariableSet = llvm::SmallPtrSet<const clang::VarDecl *, 4>;

  void clear();
  bool isFresh(const clang::Expr *Value) const;
  void followVariable(const clang::VarDecl *Holder);
  void followUse(const clang::Expr *Use, const clang::VarDecl *Holder);
  void followCall(const clang::CallExpr &Call, const clang::Expr *Argument);
  void addRoot(const clang::Expr *Place);
  void addVariable(const clang::VarDecl *Root);
  void refuse(const clang::Stmt *Where, const llvm::Twine &Why);
  std::vector<const clang::Expr *> valuesOf(const clang::VarDecl *Of) const;
  bool isGuarded(const clang::CallExpr &Allocation,
                 const clang::VarDecl *Home) const;
  bool isReady(const clang::CallExpr &Allocation,
               const clang::VarDecl *Home) const;
  bool isHanging(clang::QualType Pointer) const;

  const BodyView &Body;
  const PointerFlow &Flow;
  const clang::RecordDecl *Object;
  const RecordSet &Hanging;
  const FunctionSet &Makers;
  bool Returned = false;
  VariableSet Homes, Holders, Roots;
  std::optional<Obstacle> Cannot;
};

} // namespace membrane

#endif
