// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Allocations that go past an allocator which the library's user may choose.
//
// There are two such allocators: a hook is a global that the program may
// replace, and binds the whole library; one that a caller passes binds what is
// allocated below that call. An allocation in a function's own code goes past
// it if it is of a family that stands behind the allocator, in plain sight. A
// function that the library itself installs there is not meant, nor one that
// only such functions call, nor what is allocated where the allocator was
// found to be null. Not told apart: which of several hooks is meant.

#include "analysis/surface/Bypasses.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

namespace {

/// A call through a chosen allocator.
struct ChosenUse {
  uint32_t Function = 0;   ///< whose summary tells of it
  uint32_t Allocation = 0; ///< in that summary
};

class BypassFinder {
public:
  BypassFinder(const SurfaceContext &Shared, const Models &Known)
      : Shared(Shared), Linked(Shared.Linked), Known(Known),
        Found(Linked.Functions.size()) {}

  void collect(const std::vector<bool> &Public);
  void markPublic(const std::vector<bool> &Public);
  void findPastHooks();
  void findPastCallers();
  std::vector<std::vector<Bypass>> take() { return std::move(Found); }

private:
  const FunctionSummary &summary(uint32_t Index) const {
    return Shared.Found.Of[Index];
  }
  uint32_t indexOf(SymbolId Callee) const {
    const Function *Body = Callee ? Linked.body(Callee) : nullptr;
    return Body ? uint32_t(Body - Linked.Functions.data()) : Program::NoBody;
  }
  bool isCallers(uint32_t Index, NodeId Hook) const;
  bool isGivenWork(uint32_t Index, NodeId Hook) const;
  bool isRaw(const FunctionSummary &Of, const Allocation &Made) const;
  /// Who calls a function: by itself, and as one of a list.
  struct CallersOf {
    std::vector<std::vector<uint32_t>> Function;      ///< by function
    std::vector<std::vector<TargetListId>> ListsWith; ///< by function
    std::vector<std::vector<uint32_t>> List;          ///< by TargetListId
  };
  CallersOf callersOf() const;
  void exemptDefaults();
  void add(uint32_t Where, const CallStep &Raw, Bypass New);

  const SurfaceContext &Shared;
  const Program &Linked;
  const Models &Known;
  std::map<SymbolId, std::vector<ChosenUse>> Hooks;
  std::vector<ChosenUse> Callers; ///< one for each function that has one
  std::set<uint32_t> Exempt;      ///< functions that stand behind an allocator
  std::set<std::string> Behind;   ///< families of theirs
  std::vector<bool> Reached;      ///< from the public functions
  std::vector<std::vector<Bypass>> Found;
};

} // namespace

//===-- Allocators that can be chosen -------------------------------------===//

/// Whether a caller puts that pointer there: what it leads to is declared as a
/// function (at coarse precision it may be anything), and nothing on the way is
/// hidden from clients.
bool BypassFinder::isCallers(uint32_t Index, NodeId Hook) const {
  const FunctionSummary &Of = summary(Index);
  if (Of.Nodes[Of.root(Hook).Index].Form != Node::Kind::Argument)
    return false;
  AccessPath Path = Shared.Names.pointerTo(Linked.Functions[Index], Of, Hook);
  if (Path.Hidden || !Path.Type)
    return false;
  const Type &Pointer = Linked.Types[Path.Type.Index];
  return Pointer.Form == Type::Kind::Pointer && Pointer.Element &&
         Linked.Types[Pointer.Element.Index].Form == Type::Kind::Function;
}

/// Whether a function of the caller's is given a place in an object of the
/// library's, or what is on the stack: it makes something out of that, and is
/// no allocator. Numbers are sizes.
bool BypassFinder::isGivenWork(uint32_t Index, NodeId Hook) const {
  const FunctionSummary &Of = summary(Index);
  const Function &Code = Linked.Functions[Index];
  auto IsNumber = [&](const Node &Object) {
    return Object.Form == Node::Kind::Argument &&
           Shared.Names.isNumber(
               Shared.Names.typeOfArgument(Code, Object.Number));
  };
  auto IsWork = [&](const Target &To) {
    const Node &Object = Of.Nodes[To.Node.Index];
    return Object.Form == Node::Kind::Local ||
           (To.At != Offset() && !IsNumber(Object));
  };
  return llvm::any_of(Of.Handed, [&](const HandedOut &Given) {
    return Given.Hook == Hook && llvm::any_of(Given.Holds.targets(), IsWork);
  });
}

/// Whether a variable is declared to hold functions, or leads to what may: a
/// table of virtual functions is not there to be replaced.
static bool isHook(const Program &Linked, SymbolId Named) {
  const Symbol &Held = Linked.Symbols[Named.Index];
  // That of another library says nothing of this one's.
  if (!Held.Defined)
    return false;
  bool Pointer =
      Held.Type && Linked.Types[Held.Type.Index].Form == Type::Kind::Pointer;
  return Pointer || Linked.holdsFunctions(Held.Type);
}

/// Public is what clients can call, and so give an allocator to.
void BypassFinder::collect(const std::vector<bool> &Public) {
  for (uint32_t I = 0; I < Linked.Functions.size(); ++I) {
    const FunctionSummary &Of = summary(I);
    uint32_t Shortest = UINT32_MAX;
    for (uint32_t A = 0; A < Of.Allocations.size(); ++A) {
      const Allocation &Made = Of.Allocations[A];
      if (!Made.Hook || Made.Kind != AllocatorKind::Heap || Made.Steps.empty())
        continue;
      if (uint32_t Body = indexOf(Made.Default); Body != Program::NoBody)
        Exempt.insert(Body);
      if (!Made.Family.empty())
        Behind.insert(Made.Family);
      const Node &Top = Of.Nodes[Of.root(Made.Hook).Index];
      if (Top.Form == Node::Kind::Global &&
          isHook(Linked, SymbolId(Top.Number)))
        Hooks[SymbolId(Top.Number)].push_back({I, A});
      else if (Top.Form != Node::Kind::Global && Public[I] &&
               isCallers(I, Made.Hook) && !isGivenWork(I, Made.Hook) &&
               (Shortest == UINT32_MAX ||
                Made.Steps.size() < Of.Allocations[Shortest].Steps.size()))
        Shortest = A;
    }
    if (Shortest != UINT32_MAX)
      Callers.push_back({I, Shortest});
  }
  exemptDefaults();
}

/// What only the functions behind an allocator call stands behind it too.
void BypassFinder::exemptDefaults() {
  if (Exempt.empty())
    return;
  CallersOf Callers = callersOf();
  auto IsBehind = [&](uint32_t Index) {
    bool Called = false;
    auto NoOther = [&](const std::vector<uint32_t> &By) {
      return llvm::all_of(By, [&](uint32_t Caller) {
        Called |= Caller != Index;
        return Caller == Index || Exempt.count(Caller) != 0;
      });
    };
    return NoOther(Callers.Function[Index]) &&
           llvm::all_of(Callers.ListsWith[Index],
                        [&](TargetListId In) {
                          return NoOther(Callers.List[In.Index]);
                        }) &&
           Called;
  };
  // One more can only concern those that it calls.
  std::vector<uint32_t> Work(Exempt.begin(), Exempt.end());
  while (!Work.empty()) {
    uint32_t Next = Work.back();
    Work.pop_back();
    auto Look = [&](SymbolId Callee) {
      if (uint32_t Body = indexOf(Callee); Body != Program::NoBody &&
                                           IsBehind(Body) &&
                                           Exempt.insert(Body).second)
        Work.push_back(Body);
    };
    llvm::for_each(summary(Next).Callees, Look);
    for (TargetListId In : summary(Next).CalleeLists)
      llvm::for_each(Linked.TargetLists[In.Index], Look);
  }
}

BypassFinder::CallersOf BypassFinder::callersOf() const {
  CallersOf Callers;
  Callers.Function.resize(Linked.Functions.size());
  Callers.ListsWith.resize(Linked.Functions.size());
  Callers.List.resize(Linked.TargetLists.size());
  for (uint32_t I = 0; I < Linked.Functions.size(); ++I) {
    for (SymbolId Callee : summary(I).Callees)
      if (uint32_t Body = indexOf(Callee); Body != Program::NoBody)
        Callers.Function[Body].push_back(I);
    for (TargetListId In : summary(I).CalleeLists)
      Callers.List[In.Index].push_back(I);
  }
  for (uint32_t I = 0; I < Linked.TargetLists.size(); ++I)
    for (SymbolId Callee : Linked.TargetLists[I])
      if (uint32_t Body = indexOf(Callee);
          Body != Program::NoBody && !Callers.List[I].empty())
        Callers.ListsWith[Body].push_back(TargetListId(I));
  return Callers;
}

void BypassFinder::markPublic(const std::vector<bool> &Public) {
  Reached = Public;
  std::set<TargetListId> Listed;
  std::vector<uint32_t> Work;
  for (uint32_t I = 0; I < Public.size(); ++I)
    if (Public[I])
      Work.push_back(I);
  while (!Work.empty()) {
    uint32_t Next = Work.back();
    Work.pop_back();
    auto Reach = [&](SymbolId Callee) {
      if (uint32_t Body = indexOf(Callee);
          Body != Program::NoBody && !Reached[Body]) {
        Reached[Body] = true;
        Work.push_back(Body);
      }
    };
    llvm::for_each(summary(Next).Callees, Reach);
    for (TargetListId In : summary(Next).CalleeLists)
      if (Listed.insert(In).second)
        llvm::for_each(Linked.TargetLists[In.Index], Reach);
  }
}

//===-- Where it is null --------------------------------------------------===//

static const Fact *definitionOf(const Function &Code, ValueId Named) {
  if (!Named || Code.Values[Named.Index].Form != Value::Kind::Result)
    return nullptr;
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts)
      if (Step.Result == Named)
        return &Step;
  return nullptr;
}

/// Whether two values are computed alike: loaded from the same place, as far as
/// the text says.
static bool isAlike(const Function &Code, ValueId A, ValueId B) {
  if (A == B)
    return true;
  const Value &Left = Code.Values[A.Index], &Right = Code.Values[B.Index];
  if (Left.Form != Right.Form)
    return false;
  if (Left.Form != Value::Kind::Result)
    return Left.Form != Value::Kind::Scalar && Left.Number == Right.Number &&
           Left.Target == Right.Target;
  const Fact *One = definitionOf(Code, A), *Other = definitionOf(Code, B);
  if (!One || !Other || One->Form != Other->Form ||
      (One->Form != Fact::Kind::Load && One->Form != Fact::Kind::Displace))
    return false;
  return One->Displacement == Other->Displacement &&
         isAlike(Code, One->Operands[0], Other->Operands[0]);
}

/// The pointers on the way to a pointer that is called, itself first.
static std::vector<ValueId> wayTo(const Function &Code, ValueId Called) {
  std::vector<ValueId> Way{Called};
  while (const Fact *Step = definitionOf(Code, Way.back())) {
    if (Step->Form != Fact::Kind::Load && Step->Form != Fact::Kind::Displace)
      break;
    Way.push_back(Step->Operands[0]);
  }
  return Way;
}

/// Blocks that control can get to from one.
static std::set<uint32_t> reachableFrom(const Function &Code, uint32_t From) {
  std::set<uint32_t> Met{From};
  std::vector<uint32_t> Work{From};
  while (!Work.empty()) {
    uint32_t Next = Work.back();
    Work.pop_back();
    for (BlockId To : Code.Blocks[Next].End.Successors)
      if (Met.insert(To.Index).second)
        Work.push_back(To.Index);
  }
  return Met;
}

/// The successor on which what a branch tests is not null, if it is one of
/// these pointers.
static std::optional<uint32_t> presentSide(const Function &Code,
                                           const Block &Part,
                                           llvm::ArrayRef<ValueId> Pointers) {
  if (Part.End.Form != Terminator::Kind::Branch)
    return std::nullopt;
  const Fact *Test = definitionOf(Code, Part.End.Condition);
  if (!Test || Test->Form != Fact::Kind::Compare ||
      (Test->Compared != Relation::Equal &&
       Test->Compared != Relation::NotEqual) ||
      Code.Values[Test->Operands[1].Index].Form != Value::Kind::Null ||
      llvm::none_of(Pointers, [&](ValueId Way) {
        return isAlike(Code, Way, Test->Operands[0]);
      }))
    return std::nullopt;
  return Part.End.Successors[Test->Compared == Relation::Equal].Index;
}

/// Whether the call at Where is made only where a pointer that the function
/// also calls through is null.
static bool isFallback(const Function &Code, Location Where) {
  std::vector<ValueId> Pointers;
  std::set<uint32_t> Raw;
  for (uint32_t I = 0; I < Code.Blocks.size(); ++I)
    for (const Fact &Step : Code.Blocks[I].Facts) {
      if (Step.Form != Fact::Kind::Call)
        continue;
      if (Step.Callee && Step.Where == Where)
        Raw.insert(I);
      if (!Step.Callee)
        llvm::append_range(Pointers, wayTo(Code, Step.Operands[0]));
    }
  return llvm::any_of(Code.Blocks, [&](const Block &Part) {
    auto Present = presentSide(Code, Part, Pointers);
    if (!Present)
      return false;
    std::set<uint32_t> There = reachableFrom(Code, *Present);
    return llvm::none_of(Raw, [&](uint32_t I) { return There.count(I) != 0; });
  });
}

//===-- What goes past them -----------------------------------------------===//

/// Whether memory comes straight from a function that an allocator would call,
/// and not from a function of the program's that this one was given to call.
bool BypassFinder::isRaw(const FunctionSummary &Of,
                         const Allocation &Made) const {
  if (Made.Hook || Made.Kind != AllocatorKind::Heap || Made.Steps.empty() ||
      !Made.Steps.back().Callee || Linked.body(Made.Steps.back().Callee))
    return false;
  size_t Last = Made.Steps.size() - 1;
  if (llvm::any_of(Of.Allocations, [&](const Allocation &Other) {
        return Other.Steps.size() > Last + 1 &&
               Other.Steps[Last].Where == Made.Steps[Last].Where &&
               Other.Steps[Last].Callee != Made.Steps[Last].Callee;
      }))
    return false;
  return Behind.empty() ? Known.family(Made.Family) != nullptr
                        : Behind.count(Made.Family) != 0;
}

void BypassFinder::add(uint32_t Where, const CallStep &Raw, Bypass New) {
  bool Told = llvm::any_of(Found[Where], [&](const Bypass &Other) {
    return Other.Witness.front().Where == Raw.Where;
  });
  const Function &Code = Linked.Functions[Where];
  if (Told || !Reached[Where] || Exempt.count(Where) ||
      isFallback(Code, Raw.Where))
    return;
  New.With = Linked.Symbols[Raw.Callee.Index].Name;
  New.Witness.insert(New.Witness.begin(),
                     {Raw.Where, "'" + New.With + "' allocates"});
  Found[Where].push_back(std::move(New));
}

void BypassFinder::findPastHooks() {
  // The hook that most of the library goes through.
  auto Most = llvm::max_element(Hooks, [](const auto &A, const auto &B) {
    return A.second.size() < B.second.size();
  });
  if (Most == Hooks.end())
    return;
  auto Calls = [&](const ChosenUse &Use) -> const Allocation & {
    return summary(Use.Function).Allocations[Use.Allocation];
  };
  const ChosenUse &Nearest =
      *llvm::min_element(Most->second, [&](const auto &A, const auto &B) {
        return Calls(A).Steps.size() < Calls(B).Steps.size();
      });
  std::string Name = Shared.Names.globalName(Most->first);
  Step Use{Calls(Nearest).Steps.front().Where,
           "the hook '" + Name + "' is called here"};
  for (uint32_t I = 0; I < Linked.Functions.size(); ++I)
    for (const Allocation &Made : summary(I).Allocations)
      if (Made.Steps.size() == 1 && isRaw(summary(I), Made)) {
        Bypass New;
        New.Hook = Name;
        New.Witness = {Use};
        add(I, Made.Steps[0], std::move(New));
      }
}

void BypassFinder::findPastCallers() {
  for (const ChosenUse &Use : Callers) {
    const FunctionSummary &Of = summary(Use.Function);
    const Function &Code = Linked.Functions[Use.Function];
    const Allocation &Chosen = Of.Allocations[Use.Allocation];
    Bypass Past;
    NodeId Root = Of.root(Chosen.Hook);
    Past.Argument = PathNamer::parameterOf(Code, Of.Nodes[Root.Index].Number);
    Past.Path = Shared.Names.pointerTo(Code, Of, Chosen.Hook).Text;
    Past.Witness = {{Chosen.Steps.front().Where,
                     "memory comes from the caller's allocator here"}};
    for (const Allocation &Made : Of.Allocations) {
      size_t Depth = Made.Steps.size();
      if (!isRaw(Of, Made) || Depth == Allocation::MaxSteps)
        continue;
      uint32_t Where =
          Depth == 1 ? Use.Function : indexOf(Made.Steps[Depth - 2].Callee);
      if (Where == Program::NoBody)
        continue;
      Past.Giver = Where == Use.Function ? "" : Code.Name;
      add(Where, Made.Steps.back(), Past);
    }
  }
}

std::vector<std::vector<Bypass>>
membrane::findBypasses(const SurfaceContext &Shared, const Models &Known,
                       const std::vector<bool> &Public) {
  BypassFinder Finder(Shared, Known);
  Finder.collect(Public);
  Finder.markPublic(Public);
  Finder.findPastHooks();
  Finder.findPastCallers();
  return Finder.take();
}
