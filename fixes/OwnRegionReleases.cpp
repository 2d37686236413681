// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What becomes of the releases, and of the code around them.

#include "fixes/MacroRelease.h"
#include "fixes/OwnRegion.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace membrane {

//===-- Releases ----------------------------------------------------------===//

/// The edit of a release to a call of another function; none if a macro does
/// more than that.
std::optional<Edit> OwnRegion::releaseBy(const PointerFlow::MemoryCall &Each,
                                         llvm::StringRef Function) {
  if (!Each.In)
    return std::nullopt;
  if (std::optional<TextRange> Head = Text.callHead(*Each.At))
    return Text.replace(*Head, Text.asIn(*Each.At, (Function + "(").str()));
  auto Macro = findMacroRelease(bodyOf(Each.In), *Each.At);
  return Macro ? std::optional(Macro->become(Text, Function)) : std::nullopt;
}

std::optional<Obstacle> OwnRegion::planReleases() {
  for (const PointerFlow::MemoryCall &Each : Released) {
    SourceLocation Where = Each.At->getExprLoc();
    std::optional<Edit> Now = releaseBy(Each, "mbr_release");
    if (!Now)
      return Text.obstacle(Where,
                           "the object is released " + Text.macroPhrase(Where));
    say(FlowRole::Released, Each.Where, Where,
        "'" + Each.In->getName() + "' releases other memory here, too");
    Result.Edits.push_back(std::move(*Now));
  }
  if (Wanted.InHeap)
    return planSingly();
  for (const PointerFlow::MemoryCall &Each : Gone) {
    SourceLocation Where = Each.At->getExprLoc();
    std::optional<MacroRelease> Macro;
    if (Each.In && Where.isMacroID())
      Macro = findMacroRelease(bodyOf(Each.In), *Each.At);
    if (!Each.In || (Where.isMacroID() && !Macro))
      return Text.obstacle(Where,
                           "memory is released " + Text.macroPhrase(Where));
    if (auto At = Flow.Taken.find(Each.In); At != Flow.Taken.end())
      return Text.obstacle(At->second,
                           "'" + Each.In->getName() +
                               "' releases memory and is called through a "
                               "pointer");
    if (Each.At->getArg(0)->HasSideEffects(Unit.Context))
      return Text.obstacle(Where, "the release has another effect in its "
                                  "operands");
    say(FlowRole::Gone, Each.Where, Where,
        "'" + Each.In->getName() + "' releases other memory here, too");
    if (Macro && !Macro->Null.empty())
      Result.Edits.push_back(Macro->become(Text, ""));
    else
      Lost[Each.In].insert(Each.At);
  }
  return std::nullopt;
}

/// Whether an address is found through an object, which is another one than
/// that which was released: what hangs under it is as good as it is.
bool OwnRegion::isOfObject(const Expr *Address) const {
  for (Address = stripped(Address); Address; Address = stripped(Address)) {
    if (isObject(Address->getType()))
      return true;
    if (const auto *Member = llvm::dyn_cast<MemberExpr>(Address))
      Address = Member->getBase();
    else if (const auto *Element = llvm::dyn_cast<ArraySubscriptExpr>(Address))
      Address = Element->getBase();
    else if (const auto *One = llvm::dyn_cast<UnaryOperator>(Address))
      Address = One->getSubExpr();
    else
      return false;
  }
  return false;
}

/// Where a statement that stays looks into memory of the object.
std::optional<SourceLocation> OwnRegion::looksBehind(const Stmt *Each,
                                                     const Teardown &Left) {
  if (!Each || Left.isGone(Each))
    return std::nullopt;
  const Expr *Base = nullptr;
  if (const auto *Member = llvm::dyn_cast<MemberExpr>(Each))
    Base = Member->isArrow() ? Member->getBase() : nullptr;
  else if (const auto *Element = llvm::dyn_cast<ArraySubscriptExpr>(Each))
    Base = Element->getBase();
  else if (const auto *One = llvm::dyn_cast<UnaryOperator>(Each))
    Base = One->getOpcode() == UO_Deref ? One->getSubExpr() : nullptr;
  if (Base && !isOfObject(Base) &&
      (isHanging(stripped(Base)->getType()) ||
       reachesNested(Flow.reaching(Flow.sourcesOf(Base)))))
    return Each->getBeginLoc();
  if (const auto *Named = llvm::dyn_cast<DeclRefExpr>(Each))
    if (Named->getType()->isPointerType() && !isObject(Named->getType()) &&
        (isHanging(Named->getType()) ||
         reachesNested(Flow.reaching({Flow.placeOf(Named->getDecl())}))))
      return Each->getBeginLoc();
  for (const Stmt *Inner : Each->children())
    if (auto Found = looksBehind(Inner, Left))
      return Found;
  return std::nullopt;
}

/// Nothing may look into the region when it is gone.
std::optional<Obstacle> OwnRegion::checkAfter(const BodyView &Body,
                                              const Teardown &Left,
                                              const CallExpr &Release) {
  const Stmt *Below = &Release;
  for (const Stmt *Up = Body.Parents.getParent(Below); Up;
       Below = Up, Up = Body.Parents.getParent(Up)) {
    const auto *Block = llvm::dyn_cast<CompoundStmt>(Up);
    if (!Block)
      continue;
    auto Next = llvm::find(Block->body(), Below);
    for (; Next != Block->body_end(); ++Next) {
      if (*Next == Below)
        continue;
      if (auto Where = looksBehind(*Next, Left))
        return Text.obstacle(*Where, "memory of the object is used after its "
                                     "release");
      if (llvm::isa<GotoStmt>(*Next))
        return Text.obstacle((*Next)->getBeginLoc(),
                             "what happens after the release is not followed");
      if (llvm::isa<ReturnStmt>(*Next))
        return std::nullopt;
    }
  }
  return std::nullopt;
}

/// Whether a call releases an object whose release is in its callee.
bool OwnRegion::releasesObject(const CallExpr &Call) const {
  const SurfaceFunction *As = Flow.recordOf(Call.getDirectCallee());
  return As && llvm::any_of(As->Releases, [&](const Release &One) {
           return One.Path.empty() && One.Argument.Index >= 0 &&
                  unsigned(One.Argument.Index) < Call.getNumArgs() &&
                  isObject(stripped(Call.getArg(unsigned(One.Argument.Index)))
                               ->getType());
         });
}

//===-- Bodies ------------------------------------------------------------===//

/// Functions of this unit in which nothing is left go, with their calls.
void OwnRegion::findIdle() {
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (size_t I = 0; I < Lost.size(); ++I) {
      Function Each = (Lost.begin() + I)->first;
      if (Each->isExternallyVisible() || Idle.contains(Each) ||
          !Each->getReturnType()->isVoidType())
        continue;
      CallSet Without = (Lost.begin() + I)->second;
      for (auto [Call, In] : CallsOf[Each])
        if (In == Each)
          Without.insert(Call);
      if (!Teardown(bodyOf(Each), Without).isIdle())
        continue;
      Idle.insert(Each);
      Changed = true;
      for (auto [Call, In] : CallsOf[Each])
        if (In && In != Each)
          Lost[In].insert(Call);
    }
  }
}

/// Functions of this file that nothing calls when the edits are made.
void OwnRegion::findUnused() {
  llvm::SmallPtrSet<const CallExpr *, 16> Edited;
  for (const auto *Calls : {&Made, &Taken, &Grown, &Released, &Gone})
    for (const PointerFlow::MemoryCall &Each : *Calls)
      Edited.insert(Each.At);
  for (const auto &[In, Calls] : Lost)
    Edited.insert(Calls.begin(), Calls.end());
  auto IsUnused = [&](Function Each) {
    auto Calls = CallsOf.find(Each);
    return Calls != CallsOf.end() && !Each->isExternallyVisible() &&
           Text.Sources.isInMainFile(Each->getLocation()) &&
           !Flow.Taken.contains(Each) &&
           llvm::all_of(Calls->second, [&](const auto &Call) {
             return Edited.contains(Call.first) || Call.second == Each ||
                    Unused.contains(Call.second);
           });
  };
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (Function Each : Defined)
      if (!Idle.contains(Each) && !Unused.contains(Each) && IsUnused(Each)) {
        Unused.insert(Each);
        Changed = true;
      }
  }
}

/// Where the comment begins that ends right before a line; that line if there
/// is none, or if it is the first thing in the file.
static unsigned commentBegin(llvm::StringRef All, unsigned Line) {
  size_t Begin = Line;
  while (Begin > 0) {
    size_t Above = All.take_front(Begin - 1).rfind('\n') + 1;
    llvm::StringRef Before = All.slice(Above, Begin).trim();
    if (Before.ends_with("*/")) {
      size_t Open = All.take_front(Begin).rfind("/*");
      Above = Open == llvm::StringRef::npos
                  ? 0
                  : All.take_front(Open).rfind('\n') + 1;
      Before = All.slice(Above, Begin).trim();
      if (!Before.starts_with("/*"))
        break;
    } else if (!Before.starts_with("//")) {
      break;
    }
    Begin = Above;
  }
  return Begin > 0 ? unsigned(Begin) : Line;
}

/// Takes out a function that has no calls any more, with the comment on it.
std::optional<Obstacle> OwnRegion::dropIdle(Function Each) {
  FileID File;
  for (const FunctionDecl *Declared : Each->redecls()) {
    auto Range = Text.statementRange(Declared->getSourceRange());
    if (Declared->doesThisDeclarationHaveABody())
      Range = Text.rangeOf(Declared->getSourceRange());
    if (!Range)
      return Text.obstacle(Declared->getLocation(),
                           "a macro makes a part of the function");
    if (Declared->doesThisDeclarationHaveABody() && Text.hasDirective(*Range))
      return Text.obstacle(Declared->getLocation(),
                           "the function has parts that builds leave out");
    File = Range->File;
    TextRange Whole = Text.widen(*Range);
    llvm::StringRef All = Text.text(File);
    // The comment right before it, and one of two empty lines.
    Whole.Begin = commentBegin(All, Whole.Begin);
    llvm::StringRef End = Text.lineEnd(File);
    if (All.take_front(Whole.Begin).ends_with(End) &&
        All.drop_front(Whole.End).starts_with(End))
      Whole.End += unsigned(End.size());
    Result.Edits.push_back(Text.replace(Whole, ""));
  }
  return checkNames(Each);
}

/// All places of a body where an object ends.
std::optional<Obstacle> OwnRegion::checkReleases(const BodyView &Body,
                                                 const Teardown &Left) {
  for (const CallExpr *Each : Body.calls()) {
    bool Ends =
        releasesObject(*Each) ||
        llvm::any_of(Released, [&](const auto &One) { return One.At == Each; });
    if (Ends && !Left.isGone(Each))
      if (auto Cannot = checkAfter(Body, Left, *Each))
        return Cannot;
  }
  return std::nullopt;
}

std::optional<Obstacle> OwnRegion::planBodies() {
  findIdle();
  findUnused();
  for (Function Each : Defined)
    if (Unused.contains(Each))
      if (auto Cannot = dropIdle(Each))
        return Cannot;
  for (const auto &[In, Calls] : Lost) {
    if (Unused.contains(In))
      continue;
    if (Idle.contains(In)) {
      if (auto Cannot = dropIdle(In))
        return Cannot;
      continue;
    }
    if (!Text.rangeOf(In->getSourceRange()))
      return Text.obstacle(In->getLocation(),
                           "a macro makes a part of the function");
    const BodyView &Body = bodyOf(In);
    Teardown Left(Body, Calls);
    if (auto Cannot = checkReleases(Body, Left))
      return Cannot;
    if (auto Cannot = Left.finish(Result.Edits))
      return Cannot;
  }
  for (Function Each : Defined)
    if (!Lost.count(Each)) {
      const BodyView &Body = bodyOf(Each);
      if (auto Cannot = checkReleases(Body, Teardown(Body, CallSet())))
        return Cannot;
    }
  return std::nullopt;
}

} // namespace membrane
