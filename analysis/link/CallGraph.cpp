// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/link/CallGraph.h"

#include "llvm/ADT/GraphTraits.h"
#include "llvm/ADT/SCCIterator.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

namespace {

struct Caller {
  uint32_t Function = 0;
  std::vector<Caller *> Callees;
};

/// One entry that calls everything, so that every function is reached.
struct Graph {
  std::vector<Caller> Callers;
  Caller Outside;
};

} // namespace

template <> struct llvm::GraphTraits<Graph *> {
  using NodeRef = Caller *;
  using ChildIteratorType = std::vector<Caller *>::iterator;
  static NodeRef getEntryNode(Graph *Calls) { return &Calls->Outside; }
  static ChildIteratorType child_begin(NodeRef From) {
    return From->Callees.begin();
  }
  static ChildIteratorType child_end(NodeRef From) {
    return From->Callees.end();
  }
};

static Graph buildGraph(const Program &Linked) {
  Graph Calls;
  Calls.Callers.resize(Linked.Functions.size());
  auto Connect = [&](uint32_t From, SymbolId To) {
    SymbolId Callee = Linked.resolve(To);
    if (Callee && Linked.BodyOf[Callee.Index] != Program::NoBody)
      Calls.Callers[From].Callees.push_back(
          &Calls.Callers[Linked.BodyOf[Callee.Index]]);
  };
  for (uint32_t I = 0; I < Linked.Functions.size(); ++I) {
    Calls.Callers[I].Function = I;
    Calls.Outside.Callees.push_back(&Calls.Callers[I]);
    const Function &Code = Linked.Functions[I];
    for (const Block &Part : Code.Blocks)
      for (const Fact &Step : Part.Facts) {
        if (Step.Form != Fact::Kind::Call || !Step.Callee)
          continue;
        Connect(I, Step.Callee);
        // What a function without a body is given, it may call (qsort).
        if (!Linked.body(Linked.resolve(Step.Callee)))
          for (ValueId Argument : Step.Arguments)
            if (const Value &Given = Code.Values[Argument.Index];
                Given.Form == Value::Kind::Address)
              Connect(I, Given.Target);
      }
  }
  for (const auto &[Site, Reached] : Linked.Indirect)
    for (SymbolId Callee : Reached.Functions)
      Connect(Site.Function, Callee);
  return Calls;
}

std::vector<std::vector<uint32_t>>
membrane::orderComponents(const Program &Linked) {
  Graph Calls = buildGraph(Linked);
  std::vector<std::vector<uint32_t>> Components;
  for (auto It = llvm::scc_begin(&Calls); !It.isAtEnd(); ++It) {
    std::vector<uint32_t> Members;
    for (Caller *Member : *It)
      if (Member != &Calls.Outside)
        Members.push_back(Member->Function);
    // As they come, callees tend to be before callers in a cycle, too.
    if (!Members.empty())
      Components.push_back(std::move(Members));
  }
  return Components;
}
