// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Objects that a callee reaches by several names.
//
// A function is summarised as if its arguments and globals, and what hangs
// under them, were different objects: a store by one name leaves alone what is
// read by another. Where that matters, a caller that has one object for two of
// the names tells so, as a part of the context: that one name is the other
// (then stores replace as usual), or may be it (then what is reached by the
// one name is both objects, and stores only add).

#include "analysis/escape/Application.h"
#include "analysis/escape/Bounds.h"
#include "analysis/escape/Cells.h"
#include "llvm/ADT/SmallSet.h"

using namespace membrane;

/// Runs of one callee for one call, until no further names are met.
static constexpr unsigned MaxRuns = 4;

bool membrane::isCallers(const Node &Object) {
  return Object.Form == Node::Kind::Argument ||
         Object.Form == Node::Kind::Content ||
         Object.Form == Node::Kind::Global;
}

/// The contents through which the function goes further.
static std::vector<bool> holders(const FunctionSummary &Of) {
  std::vector<bool> Found(Of.Nodes.size());
  for (const Node &Object : Of.Nodes)
    if (Object.Form == Node::Kind::Content)
      Found[Object.Parent.Index] = true;
  for (const SummaryCell &Place : Of.Cells)
    Found[Place.Node.Index] = true;
  for (const InterimUse &Use : Of.Interim)
    Found[Use.Node.Index] = true;
  return Found;
}

/// Where the function finds the way to a Content: also further ways, of one
/// that is folded.
static llvm::SmallVector<LinkBelow, 2> linksTo(const FunctionSummary &Of,
                                               NodeId Named) {
  const Node &Inner = Of.Nodes[Named.Index];
  llvm::SmallVector<LinkBelow, 2> Found;
  if (Inner.Form != Node::Kind::Content)
    return Found;
  Found.push_back({Inner.Parent, Inner.At});
  for (Offset At : Inner.Folded)
    Found.push_back({Named, At});
  llvm::append_range(Found, Inner.Below);
  return Found;
}

bool membrane::mixesNames(const FunctionSummary &Of) {
  std::set<NodeId> Written, Lost;
  for (const SummaryCell &Place : Of.Cells)
    if (isCallers(Of.Nodes[Place.Node.Index]))
      Written.insert(Place.Node);
  for (const InterimUse &Use : Of.Interim)
    if (Use.How & (InterimUse::Lost | InterimUse::LostNumber))
      Lost.insert(Use.Node);
  Written.insert(Lost.begin(), Lost.end());
  auto Others = [](const std::set<NodeId> &All, NodeId Own) {
    return All.size() > All.count(Own);
  };
  for (const InterimUse &Use : Of.Interim)
    if ((Use.How & (InterimUse::Reread | InterimUse::RereadNumber)) &&
        Others(Written, Use.Node))
      return true;
  const std::vector<bool> Held = holders(Of);
  for (uint32_t I = 0; I < Of.Nodes.size(); ++I)
    for (const LinkBelow &Link : linksTo(Of, NodeId(I)))
      if (Others(Held[I] ? Written : Lost, Link.From))
        return true;
  return false;
}

/// Where the callee stores something in memory that the caller has names for.
Application::ByObject Application::stored() {
  ByObject Found;
  auto Add = [&](const Stored &New) {
    if (isApart(New.Inner))
      return;
    const PointsTo &Leads = at(New.Inner);
    Caller.Nodes.spend(Leads.targets().size());
    for (const Target &To : Leads.targets()) {
      Found[To.Node.Index].push_back(New);
      Found[To.Node.Index].back().At = To.At.plus(New.At);
    }
  };
  for (const SummaryCell &Place : Callee.Cells)
    Add({Place.At, Place.Node, Place.Small || Place.Number, false});
  for (const InterimUse &Use : Callee.Interim)
    if (Use.How & (InterimUse::Lost | InterimUse::LostNumber))
      Add({Use.At, Use.Node, !(Use.How & InterimUse::Lost), true});
  return Found;
}

/// Where the callee takes what it finds for what stood there at the entry, or
/// for what it has stored there.
std::vector<Application::Wanted> Application::wanted(const Context &Known) {
  std::vector<Wanted> Found;
  for (const InterimUse &Use : Callee.Interim)
    if ((Use.How & (InterimUse::Reread | InterimUse::RereadNumber)) &&
        !isApart(Use.Node))
      Found.push_back({Use.Node, nullptr, Use.At,
                       (Use.How & InterimUse::RereadNumber) != 0});
  const std::vector<bool> Held = holders(Callee);
  for (uint32_t I = 0; I < Callee.Nodes.size(); ++I) {
    if (isApart(NodeId(I)))
      continue;
    for (const LinkBelow &Link : linksTo(Callee, NodeId(I)))
      Found.push_back({Link.From, nullptr, Link.At, false, !Held[I]});
  }
  for (const Binding &Told : Known)
    if (!Told.isOfNames())
      addBound(Told, Found);
  return Found;
}

/// What is bound may hang under what has no node in the summary.
void Application::addBound(const Binding &Told, std::vector<Wanted> &Into) {
  const InputPath &Path = Told.Path;
  if (Path.Argument >= Call.Arguments.size())
    return;
  SharedObject Holder;
  Holder.Name.Argument = Path.Argument;
  Holder.Leads = Call.Arguments[Path.Argument];
  for (int64_t Bytes : Path.Offsets) {
    Offset At = Offset::exact(Bytes);
    Into.push_back({{},
                    std::make_unique<SharedObject>(Holder),
                    At,
                    Told.Form == Binding::Kind::Number});
    Holder.Leads = follow(PointsTo(Holder.Leads), At);
    Holder.Name.Way.push_back(At);
  }
}

/// Whether a node is no object that another name can be, too.
bool Application::isApart(NodeId Inner) const {
  Node::Kind Top = Callee.Nodes[Callee.root(Inner).Index].Form;
  if (Top != Node::Kind::Argument && Top != Node::Kind::Global)
    return true;
  return !isCallers(Callee.Nodes[Inner.Index]);
}

const SharedObject &Application::shared(NodeId Inner) {
  SharedAs.resize(Callee.Nodes.size());
  std::unique_ptr<SharedObject> &Known = SharedAs[Inner.Index];
  if (!Known)
    Known = std::make_unique<SharedObject>(makeShared(Inner));
  return *Known;
}

/// Ways from a node that lead back to it.
void Application::addFolded(SharedObject &Object) const {
  const Node &Above = Callee.Nodes[Object.Inner.Index];
  for (Offset At : Above.Folded)
    Object.Folded.push_back({At});
  for (LinkBelow Link : Above.Below) {
    llvm::SmallVector<Offset, 2> Way = {Link.At};
    for (; Link.From != Object.Inner;
         Link.From = Callee.Nodes[Link.From.Index].Parent)
      Way.push_back(Callee.Nodes[Link.From.Index].At);
    std::reverse(Way.begin(), Way.end());
    Object.Folded.push_back(Way);
  }
}

SharedObject Application::makeShared(NodeId Inner) {
  SharedObject Found;
  Found.Leads = at(Inner);
  Found.Inner = Inner;
  addFolded(Found);
  for (; Callee.Nodes[Inner.Index].Form == Node::Kind::Content;
       Inner = Callee.Nodes[Inner.Index].Parent) {
    Found.Name.Way.push_back(Callee.Nodes[Inner.Index].At);
    Found.Multiple |= Callee.Nodes[Inner.Index].Multiple;
  }
  std::reverse(Found.Name.Way.begin(), Found.Name.Way.end());
  const Node &Top = Callee.Nodes[Inner.Index];
  Found.Name.Several = Top.Several;
  if (Top.Form == Node::Kind::Global)
    Found.Name.Variable = SymbolId(Top.Number);
  else
    Found.Name.Argument = Top.Number;
  return Found;
}

/// How far behind the start of the other one a name is, where both are one
/// object.
static Offset distance(const PointsTo &Named, const PointsTo &Other) {
  std::optional<Offset> Found;
  for (const Target &To : Named.targets())
    for (const Target &From : Other.targets())
      if (To.Node == From.Node) {
        Offset Here = To.At.plus(From.At.negated());
        Found = Found ? Found->join(Here) : Here;
      }
  return Found.value_or(Offset::any());
}

/// Whether names that lead to an object of the caller's may be told.
static bool isTold(const Node &Object) {
  return isCallers(Object) || Object.Form == Node::Kind::Fresh ||
         Object.Form == Node::Kind::Local;
}

/// Whether two names lead to one object, To, of the caller's. Links that it
/// does not tell apart are taken to be different, if they are reached by links.
bool Application::areOne(const SharedObject &A, const SharedObject &B,
                         const Target &To) {
  const ObjectName &First = A.Name, &Second = B.Name;
  if (First == Second)
    return false;
  if (First.Way.empty() && Second.Way.empty())
    return true;
  if (Caller.Nodes[To.Node].Multiple)
    return false;
  bool Single = A.Leads.targets().size() == 1 && B.Leads.targets().size() == 1;
  return Single || distance(A.Leads, B.Leads).isExact();
}

/// Two names may lead to one object, To, of the caller's.
void Application::tell(const SharedObject &A, const SharedObject &B,
                       const Target &To, Context &Into) {
  const SharedObject &Named = B.Name < A.Name ? A : B;
  const SharedObject &Other = B.Name < A.Name ? B : A;
  bool Variables = Named.Name.Variable && Named.Name.Way.empty();
  if (Variables || !areOne(Other, Named, To))
    return;
  auto IsOne = [&](const SharedObject &Object) {
    const Target *Only = Object.Leads.single();
    return Only && !Object.Multiple && !Object.Leads.isLoose() &&
           !Caller.Nodes[Only->Node].Multiple &&
           !Caller.Nodes[Only->Node].Several;
  };
  Binding Told;
  Told.Named = Named.Name;
  Told.Other = Other.Name;
  Told.Distance = distance(Named.Leads, Other.Leads);
  Told.Form = IsOne(Named) && IsOne(Other) && Told.Distance.isExact()
                  ? Binding::Kind::Is
                  : Binding::Kind::MayBe;
  Into.push_back(Told);
  // A link that leads to what it is reached from.
  Told.Form = Binding::Kind::MayBe;
  for (llvm::ArrayRef<Offset> Way : Named.Folded) {
    llvm::append_range(Told.Named.Way, Way);
    Into.push_back(Told);
    Told.Named.Way.resize(Named.Name.Way.size());
  }
}

/// Whether the callee finds something by one name where it may have stored by
/// another one, in a way that Matters.
bool Application::meets(const Context &Known, Meeting Matters) {
  // In the order in which they are met when the callee is played: how chains
  // fold must not depend on the question.
  for (uint32_t I = 0; I < Callee.Nodes.size(); ++I)
    if (!isApart(NodeId(I)))
      at(NodeId(I));
  const ByObject Stores = stored();
  if (Stores.empty())
    return false;
  for (const Wanted &Place : wanted(Known)) {
    const PointsTo &Leads = Place.Inner ? at(Place.Inner) : Place.Bound->Leads;
    for (const Target &To : Leads.targets()) {
      auto Others = Stores.find(To.Node.Index);
      if (Others == Stores.end() || !isTold(Caller.Nodes[To.Node]))
        continue;
      Caller.Nodes.spend(1 + Others->second.size());
      llvm::SmallSet<NodeId, 8> Met;
      Met.insert(Place.Inner);
      for (const Stored &Other : Others->second)
        if ((Place.Numbers || !Other.Number) &&
            (Other.Lost || !Place.OnlyLost) &&
            Other.At.meets(To.At.plus(Place.At)) &&
            Met.insert(Other.Inner).second && Matters(Place, Other, To))
          return true;
    }
  }
  return false;
}

/// What areOne says of links, without the names.
bool Application::mayBeOne(const Wanted &Place, const Stored &Other,
                           const Target &To) {
  if (!Caller.Nodes[To.Node].Multiple)
    return true;
  auto IsLink = [&](NodeId Inner) {
    return Callee.Nodes[Inner.Index].Form == Node::Kind::Content;
  };
  bool Reads =
      Place.Inner ? IsLink(Place.Inner) : !Place.Bound->Name.Way.empty();
  return !Reads && !IsLink(Other.Inner);
}

Context Application::sharedNames(const State &AtCall, const Context &Known) {
  Before = AtCall;
  Context Found;
  meets(Known, [&](const Wanted &Place, const Stored &Other, const Target &To) {
    if (mayBeOne(Place, Other, To))
      tell(Place.Inner ? shared(Place.Inner) : *Place.Bound,
           shared(Other.Inner), To, Found);
    return false;
  });
  return Found;
}

/// Asks less than areOne: a name may lead to fewer objects in one of the
/// functions than in all of them.
bool Application::mayShareNames(const State &AtCall) {
  Before = AtCall;
  return meets(
      {}, [&](const Wanted &Place, const Stored &Other, const Target &To) {
        Node::Kind Read = Callee.Nodes[Place.Inner.Index].Form;
        Node::Kind Written = Callee.Nodes[Other.Inner.Index].Form;
        if (Read == Node::Kind::Content || Written == Node::Kind::Content)
          return !Caller.Nodes[To.Node].Multiple;
        return Read != Node::Kind::Global || Written != Node::Kind::Global;
      });
}

/// What the callee did on the way to its exits is done by the caller's names.
void Application::passInterim() {
  for (const InterimUse &Use : Callee.Interim)
    for (const Target &To : at(Use.Node).targets())
      Caller.Nodes.noteUse({To.Node, To.At.plus(Use.At)}, Use.How);
}

/// Whether a function stores in memory that its caller has names for.
static bool storesInCallers(const FunctionSummary &Of) {
  return !Of.Interim.empty() ||
         llvm::any_of(Of.Cells, [&](const SummaryCell &Place) {
           return isCallers(Of.Nodes[Place.Node.Index]);
         });
}

/// The summary of a callee that holds at a call, ready to be played there.
std::unique_ptr<Application> Body::prepare(const Calling &Call, SymbolId Callee,
                                           const FunctionSummary &Any,
                                           const State &Now) {
  Context Known = contextFor(Any, Call, Now);
  const FunctionSummary *Found =
      Known.empty() ? &Any : Whole.special(Callee, Known);
  bool Bound = !Any.Bodyless && llvm::any_of(Known, [](const Binding &Told) {
    return !Told.Path.Offsets.empty();
  });
  for (unsigned Run = 0;; ++Run) {
    auto Playing = std::make_unique<Application>(*this, *Found, Call, Callee);
    if (!Found->MixesNames && !(Bound && storesInCallers(*Found)))
      return Playing;
    size_t Before = Known.size();
    const Context Shared = Playing->sharedNames(Now, Known);
    for (const Binding &Told : Shared)
      if (!Whole.isAlwaysTold(Callee, Told) &&
          llvm::none_of(Known, [&](const Binding &Other) {
            return Other.isOfSame(Told);
          }))
        Known.push_back(Told);
    if (Known.size() == Before)
      return Playing;
    llvm::sort(Known);
    Found = Run < MaxRuns ? Whole.special(Callee, Known)
                          : Whole.withoutContext(Callee, Known);
    if (Run == MaxRuns)
      return std::make_unique<Application>(*this, *Found, Call, Callee);
  }
}

/// What a pointer at a place that has a name leads to at the entry. Whoever has
/// named what is behind it has read a pointer there.
PointsTo Body::entryAt(Target Place) {
  Nodes.readPointerFrom(Place);
  return background(Nodes, Initial, Place, nullptr);
}

/// What a name leads to at the entry.
PointsTo Body::entryOf(const ObjectName &Named,
                       const GivenArguments &Arguments) {
  auto Given = Arguments.find(Named.Argument);
  PointsTo Found;
  if (Named.Several)
    Found = PointsTo::to(Nodes.severalGlobals(Named.Variable), Offset::any());
  else if (Named.Variable)
    Found = PointsTo::to(Nodes.symbol(Named.Variable));
  else if (Given != Arguments.end())
    Found = Given->second;
  else
    Found = PointsTo::to(Nodes.argument(Named.Argument));
  for (Offset At : Named.Way) {
    PointsTo Next;
    for (const Target &To : Found.targets())
      Next.add(entryAt({To.Node, To.At.plus(At)}));
    Found = Next;
  }
  return Found;
}

void Body::bindNames(const Context &Given, GivenArguments &Arguments) {
  std::vector<const Binding *> Ordered;
  for (const Binding &Told : Given)
    if (Told.isOfNames())
      Ordered.push_back(&Told);
  llvm::sort(Ordered, [](const Binding *A, const Binding *B) {
    return A->Named < B->Named;
  });
  for (const Binding *Told : Ordered) {
    PointsTo Places = entryOf(Told->Other, Arguments).displaced(Told->Distance);
    bool Sure = Told->Form == Binding::Kind::Is;
    if (!Sure)
      Places.loosen(PointsTo::Memory);
    const ObjectName &Named = Told->Named;
    if (Named.Way.empty()) {
      PointsTo &Held = Arguments[Named.Argument];
      if (!Sure)
        Held.add(PointsTo::to(Nodes.argument(Named.Argument)));
      Held.add(Places);
      continue;
    }
    NodeId Holder = Named.Several    ? Nodes.severalGlobals(Named.Variable)
                    : Named.Variable ? Nodes.symbol(Named.Variable)
                                     : Nodes.argument(Named.Argument);
    for (Offset At : llvm::ArrayRef(Named.Way).drop_back())
      Holder = Nodes.content(Holder, At);
    Target Place{Holder, Named.Way.back()};
    // Read before there is an entry for it.
    if (!Sure)
      Places.add(entryAt(Place));
    Initial[{Place.Node, Place.At}].add(Places);
  }
}
