// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/escape/CoarseSummary.h"

#include "analysis/escape/Bounds.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

CoarseSummary::CoarseSummary(Coarse &Whole) : Whole(Whole) {
  for (Object Named = 0; Named < Whole.Things.size(); ++Named) {
    if (Whole.Sets.objectOf(Named) != Named)
      continue;
    Node::Kind Form = Whole.Things[Named].Form;
    if (isShared(Named) && Form != Node::Kind::Fresh &&
        Form != Node::Kind::Function && Form != Node::Kind::Thrown)
      Holders.push_back(Named);
    if (Form == Node::Kind::Local && Whole.Sets.hasCell(Named))
      Slots.set(Named);
  }
  findWritten();
  findFreed();
  findHanded();
  findStores();
  findWays();
}

/// Whether every function of the component can see it.
bool CoarseSummary::isShared(Object Named) const {
  const Coarse::Thing &Held = Whole.Things[Named];
  switch (Held.Form) {
  case Node::Kind::Content:
    return Whole.Things[Held.Root].Form == Node::Kind::Global;
  case Node::Kind::Global:
  case Node::Kind::Function:
  case Node::Kind::Fresh:
  case Node::Kind::Static:
  case Node::Kind::Thrown:
  case Node::Kind::Unseen:
    return true;
  case Node::Kind::Argument:
  case Node::Kind::Variadic:
  case Node::Kind::Local:
    return false;
  }
  return false;
}

bool CoarseSummary::isInput(Object Named) const {
  Node::Kind Form = Whole.Things[Named].Form;
  return Form == Node::Kind::Argument || Form == Node::Kind::Content ||
         Form == Node::Kind::Variadic ||
         (Form == Node::Kind::Global && !Whole.Things[Named].Constant);
}

/// Which text is written.
void CoarseSummary::findWritten() {
  std::set<Variable> Addresses;
  for (Variable Address : Whole.Written)
    Addresses.insert(Whole.Sets.representative(Address));
  for (Variable Address : Addresses)
    Written |= Whole.Sets.pointsTo(Address);
}

/// Which call frees an object, the first of each; of blocks, some more.
void CoarseSummary::findFreed() {
  FreesBlock.resize(Whole.Blocks.size());
  Inclusion::Set Seen;
  for (const Coarse::Release &Freed : Whole.Releases) {
    const Inclusion::Set &Objects = Whole.Sets.pointsTo(Freed.Block);
    for (uint32_t I = 0; I < Whole.Blocks.size(); ++I)
      if (FreesBlock[I].size() < HeldBlock::MaxReleases &&
          Objects.test(Whole.Blocks[I].Named) &&
          !llvm::is_contained(FreesBlock[I], Freed.By))
        FreesBlock[I].push_back(Freed.By);
    Inclusion::Set New = Objects;
    New.intersectWithComplement(Seen);
    for (unsigned Named : New)
      FreedBy[Named] = Freed.By;
    Seen |= New;
  }
}

/// Adds what stands in stack slots that callbacks are given.
void CoarseSummary::followSlots() {
  std::map<Variable, Inclusion::Set> Met;
  for (bool Grown = true; Grown;) {
    Grown = false;
    for (auto &[Key, Given] : Handed) {
      Inclusion::Set New = Whole.Sets.pointsTo(Given.first) & Slots;
      New.intersectWithComplement(Met[Given.first]);
      Met[Given.first] |= New;
      for (unsigned Slot : New)
        Whole.Sets.include(Given.first, Whole.Sets.contents(Slot));
      Grown |= !New.empty();
    }
    if (Grown)
      Whole.Sets.flow();
  }
}

/// What is the same for every function, once.
void CoarseSummary::findHanded() {
  for (const Coarse::Handed &Given : Whole.Given) {
    Variable Hook = Given.Hook == Coarse::None
                        ? Coarse::None
                        : Whole.Sets.representative(Given.Hook);
    auto [Entry, New] = Handed.try_emplace({Hook, Given.Back, Given.Hidden});
    if (New)
      Entry->second = {Whole.Sets.variable(), Given.Where};
    Whole.Sets.include(Entry->second.first, Given.Holds);
  }
  Whole.Sets.flow();
  followSlots();
  for (const Coarse::Frame &Member : Whole.Frames)
    for (Variable Given : Member.Arguments)
      if (Given != Coarse::None)
        Arguments.insert(Whole.Sets.representative(Given));
  for (Variable Hook : Whole.Nullable)
    Nullable.insert(Whole.Sets.representative(Hook));
  for (const Coarse::Told &Made : Whole.Calls) {
    CallsOfHook &All = Called[Whole.Sets.representative(Made.Hook)];
    All.Returned |= Made.Returned;
    All.Defaulted &= Made.Defaulted;
  }
  for (Coarse::Block &Made : Whole.Blocks) {
    for (Variable &Hook : Made.Hooks)
      Hook = Whole.Sets.representative(Hook);
    llvm::sort(Made.Hooks);
    Made.Hooks.erase(llvm::unique(Made.Hooks), Made.Hooks.end());
  }
  // Of what is assumed of one pointer, some of each kind.
  std::map<std::pair<Variable, AssumptionKind>, size_t> Count;
  for (Coarse::Assumption Made : Whole.Assumptions) {
    if (Made.Hook != Coarse::None)
      Made.Hook = Whole.Sets.representative(Made.Hook);
    if (Count[{Made.Hook, Made.Code.Kind}]++ < FunctionSummary::MaxAssumptions)
      Assumptions.push_back(Made);
    else
      countBound(Bound::Assumptions);
  }
}

/// Where blocks are stored, the first of each cell.
void CoarseSummary::findStores() {
  Inclusion::Set Fresh;
  for (const Coarse::Block &Made : Whole.Blocks)
    Fresh.set(Made.Named);
  for (const Coarse::Stored &Given : Whole.Stores)
    if (Whole.Sets.pointsTo(Given.Holds).intersects(Fresh))
      for (Variable Cell : Whole.Sets.cells(Given.Address))
        StoredAt.try_emplace(Cell, Given.Where);
}

/// Breadth first from each allocation up to all that lead to it.
void CoarseSummary::findWays() {
  for (const Coarse::Block &Made : Whole.Blocks) {
    std::vector<Way> Found(Whole.Frames.size());
    std::vector<bool> Met(Whole.Frames.size());
    std::vector<uint32_t> Todo;
    for (const auto &[Member, Steps] : Made.Sites) {
      Met[Member] = true;
      Todo.push_back(Member);
    }
    for (size_t I = 0; I < Todo.size(); ++I)
      for (const auto &[Caller, Where] : Whole.CalledBy[Todo[I]])
        if (!Met[Caller]) {
          Met[Caller] = true;
          Found[Caller] = {Todo[I], Where};
          Todo.push_back(Caller);
        }
    Ways.push_back(std::move(Found));
  }
}

/// The calls from a function down to an allocation.
std::vector<CallStep> CoarseSummary::stepsTo(uint32_t From,
                                             uint32_t Block) const {
  std::vector<CallStep> Steps;
  const std::vector<Way> &Way = Ways[Block];
  for (; Way[From].Next != Coarse::None; From = Way[From].Next)
    Steps.push_back(
        {Way[From].Where, Whole.Frames[Way[From].Next].Code->Symbol});
  // A member that stops before it calls the others does not come there.
  const auto &Sites = Whole.Blocks[Block].Sites;
  auto Last = Sites.find(From);
  llvm::append_range(Steps, Last == Sites.end() ? Sites.begin()->second
                                                : Last->second);
  if (Steps.size() > Allocation::MaxSteps) {
    countBound(Bound::WitnessSteps);
    // The outer ones and the last.
    Steps.erase(Steps.begin() + Allocation::MaxSteps - 1, Steps.end() - 1);
  }
  return Steps;
}

const CoarseSummary::Shared &CoarseSummary::shared(Variable Named) {
  std::unique_ptr<Shared> &Entry = Known[Whole.Sets.representative(Named)];
  if (Entry)
    return *Entry;
  Entry = std::make_unique<Shared>();
  Shared &Found = *Entry;
  const Inclusion::Set &Set = Whole.Sets.pointsTo(Named);
  Found.Number = Set.test(Whole.Number);
  Found.Null = Set.test(Whole.Null);
  for (unsigned Held : Set)
    if (isShared(Held))
      Found.Objects.push_back(Held);
    else
      Found.Others |= Whole.Things[Held].Form != Node::Kind::Local;
  return Found;
}

llvm::ArrayRef<CoarseSummary::Object> CoarseSummary::visible(Variable Named) {
  const Shared &Common = shared(Named);
  if (!Common.Others)
    return Common.Objects;
  auto &Found = Seen[Whole.Sets.representative(Named)];
  if (Found)
    return *Found;
  Found = std::make_unique<std::vector<Object>>(Common.Objects);
  const Inclusion::Set &Set = Whole.Sets.pointsTo(Named);
  for (unsigned Own : Set & Here->Own)
    Found->push_back(Own);
  return *Found;
}

NodeId CoarseSummary::node(Object Named) {
  auto Met = Of.find(Named);
  if (Met != Of.end())
    return Met->second;
  const Coarse::Thing &Held = Whole.Things[Named];
  Node New;
  New.Form = Held.Form;
  New.Number = Held.Number;
  New.Multiple = true;
  New.Several = Held.Several;
  switch (Held.Form) {
  case Node::Kind::Argument:
    New.Record = (*Held.Names)[Held.Named].Record;
    New.Flat = Held.Flat;
    New.Pointers = Held.Pointers;
    New.Multiple = false;
    break;
  case Node::Kind::Content:
    New.At = Offset::any();
    if (Held.Named)
      New = (*Held.Names)[Held.Named];
    New.Pointers |= Held.Named && !Held.Entered.empty();
    New.Parent = node(Held.Parent);
    // What leads back to it by others is not told from what leads anywhere.
    if (!Held.Named || Held.Mixed || !New.Below.empty()) {
      New.Multiple = true;
      New.Folded.assign({Offset::any()});
      New.Below.clear();
    }
    break;
  case Node::Kind::Global: {
    const Symbol &Variable = Whole.Linked.Symbols[Held.Number];
    New.Multiple = Held.Several;
    New.Seen = Held.Several && Whole.Linked.isPublic(SymbolId(Held.Number));
    if (!Held.Several && Variable.Type)
      New.Record = Whole.Linked.Types[Variable.Type.Index].Record;
    break;
  }
  case Node::Kind::Function:
    New.Multiple = false;
    break;
  case Node::Kind::Fresh:
    New.LeftByThrow = Summary.Throws || Summary.Unwinds;
    break;
  case Node::Kind::Variadic:
  case Node::Kind::Static:
  case Node::Kind::Thrown:
  case Node::Kind::Unseen:
  case Node::Kind::Local:
    break;
  }
  NodeId Number(uint32_t(Summary.Nodes.size()));
  Summary.Nodes.push_back(std::move(New));
  return Of[Named] = Number;
}

/// Whether something is true of all that a value may point to.
bool CoarseSummary::allOf(Variable Named,
                          llvm::function_ref<bool(Object, Offset)> IsTrue) {
  llvm::ArrayRef<Object> All = visible(Named);
  if (Whole.Level == Coarse::Detail::Objects)
    return llvm::all_of(All,
                        [&](Object To) { return IsTrue(To, Offset::any()); });
  llvm::SmallDenseSet<Object> Seen(All.begin(), All.end());
  for (unsigned Place : Whole.Sets.placesOf(Named)) {
    Object To = Whole.Sets.objectOf(Place);
    if (Seen.count(To) && !IsTrue(To, Whole.Sets.offsetOf(Place)))
      return false;
  }
  return true;
}

const PointsTo &CoarseSummary::translate(Variable Named) {
  auto &Found = Translated[Whole.Sets.representative(Named)];
  if (Found)
    return *Found;
  PointsTo Holds;
  const Shared &Common = shared(Named);
  if (Common.Null)
    Holds.addNumber(0);
  if (Common.Number)
    Holds.addScalar();
  allOf(Named, [&](Object To, Offset At) {
    Holds.add({node(To), At});
    return true;
  });
  // On another way something else stands there.
  Holds.loosen(PointsTo::Memory | PointsTo::Block);
  Found = std::make_unique<PointsTo>(std::move(Holds));
  return *Found;
}

void CoarseSummary::reach(Variable Named) {
  if (!Followed.insert(Whole.Sets.representative(Named)).second)
    return;
  for (Object To : visible(Named))
    reachBlock(To);
}

void CoarseSummary::reachBlock(Object Named) {
  Node::Kind Form = Whole.Things[Named].Form;
  if ((Form == Node::Kind::Fresh || Form == Node::Kind::Thrown) &&
      Reached.insert(Named).second)
    Work.push_back(Named);
}

/// Numbers are all that text is given.
void CoarseSummary::readText(Object Holder) {
  NodeId Named = node(Holder);
  SummaryCell &Out = Summary.Cells.emplace_back();
  Out.Node = Named;
  Out.At = Offset::any();
  Out.Holds = translate(Whole.Numbers);
}

void CoarseSummary::readCell(Object Holder) {
  const Coarse::Thing &Held = Whole.Things[Holder];
  if (Held.Flat && Written.test(Holder))
    readText(Holder);
  if (Whole.Sets.objectOf(Holder) != Holder || !Whole.Sets.hasCell(Holder) ||
      Holder == Whole.Constants || Held.Constant)
    return;
  readPlace(Holder, Holder, Offset::any());
  Variable Anywhere = Whole.Sets.cell(Holder);
  for (Object Place : Whole.Sets.placesIn(Holder)) {
    Variable Cell = Whole.Sets.cell(Place);
    if (!Whole.Sets.placesOf(Anywhere).contains(Whole.Sets.placesOf(Cell)))
      readPlace(Holder, Place, Whole.Sets.offsetOf(Place));
  }
}

/// Whether the address of a place is what a place of the caller's held at the
/// entry.
bool CoarseSummary::stoodThere(Object Holder, Offset At, Object To,
                               Offset Into) const {
  const Coarse::Thing &Held = Whole.Things[Holder];
  if (Held.Form == Node::Kind::Fresh)
    return false;
  bool Endless = Held.Root == Coarse::None ||
                 (Held.Form == Node::Kind::Content && !Held.Named);
  if (Endless && To == Holder)
    return true;
  if (Into != Offset::exact(0) && Whole.Sets.isSplit(To))
    return false;
  return llvm::any_of(Held.Entered, [&](const auto &Known) {
    return Known.first == To &&
           (Known.second == At || !Whole.Sets.isSplit(Holder));
  });
}

void CoarseSummary::readPlace(Object Holder, Object Place, Offset At) {
  const Coarse::Thing &Held = Whole.Things[Holder];
  Variable Cell = Whole.Sets.cell(Place);
  const PointsTo &Holds = translate(Cell);
  // What stood there at the entry and nothing else says nothing new, unless
  // bytes were moved: for a caller they may be those of another place.
  bool Old = !Written.test(Holder) && allOf(Cell, [&](Object To, Offset Into) {
    return stoodThere(Holder, At, To, Into);
  });
  if (Old && Holds.numbers().empty() && (!Holds.hasScalar() || Held.Flat))
    return;
  NodeId Named = node(Holder);
  SummaryCell &Out = Summary.Cells.emplace_back();
  Out.Node = Named;
  Out.At = At;
  Out.Holds = Holds;
  if (Whole.Sets.pointsTo(Cell).intersects(Whole.Sets.pointsTo(Whole.Parts)))
    Out.Holds.takeApart();
  auto Where = StoredAt.find(Whole.Sets.representative(Cell));
  if (Where != StoredAt.end())
    Out.Where = Where->second;
  reach(Cell);
}

void CoarseSummary::readCells() {
  for (const auto &[Bytes, Part] : Here->Results) {
    SummaryCell Out;
    Out.At = Offset::exact(Bytes);
    Out.Holds = translate(Part);
    Out.Where = Here->ReturnWhere;
    Summary.Result.push_back(Out);
    reach(Part);
  }
  for (unsigned Own : Here->Own)
    readCell(Own);
  for (Object Holder : Holders)
    readCell(Holder);
  if (Summary.Throws || Summary.ReachesCaught)
    reachBlock(Whole.Thrown);
  while (!Work.empty()) {
    Object Next = Work.back();
    Work.pop_back();
    readCell(Next);
  }
}

void CoarseSummary::readReleases() {
  for (Object Freed : visible(Whole.Released)) {
    if (!isInput(Freed))
      continue;
    auto By = FreedBy.find(Freed);
    Summary.Releases.push_back(
        {node(Freed), false,
         By == FreedBy.end() ? Location() : By->second.Where});
  }
}

FunctionSummary CoarseSummary::read(uint32_t At) {
  Position = At;
  Here = &Whole.Frames[At];
  Summary = {};
  Of.clear();
  Reached.clear();
  Seen.clear();
  Translated.clear();
  Hooks.clear();
  Followed.clear();
  const Reach::Member &Runs = Whole.Reached.of(Here->Index);
  Summary.Returns = Runs.Returns;
  Summary.Unwinds = Runs.Unwinds;
  Summary.Throws = Runs.Throws;
  Summary.Thrown.Any = Runs.Throws;
  Summary.ReturnWhere = Here->ReturnWhere;
  Summary.Callees = Here->Callees;
  Summary.CalleeLists = Here->CalleeLists;
  Summary.MoreCalls = Whole.MoreCalls;
  Summary.ReachesCaught = Whole.ReachesCaught;
  readBlocks();
  readAssumptions();
  if (Runs.Returns || Runs.Unwinds || Runs.Throws) {
    readHanded();
    readCalls();
    readCells();
    readReleases();
  }
  llvm::sort(Summary.Cells, [](const SummaryCell &A, const SummaryCell &B) {
    return std::tie(A.Node, A.At) < std::tie(B.Node, B.At);
  });
  findAlike(Summary);
  return std::move(Summary);
}
