// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a unit would edit for a region of each object: which calls are meant,
// and what becomes of the allocations.

#include "fixes/OwnRegion.h"
#include "fixes/LocalBlocks.h"
#include "fixes/RegionArgument.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace clang;

namespace membrane {

const BodyView &OwnRegion::bodyOf(Function Each) {
  std::unique_ptr<BodyView> &Known = Bodies[Each];
  if (!Known)
    Known = std::make_unique<BodyView>(Unit, *Each);
  return *Known;
}

void OwnRegion::say(FlowRole Role, unsigned Place, SourceLocation Where,
                    const llvm::Twine &Why) {
  Result.Ends.push_back(
      {Role, Flow.All[Place].Name, Text.obstacle(Where, Why.str())});
}

//===-- What hangs under it -----------------------------------------------===//

static const RecordDecl *definitionOf(QualType Type) {
  const RecordDecl *Whole = Type->getAsRecordDecl();
  return Whole ? Whole->getDefinition() : nullptr;
}

bool OwnRegion::isObject(QualType Pointer) const {
  return Object && Pointer->isPointerType() &&
         definitionOf(Pointer->getPointeeType()) == Object;
}

bool OwnRegion::isHanging(QualType Pointer) const {
  const RecordDecl *Whole = Pointer->isPointerType()
                                ? definitionOf(Pointer->getPointeeType())
                                : nullptr;
  return Whole && Whole != Object && Hanging.contains(Whole);
}

void OwnRegion::addHanging(QualType Of) {
  while (true) {
    if (Of->isPointerType())
      Of = Of->getPointeeType();
    else if (const ArrayType *Row = Unit.Context.getAsArrayType(Of))
      Of = Row->getElementType();
    else
      break;
  }
  const RecordDecl *Whole = definitionOf(Of);
  if (!Whole || Text.Sources.isInSystemHeader(Whole->getLocation()))
    return;
  Location Where = Unit.locate(Whole->getLocation());
  bool Other =
      Whole != Object &&
      llvm::any_of(Unit.Answer.Types, [&](const SurfaceType &Each) {
        return Each.Where == Where && Each.Opaque && !Each.Release.empty();
      });
  if (Other || !Hanging.insert(Whole).second)
    return;
  for (const FieldDecl *Member : Whole->fields()) {
    QualType Held = Member->getType();
    if (Held->isPointerType() && !Held->isFunctionPointerType())
      Members.insert(Flow.placeOf(Member));
    while (const ArrayType *Row = Unit.Context.getAsArrayType(Held)) {
      Held = Row->getElementType();
      if (Held->isPointerType())
        Members.insert(Flow.cellOf(Held));
    }
    while (Held->isPointerType()) {
      Held = Held->getPointeeType();
      if (Held->isPointerType() && !Held->isFunctionPointerType())
        Members.insert(Flow.cellOf(Held));
    }
    addHanging(Held);
  }
}

namespace {
class RecordFinder : public RecursiveASTVisitor<RecordFinder> {
public:
  RecordFinder(const UnitView &Unit, Location Where)
      : Unit(Unit), Where(Where) {}
  bool VisitRecordDecl(RecordDecl *Each) {
    if (Each->isThisDeclarationADefinition() &&
        Unit.locate(Each->getLocation()) == Where)
      Found = Each;
    return !Found;
  }
  const RecordDecl *Found = nullptr;

private:
  const UnitView &Unit;
  Location Where;
};
} // namespace

void OwnRegion::findRecords() {
  RecordFinder Finder(Unit, Type.Where);
  Finder.TraverseDecl(Unit.Context.getTranslationUnitDecl());
  Object = Finder.Found;
  if (!Object)
    return;
  addHanging(Unit.Context.getCanonicalTagType(Object));
  for (unsigned Place = 0; Place < Flow.All.size(); ++Place)
    if (isObject(Flow.All[Place].Type))
      Objects.insert(Place);
}

bool OwnRegion::meets(const llvm::BitVector &Reached,
                      const llvm::DenseSet<unsigned> &Places) {
  return llvm::any_of(Places, [&](unsigned Each) {
    return Each < Reached.size() && Reached.test(Each);
  });
}

/// Whether something that hangs, or comes out of it, is among the places.
bool OwnRegion::reachesNested(llvm::BitVector Reached) const {
  return meets(Reached, Members);
}

//===-- Which calls are meant ---------------------------------------------===//

void OwnRegion::sortAllocations() {
  for (const PointerFlow::MemoryCall &Each : Flow.Allocations) {
    llvm::BitVector Reached = Flow.reachedFrom({Each.Where});
    if (meets(Reached, Objects))
      Made.push_back(Each);
    else if (meets(Reached, Members))
      Taken.push_back(Each);
  }
  for (const PointerFlow::MemoryCall &Each : Flow.Resizes)
    if (llvm::BitVector Reached = Flow.reachedFrom({Each.Where});
        meets(Reached, Objects) || meets(Reached, Members))
      Grown.push_back(Each);
}

void OwnRegion::sortFrees() {
  std::vector<unsigned> Blocks(Members.begin(), Members.end());
  for (const auto *Calls : {&Taken, &Grown})
    for (const PointerFlow::MemoryCall &Each : *Calls)
      Blocks.push_back(Each.Where);
  llvm::BitVector FromBlocks = Flow.reachedFrom(Blocks);
  std::vector<unsigned> Known(Objects.begin(), Objects.end());
  llvm::BitVector FromObjects = Flow.reachedFrom(Known);
  for (const PointerFlow::MemoryCall &Each : Flow.Frees) {
    QualType Held = stripped(Each.At->getArg(0))->getType();
    if (isObject(Held))
      Released.push_back(Each);
    else if (isHanging(Held))
      Gone.push_back(Each);
    else if (FromObjects.test(Each.Where))
      Released.push_back(Each);
    else if (FromBlocks.test(Each.Where))
      Gone.push_back(Each);
  }
}

//===-- Allocations -------------------------------------------------------===//

/// 'malloc(n)' or 'calloc(1, n)' becomes 'mbr_handle_create(n)'.
std::optional<Obstacle>
OwnRegion::planObject(const PointerFlow::MemoryCall &Each) {
  SourceLocation Where = Each.At->getExprLoc();
  std::optional<TextRange> Head = Text.callHead(*Each.At);
  if (!Head)
    return Text.obstacle(Where,
                         "the object is allocated " + Text.macroPhrase(Where));
  say(FlowRole::Object, Each.Where, Where, "an object comes from here");
  const Counterpart &Instead = Each.Known->Instead;
  llvm::SmallVector<const Expr *, 2> Factors;
  for (unsigned Operand : Instead.Size)
    if (std::optional<unsigned> Given = Instead.Operands[Operand].Argument;
        Given && *Given < Each.At->getNumArgs())
      Factors.push_back(Each.At->getArg(*Given));
  bool Plain = !Factors.empty() && Factors.size() == Instead.Operands.size();
  if (Plain && Factors.size() == 1 && Each.At->getNumArgs() == 1) {
    Result.Edits.push_back(
        Text.replace(*Head, Text.asIn(*Each.At, "mbr_handle_create(")));
    return std::nullopt;
  }
  if (!Plain || Factors.size() != 2 || Each.At->getNumArgs() != 2)
    return Text.obstacle(Where, "the object is allocated in a way that a "
                                "region has not");
  const Expr *Count = Factors[0], *Size = Factors[1];
  std::optional<llvm::APSInt> First =
      Count->getIntegerConstantExpr(Unit.Context);
  std::optional<llvm::APSInt> Second =
      Size->getIntegerConstantExpr(Unit.Context);
  if (Second && *Second == 1 && !(First && *First == 1))
    std::swap(Count, Size);
  else if (!First || *First != 1)
    return Text.obstacle(Where, "more than one object is allocated here");
  std::optional<TextRange> Close = Text.rangeOf(Each.At->getRParenLoc());
  std::optional<TextRange> Bytes = Text.rangeOf(Size->getSourceRange());
  if (!Close || !Bytes)
    return Text.obstacle(Where, "a macro makes a part of the allocation");
  std::string New = Text.asIn(*Each.At, "mbr_handle_create(@)");
  New.replace(New.find('@'), 1, Text.text(*Bytes));
  Result.Edits.push_back(
      Text.replace({Head->File, Head->Begin, Close->End}, New));
  return std::nullopt;
}

/// Whether a loop makes blocks and releases them, other than for larger ones or
/// with the whole object.
bool OwnRegion::pilesUp(const CallExpr &Call, const BodyView &Body,
                        llvm::ArrayRef<Step> Ends) const {
  if (Wanted.InHeap)
    return false; // freed memory is used again
  auto Stays = [&](Location Where) {
    return llvm::any_of(Body.callsAt(Where), [&](const CallExpr *Each) {
      return releasesObject(*Each) ||
             llvm::any_of(Grown,
                          [&](const auto &Other) { return Other.At == Each; });
    });
  };
  return Body.isRepeated(&Call, Body.Function.getBody()) &&
         llvm::any_of(Ends, [&](const Step &End) {
           return llvm::StringRef(End.Message).contains("release") &&
                  !Stays(End.Where);
         });
}

/// Whether a block of this call may be resized in this unit.
bool OwnRegion::isResized(const PointerFlow::MemoryCall &Each) const {
  llvm::BitVector Reached = Flow.reachedFrom({Each.Where});
  return llvm::any_of(Grown, [&](const PointerFlow::MemoryCall &Other) {
    return Reached.test(Other.From);
  });
}

/// 'malloc(n)' becomes 'mbr_alloc(region, n)', 'realloc(p, n)' becomes
/// 'mbr_grow(region, p, n)'. That takes what it gave itself: a block that is
/// resized comes from there, too.
std::optional<Obstacle>
OwnRegion::callInRegion(const PointerFlow::MemoryCall &Each,
                        llvm::StringRef Region) {
  const Counterpart &Grows = Each.Known->Grows, &Instead = Each.Known->Instead;
  SourceLocation Where = Each.At->getExprLoc();
  if (Wanted.InHeap) {
    const Counterpart &Used = Grows ? Grows : Instead;
    if (Used.InHeap.empty())
      return Text.obstacle(Where, "nothing in a region that frees singly does "
                                  "the same");
    if (Grows)
      say(FlowRole::Resized, Each.From, Where,
          "'" + Each.In->getName() + "' resizes other memory here, too");
    return callInstead(Text, *Each.At, Used, (Used.InHeap + "(" + Region).str(),
                       Result.Edits);
  }
  if (Grows) {
    say(FlowRole::Resized, Each.From, Where,
        "'" + Each.In->getName() + "' resizes other memory here, too");
    return callInstead(Text, *Each.At, Grows,
                       (Grows.InRegion + "(" + Region).str(), Result.Edits);
  }
  if (isResized(Each) && Instead.Operands.size() == 1 &&
      Instead.Operands.front().Argument && Instead.Size.size() == 1 &&
      !Instead.Zeroed)
    return callInstead(
        Text, *Each.At, Instead,
        (Grown.front().Known->Grows.InRegion + "(" + Region + ", NULL").str(),
        Result.Edits);
  say(FlowRole::Fixed, Each.Where, Where,
      "the block is resized, and in a region what '" + Instead.InRegion +
          "' gives cannot be");
  return callInstead(Text, *Each.At, Instead,
                     (Instead.InRegion + "(" + Region).str(), Result.Edits);
}

/// What names the region that a block of a call belongs in.
std::variant<std::string, Obstacle> OwnRegion::regionFor(const CallExpr &Call,
                                                         Function In) {
  ObjectHomes Homes(bodyOf(In), Flow, Object, Hanging, Makers);
  auto Found = Homes.homeOf(Call);
  Obstacle Others =
      Text.obstacle(Call.getExprLoc(),
                    "what hangs under one object may be moved to another here");
  if (auto *Cannot = std::get_if<Obstacle>(&Found)) {
    if (!Makers.contains(In) || !Homes.isPassedOn())
      return *Cannot;
    if (bringsOthers(Call, In, nullptr))
      return Others;
    return regionNameIn(Text, *In);
  }
  const VarDecl *Home = std::get<const VarDecl *>(Found);
  if (bringsOthers(Call, In, Home))
    return Others;
  say(FlowRole::Home, Flow.placeOf(Home), Call.getExprLoc(),
      "'" + Home->getName() + "' is not always in the region of an object");
  return (Homes.isObject(Home) ? "mbr_handle_region(" : "mbr_region_of(") +
         Home->getName().str() + ")";
}

std::optional<Obstacle>
OwnRegion::planBlock(const PointerFlow::MemoryCall &Each) {
  SourceLocation Where = Each.At->getExprLoc();
  if (!Text.callHead(*Each.At) || !Each.In)
    return Text.obstacle(Where,
                         "the block is allocated " + Text.macroPhrase(Where));
  const BodyView &Body = bodyOf(Each.In);
  if (pilesUp(*Each.At, Body, Each.Known->Ends))
    return Text.obstacle(Where, "blocks that a loop allocates and releases one "
                                "by one would pile up");
  auto Region = regionFor(*Each.At, Each.In);
  if (auto *Cannot = std::get_if<Obstacle>(&Region))
    return *Cannot;
  say(FlowRole::Taken, Each.Where, Where, "the region gets this block");
  return callInRegion(Each, std::get<std::string>(Region));
}

std::optional<Obstacle> OwnRegion::planBlocks() {
  for (const PointerFlow::MemoryCall &Each : Made) {
    if (meets(Flow.reachedFrom({Each.Where}), Members))
      return Text.obstacle(Each.At->getExprLoc(),
                           "objects of '" + Type.Name +
                               "' hang under each other, and each would take "
                               "a region");
    if (auto Cannot = planObject(Each))
      return Cannot;
  }
  for (const PointerFlow::MemoryCall &Each : Grown)
    if (meets(Flow.reachedFrom({Each.Where}), Objects))
      return Text.obstacle(Each.At->getExprLoc(), "the object is resized");
  for (const auto *Calls : {&Taken, &Grown})
    for (const PointerFlow::MemoryCall &Each : *Calls)
      if (auto Cannot = planBlock(Each))
        return Cannot;
  return planMakers();
}

//===-- The whole ---------------------------------------------------------===//

/// What the goal leaves as it is.
void OwnRegion::sayOthers() {
  for (unsigned Place : Members)
    say(FlowRole::Member, Place, Object->getLocation(), "");
  auto Has = [](const std::vector<PointerFlow::MemoryCall> &All,
                const PointerFlow::MemoryCall &One) {
    return llvm::any_of(All,
                        [&](const auto &Other) { return Other.At == One.At; });
  };
  for (const PointerFlow::MemoryCall &Each : Flow.Allocations)
    if (!Has(Made, Each) && !Has(Taken, Each)) {
      for (FlowRole Role : {FlowRole::Foreign, FlowRole::Outside})
        say(Role, Each.Where, Each.At->getExprLoc(),
            "memory that does not hang under the object comes from here");
    }
  for (const PointerFlow::MemoryCall &Each : Flow.Resizes)
    if (!Has(Grown, Each)) {
      for (FlowRole Role : {FlowRole::Foreign, FlowRole::Outside})
        say(Role, Each.Where, Each.At->getExprLoc(),
            "memory that does not hang under the object is resized here");
      say(FlowRole::Lost, Each.From, Each.At->getExprLoc(),
          "it is resized here, with other memory");
    }
  for (const PointerFlow::MemoryCall &Each : Flow.Frees)
    if (!Has(Released, Each) && !Has(Gone, Each))
      say(FlowRole::Lost, Each.Where, Each.At->getExprLoc(),
          "it is released here, with other memory");
}

void OwnRegion::findCalls() {
  class Finder : public RecursiveASTVisitor<Finder> {
  public:
    explicit Finder(OwnRegion &Into) : Into(Into) {}
    bool TraverseFunctionDecl(FunctionDecl *Each) {
      llvm::SaveAndRestore<Function> Inner(Current, Each);
      return RecursiveASTVisitor::TraverseFunctionDecl(Each);
    }
    bool VisitFunctionDecl(FunctionDecl *Each) {
      if (Each->doesThisDeclarationHaveABody())
        Into.Defined.push_back(Each);
      return true;
    }
    bool VisitCallExpr(CallExpr *Call) {
      if (const FunctionDecl *Callee = Call->getDirectCallee())
        if (const FunctionDecl *Body = Callee->getDefinition())
          Into.CallsOf[Body].push_back({Call, Current});
      return true;
    }

  private:
    OwnRegion &Into;
    Function Current = nullptr;
  };
  Finder(*this).TraverseDecl(Unit.Context.getTranslationUnitDecl());
  HasPublic = llvm::any_of(Unit.Answer.Functions, [](const auto &Each) {
    return Each.Public && !Each.System;
  });
}

/// The edits need the header.
void OwnRegion::include() {
  std::set<FileID> Files;
  for (const auto *Calls : {&Made, &Taken, &Grown, &Released, &Gone})
    for (const PointerFlow::MemoryCall &Each : *Calls)
      if (Calls != &Gone || Wanted.InHeap)
        Files.insert(Text.Sources.getFileID(
            Text.Sources.getFileLoc(Each.At->getExprLoc())));
  for (Function Each : Makers)
    Files.insert(Text.Sources.getFileID(
        Text.Sources.getFileLoc(Each->getFirstDecl()->getLocation())));
  for (FileID Each : Files)
    if (auto New = Text.addInclude(Each, "membrane/handle.h"))
      Result.Edits.push_back(std::move(*New));
}

UnitEdits OwnRegion::plan() {
  std::optional<Obstacle> Cannot;
  if (Unit.Context.getLangOpts().CPlusPlus)
    Cannot = Text.obstacle(
        Text.Sources.getLocForStartOfFile(Text.Sources.getMainFileID()),
        "a part of the program is C++");
  findRecords();
  findCalls();
  sortAllocations();
  sortFrees();
  sayOthers();
  findMakers();
  if (!Cannot && !Wanted.InHeap)
    Cannot = checkSingly();
  for (Function Each : Defined)
    if (!Cannot)
      Cannot = checkMoves(*Each);
  if (!Cannot)
    Cannot = checkHidden();
  if (!Cannot)
    Cannot = planBlocks();
  if (!Cannot)
    Cannot = planReleases();
  if (!Cannot)
    Cannot = planBodies();
  if (Cannot)
    Result.Edits.clear();
  else
    include();
  for (size_t Finding : Wanted.Findings)
    if (Cannot)
      Result.Withheld.try_emplace(Finding, *Cannot);
    else if (!Result.Edits.empty())
      Result.Mended.try_emplace(Finding, FixKind::OwnRegion);
  for (auto [Finding, Where] : Wanted.Leaks)
    if (!Cannot && llvm::any_of(Taken, [&](const auto &Each) {
          return Unit.locate(Each.At->getExprLoc()) == Where;
        }))
      Result.Mended.try_emplace(Finding, FixKind::OwnRegion);
  return std::move(Result);
}

UnitEdits planOwnRegion(const UnitView &Unit, PointerFlow &Flow,
                        const Goal &Wanted) {
  return OwnRegion(Unit, Flow, Wanted).plan();
}

} // namespace membrane
