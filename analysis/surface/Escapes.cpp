// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The exits of one function and the fresh memory behind each.
//
// Walks the summary's cells from every exit. A path ends where clients cannot
// look further (an opaque type): what hangs below belongs to the handle.

#include "analysis/surface/Recorder.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace membrane;

/// Another block that gets out the same way, perhaps with other releases. That
/// of a default goes back to the default where the hook is null.
void Recorder::addOther(Escape &Known, const ReleasedBy &Back,
                        const Target &To) const {
  const Allocation &Made = Found.Allocations[Found.Nodes[To.Node.Index].Number];
  bool Told = Made.Hook || Known.Vague || !To.At.isExact() ||
              Known.Family == Made.Family || Known.Release.empty() ||
              Back.Functions.empty() ||
              llvm::any_of(Found.Allocations, [&](const Allocation &Other) {
                return isDefaultOf(Made, Other);
              });
  if (Told || !Known.Otherwise.empty() ||
      llvm::any_of(Back.Functions, [&](const std::string &Name) {
        return llvm::is_contained(Known.Release, Name);
      }))
    return;
  Known.Otherwise = Back.Functions;
  Known.OtherWitness = stepsOf(Made);
}

/// What happens to memory where it gets out.
static std::string endPhrase(Exit To, llvm::StringRef Path) {
  if (To == Exit::Callback && Path.empty())
    return "given to the callback";
  if (To == Exit::Global && Path.empty())
    return "stored in one of many variables";
  return ("stored in '" + (Path.empty() ? "*" : Path) + "'").str();
}

/// Whether clients cannot look into a block at the end of a path. What is
/// passed to them by code without a body has no type there: its family says it.
bool Recorder::isOpaque(const AccessPath &Path, RecordId Used,
                        const Allocation &Made) const {
  if (Names.isOpaque(Path, Used))
    return true;
  const ModelFamily *Kind =
      Path.Type || Made.Hook ? nullptr : Shared.Known.family(Made.Family);
  return Kind && Kind->Opaque;
}

void Recorder::addEscape(Walk &Way, const AccessPath &Path, const Target &To) {
  NodeId Block = To.Node;
  const Node &Object = Found.Nodes[Block.Index];
  const Allocation &Made = Found.Allocations[Object.Number];
  // A piece of a block is not the record that the block starts with.
  RecordId Used = To.At == Offset() ? Object.Record : RecordId();
  bool Opaque = isOpaque(Path, Used, Made);
  ReleasedBy Back = releaseOf(Way, Path, To);
  for (Escape &Known : Out.Escapes)
    if (Known.To == Way.Base.To && Known.Argument == Way.Base.Argument &&
        (Known.Path == Path.Text || isNoDeeper(Path, Known))) {
      Known.Opaque &= Opaque;
      Known.Vague |= Path.Vague;
      return addOther(Known, Back, To);
    }
  Escape New = Way.Base;
  New.Path = Path.Text;
  New.Opaque = Opaque;
  New.Vague = Path.Vague;
  New.Family = familyOf(Made);
  New.Release = Back.Functions;
  New.ReleasedAs = Back.As;
  New.ReleasesItself = Back.Itself;
  New.Owner = Back.Owner;
  New.Unreleased =
      (Back.Usual || Back.Functions.empty()) && !mayBeReleased(Path, Block);
  New.Type = Names.spelling(Path.Type);
  New.Witness = stepsOf(Made);
  if (Way.Stored)
    New.Witness.push_back({Way.Stored, endPhrase(Way.Base.To, Path.Text)});
  if (New.To == Exit::Return && Found.ReturnWhere)
    New.Witness.push_back({Found.ReturnWhere, "returned here"});
  Out.Escapes.push_back(std::move(New));
}

/// What one pointer at an exit leads to.
void Recorder::walkCell(Walk &Way, const AccessPath &Path,
                        const PointsTo &Holds) {
  for (const Target &To : Holds.targets())
    walkTarget(Way, Path, To);
}

void Recorder::walkTarget(Walk &Way, const AccessPath &Path, const Target &To) {
  bool Thrown = Found.Nodes[To.Node.Index].Form == Node::Kind::Thrown;
  if (!Thrown && !isFresh(To.Node))
    return walkStatic(Way, Path, To);
  // What one of them goes with says nothing of the others.
  llvm::SaveAndRestore Release(Way.Release);
  llvm::SaveAndRestore OfArena(Way.OfArena);
  // An exception object that is held (exception_ptr) gives what is in it.
  if (Thrown) {
    if (Way.Visited.insert(To.Node).second)
      walkInside(Way, Path, To.Node);
    return;
  }
  if (Way.Base.To == Exit::Return && isLent(To.Node, To.At))
    return;
  RecordId Used = Found.Nodes[To.Node.Index].Record;
  const AccessPath Here = Names.toward(Path, Used);
  addEscape(Way, Here, To);
  if (isOpaque(Here, Used,
               Found.Allocations[Found.Nodes[To.Node.Index].Number]))
    return;
  // One path to each block is enough for each exit; cycles end here too.
  if (Way.Visited.insert(To.Node).second)
    walkInside(Way, Here, To.Node);
}

/// What releases what hangs under an object, or under the base of it or the
/// member that it hangs under.
ReleaseIndex::Set Recorder::releasesUnder(const Walk &Way) const {
  ReleaseIndex::Set Known;
  for (RecordId Holder = Way.Holder; Holder; Holder = Names.startOf(Holder))
    llvm::append_range(Known, Shared.Releases.ofMember(Holder, Way.Steps));
  const Offset At = Way.Steps.front().At;
  if (!At.isExact())
    return Known;
  for (const MemberPlace &Inner : Linked.membersAt(Way.Holder, At.Bytes)) {
    std::vector<FreedPlace::Step> Steps(Way.Steps.begin(), Way.Steps.end());
    Steps.front().At = Offset::exact(Inner.InHolder);
    llvm::append_range(Known, Shared.Releases.ofMember(Inner.Holder, Steps));
  }
  return Known;
}

/// Whether clients release what hangs under an object that is not theirs. The
/// destructor of a static runs at the end of the program.
bool Recorder::isEmptied(const Walk &Way) const {
  ReleaseIndex::Set Known = releasesUnder(Way);
  // Nobody knows where it stands at coarse precision, or in a list.
  if (Way.Steps.size() > 1 || !Way.Steps.front().At.isExact())
    llvm::append_range(Known, Shared.Releases.ofContents(Way.Holder));
  return llvm::any_of(Known, [&](const Releaser *As) {
    return !Linked.Functions[As->Function].Destructor;
  });
}

/// Where a place of an object stands behind an address in it.
static Offset behind(Offset Start, Offset Place) {
  return Start.isExact() && Place.isExact()
             ? Offset::exact(Place.Bytes - Start.Bytes)
             : Offset::any();
}

/// The address of an object of the library's is given out. What hangs under it
/// is lent as well, unless a public function releases that under such an
/// object.
void Recorder::walkStatic(Walk &From, const AccessPath &Path,
                          const Target &To) {
  const Node &Object = Found.Nodes[To.Node.Index];
  RecordId Holder = Names.pointee(Path.Type);
  bool Given = From.Base.To == Exit::Return || From.Base.To == Exit::Argument;
  if (!Given || Object.Form != Node::Kind::Global || !Holder ||
      Linked.isPublic(SymbolId(Object.Number)) ||
      !From.Visited.insert(To.Node).second)
    return;
  for (const SummaryCell &Place : Found.Cells) {
    if (Found.root(Place.Node) != To.Node)
      continue;
    Walk Way;
    Way.Base = From.Base;
    Way.Stored = Place.Where;
    Way.Holder = Holder;
    noteSteps(Way, Place);
    Way.Steps.front().At = behind(To.At, Way.Steps.front().At);
    if (!isEmptied(Way))
      continue;
    AccessPath Next = Path;
    for (const FreedPlace::Step &Step : Way.Steps)
      Next = Names.step(Next, Step.At, {});
    // What hangs there may lead back here.
    std::swap(Way.Visited, From.Visited);
    for (const Target &Held : Place.Holds.targets()) {
      if (!isFresh(Held.Node))
        continue;
      addEscape(Way, Next, Held);
      if (!Names.isOpaque(Next, Found.Nodes[Held.Node.Index].Record) &&
          Way.Visited.insert(Held.Node).second)
        walkInside(Way, Next, Held.Node);
    }
    std::swap(Way.Visited, From.Visited);
  }
}

/// The positions of the cells in a block.
llvm::ArrayRef<uint32_t> Recorder::cellsOf(NodeId Block) {
  if (CellsOf.empty()) {
    CellsOf.resize(Found.Nodes.size());
    for (uint32_t I = 0; I < Found.Cells.size(); ++I)
      CellsOf[Found.Cells[I].Node.Index].push_back(I);
  }
  return CellsOf[Block.Index];
}

void Recorder::walkInside(Walk &Way, const AccessPath &Path, NodeId Block) {
  for (uint32_t I : cellsOf(Block)) {
    const SummaryCell &Place = Found.Cells[I];
    Location Outer = Way.Stored;
    Way.Stored = Place.Where;
    AccessPath Next =
        Names.step(Path, Place.At, Found.Nodes[Block.Index].Record);
    walkCell(Way, Next, Place.Holds);
    Way.Stored = Outer;
  }
}

void Recorder::walkResult() {
  // Some bits of an address are followed within the program. Nobody makes a
  // pointer of a number that has no room for one.
  const Type *Given = Code.Result ? &Linked.Types[Code.Result.Index] : nullptr;
  if (Given && Given->Form == Type::Kind::Scalar && Given->Size > 0 &&
      Given->Size < PointerSize)
    return;
  Walk Way;
  Way.Base.To = Exit::Return;
  Way.Base.Doubtful =
      Found.Coarse && Given && Given->Form == Type::Kind::Scalar;
  for (const SummaryCell &Part : Found.Result) {
    AccessPath Path;
    Path.Type = Code.Result;
    Way.Release = releaseByResult(Found.Result, Part);
    walkCell(Way, Names.member(Path, Part.At), Part.Holds);
  }
}

/// Whether an argument is a number and nothing else, whatever constraints say
/// that it leads to.
bool Recorder::isNumber(uint32_t Argument) const {
  return Found.Coarse && Names.isNumber(Names.typeOfArgument(Code, Argument)) &&
         !Shared.Addresses.isAddress(uint32_t(&Code - Linked.Functions.data()),
                                     Argument);
}

void Recorder::walkArguments() {
  for (const SummaryCell &Place : Found.Cells) {
    NodeId Root = Found.root(Place.Node);
    const Node &Top = Found.Nodes[Root.Index];
    if (Top.Form != Node::Kind::Argument && Top.Form != Node::Kind::Variadic)
      continue;
    Walk Way;
    Way.Base.To = Exit::Argument;
    Way.Stored = Place.Where;
    const AccessPath &Holder = pointerTo(Place.Node);
    AccessPath Path =
        Names.step(Holder, Place.At, Found.Nodes[Place.Node.Index].Record);
    Way.Base.Argument = {ArgumentRef::Variadic};
    if (Top.Form == Node::Kind::Argument) {
      if (isNumber(Top.Number) || isCode(Place.Node))
        continue;
      Way.Base.Doubtful =
          Found.Coarse && isUnlikely(Names.typeOfArgument(Code, Top.Number));
      Way.Base.Blurred = isBlurred(Place);
      Way.Base.Argument = PathNamer::parameterOf(Code, Top.Number);
      const ArgumentOrigin *Origin = Top.Number < Code.Arguments.size()
                                         ? &Code.Arguments[Top.Number]
                                         : nullptr;
      if (Origin && Origin->Parameter == ArgumentOrigin::Result) {
        Way.Base.To = Exit::Return;
        Way.Base.Argument = {};
        AccessPath Whole;
        Whole.Type = Code.Result;
        Path = Place.Node == Root ? Names.member(Whole, Place.At) : Path;
        if (Place.Node == Root)
          Way.Release = releaseByResult(Found.Cells, Place);
      }
      // A copy of a parameter is the function's own: nobody sees it after.
      if (Origin && Origin->Indirect && Place.Node == Root)
        continue;
      if (Way.Base.To == Exit::Argument)
        startUnder(Way, Place);
    }
    walkCell(Way, Path, Place.Holds);
  }
}

/// Whether some of the answer rests on contracts of functions without a body.
bool Recorder::isByContract() const {
  return llvm::any_of(Found.Assumptions, [](const UnseenCode &Unknown) {
    return Unknown.Kind == AssumptionKind::Annotation;
  });
}

/// What a cell holds that can be the function's to keep.
llvm::ArrayRef<Target> Recorder::keepable(const SummaryCell &Place) {
  auto [Entry, New] =
      Keepable.try_emplace(Found.Alike[&Place - Found.Cells.data()]);
  if (New)
    for (const Target &To : Place.Holds.targets()) {
      Node::Kind Form = Found.Nodes[Found.root(To.Node).Index].Form;
      if (Form == Node::Kind::Fresh || Form == Node::Kind::Argument)
        Entry->second.push_back(To);
    }
  return Entry->second;
}

void Recorder::addRetention(const SummaryCell &Place, const Target &To) {
  NodeId Root = Found.root(Place.Node), From = Found.root(To.Node);
  const Node &Top = Found.Nodes[Root.Index];
  const Node &Object = Found.Nodes[To.Node.Index];
  bool Fresh = Object.Form == Node::Kind::Fresh;
  if (!Fresh && Found.Nodes[From.Index].Form != Node::Kind::Argument)
    return;
  // A contract does not say that a function keeps nothing, nor that it does.
  if (Top.Form == Node::Kind::Static && isByContract())
    return;
  // Of fresh blocks one tells of all.
  if (!Kept.insert({Root, Fresh ? NodeId() : To.Node}).second)
    return;
  Retention New;
  New.Global = Top.Form == Node::Kind::Global
                   ? Names.globalName(SymbolId(Top.Number))
                   : "the C library";
  New.Fresh = Fresh;
  New.Doubtful = Found.Coarse && Top.Form == Node::Kind::Global &&
                 (Top.Several || hasNoData(Linked.Symbols[Top.Number].Type));
  if (!Fresh) {
    New.Argument = PathNamer::parameterOf(Code, Found.Nodes[From.Index].Number);
    const AccessPath &At = pointerTo(To.Node);
    New.Path = At.Text;
    New.IsCode = Names.isFunction(At.Type);
  }
  auto Words = std::make_tuple(New.Fresh, New.Argument, New.Global, New.Path);
  if (!KeptInWords.insert(std::move(Words)).second)
    return;
  if (Fresh) {
    New.Witness = stepsOf(Found.Allocations[Object.Number]);
    New.Witness.push_back({Place.Where, "kept in '" + New.Global + "'"});
  }
  Out.Retains.push_back(std::move(New));
}

/// The path of what stands at a place in a global or under it.
AccessPath Recorder::placeInGlobal(const SummaryCell &Place) {
  const AccessPath &Holder = pointerTo(Place.Node);
  const Node &Object = Found.Nodes[Place.Node.Index];
  return Object.Form == Node::Kind::Global
             ? Names.member(Holder, Place.At)
             : Names.step(Holder, Place.At, Object.Record);
}

void Recorder::walkGlobals() {
  std::set<std::pair<NodeId, uint32_t>> Met;
  for (const SummaryCell &Place : Found.Cells) {
    NodeId Root = Found.root(Place.Node);
    const Node &Top = Found.Nodes[Root.Index];
    bool Global = Top.Form == Node::Kind::Global;
    bool Library = Top.Form == Node::Kind::Static && Top.Number == 0;
    if ((!Global && !Library) || isCode(Place.Node))
      continue;
    if (Global && (Linked.isPublic(SymbolId(Top.Number)) ||
                   Shared.Clients.leadsTo(Found, Place.Node))) {
      Walk Way;
      Way.Base.To = Exit::Global;
      Way.Stored = Place.Where;
      AccessPath Path = placeInGlobal(Place);
      if (Top.Several) {
        Path.Text.clear(); // nobody knows which one
        Way.Base.Doubtful = Found.Coarse;
      }
      walkCell(Way, Path, Place.Holds);
      continue;
    }
    // What holds the same under one global keeps nothing more.
    uint32_t Same = Found.Alike[&Place - Found.Cells.data()];
    if (!canKeep(Found, Place) || !Met.insert({Root, Same}).second)
      continue;
    for (const Target &To : keepable(Place))
      addRetention(Place, To);
  }
}

/// What an exception takes along that leaves, or that the caller has caught.
void Recorder::walkThrown() {
  if (!Found.Throws && !Found.ReachesCaught)
    return;
  for (const SummaryCell &Place : Found.Cells) {
    if (Found.Nodes[Place.Node.Index].Form != Node::Kind::Thrown)
      continue;
    Walk Way;
    Way.Base.To = Exit::Exception;
    Way.Visited.insert(Place.Node);
    Way.Stored = Place.Where;
    walkCell(Way, AccessPath(), Place.Holds);
  }
}

void Recorder::findEscapes() {
  findBlurred();
  walkGlobals();
  // What an argument keeps goes with it, also where it is returned.
  bool Kept = llvm::any_of(Found.Result, [&](const SummaryCell &Part) {
    return llvm::any_of(Part.Holds.targets(), [&](const Target &To) {
      return isUnderArgument(To.Node);
    });
  });
  if (Kept)
    walkArguments();
  walkResult();
  if (!Kept)
    walkArguments();
  walkStoredOutside();
  walkHanded();
  walkThrown();
  llvm::sort(Out.Escapes, [](const Escape &A, const Escape &B) {
    return std::tie(A.To, A.Argument, A.Path) <
           std::tie(B.To, B.Argument, B.Path);
  });
}
