// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What Clang's attributes on a function promise.
//
// A declaration that repeats inherits attributes from the ones before it; each
// counts where it is written. The effects of a function are part of its type
// and stand at the first declaration that has them.

#include "analysis/facts/Contracts.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace membrane {

namespace {

class ContractReader {
public:
  explicit ContractReader(Places &Where) : Where(Where) {}

  void read(const FunctionDecl &Declared);
  std::vector<Contract> take();

private:
  void read(llvm::StringRef Words, SourceLocation At,
            const FunctionDecl &Declared);
  void readNotes(llvm::StringRef Words, const FunctionDecl &Declared);
  void read(const RestrictAttr &Fresh);
  void read(const OwnershipAttr &Named);
  void readEffects(const FunctionDecl &Declared);
  Contract &add(Promise Form, llvm::StringRef Text, SourceLocation At) {
    return Found.emplace_back(
        Contract{Form, Contract::NoArgument, "", Text.str(), Where.locate(At)});
  }

  Places &Where;
  std::vector<Contract> Found;
};

} // namespace

void ContractReader::read(llvm::StringRef Text, SourceLocation At,
                          const FunctionDecl &Declared) {
  if (!Text.consume_front("membrane::"))
    return;
  llvm::SmallVector<llvm::StringRef, 8> Parameters;
  for (const ParmVarDecl *Given : Declared.parameters())
    Parameters.push_back(Given->getName());
  Contract Read = readContract(Text, Parameters);
  const auto *Method = dyn_cast<CXXMethodDecl>(&Declared);
  bool HasObject = Method && Method->isInstance();
  bool Exists = Read.Argument == Contract::This
                    ? HasObject
                    : Read.Argument < int32_t(Parameters.size());
  if (!Exists)
    Read.Form = Promise::Unreadable;
  Read.Where = Where.locate(At);
  Found.push_back(std::move(Read));
}

/// What Clang made of API notes (analysis/link/ApiNotes.cpp).
void ContractReader::readNotes(llvm::StringRef Words,
                               const FunctionDecl &Declared) {
  if (!Words.consume_front("returns_"))
    return;
  llvm::SmallVector<llvm::StringRef, 2> Each;
  Words.split(Each, ' ', -1, false);
  for (llvm::StringRef Word : Each)
    read(Word, Declared.getLocation(), Declared);
}

/// The name of the function that an expression refers to.
static std::string functionName(const Expr *Named) {
  const auto *Reference = dyn_cast_or_null<DeclRefExpr>(
      Named ? Named->IgnoreParenImpCasts() : Named);
  return Reference ? Reference->getDecl()->getQualifiedNameAsString() : "";
}

void ContractReader::read(const RestrictAttr &Fresh) {
  std::string Release = functionName(Fresh.getDeallocator());
  if (Release.empty()) {
    add(Promise::Fresh, "malloc", Fresh.getLocation());
    return;
  }
  add(Promise::Owned, "malloc(" + Release + ")", Fresh.getLocation()).Release =
      Release;
}

void ContractReader::read(const OwnershipAttr &Named) {
  if (Named.getOwnKind() == OwnershipAttr::Returns) {
    add(Promise::Fresh, "ownership_returns", Named.getLocation());
    return;
  }
  bool Taken = Named.getOwnKind() == OwnershipAttr::Takes;
  for (const ParamIdx &Which : Named.args())
    add(Taken ? Promise::Taken : Promise::Held,
        Taken ? "ownership_takes" : "ownership_holds", Named.getLocation())
        .Argument = int32_t(Which.getASTIndex());
}

void ContractReader::readEffects(const FunctionDecl &Declared) {
  const auto *Prototype = Declared.getType()->getAs<FunctionProtoType>();
  bool Told = llvm::any_of(
      Found, [](const Contract &Known) { return Known.Form == Promise::None; });
  if (!Prototype || Told)
    return;
  for (const FunctionEffectWithCondition &Each :
       Prototype->getFunctionEffects()) {
    if (Each.Cond.getCondition())
      continue;
    if (Each.Effect.kind() == FunctionEffect::Kind::NonAllocating ||
        Each.Effect.kind() == FunctionEffect::Kind::NonBlocking)
      add(Promise::None, Each.Effect.name(), Declared.getLocation());
  }
}

void ContractReader::read(const FunctionDecl &Declared) {
  for (const Attr *Given : Declared.attrs()) {
    if (Given->isInherited() || Given->isImplicit())
      continue;
    if (const auto *Words = dyn_cast<AnnotateAttr>(Given))
      read(Words->getAnnotation(), Given->getLocation(), Declared);
    else if (const auto *Noted = dyn_cast<SwiftAttrAttr>(Given))
      readNotes(Noted->getAttribute(), Declared);
    else if (const auto *Fresh = dyn_cast<RestrictAttr>(Given))
      read(*Fresh);
    else if (const auto *Named = dyn_cast<OwnershipAttr>(Given))
      read(*Named);
    else if (isa<AllocSizeAttr>(Given))
      add(Promise::Sized, "alloc_size", Given->getLocation());
    else if (isa<ReturnsNonNullAttr>(Given))
      add(Promise::NotNull, "returns_nonnull", Given->getLocation());
  }
  readEffects(Declared);
}

std::vector<Contract> ContractReader::take() {
  llvm::sort(Found, [](const Contract &A, const Contract &B) {
    return std::tie(A.Where, A) < std::tie(B.Where, B);
  });
  Found.erase(llvm::unique(Found), Found.end());
  return std::move(Found);
}

std::vector<Contract> contractsOf(const FunctionDecl &Declared, Places &Where) {
  ContractReader Reader(Where);
  // From the first on, whichever one was asked for.
  for (const FunctionDecl *Again : Declared.getFirstDecl()->redecls())
    Reader.read(*Again);
  return Reader.take();
}

/// `const` is believed: what is only reached through a constant object stays.
static bool canLeaveMemoryIn(QualType Pointee) {
  while (const ArrayType *Many = Pointee->getAsArrayTypeUnsafe())
    Pointee = Many->getElementType();
  if (Pointee->isPointerType() && Pointee.isConstQualified())
    return canLeaveMemoryIn(Pointee->getPointeeType());
  if (Pointee.isConstQualified())
    return false;
  return Pointee->isVoidType() || Pointee->isRecordType() ||
         Pointee->isAnyPointerType() || Pointee->isDependentType();
}

std::vector<int32_t> writableArguments(const FunctionDecl &Declared) {
  std::vector<int32_t> Found;
  for (const ParmVarDecl *Given : Declared.parameters()) {
    QualType Pointee = Given->getType()->getPointeeType();
    if (!Pointee.isNull() && canLeaveMemoryIn(Pointee))
      Found.push_back(int32_t(Given->getFunctionScopeIndex()));
  }
  const auto *Method = dyn_cast<CXXMethodDecl>(&Declared);
  if (Method && Method->isInstance() && !Method->isConst())
    Found.push_back(ArgumentOrigin::This);
  return Found;
}

std::vector<CalledParameter> calledParameters(const FunctionDecl &Declared) {
  std::vector<CalledParameter> Found;
  for (const ParmVarDecl *Given : Declared.parameters()) {
    QualType Pointee = Given->getType()->getPointeeType();
    if (Pointee.isNull() || !Pointee->isFunctionType())
      continue;
    const auto *Prototype = Pointee->getAs<FunctionProtoType>();
    Found.push_back({int32_t(Given->getFunctionScopeIndex()),
                     Prototype ? Prototype->getNumParams() : 0});
  }
  return Found;
}

} // namespace membrane
