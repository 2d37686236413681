// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/escape/Solver.h"

#include "analysis/escape/Arena.h"
#include "analysis/escape/Body.h"
#include "analysis/escape/Bounds.h"
#include "analysis/escape/Coarse.h"
#include "analysis/escape/ContractModel.h"
#include "analysis/escape/ModelSummary.h"
#include "llvm/ADT/DenseMap.h"

using namespace membrane;

Solver::Solver(const Program &Linked, const Models &Known)
    : Linked(Linked), Known(Known), Outlines(Linked.Functions.size()),
      General(Linked.Functions.size()), Special(Linked.Functions.size()),
      Always(Linked.Functions.size()), IsCoarse(Linked.Functions.size()),
      Dependents(Linked.Functions.size()),
      Releases(findReleases(Linked.Symbols)), Lists(Linked.TargetLists.size()) {
  Unsolved.Returns = true;
  Unsolved.Assumptions.push_back({AssumptionKind::Bound, "call depth", {}});
  uint32_t Next = 0;
  for (const Function &Code : Linked.Functions) {
    FirstFact.push_back(Next);
    for (const Block &Part : Code.Blocks)
      Next += uint32_t(Part.Facts.size());
  }
  Extra += ExtraOfFact * Next;
  ComponentOf.resize(Linked.Functions.size());
  for (uint32_t I = 0; I < Linked.Components.size(); ++I)
    for (uint32_t Member : Linked.Components[I])
      ComponentOf[Member] = I;
  countCalls();
}

/// The fewer calls there are, the larger may be what each has to translate.
void Solver::countCalls() {
  std::vector<size_t> Calls(Linked.Functions.size()),
      Through(Linked.TargetLists.size());
  auto Add = [&](SymbolId Callee, size_t Sites) {
    if (const Function *Code = Linked.body(Callee))
      Calls[Code - Linked.Functions.data()] += Sites;
  };
  for (const Function &Code : Linked.Functions)
    for (const Block &Part : Code.Blocks)
      for (const Fact &Step : Part.Facts)
        if (Step.Form == Fact::Kind::Call && Step.Callee)
          Add(Step.Callee, 1);
  for (const auto &[Site, Reached] : Linked.Indirect)
    if (Reached.List)
      ++Through[Reached.List.Index];
  for (uint32_t I = 0; I < Through.size(); ++I)
    for (SymbolId Callee : Linked.TargetLists[I])
      Add(Callee, Through[I]);
  for (size_t Sites : Calls)
    MostAddresses.push_back(MaxSize + ExtraSize / (1 + Sites));
}

const Outline &Solver::outline(uint32_t Index) {
  std::unique_ptr<Outline> &Held = Outlines[Index];
  if (!Held)
    Held = std::make_unique<Outline>(Linked.Functions[Index]);
  return *Held;
}

bool Solver::isRecursive(uint32_t Index) const {
  if (Linked.Components[ComponentOf[Index]].size() > 1)
    return true;
  const Function &Code = Linked.Functions[Index];
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts)
      if (Step.Form == Fact::Kind::Call &&
          (!Step.Callee || Linked.body(Step.Callee) == &Code))
        return true;
  return false;
}

bool Solver::inSameCycle(uint32_t Index, SymbolId Callee) const {
  const Function *Code = Linked.body(Callee);
  return Code &&
         ComponentOf[Code - Linked.Functions.data()] == ComponentOf[Index];
}

/// Whether a call changes nothing and gives nothing.
static bool doesNothing(const FunctionSummary &Does) {
  return Does.Returns && !Does.Bodyless && Does.Cells.empty() &&
         Does.Releases.empty() && Does.Handed.empty() && Does.Calls.empty() &&
         Does.Allocations.empty() && Does.Assumptions.empty();
}

bool Solver::allFree(llvm::ArrayRef<SymbolId> Callees,
                     llvm::StringRef CallShape, size_t Argument) {
  bool Any = false;
  auto Frees = [&](const FunctionSummary &Does) {
    return llvm::any_of(Does.Releases, [&](const NodeRelease &One) {
      const Node &Object = Does.Nodes[One.Node.Index];
      return One.Always && Object.Form == Node::Kind::Argument &&
             Object.Number == Argument;
    });
  };
  return CallShape.starts_with("void (") &&
         llvm::all_of(Callees,
                      [&](SymbolId Callee) {
                        const FunctionSummary *Does =
                            general(Linked.resolve(Callee));
                        Any |= Does && Frees(*Does);
                        return Does && (Frees(*Does) || doesNothing(*Does));
                      }) &&
         Any;
}

/// The same as givesFresh, as far as the text of a function says it.
bool Solver::returnsFresh(uint32_t Index, unsigned Depth) {
  const Outline &Text = outline(Index);
  std::set<uint32_t> Met;
  llvm::SmallVector<ValueId, 4> Work;
  for (const Block &Part : Linked.Functions[Index].Blocks)
    for (const ReturnedPart &Given : Part.End.Returned)
      Work.push_back(Given.Value);
  while (!Work.empty()) {
    ValueId Next = Work.pop_back_val();
    const Fact *Step = Text.Definitions[Next.Index];
    if (!Step || !Met.insert(Next.Index).second)
      continue;
    if (Step->Form == Fact::Kind::Merge)
      llvm::append_range(Work, Step->merged());
    if (Step->Form == Fact::Kind::Call && Step->Callee &&
        givesFresh(Step->Callee, Depth))
      return true;
  }
  return false;
}

/// Whether a function may give fresh memory. Of one that is not solved yet, as
/// it calls what asks, only what it calls by name says so.
bool Solver::givesFresh(SymbolId Callee, unsigned Depth) {
  constexpr unsigned MaxSteps = 4;
  const FunctionSummary *Does = general(Linked.resolve(Callee));
  if (const Function *Code = Linked.body(Linked.resolve(Callee)))
    if (uint32_t Index = uint32_t(Code - Linked.Functions.data());
        !General[Index].Done)
      return Depth < MaxSteps && returnsFresh(Index, Depth + 1);
  return !Does || llvm::any_of(Does->Result, [&](const SummaryCell &Part) {
    return llvm::any_of(Part.Holds.targets(), [&](const Target &To) {
      return Does->Nodes[To.Node.Index].Form == Node::Kind::Fresh;
    });
  });
}

/// Whether a hook with these defaults allocates: by its shape, if some default
/// does; or because each is a function without a body that gives fresh memory
/// and takes none (strdup).
bool Solver::isAllocator(llvm::ArrayRef<SymbolId> Defaults, const Fact &Call) {
  auto Gives = [&](SymbolId Callee) { return givesFresh(Callee); };
  if (looksLikeAllocator(Call))
    return Defaults.empty() || llvm::any_of(Defaults, Gives);
  auto Makes = [&](SymbolId Callee) {
    const FunctionSummary *Does = general(Linked.resolve(Callee));
    return Does && Does->Bodyless && Does->Releases.empty() &&
           Does->Result.size() == 1 &&
           !Does->Result.front().Holds.targets().empty() &&
           llvm::all_of(
               Does->Result.front().Holds.targets(), [&](const Target &To) {
                 return Does->Nodes[To.Node.Index].Form == Node::Kind::Fresh;
               });
  };
  return !Defaults.empty() && llvm::all_of(Defaults, Makes);
}

bool Solver::makesRecord(llvm::ArrayRef<SymbolId> Callees) const {
  return llvm::any_of(Callees, [&](SymbolId Callee) {
    const Function *Code = Linked.body(Linked.resolve(Callee));
    if (!Code || !Code->Result)
      return false;
    const Type &Given = Linked.Types[Code->Result.Index];
    return Given.Form == Type::Kind::Pointer && Given.Element &&
           Linked.Types[Given.Element.Index].Form == Type::Kind::Record;
  });
}

/// Whether a function calls one whose summary is too large to be applied, and
/// is so in any context.
bool Solver::callsLarge(uint32_t Index) {
  for (const Block &Part : Linked.Functions[Index].Blocks)
    for (const Fact &Step : Part.Facts) {
      if (Step.Form != Fact::Kind::Call || !Step.Callee)
        continue;
      SymbolId Callee = Linked.resolve(Step.Callee);
      const FunctionSummary *Found = general(Callee);
      if (Found && isLarge(Callee, *Found) && Found->Decisive.empty())
        return true;
    }
  return false;
}

/// Nothing if abstract execution costs too much.
std::optional<FunctionSummary> Solver::run(uint32_t Index,
                                           const Context &Given) {
  if (!General[Index].Done && callsLarge(Index))
    return std::nullopt;
  ++Depth;
  std::optional<FunctionSummary> Found = Body(*this, Index, Given).analyze();
  --Depth;
  if (Found)
    dropImpossible(Index, *Found);
  // In a recursion of several nothing is final yet.
  if (Found && Linked.Components[ComponentOf[Index]].size() == 1)
    findArenas({Index}, {&*Found});
  if (Found && Found->Size > maxSize(Index))
    return std::nullopt;
  return Found;
}

const Model *Solver::promisedRow(SymbolId Callee) {
  const Symbol &Named = Linked.Symbols[Callee.Index];
  if (Named.Contracts.empty() || Linked.body(Callee) || Known.find(Named.Name))
    return nullptr;
  auto [Entry, IsNew] = Promised.try_emplace(Callee);
  if (IsNew)
    if (std::optional<Model> Row = modelOfContracts(Named, Releases))
      Entry->second = std::make_unique<Model>(std::move(*Row));
  return Entry->second.get();
}

bool Solver::isPromised(SymbolId Callee) { return promisedRow(Callee); }

/// The model of a function without a body, or else its contracts.
const Model *Solver::rowOf(SymbolId Callee) {
  const Model *Row = Known.find(Linked.Symbols[Callee.Index].Name);
  return Row ? Row : promisedRow(Callee);
}

FunctionSummary Solver::summarize(const Model &Row,
                                  const Context &Given) const {
  FunctionSummary Made = summarizeModel(Row, Known, Given);
  if (Known.find(Row.Name))
    return Made;
  Made.Assumptions.push_back({AssumptionKind::Annotation, Row.Name, {}});
  // That a result may be old memory is no more than what nobody denied.
  Made.Coarse = true;
  return Made;
}

const FunctionSummary *Solver::modelled(SymbolId Callee) {
  const Model *Row = rowOf(Callee);
  if (!Row)
    return nullptr;
  std::unique_ptr<FunctionSummary> &Made = ByModel[Row->Name];
  if (!Made)
    Made = std::make_unique<FunctionSummary>(summarize(*Row, {}));
  return Made.get();
}

const FunctionSummary *Solver::general(SymbolId Callee) {
  const Function *Code = Linked.body(Callee);
  if (!Code)
    return modelled(Callee);
  uint32_t Index = uint32_t(Code - Linked.Functions.data());
  Entry &Held = General[Index];
  if (!Held.Done)
    Dependents[Index].insert(Current);
  // Components are solved callees first; only a pointer whose targets the
  // call graph did not show leads to one that is not solved yet.
  if (!Held.Done && !Held.Running) {
    if (Depth >= MaxDepth) {
      countBound(Bound::CallDepth);
      return &Unsolved;
    }
    solveComponent(Linked.Components[ComponentOf[Index]]);
  }
  // The call graph did not show that this one leads back to it.
  if (!Held.Done && Current != Program::NoBody &&
      ComponentOf[Current] != ComponentOf[Index]) {
    countBound(Bound::CallDepth);
    return &Unsolved;
  }
  return &Held.Summary;
}

const FunctionSummary &Solver::Together::joined() {
  if (!Joined)
    Joined = std::make_unique<FunctionSummary>(joinSummaries(Summaries));
  return *Joined;
}

std::shared_ptr<Solver::Together>
Solver::together(llvm::ArrayRef<SymbolId> Callees, TargetListId Whole) {
  if (Whole && Lists[Whole.Index])
    return Lists[Whole.Index];
  auto Made = std::make_shared<Together>();
  for (SymbolId Callee : Callees) {
    const FunctionSummary *Summary = general(Callee);
    if (!Summary || Summary->Bodyless) {
      Made->Others.push_back(Callee);
      continue;
    }
    Made->WithBody.push_back(Callee);
    Made->Summaries.push_back(Summary);
    Made->Cost += costOf(*Summary);
  }
  Made->Final = llvm::all_of(Made->WithBody, [&](SymbolId Callee) {
    return General[Linked.body(Callee) - Linked.Functions.data()].Done;
  });
  if (!Made->Final)
    return Made;
  std::shared_ptr<Together> &Known =
      Whole ? Lists[Whole.Index] : Joined[Made->WithBody];
  if (Known)
    return Known;
  return Known = Made;
}

/// A row of a model whose effects depend on what an argument is.
const FunctionSummary *Solver::specialModel(SymbolId Callee,
                                            const Context &Given) {
  const Model *Row = rowOf(Callee);
  std::string Key = Row->Name;
  for (const Binding &Told : Given) {
    if (Told.Form == Binding::Kind::Number)
      Key += " " + std::to_string(Told.Number) + " is ";
    else if (Told.Form == Binding::Kind::Format)
      Key += " " + std::to_string(Told.Number) + " asked by ";
    else
      Key += " set ";
    Key += std::to_string(Told.Path.Argument);
    for (int64_t Bytes : Told.Path.Offsets)
      Key += "@" + std::to_string(Bytes);
  }
  std::unique_ptr<FunctionSummary> &Made = ByModel[Key];
  if (!Made)
    Made = std::make_unique<FunctionSummary>(summarize(*Row, Given));
  return Made.get();
}

/// All of a component at once, where abstract execution costs too much.
void Solver::solveCoarsely(const std::vector<uint32_t> &Members) {
  for (uint32_t Member : Members) {
    countBound(Bound::CoarseFunctions);
    IsCoarse[Member] = true;
    General[Member].Running = true;
  }
  Current = Members[0];
  std::vector<FunctionSummary> Found = constrained(Members);
  for (size_t I = 0; I < Members.size(); ++I) {
    for (uint32_t Argument : Leaving.lookup(Members[I]))
      Found[I].Decisive.push_back({Argument, {}});
    believePromise(Linked, Linked.Functions[Members[I]], firstFact(Members[I]),
                   Found[I]);
    General[Members[I]].Summary = std::move(Found[I]);
    General[Members[I]].Running = false;
    General[Members[I]].Done = true;
    General[Members[I]].Coarse = true;
  }
}

/// With places in objects. Nothing where that costs too much, or gives what
/// callers could not apply: where a callee's summary is too large, these are.
std::vector<FunctionSummary>
Solver::constrainedByPlaces(const std::vector<uint32_t> &Members) {
  if (Members.size() > MaxPlaceCycle || Vain > MaxVain ||
      llvm::any_of(Members, [&](uint32_t Each) { return callsLarge(Each); }))
    return {};
  UncountedBounds Attempt;
  std::vector<FunctionSummary> Found =
      Coarse(*this, Members, Coarse::Detail::Places).solve();
  Vain += Found.empty();
  for (size_t I = 0; I < Found.size(); ++I)
    if (Found[I].Size > maxSize(Members[I]))
      return {};
  if (!Found.empty())
    Attempt.keep();
  return Found;
}

std::vector<FunctionSummary>
Solver::constrained(const std::vector<uint32_t> &Members) {
  std::vector<FunctionSummary> Found = constrainedByPlaces(Members);
  if (Found.empty())
    Found = Coarse(*this, Members, Coarse::Detail::Objects).solve();
  for (size_t I = 0; I < Members.size(); ++I) {
    Found[I].Coarse = true;
    dropImpossible(Members[I], Found[I]);
  }
  return Found;
}

void Solver::solveComponent(const std::vector<uint32_t> &Members) {
  uint32_t Outer = Current;
  // In a large recursion everything soon leads to everything else.
  bool Large = Members.size() > MaxFineCycle;
  findLeaving(Members);
  if (Large)
    countBound(Bound::LargeCycles);
  if (Large || !solveFinely(Members)) {
    if (Members.size() == 1)
      findCalled(Members[0]);
    solveCoarsely(Members);
  }
  Current = Outer;
}

/// Runs members whose callees' summaries have changed until none is left; false
/// if that costs too much.
bool Solver::solveFinely(const std::vector<uint32_t> &Members) {
  std::set<uint32_t> Stale; // positions in Members
  llvm::DenseMap<uint32_t, unsigned> Rounds, Position;
  for (uint32_t I = 0; I < Members.size(); ++I) {
    General[Members[I]].Running = true;
    Position[Members[I]] = I;
    Stale.insert(I);
  }
  uint32_t Last = 0;
  while (!Stale.empty()) {
    // Round after round, in order: callees settle before their callers run.
    auto Next = Stale.upper_bound(Last);
    if (Next == Stale.end())
      Next = Stale.begin();
    Last = *Next;
    Current = Members[Last];
    Stale.erase(Next);
    std::optional<FunctionSummary> New = run(Current, Always[Current]);
    if (!New || Always[Current].size() > MaxAlways)
      return false;
    for (uint32_t Grown : std::exchange(GrownAlways, {}))
      Stale.insert(Position[Grown]);
    if (sameSummary(*New, General[Current].Summary))
      continue;
    General[Current].Summary = std::move(*New);
    for (uint32_t Caller : Dependents[Current])
      if (Position.count(Caller))
        Stale.insert(Position[Caller]);
    if (++Rounds[Current] == MaxRounds) {
      countBound(Bound::Rounds);
      return false;
    }
  }
  std::vector<FunctionSummary *> Made;
  for (uint32_t Member : Members) {
    General[Member].Running = false;
    General[Member].Done = true;
    Made.push_back(&General[Member].Summary);
  }
  if (Members.size() > 1)
    findArenas(Members, Made);
  return true;
}

/// Whether a client may be such a caller: it has one object by two names, and
/// passes no function that only the program knows.
bool Solver::isForClients(const Context &Given) const {
  return llvm::any_of(Given, std::mem_fn(&Binding::isOfNames)) &&
         llvm::none_of(Given, [&](const Binding &Told) {
           return Told.Form == Binding::Kind::Function &&
                  !Linked.Callable[Linked.resolve(Told.Symbol).Index];
         });
}

Summaries Solver::solve() {
  takeBounds(); // of an earlier run on this thread
  for (const std::vector<uint32_t> &Members : Linked.Components)
    if (!General[Members[0]].Done)
      solveComponent(Members);
  Summaries Found;
  solveForClients(Found);
  Found.Of.reserve(General.size());
  for (Entry &Held : General)
    settleKinds(Found.Of.emplace_back(std::move(Held.Summary)));
  for (auto &Contexts : Special) {
    std::vector<FunctionSummary> &Told = Found.Told.emplace_back();
    for (auto &[Given, Held] : Contexts)
      if (Held->Done && !Held->Failed && Held->Sure && isForClients(Given))
        settleKinds(Told.emplace_back(std::move(Held->Summary)));
  }
  Found.Bounds = takeBounds();
  return Found;
}

Summaries membrane::analyzeEscapes(const Program &Linked, const Models &Known) {
  return Solver(Linked, Known).solve();
}
