// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which blocks that are given out the library keeps itself.

#include "analysis/surface/Recorder.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

/// Whether there can be a pointer: a constant is never written, and a small
/// variable has room for none.
bool Recorder::canKeep(const FunctionSummary &Does,
                       const SummaryCell &Place) const {
  NodeId Root = Does.root(Place.Node);
  const Node &Top = Does.Nodes[Root.Index];
  if (Top.Form != Node::Kind::Global || Top.Several)
    return true;
  const Symbol &Named = Linked.Symbols[Top.Number];
  // Where it is declared, an array may have no bound.
  uint64_t Size = std::max(
      Named.Size, Named.Type ? Linked.Types[Named.Type.Index].Size : 0);
  bool Small = Size && Size < PointerSize && !Linked.OtherPointers;
  return !Small && !(Named.Constant && Place.Node == Root);
}

/// Whether a block that is stored in a place stays in that object: nothing else
/// stands there on a path on which the block exists.
bool Recorder::keepsSurely(const FunctionSummary &Does,
                           const SummaryCell &Place, NodeId Block) {
  if (Place.Holds.losesBlock())
    return false;
  // One of many places, if none that is known by itself was overwritten; one
  // that is known, if none of many was that are as wide. Bytes are text.
  auto IsOther = [&](Offset At) {
    return Place.At.isExact() ? At.Stride >= PointerSize : At.isExact();
  };
  return llvm::none_of(Does.Cells, [&](const SummaryCell &Other) {
    return Other.Node == Place.Node && IsOther(Other.At) &&
           Other.At.meets(Place.At) && !Other.Holds.names(Block);
  });
}

static const AllocationChain &chainOf(const FunctionSummary &Does,
                                      NodeId Block) {
  return Does.Allocations[Does.Nodes[Block.Index].Number].Chain;
}

/// What globals hold that clients do not know, wherever the function returns:
/// nothing is given out by an exception.
void Recorder::findRetained() {
  const FunctionSummary &Does = Found.Returned ? *Found.Returned : Found;
  std::set<std::pair<NodeId, uint32_t>> Met;
  Retained.emplace();
  for (const SummaryCell &Place : Does.Cells) {
    NodeId Root = Does.root(Place.Node);
    const Node &Top = Does.Nodes[Root.Index];
    uint32_t Same = Does.Alike[&Place - Does.Cells.data()];
    if (Top.Form != Node::Kind::Global || !canKeep(Does, Place) ||
        Linked.isPublic(SymbolId(Top.Number)) ||
        Shared.Clients.leadsTo(Does, Place.Node) ||
        !Met.insert({Root, Same}).second)
      continue;
    for (const Target &To : Place.Holds.targets())
      if (To.At.isExact() &&
          Does.Nodes[To.Node.Index].Form == Node::Kind::Fresh &&
          keepsSurely(Does, Place, To.Node))
        (*Retained)[chainOf(Does, To.Node)].push_back(SymbolId(Top.Number));
  }
}

/// A block that a global keeps at the address that is also given out is lent,
/// unless a function of the library releases that kind of object, or takes it
/// back there. A pool that hands out pieces keeps another address than it
/// gives.
bool Recorder::isLent(NodeId Block, Offset At) {
  if (!At.isExact())
    return false;
  RecordId Used = Found.Nodes[Block.Index].Record;
  if (!Used)
    Used = Names.pointee(Code.Result);
  // Behind a header of the allocator's own the client has another object.
  if (Shared.Releases.mayFree(Used, Code.Result) ||
      (At != Offset() && Shared.Releases.mayFree({}, Code.Result)))
    return false;
  if (!Retained)
    findRetained();
  auto Keepers = Retained->find(chainOf(Found, Block));
  return Keepers != Retained->end() &&
         llvm::none_of(Keepers->second, [&](SymbolId Variable) {
           return Shared.Releases.takesBack(Variable, Used);
         });
}
