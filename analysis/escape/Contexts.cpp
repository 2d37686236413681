// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Summaries of functions in contexts: for callers that know something of what
// they give, and for clients, which give functions of their own.

#include "analysis/escape/Bounds.h"
#include "analysis/escape/Solver.h"

using namespace membrane;

static bool isOfNames(const Binding &Told) { return Told.isOfNames(); }

/// What a context has in common with those of the same function that it is
/// asked for in: a recursion that counts has no end of them.
Context Solver::widen(uint32_t Index, Context Given) const {
  std::vector<const Context *> Outer;
  for (const auto &[Other, Held] : Special[Index])
    if (Held->Running)
      Outer.push_back(&Other);
  if (Outer.size() < MaxNested)
    return Given;
  for (const Context *Other : Outer)
    llvm::erase_if(Given, [&](const Binding &Told) {
      return !Told.isOfNames() &&
             !std::binary_search(Other->begin(), Other->end(), Told);
    });
  return Given;
}

/// Whether a summary in a context is final, or is being made in this round.
bool Solver::isUsable(const Entry &Held) const {
  return Held.Done || Held.Running || (Cycle && Held.Round == Cycle->Round);
}

bool Solver::isAlwaysTold(SymbolId Callee, const Binding &Told) const {
  const Function *Code = Linked.body(Callee);
  return Code && isAlwaysTold(uint32_t(Code - Linked.Functions.data()), Told);
}

bool Solver::isAlwaysTold(uint32_t Index, const Binding &Told) const {
  return llvm::any_of(Always[Index], [&](const Binding &Known) {
    return Known.isOfSame(Told);
  });
}

const FunctionSummary *Solver::withoutContext(SymbolId Callee,
                                              const Context &Given) {
  return withoutContext(uint32_t(Linked.body(Callee) - Linked.Functions.data()),
                        Given);
}

const FunctionSummary *Solver::withoutContext(uint32_t Index,
                                              const Context &Given) {
  Context New;
  for (const Binding &Told : Given)
    if (Told.isOfNames() && !isAlwaysTold(Index, Told))
      New.push_back(Told);
  // Constraints tell no two names of one object apart.
  if (General[Index].Coarse || New.empty())
    return &General[Index].Summary;
  if (!General[Index].Done) {
    for (Binding &Told : New)
      Told.Form = Binding::Kind::MayBe;
    llvm::append_range(Always[Index], New);
    GrownAlways.insert(Index);
    return &General[Index].Summary;
  }
  countBound(Bound::SeveralNames);
  if (!Constrained.count(Index)) {
    const std::vector<uint32_t> &Members =
        Linked.Components[ComponentOf[Index]];
    std::vector<FunctionSummary> Made = constrained(Members);
    for (size_t I = 0; I < Members.size(); ++I)
      Constrained[Members[I]] =
          std::make_unique<FunctionSummary>(std::move(Made[I]));
  }
  return Constrained[Index].get();
}

/// The context with a summary that says the most of what a caller knows; null
/// if none says anything of it.
const Context *Solver::nearest(uint32_t Index, const Context &Given) const {
  const Context *Best = nullptr;
  size_t Names = llvm::count_if(Given, isOfNames);
  for (const auto &[Other, Held] : Special[Index])
    if (Other.size() > (Best ? Best->size() : 0) && isUsable(*Held) &&
        !Held->Failed && size_t(llvm::count_if(Other, isOfNames)) == Names &&
        std::includes(Given.begin(), Given.end(), Other.begin(), Other.end()))
      Best = &Other;
  return Best;
}

/// Once there are many contexts, sizes and counts make no more.
static void keepSwitches(Context &Given) {
  llvm::erase_if(Given, [](const Binding &Told) {
    return Told.Form == Binding::Kind::Number && Told.Number != 0 &&
           Told.Number != 1;
  });
}

static bool isSwitch(const Binding &Told) {
  return Told.Form == Binding::Kind::Number;
}

/// Once there are too many, what is no null and no switch makes no more, unless
/// the answer would be wrong without it.
static void keepBranches(Context &Given) {
  llvm::erase_if(Given, [](const Binding &Told) {
    return !isSwitch(Told) && !Told.isOfNames() &&
           Told.Form != Binding::Kind::Bytes;
  });
}

static bool isOfClient(const Binding &Told) {
  return Told.Form == Binding::Kind::Client;
}

/// Leaves what is told of clients, and of names.
static void keepClients(Context &Given) {
  llvm::erase_if(Given, [](const Binding &Told) {
    return !isOfClient(Told) && !Told.isOfNames();
  });
}

const FunctionSummary *Solver::special(SymbolId Callee, const Context &Wanted) {
  const Function *Code = Linked.body(Callee);
  if (!Code)
    return specialModel(Callee, Wanted);
  uint32_t Index = uint32_t(Code - Linked.Functions.data());
  const FunctionSummary *Any = general(Callee);
  Context Given = widen(Index, Wanted);
  uint32_t Component = ComponentOf[Index];
  bool Large = Linked.Components[Component].size() > MaxSpecialCycle;
  // Then callers are told apart only by whether they are the program's.
  bool Left = isLeft(Index, Given);
  bool Beyond = (Large || IsCoarse[Index]) && !Left;
  bool Client = llvm::any_of(Given, isOfClient);
  bool Many = Special[Index].size() >= MaxContexts;
  if ((Beyond || Many) && Client)
    keepClients(Given);
  if (Special[Index].size() >= MaxContexts / 2 && !Special[Index].count(Given))
    keepSwitches(Given);
  if (Given.empty())
    return Any;
  auto Found = Special[Index].find(Given);
  if (Found != Special[Index].end() && isUsable(*Found->second)) {
    Found->second->Sure |= !Guesses;
    return Found->second->Failed ? withoutContext(Index, Given)
                                 : &Found->second->Summary;
  }
  // The program's own callers leave none out that is a client.
  Many &= !Client || Special[Index].size() >= 2 * MaxContexts;
  bool Bounded = Many || Depth >= MaxDepth;
  if (Bounded)
    countBound(Depth >= MaxDepth ? Bound::ContextDepth : Bound::Contexts);
  if (Large && Beyond && !Client)
    countBound(Bound::ContextRecursion);
  if ((Beyond && !Client) || !General[Index].Done)
    return withoutContext(Index, Given);
  return Bounded ? amongMany(Index, Given) : made(Index, Given);
}

/// The summary for what a caller knows, where no more are made for all of that.
const FunctionSummary *Solver::amongMany(uint32_t Index, const Context &Given) {
  Context Few = Given;
  keepBranches(Few);
  const Context *Near = nearest(Index, Given);
  bool Less = llvm::count_if(Few, isSwitch) >
              (Near ? llvm::count_if(*Near, isSwitch) : 0);
  bool Room = Special[Index].size() < MaxContexts + MaxBranches &&
              Depth < MaxDepth && llvm::none_of(Given, isOfClient);
  if (Less && Room && !Special[Index].count(Few))
    return made(Index, Few);
  return Near ? &Special[Index].find(*Near)->second->Summary
              : withoutContext(Index, Given);
}

/// Makes the summary in a context.
const FunctionSummary *Solver::made(uint32_t Index, const Context &Given) {
  std::unique_ptr<Entry> &Held = Special[Index][Given];
  if (!Held)
    Held = std::make_unique<Entry>();
  Held->Sure |= !Guesses;
  if (Cycle && Cycle->Component == ComponentOf[Index])
    runInCycle(Index, *Held, Given);
  else
    startCycle(Index, *Held, Given);
  return Held->Failed ? withoutContext(Index, Given) : &Held->Summary;
}

const FunctionSummary *Solver::special(SymbolId Callee, const Context &Given,
                                       Evidence Why) {
  bool Outer = Guesses;
  Guesses |= Why == Evidence::Solution;
  const FunctionSummary *Found = special(Callee, Given);
  Guesses = Outer;
  return Found;
}

/// Makes a summary that other running ones of its component may ask for; what
/// they make on the way is final only when nothing changes any more.
void Solver::startCycle(uint32_t Index, Entry &Held, const Context &Given) {
  ContextCycle Own;
  Own.Component = ComponentOf[Index];
  ContextCycle *Outer = Cycle;
  Cycle = &Own;
  bool Recursive = isRecursive(Index);
  unsigned Rounds = 0;
  do {
    Own.Changed = false;
    Own.Round = ++LastRound;
    Own.Members.clear();
    runInCycle(Index, Held, Given);
  } while (Recursive && Own.Changed && ++Rounds < MaxRounds);
  Cycle = Outer;
  if (Rounds == MaxRounds) {
    countBound(Bound::ContextRounds);
    Held.Summary = General[Index].Summary; // holds for any caller
    Held.Failed = true;
  }
  for (Entry *Member : Own.Members)
    Member->Done = Rounds != MaxRounds || Member == &Held;
}

void Solver::runInCycle(uint32_t Index, Entry &Held, const Context &Given) {
  Held.Running = true;
  Held.Round = Cycle->Round;
  ContextCycle &Own = *Cycle;
  Own.Members.push_back(&Held);
  if (refresh(Index, Held, Given))
    Own.Changed = true;
  Held.Running = false;
}

/// Runs a function again; true if its summary changed.
bool Solver::refresh(uint32_t Index, Entry &Held, const Context &Given) {
  std::optional<FunctionSummary> New = run(Index, Given);
  Held.Failed = !New;
  if (!New) {
    // What holds for any caller holds for this one.
    if (llvm::none_of(Given, isOfNames))
      IsCoarse[Index] = true;
    New = General[Index].Summary;
  }
  if (sameSummary(*New, Held.Summary))
    return false;
  Held.Summary = std::move(*New);
  return true;
}

static bool takesFunction(const Program &Linked, const Function &Code,
                          uint32_t Argument) {
  TypeId Declared = Code.declaredType(Argument);
  return Declared && Linked.Types[Declared.Index].Form == Type::Kind::Pointer &&
         Linked.holdsFunctions(Declared);
}

/// What a client gives a function to call is a function of its own.
Context Solver::clientContext(uint32_t Index) const {
  Context Given;
  const Function &Code = Linked.Functions[Index];
  if (Linked.Symbols[Code.Symbol.Index].Link == Linkage::Internal &&
      !Linked.isPublic(Code.Symbol))
    return Given;
  for (uint32_t I = 0; I < Code.Arguments.size(); ++I) {
    if (!takesFunction(Linked, Code, I))
      continue;
    Binding Told;
    Told.Path.Argument = I;
    Told.Form = Binding::Kind::Client;
    Given.push_back(Told);
  }
  return Given;
}

void Solver::solveForClients(Summaries &Into) {
  for (uint32_t Index = 0; Index < General.size(); ++Index) {
    Context Given = clientContext(Index);
    if (Given.empty())
      continue;
    const FunctionSummary *Does =
        special(Linked.Functions[Index].Symbol, Given);
    if (!sameSummary(*Does, General[Index].Summary))
      settleKinds(Into.ForClients[Index] = *Does);
  }
}
