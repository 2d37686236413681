// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Flows of pointers through calls, and over the border of the program.
//
// A function with a body anywhere in the program has a place for each parameter
// and its result. What crosses the interface is judged by its record: who may
// release what it gives, and what it keeps of what it is given.

#include "fixes/PointerFlow.h"
#include "clang/Basic/Builtins.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace membrane {

const SurfaceFunction *
PointerFlow::recordOf(const FunctionDecl *Function) const {
  if (!Function || !Function->getIdentifier())
    return nullptr;
  if (const FunctionDecl *Body = Function->getDefinition()) {
    auto Found = ByPlace.find(Unit.locate(Body->getLocation()));
    if (Found != ByPlace.end())
      return Found->second;
  }
  return Function->isExternallyVisible() ? External.lookup(Function->getName())
                                         : nullptr;
}

bool PointerFlow::isDefined(const FunctionDecl *Function) const {
  return Function && (Function->getDefinition() || recordOf(Function));
}

bool PointerFlow::isHandle(QualType Pointer) const {
  const RecordDecl *Whole = Pointer->isPointerType()
                                ? Pointer->getPointeeType()->getAsRecordDecl()
                                : nullptr;
  const RecordDecl *Body = Whole ? Whole->getDefinition() : nullptr;
  // One that is not complete here is no part of what this unit knows.
  if (Whole && !Body)
    return true;
  return Body && Handles.count(Unit.locate(Body->getLocation()));
}

static bool isPointerToPointer(QualType Type) {
  return Type->isPointerType() && Type->getPointeeType()->isPointerType();
}

//===-- The interface -----------------------------------------------------===//

/// Whether an argument is kept or released in some way.
static bool isTaken(const SurfaceFunction &By, int Index) {
  auto Means = [&](const ArgumentRef &Argument) {
    return Argument.Index == Index;
  };
  return By.Coarse ||
         llvm::any_of(By.Stores,
                      [&](const Keep &One) { return Means(One.Argument); }) ||
         llvm::any_of(By.Retains,
                      [&](const Retention &One) {
                        return !One.Fresh && Means(One.Argument);
                      }) ||
         llvm::any_of(By.Releases,
                      [&](const Release &One) { return Means(One.Argument); });
}

static bool handsOut(const SurfaceFunction &By, int Index) {
  return By.Coarse || llvm::any_of(By.Escapes, [&](const Escape &Out) {
           return Out.To == Exit::Argument && !Out.Opaque &&
                  Out.Argument.Index == Index;
         });
}

/// A function that others call: what they give it is theirs, and what it gives
/// them may be.
void PointerFlow::declare(const FunctionDecl *Function) {
  if (!Function->doesThisDeclarationHaveABody())
    return;
  const SurfaceFunction *As = recordOf(Function);
  if (!As || As->Linkage == "internal" || (HasPublic ? !As->Public : Closed))
    return;
  std::string Name = "'" + As->Name + "'";
  if (Function->getReturnType()->isPointerType() &&
      (As->Coarse || As->Result == Ownership::Owned ||
       As->Result == Ownership::Sometimes) &&
      !isHandle(Function->getReturnType()))
    end(FlowRole::Lost, {resultOf(*Function)}, Function->getLocation(),
        "the caller of " + Name + " owns its result");
  for (const ParmVarDecl *Each : Function->parameters()) {
    if (!Each->getType()->isPointerType())
      continue;
    int Index = int(Each->getFunctionScopeIndex());
    Places Behind{placeOf(Each)};
    if (isPointerToPointer(Each->getType()))
      Behind.push_back(cellOf(Each->getType()->getPointeeType()));
    if (isHandle(Each->getType()))
      continue;
    end(FlowRole::Outside, Behind, Each->getLocation(),
        "the caller of " + Name + " gives it");
    // A constructor may keep what is only said to be read.
    if (!Each->getType()->getPointeeType().isConstQualified() ||
        isTaken(*As, Index) || Function->getReturnType()->isPointerType())
      end(FlowRole::Foreign, Behind, Each->getLocation(),
          Name + " keeps or releases memory that its caller gives it");
    if (Behind.size() > 1 && handsOut(*As, Index))
      end(FlowRole::Lost, {Behind.back()}, Each->getLocation(),
          "the caller of " + Name + " gets it");
  }
}

//===-- Calls -------------------------------------------------------------===//

PointerFlow::Places PointerFlow::resultOf(const CallExpr &Call) {
  auto [Known, New] = Results.try_emplace(&Call, 0);
  if (New) {
    const FunctionDecl *Callee = Call.getDirectCallee();
    unsigned Here = isDefined(Callee) && !siteOf(Call)
                        ? add("result of " + keyOf(Callee), Call.getType())
                        : add("call " + keyOf(Call.getExprLoc()) + " " +
                                  std::to_string(Results.size()),
                              Call.getType());
    Results[&Call] = Here;
    pass(Call);
    return {Here};
  }
  return {Known->second};
}

/// Hands the arguments of a call to its callee.
void PointerFlow::pass(const CallExpr &Call) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  unsigned Result = Results[&Call];
  if (passMemory(Call, Result))
    return;
  if (!isDefined(Callee))
    return passUnseen(Call, Callee, Result);
  const FunctionDecl *Known = Callee->getDefinition();
  if (!Known)
    Known = Callee;
  const SurfaceFunction *As = recordOf(Callee);
  for (unsigned I = 0; I < Call.getNumArgs(); ++I) {
    Places From = sourcesOf(Call.getArg(I));
    if (I < Known->getNumParams()) {
      const ParmVarDecl *Parameter = Known->getParamDecl(I);
      flow(From, add("parameter " + std::to_string(I) + " of " + keyOf(Known),
                     Parameter->getType()));
    } else if (!As || As->Coarse || isTaken(*As, ArgumentRef::Variadic)) {
      end(FlowRole::Lost, From, Call.getExprLoc(),
          "'" + Callee->getName() + "' takes it through '...'");
    }
  }
}

static bool pointsToConstant(QualType Type) {
  return Type->isPointerType() && Type->getPointeeType().isConstQualified();
}

/// What is known of a place where memory is allocated or resized by a function
/// that does nothing else; null if it is no such.
const Site *PointerFlow::siteOf(const CallExpr &Call) const {
  const FunctionDecl *Callee = Call.getDirectCallee();
  auto Found = Sites.find(Unit.locate(Call.getExprLoc()));
  return Callee && Callee->getIdentifier() && Found != Sites.end() &&
                 Found->second->Callee == Callee->getName()
             ? Found->second
             : nullptr;
}

/// A call that allocates, resizes or releases, and does nothing else. Functions
/// of the program of which that is known are like those that they call.
bool PointerFlow::passMemory(const CallExpr &Call, unsigned Result) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  if (!Callee || !Callee->getIdentifier())
    return false;
  const Site *Known = siteOf(Call);
  if (Known && Known->Instead) {
    Allocations.push_back({&Call, Current, Result, Known});
    return true;
  }
  unsigned Kind = Callee->getBuiltinID();
  // One for a type of its own is followed: it may be where the object ends.
  bool Any =
      Callee->getNumParams() == 1 &&
      Callee->getParamDecl(0)->getType()->isPointerType() &&
      !Callee->getParamDecl(0)->getType()->getPointeeType()->isRecordType();
  const SurfaceFunction *As = Any ? recordOf(Callee) : nullptr;
  bool Releases = Kind == Builtin::BIfree ||
                  Kind == Builtin::BI__builtin_free || (As && As->OnlyReleases);
  if (Call.getNumArgs() == 0 || !(Known || Releases))
    return false;
  std::vector<MemoryCall> &Into = Known ? Resizes : Frees;
  unsigned Here =
      add((Known ? "resize " : "release ") + keyOf(Call.getExprLoc()) + " " +
              std::to_string(Into.size()),
          Call.getArg(0)->getType());
  flow(sourcesOf(Call.getArg(0)), Here);
  if (Known) {
    flow({Here}, Result);
    Into.push_back({&Call, Current, Result, Known, Here});
  } else {
    Into.push_back({&Call, Current, Here});
  }
  return true;
}

/// A callee whose body nobody sees.
void PointerFlow::passUnseen(const CallExpr &Call, const FunctionDecl *Callee,
                             unsigned Result) {
  SourceLocation Where = Call.getExprLoc();
  std::string Name =
      Callee && Callee->getIdentifier() ? Callee->getName().str() : "";
  auto Known = Unit.Answer.Harmless.find(Name);
  bool Harmless = !Name.empty() && Known != Unit.Answer.Harmless.end();
  std::string By = Name.empty() ? std::string("a function that is called "
                                              "through a pointer")
                                : "'" + Name + "'";
  const auto *Type =
      Callee ? Callee->getType()->getAs<FunctionProtoType>() : nullptr;
  if (!Callee && Call.getCallee()->getType()->isPointerType())
    Type = Call.getCallee()
               ->getType()
               ->getPointeeType()
               ->getAs<FunctionProtoType>();
  for (unsigned I = 0; I < Call.getNumArgs(); ++I) {
    const Expr *Argument = Call.getArg(I);
    Places From = sourcesOf(Argument);
    // What it returns may point into what it is given.
    if (Call.getType()->isPointerType())
      flow(From, Result);
    bool Constant = Type && I < Type->getNumParams() &&
                    pointsToConstant(Type->getParamType(I));
    if (Constant || (Harmless && !Known->second) ||
        llvm::StringRef(Name).starts_with("__builtin"))
      continue;
    if (!Harmless)
      end(FlowRole::Lost, From, Where, By + " may release it");
    const Expr *Plain = Argument->IgnoreParenCasts();
    if (Plain->getType()->isPointerType() &&
        Plain->getType()->getPointeeType()->isPointerType())
      end(FlowRole::Foreign, {cellOf(Plain->getType()->getPointeeType())},
          Where, By + " puts memory there");
  }
  if (Call.getType()->isPointerType() && !(Harmless && !Known->second)) {
    end(FlowRole::Foreign, {Result}, Where, By + " gives the memory");
    end(FlowRole::Outside, {Result}, Where, By + " gives the memory");
  }
}

} // namespace membrane
