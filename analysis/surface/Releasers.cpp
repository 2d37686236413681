// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which functions release something, and by what each is listed.

#include "analysis/surface/Kinds.h"
#include "analysis/surface/Laid.h"
#include "analysis/surface/Releases.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

static bool holds(const FunctionSummary &Does, const PointsTo &Value,
                  Node::Kind Form) {
  return llvm::any_of(Value.targets(), [&](const Target &To) {
    return Does.Nodes[To.Node.Index].Form == Form;
  });
}

/// Whether a cell at the exit shows that the function did more than release: it
/// left something fresh, or kept an argument.
bool ReleaseIndex::keepsArgument(const FunctionSummary &Does,
                                 const SummaryCell &Place,
                                 const Releaser &As) const {
  const Node &Root = Does.Nodes[Does.root(Place.Node).Index];
  bool Own = Root.Form == Node::Kind::Argument && Root.Number == As.Argument;
  bool Outside =
      Root.Form == Node::Kind::Argument || Root.Form == Node::Kind::Variadic;
  // What stands in memory that is gone is gone.
  if (Outside && !(Own && As.Gone) &&
      holds(Does, Place.Holds, Node::Kind::Fresh))
    return true;
  return llvm::any_of(Place.Holds.targets(), [&](const Target &To) {
    const Node &Held = Does.Nodes[To.Node.Index];
    const Node &From = Does.Nodes[Does.root(To.Node).Index];
    // It moves what another argument had to where the old memory was.
    if (Held.Form == Node::Kind::Content)
      return Own && !As.Gone && From.Form == Node::Kind::Argument &&
             From.Number != As.Argument;
    if (Held.Form != Node::Kind::Argument)
      return false;
    if (Held.Number == As.Argument)
      return !Own && !As.Gone;
    bool Itself =
        Root.Form == Node::Kind::Argument && Root.Number == Held.Number;
    bool InBlock = Own && As.Gone && Does.root(Place.Node) == Place.Node;
    return Outside && !Itself && !InBlock;
  });
}

bool ReleaseIndex::onlyReleases(const FunctionSummary &Does,
                                const Releaser &As) const {
  TypeId Result = Linked.Functions[As.Function].Result;
  bool Gives = Result && Linked.Types[Result.Index].Form != Type::Kind::Scalar;
  for (const SummaryCell &Part : Does.Result)
    for (Node::Kind Form : {Node::Kind::Fresh, Node::Kind::Argument,
                            Node::Kind::Content, Node::Kind::Unseen})
      if (Gives && holds(Does, Part.Holds, Form))
        return false;
  return llvm::none_of(Does.Cells, [&](const SummaryCell &Place) {
    return keepsArgument(Does, Place, As);
  });
}

/// Whether memory behind an argument may be gone afterwards. What a function
/// stored there itself, and frees, is not the caller's.
static bool mayRelease(const FunctionSummary &Does, uint32_t Argument) {
  auto Behind = [&](NodeId Named) {
    const Node &Top = Does.Nodes[Does.root(Named).Index];
    return Top.Form == Node::Kind::Argument && Top.Number == Argument;
  };
  return !Does.Calls.empty() || !Does.Assumptions.empty() ||
         llvm::any_of(
             Does.Releases,
             [&](const NodeRelease &Given) { return Behind(Given.Node); }) ||
         llvm::any_of(Does.Handed, [&](const HandedOut &Given) {
           return llvm::any_of(Given.Holds.targets(), [&](const Target &To) {
             return Behind(To.Node);
           });
         });
}

/// Whether a function frees nothing itself, and only shows what hangs under an
/// object to functions that are passed with it.
static bool onlyShows(const FunctionSummary &Does, const Releaser &As) {
  return llvm::all_of(As.Places,
                      [](const auto &Of) { return Of.second.ByCallback; }) &&
         !Does.Handed.empty() &&
         llvm::all_of(Does.Handed, [&](const HandedOut &Given) {
           return Does.Nodes[Given.Hook.Index].Form == Node::Kind::Argument;
         });
}

/// The record by which a release of an untyped object uses it, or finds more to
/// free there.
static RecordId usedAs(const FunctionSummary &Does, const Releaser &As) {
  for (const Node &Object : Does.Nodes)
    if (Object.Form == Node::Kind::Argument && Object.Number == As.Argument &&
        Object.Record)
      return Object.Record;
  for (const auto &[Place, What] : As.Places)
    if (!Place.Steps.empty() && Place.Steps.front().Holder)
      return Place.Steps.front().Holder;
  return {};
}

/// The record for which the calls of a function take what the untyped pointer
/// at its argument leads to: a destructor, for one, or what looks at a tag.
RecordId ReleaseIndex::passedAs(const Releaser &As) const {
  const Function &Code = Linked.Functions[As.Function];
  std::set<ValueId> Loaded;
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts) {
      if (Step.Form == Fact::Kind::Load) {
        const Value &From = Code.Values[Step.Operands[0].Index];
        if (From.Form == Value::Kind::Argument && From.Number == As.Argument)
          Loaded.insert(Step.Result);
      }
      const Function *Body = Step.Callee ? Linked.body(Step.Callee) : nullptr;
      for (uint32_t I = 0; Body && I < Step.Arguments.size(); ++I)
        if (Loaded.count(Step.Arguments[I]))
          if (RecordId Of = Names.pointee(Names.typeOfArgument(*Body, I)))
            return Of;
    }
  return {};
}

/// The record as which a release uses what the untyped pointer at its argument
/// leads to.
RecordId ReleaseIndex::usedBehind(const FunctionSummary &Does,
                                  const Releaser &As) const {
  for (const Node &Object : Does.Nodes) {
    if (Object.Form != Node::Kind::Content || !Object.Record)
      continue;
    const Node &Top = Does.Nodes[Object.Parent.Index];
    if (Top.Form == Node::Kind::Argument && Top.Number == As.Argument)
      return Object.Record;
  }
  for (const auto &[Place, What] : As.Places)
    if (Place.Steps.size() > 1 && Place.Steps[1].Holder)
      return Place.Steps[1].Holder;
  return passedAs(As);
}

/// Notes what the argument is, or is taken for.
void ReleaseIndex::noteTaken(Releaser &As) const {
  const FunctionSummary &Does = Found.Of[As.Function];
  As.Type = Names.argument(Linked.Functions[As.Function], As.Argument).Type;
  As.Record = Names.pointee(As.Type);
  if (leadsToUntyped(As.Type))
    As.Behind = usedBehind(Does, As);
  else if (!As.Record)
    As.Record = usedAs(Does, As);
}

/// Notes whose objects a release may free that clients have: that it is given,
/// by the address of the client's pointer, or found by a client's pointer among
/// those that the library holds.
void ReleaseIndex::noteRelease(const Function &Code,
                               const FunctionSummary &Does, NodeId Freed) {
  const Node &Object = Does.Nodes[Freed.Index];
  const Node &Top = Does.Nodes[Does.root(Freed).Index];
  bool Given = Object.Form == Node::Kind::Argument;
  bool Inside = Object.Form == Node::Kind::Content;
  bool ByAddress =
      Inside && Does.Nodes[Object.Parent.Index].Form == Node::Kind::Argument &&
      leadsTo(Linked, Names.argument(Code, Top.Number).Type,
              Type::Kind::Pointer);
  bool Sought = Inside && Top.Form == Node::Kind::Global;
  if (!Given && !ByAddress && !Sought)
    return;
  TypeId Type = Names.pointerTo(Code, Does, Freed).Type;
  RecordId Of = Names.pointee(Type);
  if (Given && !Of && Names.isUntyped(Type))
    MayFreeUntyped.insert(Of = Object.Record);
  else if (Of && (!Sought || takes(Code, Of)))
    MayFree.insert(Of);
  if (Given)
    noteMayFree(Of);
}

/// Whether a function is given an object of a record.
bool ReleaseIndex::takes(const Function &Code, RecordId Named) const {
  for (uint32_t I = 0; I < Code.Arguments.size(); ++I)
    if (Names.pointee(Names.argument(Code, I).Type) == Named)
      return true;
  return false;
}

/// Notes which arguments the function stores in a table that is a variable.
void ReleaseIndex::noteTakenBack(const Function &Code,
                                 const FunctionSummary &Does) {
  for (const SummaryCell &Place : Does.Cells) {
    const Node &Top = Does.Nodes[Does.root(Place.Node).Index];
    if (Top.Form != Node::Kind::Global || Top.Several || Place.At.isExact())
      continue;
    for (const Target &To : Place.Holds.targets()) {
      const Node &Given = Does.Nodes[To.Node.Index];
      if (Given.Form != Node::Kind::Argument || To.At != Offset())
        continue;
      TypeId Type = Names.argument(Code, Given.Number).Type;
      if (RecordId Of = Names.pointee(Type))
        TakenBack.insert({SymbolId(Top.Number), Of});
    }
  }
}

void ReleaseIndex::add(uint32_t Index, const std::string &Name) {
  const Function &Code = Linked.Functions[Index];
  const FunctionSummary &Does = Found.Of[Index];
  noteTakenBack(Code, Does);
  std::map<uint32_t, Releaser> By;
  for (const NodeRelease &Given : Does.Releases) {
    const Node &Object = Does.Nodes[Given.Node.Index];
    const Node &Top = Does.Nodes[Does.root(Given.Node).Index];
    if (&Top != &Object && Top.Form == Node::Kind::Argument)
      if (RecordId Of = Names.pointee(Names.argument(Code, Top.Number).Type))
        MayEmpty.insert(Of);
    noteRelease(Code, Does, Given.Node);
    if (Object.Form != Node::Kind::Argument)
      continue;
    // The summary also follows a pointer through the function's own memory.
    if (Given.Always) {
      FreedPlace Itself;
      Itself.Root = Object.Number;
      By[Object.Number].Places[Itself].Sure = Sureness::Always;
    }
  }
  const FreedBy All = Freed.of(Index);
  for (const auto &[Place, What] : All.Places) {
    // A function of the caller's that is told of an object on some paths (a
    // log) could free it as well.
    bool Told = What.ByCallback && What.Sure != Sureness::Always;
    if (Place.Global || (Told && Place.Steps.empty()))
      continue;
    Releaser &As = By[Place.Root];
    FreedPointer &Known = As.Places[Place];
    Sureness Sure = std::max(Known.Sure, What.Sure);
    Known = What;
    Known.Sure = Sure;
  }
  for (auto &[Argument, As] : By) {
    As.Function = Index;
    As.Name = Name;
    As.Allocates = !Does.Allocations.empty();
    As.Cut = All.Cut || All.Unseen;
    As.Argument = Argument;
    noteTaken(As);
    As.Gone = llvm::any_of(As.Places, [&](const auto &Of) {
      bool Itself =
          Of.first.Steps.empty() || (Of.first.Steps.size() > 1 && As.Record &&
                                     recordAt(As, Of.first) == As.Record);
      return Itself && Of.second.Sure != Sureness::Maybe;
    });
    if (mayRelease(Does, Argument) && !onlyShows(Does, As))
      sort(Does, std::move(As));
  }
}

/// Whether a function that frees an object gives back what a client had put
/// there: a pointer to nothing that the library knows, which stood in it.
bool ReleaseIndex::givesBack(const FunctionSummary &Does,
                             const Releaser &As) const {
  auto StoodThere = [&](const Target &To) {
    const Node &Held = Does.Nodes[To.Node.Index];
    const Node &Holder = Does.Nodes[Does.root(To.Node).Index];
    return Held.Form == Node::Kind::Content &&
           &Holder == &Does.Nodes[Held.Parent.Index] &&
           Holder.Form == Node::Kind::Argument && Holder.Number == As.Argument;
  };
  return As.Gone && Names.isUntyped(Linked.Functions[As.Function].Result) &&
         llvm::all_of(Does.Result, [&](const auto &Part) {
           return llvm::all_of(Part.Holds.targets(), StoodThere);
         });
}

/// Whether a function takes one object and nothing else, may free it, and tells
/// no more than how that went, or gives back what a client had put there. If
/// nothing better does, it is the release: it may leave an error in what it did
/// not free, or flush what was to be written.
bool ReleaseIndex::isOfOne(const FunctionSummary &Does,
                           const Releaser &As) const {
  const Function &Code = Linked.Functions[As.Function];
  return As.Record && As.whole() && Code.Arguments.size() == 1 &&
         !Code.Variadic &&
         (!Code.Result ||
          Linked.Types[Code.Result.Index].Form == Type::Kind::Scalar ||
          Linked.Types[Code.Result.Index].Form == Type::Kind::Void ||
          givesBack(Does, As));
}

void ReleaseIndex::sort(const FunctionSummary &Does, Releaser As) {
  As.Kinds = kindsOf(Names, Does, As);
  bool Only = onlyReleases(Does, As);
  if (isOfOne(Does, As) && (!Only || As.Allocates)) {
    Answers.clear();
    const Releaser &Kept = AllBusy.emplace_back(As);
    Busy[Kept.Record].push_back(&Kept);
  }
  if (Only)
    enter(std::move(As));
}

void ReleaseIndex::enter(Releaser As) {
  Answers.clear();
  Owners.clear();
  const Releaser &Kept = All.emplace_back(std::move(As));
  ByRecord[Kept.Record].push_back(&Kept);
  if (Kept.Record)
    return;
  OfNothing[taken(Kept.Type)].push_back(&Kept);
  std::set<RecordId> Led;
  for (const auto &[Place, What] : Kept.Places)
    if (Place.Steps.size() == 1)
      Led.insert(recordAt(Kept, Place));
  for (RecordId Named : Led)
    Behind[Named].push_back(&Kept);
}

void ReleaseIndex::noteMayFree(RecordId Of) {
  if (Of && !MayFreeParts.count(Of))
    for (RecordId Part : Names.partsOf(Of))
      MayFreeParts.insert(Part);
}

bool ReleaseIndex::mayFree(RecordId Named, TypeId As) const {
  if (Named && (MayFree.count(Named) || MayFreeUntyped.count(Named)))
    return true;
  return !Named && As && OfNothing.count(taken(As));
}

bool ReleaseIndex::mayFreeKind(RecordId Named) const {
  return MayFreeUntyped.count(RecordId()) || MayFreeParts.count(Named) ||
         llvm::any_of(Names.partsOf(Named), [&](RecordId Part) {
           return MayFree.count(Part) || MayFreeUntyped.count(Part);
         });
}
