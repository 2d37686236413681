// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which calls through pointers make no memory, by the types of the source.
//
// What is constant nobody frees. A record is made for a number of bytes, not
// for an index; and what fills a buffer, as fgets does, gives that back.

#include "analysis/facts/Getters.h"
#include "analysis/facts/Places.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace membrane {

static const FunctionProtoType *calledType(const CallExpr &Source) {
  if (const FunctionDecl *Callee = Source.getDirectCallee())
    return Callee->getType()->getAs<FunctionProtoType>();
  QualType Called = Source.getCallee()->getType();
  if (Called->isFunctionPointerType())
    Called = Called->getPointeeType();
  return Called->getAs<FunctionProtoType>();
}

/// Whether the parameters are a text, how long it may be, and what it is read
/// from; and the text is what comes back.
static bool fillsText(const FunctionProtoType &Called) {
  QualType Given = Called.getReturnType();
  return Given->getPointeeType()->isAnyCharacterType() &&
         Called.getNumParams() == 3 &&
         Called.getParamType(0)->getCanonicalTypeUnqualified() ==
             Given->getCanonicalTypeUnqualified() &&
         Called.getParamType(1)->isIntegerType() &&
         Called.getParamType(2)->isPointerType();
}

static bool givesWhatIsThere(const ASTContext &Context,
                             const FunctionProtoType &Called) {
  QualType Object = Called.getReturnType()->getPointeeType();
  auto MayBeSize = [&](QualType Given) {
    return Given->isIntegerType() &&
           Context.getTypeSize(Given) >= Context.getTypeSize(Context.VoidPtrTy);
  };
  if (Object.isNull() || Object.isConstQualified())
    return true;
  return (Object->isRecordType() &&
          llvm::none_of(Called.param_types(), MayBeSize)) ||
         fillsText(Called);
}

void Getters::note(const CallExpr &Source) {
  const auto *Callee =
      dyn_cast_or_null<CXXMethodDecl>(Source.getDirectCallee());
  if (Source.getDirectCallee() && !(Callee && Callee->isVirtual()))
    return;
  const FunctionProtoType *Type = calledType(Source);
  bool Such = Type && givesWhatIsThere(Context, *Type);
  (Such ? Called : OthersCalled).insert(Where.locate(Source.getExprLoc()));
}

} // namespace membrane
