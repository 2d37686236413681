// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the author of a function promises of its result:
// __attribute__((malloc)).
//
// By constraints, what an allocator of pools gives out is one with all that its
// pools keep. There the promise is believed: the result is a block that nothing
// else leads to (GCC, Common Function Attributes, "malloc").

#include "analysis/escape/Nodes.h"
#include "analysis/escape/Summary.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

/// The number of a fact that allocates nothing, for a block that no call made.
static std::optional<uint32_t> freeNumber(const Function &Code,
                                          uint32_t FirstFact) {
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts) {
      if (Step.Form != Fact::Kind::Call)
        return FirstFact;
      ++FirstFact;
    }
  return std::nullopt;
}

/// Whether an address leads to what the caller passed by a pointer: that may be
/// the pool, of which the result is a part.
static bool isFromPointer(const Program &Linked, const Function &Code,
                          const FunctionSummary &Summary, NodeId To) {
  const Node &Top = Summary.Nodes[Summary.root(To).Index];
  if (Top.Form != Node::Kind::Argument)
    return false;
  TypeId Declared = Code.declaredType(Top.Number);
  return !Declared || Linked.Types[Declared.Index].Form != Type::Kind::Scalar;
}

void membrane::believePromise(const Program &Linked, const Function &Code,
                              uint32_t FirstFact, FunctionSummary &Summary) {
  const Symbol &Named = Linked.Symbols[Code.Symbol.Index];
  if (!Named.ReturnsFresh || Summary.Result.size() != 1)
    return;
  std::optional<uint32_t> Number = freeNumber(Code, FirstFact);
  if (!Number)
    return;
  llvm::DenseSet<uint32_t> Kept; ///< nodes that cells lead to
  for (const SummaryCell &Place : Summary.Cells)
    for (const Target &To : Place.Holds.targets())
      Kept.insert(To.Node.Index);
  PointsTo &Result = Summary.Result[0].Holds;
  auto IsOld = [&](NodeId To) {
    return Summary.Nodes[To.Index].Form != Node::Kind::Fresh ||
           Kept.contains(To.Index);
  };
  auto IsPassed = [&](const Target &To) {
    return isFromPointer(Linked, Code, Summary, To.Node);
  };
  PointsTo Own = Result.without(IsOld);
  if (Own.targets().size() == Result.targets().size() ||
      llvm::any_of(Result.targets(), IsPassed))
    return;
  Node Fresh;
  Fresh.Form = Node::Kind::Fresh;
  Fresh.Number = uint32_t(Summary.Allocations.size());
  Allocation Made;
  Made.Chain.push_back(*Number);
  Made.Family = Named.Name;
  Made.Release = Named.Deallocator;
  Made.Steps.push_back({Code.Where, {}});
  Own.add({NodeId(uint32_t(Summary.Nodes.size())), Offset()});
  Result = std::move(Own);
  Summary.Nodes.push_back(std::move(Fresh));
  Summary.Allocations.push_back(std::move(Made));
  Summary.Assumptions.push_back(
      {AssumptionKind::Annotation, Named.Name, Code.Where});
}
