// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tarjan's search, with a stack of its own instead of recursion. As many calls
// may reach the same list of targets as it has targets: what one call has found
// of a list holds for the others, so that each list is walked once.

#include "analysis/link/CallGraph.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

namespace {

/// Calls by function: what is called by its name and through pointers.
struct Graph {
  struct Callee {
    uint32_t Function = Program::NoBody; ///< NoBody: a list
    TargetListId List;
  };
  std::vector<std::vector<Callee>> Callees;
  std::vector<std::vector<uint32_t>> Lists; ///< functions with a body
};

Graph buildGraph(const Program &Linked) {
  Graph Calls;
  Calls.Callees.resize(Linked.Functions.size());
  auto Connect = [&](uint32_t From, SymbolId To) {
    if (const Function *Body = Linked.body(To))
      Calls.Callees[From].push_back(
          {uint32_t(Body - Linked.Functions.data()), {}});
  };
  for (uint32_t I = 0; I < Linked.Functions.size(); ++I) {
    const Function &Code = Linked.Functions[I];
    for (const Block &Part : Code.Blocks)
      for (const Fact &Step : Part.Facts) {
        if (Step.Form != Fact::Kind::Call || !Step.Callee)
          continue;
        Connect(I, Step.Callee);
        // What a function without a body is given, it may call (qsort).
        bool Bodyless = !Linked.body(Step.Callee);
        for (uint32_t A = 0; A < Step.Arguments.size(); ++A)
          if (const Value &Given = Code.Values[Step.Arguments[A].Index];
              Given.Form == Value::Kind::Address &&
              (Bodyless || Linked.isPassedOn(Step.Callee, A)))
            Connect(I, Given.Target);
      }
  }
  for (const std::vector<SymbolId> &List : Linked.TargetLists) {
    Calls.Lists.emplace_back();
    for (SymbolId Named : List)
      if (const Function *Body = Linked.body(Named))
        Calls.Lists.back().push_back(uint32_t(Body - Linked.Functions.data()));
  }
  for (const auto &[Site, Reached] : Linked.Indirect)
    Calls.Callees[Site.Function].push_back({Program::NoBody, Reached.List});
  return Calls;
}

class ComponentSearch {
public:
  explicit ComponentSearch(const Graph &Calls)
      : Calls(Calls), Number(Calls.Callees.size()), ListsWith(Number.size()),
        Of(Calls.Lists.size()) {
    for (uint32_t I = 0; I < Calls.Lists.size(); ++I)
      for (uint32_t Function : Calls.Lists[I])
        ListsWith[Function].push_back(I);
  }

  std::vector<std::vector<uint32_t>> run();

private:
  static constexpr uint32_t Unmet = 0, Left = UINT32_MAX; ///< for Number
  struct Visit {
    uint32_t Function;
    uint32_t Lowest;   ///< number that it leads to
    uint32_t Next = 0; ///< of its callees
  };
  struct List {
    uint32_t Next = 0;             ///< those before it have been met
    std::vector<uint32_t> Waiting; ///< on the stack, the lowest number first
  };

  void enter(uint32_t Function);
  bool enterNext(Visit &From);
  void leave();
  void takeComponent(uint32_t First);

  const Graph &Calls;
  std::vector<uint32_t> Number; ///< by function: when it was met
  std::vector<std::vector<uint32_t>> ListsWith; ///< by function
  std::vector<List> Of;                         ///< by list
  std::vector<Visit> Running;
  std::vector<uint32_t> Stack; ///< met, and in no component yet
  uint32_t Met = 0;
  std::vector<std::vector<uint32_t>> Components;
};

void ComponentSearch::enter(uint32_t Function) {
  Number[Function] = ++Met;
  Running.push_back({Function, Met});
  Stack.push_back(Function);
  for (uint32_t Named : ListsWith[Function])
    Of[Named].Waiting.push_back(Function);
}

/// Enters the next callee that was not met; false if there is none.
bool ComponentSearch::enterNext(Visit &From) {
  const std::vector<Graph::Callee> &Callees = Calls.Callees[From.Function];
  for (; From.Next < Callees.size(); ++From.Next) {
    const Graph::Callee &To = Callees[From.Next];
    if (To.Function != Program::NoBody) {
      if (Number[To.Function] == Unmet) {
        enter(To.Function);
        return true;
      }
      From.Lowest = std::min(From.Lowest, Number[To.Function]);
      continue;
    }
    List &Known = Of[To.List.Index];
    const std::vector<uint32_t> &Targets = Calls.Lists[To.List.Index];
    for (; Known.Next < Targets.size(); ++Known.Next)
      if (Number[Targets[Known.Next]] == Unmet) {
        enter(Targets[Known.Next]);
        return true;
      }
    if (!Known.Waiting.empty())
      From.Lowest = std::min(From.Lowest, Number[Known.Waiting.front()]);
  }
  return false;
}

/// As they come, callees tend to be before callers in a cycle, too.
void ComponentSearch::takeComponent(uint32_t First) {
  std::vector<uint32_t> &Members = Components.emplace_back();
  do {
    uint32_t Last = Stack.back();
    Stack.pop_back();
    Number[Last] = Left;
    for (uint32_t Named : ListsWith[Last])
      Of[Named].Waiting.pop_back();
    Members.push_back(Last);
  } while (Members.back() != First);
}

void ComponentSearch::leave() {
  Visit Done = Running.back();
  Running.pop_back();
  if (!Running.empty())
    Running.back().Lowest = std::min(Running.back().Lowest, Done.Lowest);
  if (Done.Lowest == Number[Done.Function])
    takeComponent(Done.Function);
}

std::vector<std::vector<uint32_t>> ComponentSearch::run() {
  for (uint32_t I = 0; I < Number.size(); ++I) {
    if (Number[I] == Unmet)
      enter(I);
    while (!Running.empty())
      if (!enterNext(Running.back()))
        leave();
  }
  return std::move(Components);
}

} // namespace

std::vector<std::vector<uint32_t>>
membrane::orderComponents(const Program &Linked) {
  Graph Calls = buildGraph(Linked);
  return ComponentSearch(Calls).run();
}
