// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions of the interface that give back what callers hand to them.
//
// If a result comes out of a region, no such function may get it any more; but
// callers have been told to hand it there ('list_free', 'free_all(void **)').
// Types decide, since those callers are not in the program.

#include "fixes/Mentions.h"
#include "clang/AST/ASTContext.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace membrane {

/// What a type leads to through pointers and arrays; null if it is none.
static const Type *pointedTo(QualType Given, const ASTContext &Context) {
  bool Pointer = false;
  for (QualType At = Given;; Pointer = true) {
    if (const ArrayType *Array = Context.getAsArrayType(At))
      At = Array->getElementType();
    else if (At->isPointerType())
      At = At->getPointeeType();
    else
      return Pointer ? Context.getCanonicalType(At).getTypePtr() : nullptr;
  }
}

/// What the pointers lead to that a function gives out.
static llvm::SmallPtrSet<const Type *, 4> givenBy(const FunctionDecl &Function,
                                                  const ASTContext &Context) {
  llvm::SmallPtrSet<const Type *, 4> Given;
  if (const Type *Result = pointedTo(Function.getReturnType(), Context))
    Given.insert(Result);
  for (const ParmVarDecl *Each : Function.parameters()) {
    QualType Pointee = Each->getType()->getPointeeType();
    if (!Pointee.isNull() && Pointee->isPointerType())
      Given.insert(pointedTo(Pointee, Context));
  }
  return Given;
}

/// The parameters whose memory, as a caller names it, is given back by the call
/// or later.
static llvm::SmallVector<unsigned, 2> takenBy(const SurfaceFunction &Function) {
  llvm::SmallVector<unsigned, 2> Taken;
  auto Add = [&](ArgumentRef Argument, llvm::StringRef Path) {
    if (Argument.Index >= 0 && Path.find_first_of(".-") == Path.npos)
      Taken.push_back(unsigned(Argument.Index));
  };
  for (const Release &Each : Function.Releases)
    Add(Each.Argument, Each.Path);
  for (const Keep &Each : Function.Stores)
    if (!Each.ReleasedBy.empty())
      Add(Each.Argument, Each.Path);
  return Taken;
}

PublicReleases::PublicReleases(const UnitView &Unit) : Unit(Unit) {
  for (size_t Index = 0; Index < Unit.Answer.Functions.size(); ++Index) {
    const SurfaceFunction &As = Unit.Answer.Functions[Index];
    llvm::SmallVector<unsigned, 2> Taken = takenBy(As);
    const FunctionDecl *Function = Taken.empty() || !As.Public || As.System
                                       ? nullptr
                                       : Unit.definitionAt(As.Where);
    for (unsigned Parameter : Taken)
      if (Function && Parameter < Function->getNumParams())
        if (const Type *What = pointedTo(
                Function->getParamDecl(Parameter)->getType(), Unit.Context))
          All.push_back({Index, Function, What});
  }
}

std::optional<Obstacle> PublicReleases::find(const Goal &Wanted) const {
  for (const Each &Release : All) {
    if (llvm::is_contained(Wanted.Functions, Release.As))
      continue;
    for (size_t Index : Wanted.Functions) {
      // Those who may hand it there go on to call the one that stays.
      if (Wanted.Beside.count(Index))
        continue;
      const std::string &Name = Unit.Answer.Functions[Index].Name;
      for (const NamedDecl *Named :
           Unit.Context.getTranslationUnitDecl()->lookup(
               &Unit.Context.Idents.get(Name))) {
        const auto *Maker = llvm::dyn_cast<FunctionDecl>(Named);
        if (!Maker)
          continue;
        auto Given = givenBy(*Maker, Unit.Context);
        bool Any = Release.What->isVoidType() ||
                   llvm::any_of(Given, [](const Type *What) {
                     return What->isVoidType();
                   });
        if (Any || Given.contains(Release.What))
          return Unit.Text.obstacle(
              Release.Function->getLocation(),
              "'" + Release.Function->getName() +
                  "' gives back what callers hand to it, perhaps that of '" +
                  Name + "', which must not be given back then");
      }
    }
  }
  return std::nullopt;
}

} // namespace membrane
