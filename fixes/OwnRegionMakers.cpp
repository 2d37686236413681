// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions of one unit that make blocks for others, without having the object
// under which those hang: they take its region as their first argument.
//
// What such a function returns is followed in its callers as a block that is
// allocated there. Callers that pass it on take the region, too; sets only
// grow, so this ends.

#include "fixes/OwnRegion.h"
#include "fixes/RegionArgument.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace membrane {

/// Whether a block of a call leaves a function whose callers are all known, and
/// hangs under nothing there that has a region.
bool OwnRegion::passesOn(const CallExpr &Call, Function In) {
  if (In->isExternallyVisible() || In->isVariadic() || Flow.Taken.contains(In))
    return false;
  ObjectHomes Homes(bodyOf(In), Flow, Object, Hanging, Makers);
  return std::holds_alternative<Obstacle>(Homes.homeOf(Call)) &&
         Homes.isPassedOn();
}

void OwnRegion::findMakers() {
  std::vector<std::pair<const CallExpr *, Function>> Blocks;
  for (const auto *Calls : {&Taken, &Grown})
    for (const PointerFlow::MemoryCall &Each : *Calls)
      Blocks.push_back({Each.At, Each.In});
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (size_t I = 0; I < Blocks.size(); ++I) {
      auto [Call, In] = Blocks[I];
      if (!In || Makers.contains(In) || !passesOn(*Call, In))
        continue;
      Makers.insert(In);
      Changed = true;
      llvm::append_range(Blocks, CallsOf[In]);
    }
  }
}

/// Whether the text names the function where the AST does not.
std::optional<Obstacle> OwnRegion::checkNames(Function Each) const {
  std::map<FileID, std::set<unsigned>> Known;
  auto Add = [&](SourceLocation Where) {
    auto [File, Offset] =
        Text.Sources.getDecomposedLoc(Text.Sources.getFileLoc(Where));
    Known[File].insert(Offset);
  };
  for (const FunctionDecl *Declared : Each->redecls())
    Add(Declared->getLocation());
  if (auto Calls = CallsOf.find(Each); Calls != CallsOf.end())
    for (auto [Call, In] : Calls->second)
      Add(Call->getExprLoc());
  for (const auto &[File, Offsets] : Known)
    for (unsigned Offset : Text.findName(
             {File, 0, unsigned(Text.text(File).size())}, Each->getName()))
      if (!Offsets.count(Offset))
        return Text.obstacle(Text.Sources.getComposedLoc(File, Offset),
                             "'" + Each->getName() +
                                 "' stands in a macro, or in code that this "
                                 "build leaves out");
  return std::nullopt;
}

/// Whether an argument of a call that resizes, or of a maker, gets into what
/// the call gives, and may be memory that hangs somewhere already.
bool OwnRegion::bringsAlong(const CallExpr &Call, unsigned Argument) {
  const Expr *Given = Call.getArg(Argument);
  if (!Given->getType()->isPointerType() ||
      !reachesNested(Flow.reaching(Flow.sourcesOf(Given))))
    return false;
  if (llvm::any_of(Grown, [&](const auto &Each) { return Each.At == &Call; }))
    return Argument == 0;
  const FunctionDecl *Callee = Call.getDirectCallee();
  const FunctionDecl *Body = Callee ? Callee->getDefinition() : nullptr;
  if (!Body || !Makers.contains(Body))
    return false;
  if (Argument >= Body->getNumParams())
    return true;
  llvm::BitVector Reached =
      Flow.reachedFrom({Flow.placeOf(Body->getParamDecl(Argument))});
  return reachesNested(Reached) ||
         llvm::any_of(Flow.sourcesOf(&Call), [&](unsigned Place) {
           return Place < Reached.size() && Reached.test(Place);
         });
}

/// Whether what the call gives may hold memory of another object than that of
/// Home; null: it is passed on, and what comes from parameters is looked at in
/// the callers.
bool OwnRegion::bringsOthers(const CallExpr &Call, Function In,
                             const VarDecl *Home) {
  ObjectHomes Homes(bodyOf(In), Flow, Object, Hanging, Makers);
  for (unsigned I = 0; I < Call.getNumArgs(); ++I)
    if (bringsAlong(Call, I) &&
        (Home
             ? Homes.homeOfValue(*Call.getArg(I)) != Home
             : !llvm::isa_and_nonnull<ParmVarDecl>(variableOf(Call.getArg(I)))))
      return true;
  return false;
}

/// The declarations of a function get the parameter.
std::optional<Obstacle> OwnRegion::declareMaker(Function Maker) {
  for (const FunctionDecl *Each : Maker->redecls()) {
    auto Taken = takeRegion(Text, *Each, regionNameIn(Text, *Maker));
    if (auto *Cannot = std::get_if<Obstacle>(&Taken))
      return *Cannot;
    Result.Edits.push_back(std::get<Edit>(std::move(Taken)));
  }
  return checkNames(Maker);
}

/// A call of one gives it the region of what the block is hung under.
std::optional<Obstacle> OwnRegion::handRegion(const CallExpr &Call,
                                              Function In) {
  SourceLocation Where = Call.getExprLoc();
  if (!Text.callHead(Call) || !In)
    return Text.obstacle(Where, "the block is made " + Text.macroPhrase(Where));
  const SurfaceFunction *As = Flow.recordOf(In);
  const BodyView &Body = bodyOf(In);
  llvm::SmallVector<Step, 4> Ends;
  for (const Site &Place :
       As ? llvm::ArrayRef(As->Sites) : llvm::ArrayRef<Site>())
    if (Place.Witness.back().Where == Unit.locate(Where))
      llvm::append_range(Ends, Place.Ends);
  if (pilesUp(Call, Body, Ends))
    return Text.obstacle(Where, "blocks that a loop makes and releases one by "
                                "one would pile up");
  auto Region = regionFor(Call, In);
  if (auto *Cannot = std::get_if<Obstacle>(&Region))
    return *Cannot;
  Result.Edits.push_back(
      *giveRegion(Text, Call, std::get<std::string>(Region)));
  return std::nullopt;
}

std::optional<Obstacle> OwnRegion::planMakers() {
  for (Function Each : Defined) {
    if (!Makers.contains(Each))
      continue;
    if (auto Cannot = declareMaker(Each))
      return Cannot;
    Result.Ends.push_back(
        {FlowRole::Maker, Flow.keyOf(Each),
         Text.obstacle(Each->getLocation(), "it takes the region")});
    for (auto [Call, In] : CallsOf[Each])
      if (auto Cannot = handRegion(*Call, In))
        return Cannot;
  }
  return std::nullopt;
}

} // namespace membrane
