// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the source subtracts pointers.

#include "analysis/facts/Distances.h"
#include "analysis/facts/Places.h"
#include "clang/AST/Expr.h"

namespace membrane {

void Distances::note(const clang::BinaryOperator &Source) {
  clang::BinaryOperatorKind Operator = Source.getOpcode();
  if (Operator != clang::BO_Sub && Operator != clang::BO_SubAssign)
    return;
  auto IsPointer = [](const clang::Expr *Operand) {
    return Operand->getType()->isPointerType();
  };
  bool Both = IsPointer(Source.getLHS()) && IsPointer(Source.getRHS());
  (Both ? OfPointers : OfNumbers).insert(Where.locate(Source.getOperatorLoc()));
}

} // namespace membrane
