// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which functions of a component give pieces of arenas.

#include "analysis/escape/Arena.h"
#include "analysis/escape/Solver.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

/// The summary of a function that is called by its name and returns one value;
/// null if it is no such call.
const FunctionSummary *Solver::calledByName(const Fact &Call) {
  const FunctionSummary *Does =
      Call.Callee ? general(Linked.resolve(Call.Callee)) : nullptr;
  return Does && Does->Result.size() == 1 ? Does : nullptr;
}

/// Whether all that a call can give, beside null, is new memory.
bool Solver::givesNew(const Fact &Call) {
  const FunctionSummary *Does = calledByName(Call);
  return Does &&
         llvm::all_of(Does->Result[0].Holds.targets(), [&](const Target &To) {
           return Does->Nodes[To.Node.Index].Form == Node::Kind::Fresh;
         });
}

/// Whether what a call gives is worked out from this argument, and perhaps from
/// other ones.
bool Solver::movesArgument(const Fact &Call, size_t Position) {
  const FunctionSummary *Does = calledByName(Call);
  if (!Does)
    return false;
  bool Moved = false, Others = false;
  for (const Target &To : Does->Result[0].Holds.targets()) {
    const Node &Object = Does->Nodes[To.Node.Index];
    Others |= Object.Form != Node::Kind::Argument;
    Moved |= Object.Number == Position;
  }
  return Moved && !Others;
}

/// Made: their summaries. Of functions that call each other all are taken for
/// such as long as nothing speaks against it.
void Solver::findArenas(llvm::ArrayRef<uint32_t> Members,
                        llvm::ArrayRef<FunctionSummary *> Made) {
  std::set<uint32_t> Cut;
  for (auto [Index, Summary] : llvm::zip(Members, Made))
    if (!Summary->Allocations.empty() &&
        looksLikeArena(Linked, Linked.Functions[Index]))
      Cut.insert(Index);
  auto Give = [&](const Fact &Call) {
    const Function *Code = Call.Callee ? Linked.body(Call.Callee) : nullptr;
    if (Code && Cut.count(uint32_t(Code - Linked.Functions.data())))
      return Callees::Gift::Piece;
    return givesNew(Call) ? Callees::Gift::New : Callees::Gift::Other;
  };
  auto Move = [&](const Fact &Call, size_t Position) {
    return movesArgument(Call, Position);
  };
  Callees Called{Give, Move};
  auto Look = [&](uint32_t Index) {
    return Carving(Linked.Functions[Index], outline(Index), Called);
  };
  for (bool Fewer = true; Fewer;) {
    size_t Before = Cut.size();
    for (uint32_t Index : Members)
      if (Cut.count(Index) && !Look(Index).cutsAll())
        Cut.erase(Index);
    Fewer = Cut.size() < Before;
  }
  for (auto [Index, Summary] : llvm::zip(Members, Made))
    if (Carving Found = Look(Index); Cut.count(Index) && Found.cutsAll())
      viewAsArena(Linked, Linked.Functions[Index], Found, *Summary);
}
