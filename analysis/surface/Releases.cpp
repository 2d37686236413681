// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/Releases.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

const FreedPointer *
Releaser::find(llvm::ArrayRef<FreedPlace::Step> Steps) const {
  for (const auto &[Place, What] : Places)
    if (llvm::ArrayRef(Place.Steps) == Steps)
      return &What;
  return nullptr;
}

std::optional<Sureness> Releaser::whole() const {
  const FreedPointer *Own = find({});
  return Own ? std::optional(Own->Sure) : std::nullopt;
}

//===-- Who is one --------------------------------------------------------===//

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

void ReleaseIndex::add(uint32_t Index, const std::string &Name) {
  const Function &Code = Linked.Functions[Index];
  const FunctionSummary &Does = Found.Of[Index];
  std::map<uint32_t, Releaser> By;
  for (const NodeRelease &Given : Does.Releases) {
    const Node &Object = Does.Nodes[Given.Node.Index];
    if (Object.Form != Node::Kind::Argument)
      continue;
    // The summary also follows a pointer through the function's own memory.
    if (Given.Always) {
      FreedPlace Itself;
      Itself.Root = Object.Number;
      By[Object.Number].Places[Itself].Sure = Sureness::Always;
    }
    TypeId Type = Names.pointerTo(Code, Does, Given.Node).Type;
    if (RecordId Of = Names.pointee(Type))
      MayFree.insert(Of);
    else if (Names.spelling(Type) == "void *")
      MayFreeUntyped.insert(Object.Record);
  }
  for (const auto &[Place, What] : Freed.of(Index).Places) {
    if (Place.Global)
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
    As.Cut = Freed.of(Index).Cut || Freed.of(Index).Unseen;
    As.Argument = Argument;
    As.Type = Names.typeOfArgument(Code, Argument);
    As.Record = Names.pointee(As.Type);
    if (!As.Record)
      for (const Node &Object : Does.Nodes)
        if (Object.Form == Node::Kind::Argument && Object.Number == Argument)
          As.Record = Object.Record;
    As.Gone = llvm::any_of(As.Places, [&](const auto &Of) {
      bool Itself =
          Of.first.Steps.empty() || (Of.first.Steps.size() > 1 && As.Record &&
                                     recordAt(As, Of.first) == As.Record);
      return Itself && Of.second.Sure != Sureness::Maybe;
    });
    if (onlyReleases(Does, As))
      All.push_back(std::move(As));
  }
}

bool ReleaseIndex::mayFreeKind(RecordId Named) const {
  auto Fits = [&](RecordId Of) {
    return !Of || Names.isWithin(Named, Of) || Names.isWithin(Of, Named);
  };
  return llvm::any_of(MayFree, Fits) || llvm::any_of(MayFreeUntyped, Fits);
}

//===-- Which one ---------------------------------------------------------===//

static bool freesMore(const Releaser &A, const Releaser &B) {
  return A.Places.size() > B.Places.size() &&
         llvm::all_of(B.Places, [&](const auto &Of) {
           return A.find(Of.first.Steps) != nullptr;
         });
}

ReleaseIndex::Set ReleaseIndex::best(const Set &Of) {
  auto Loses = [&](const Releaser *One) {
    return llvm::any_of(Of, [&](const Releaser *Other) {
      if (Other->Function == One->Function)
        return false;
      const FreedPointer *Own = Other->find({});
      bool Decides = Own && Own->Through.count(One->Function);
      return Decides || freesMore(*Other, *One);
    });
  };
  Set Best;
  for (const Releaser *One : Of)
    if (!Loses(One))
      Best.push_back(One);
  return Best;
}

ReleaseIndex::Set ReleaseIndex::choose(
    llvm::function_ref<const FreedPointer *(const Releaser &)> Frees,
    Sureness Least) const {
  Set Known;
  for (const Releaser &As : All) {
    const FreedPointer *Freed = Frees(As);
    bool Fits = Least != Sureness::Maybe || !As.Allocates;
    if (Fits && Freed && Freed->Sure >= Least)
      Known.push_back(&As);
  }
  return Known;
}

/// The record that a place is, by the types on the way.
RecordId ReleaseIndex::recordAt(const Releaser &As,
                                const FreedPlace &Place) const {
  AccessPath Path;
  Path.Type = As.Type;
  RecordId Used = As.Record;
  for (const FreedPlace::Step &Step : Place.Steps) {
    Path = Names.step(Path, Step.At, Used);
    Used = {};
  }
  return Names.pointee(Path.Type);
}

const FreedPlace *ReleaseIndex::placeOf(const Releaser &As,
                                        RecordId Named) const {
  const FreedPlace *Best = nullptr;
  for (const auto &[Place, What] : As.Places) {
    size_t Depth = Place.Steps.size();
    bool Itself = Depth == 0 && As.Record == Named;
    bool Behind = Depth == 1 && !As.Record && recordAt(As, Place) == Named;
    bool Around = Depth > 1 && As.Record == Named &&
                  What.Sure != Sureness::Maybe && recordAt(As, Place) == Named;
    if ((Itself || Behind || Around) && (!Best || Depth < Best->Steps.size()))
      Best = &Place;
  }
  return Best;
}

ReleaseIndex::Set ReleaseIndex::ofRecord(RecordId Named) const {
  auto Whole = [&](const Releaser &As) {
    return As.Record == Named ? As.find({}) : nullptr;
  };
  // Behind: `free_it(struct it **)`. Around: an object that is reached from
  // another of its kind.
  auto Behind = [&](const Releaser &As) -> const FreedPointer * {
    const FreedPlace *Place = As.Record ? nullptr : placeOf(As, Named);
    return Place ? &As.Places.at(*Place) : nullptr;
  };
  auto Around = [&](const Releaser &As) -> const FreedPointer * {
    const FreedPlace *Place =
        As.Record == Named && As.Gone ? placeOf(As, Named) : nullptr;
    return Place ? &As.Places.at(*Place) : nullptr;
  };
  Set Known = choose(Whole, Sureness::Guarded);
  if (Known.empty())
    Known = choose(Behind, Sureness::Guarded);
  if (Known.empty())
    Known = choose(Whole, Sureness::Maybe);
  if (Known.empty())
    Known = choose(Around, Sureness::Guarded);
  return best(Known);
}

ReleaseIndex::Set
ReleaseIndex::ofMember(RecordId Named,
                       llvm::ArrayRef<FreedPlace::Step> Steps) const {
  auto Member = [&](const Releaser &As) {
    return As.Record == Named ? As.find(Steps) : nullptr;
  };
  Set Known = choose(Member, Sureness::Guarded);
  return Known.empty() ? choose(Member, Sureness::Maybe) : Known;
}

ReleaseIndex::Set ReleaseIndex::ofContents(RecordId Named) const {
  auto Any = [&](const Releaser &As) -> const FreedPointer * {
    if (As.Record != Named)
      return nullptr;
    const FreedPointer *Best = nullptr;
    for (const auto &[Place, What] : As.Places)
      if (!Best || What.Sure > Best->Sure)
        Best = &What;
    return Best;
  };
  Set Known = choose(Any, Sureness::Guarded);
  return best(Known.empty() ? choose(Any, Sureness::Maybe) : Known);
}

ReleaseIndex::Set ReleaseIndex::ofBlock(TypeId Type, const std::string &Family,
                                        std::optional<uint32_t> Hook) const {
  std::string Wanted = Names.spelling(Type);
  auto Any = [&](const Releaser &As) -> const FreedPointer * {
    std::string Taken = Names.spelling(As.Type);
    if (As.Record || (Taken != "void *" && Taken != Wanted))
      return nullptr;
    const FreedPointer *Own = As.find({});
    bool Fits = Own && (Own->Families.count(Family) ||
                        (Hook && Own->Hooks.count(*Hook)));
    return Fits ? Own : nullptr;
  };
  return best(choose(Any, Sureness::Guarded));
}

std::vector<std::string> ReleaseIndex::namesOf(const Set &Of) {
  std::vector<std::string> Known;
  for (const Releaser *As : Of)
    if (!llvm::is_contained(Known, As->Name))
      Known.push_back(As->Name);
  return Known;
}
