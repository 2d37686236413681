// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/escape/Summary.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

bool membrane::looksLikeAllocator(const Fact &Call) {
  llvm::StringRef Shape = Call.CallShape;
  return !Call.Getter && Shape.starts_with("ptr (") &&
         (Shape.contains("i64") || Shape.contains("i32"));
}

bool FunctionSummary::isUnder(NodeId Named, NodeId Top) const {
  while (Named != Top && Nodes[Named.Index].Form == Node::Kind::Content)
    Named = Nodes[Named.Index].Parent;
  return Named == Top;
}

bool FunctionSummary::isDetached(NodeId Memory, const SummaryCell *Out) const {
  const Node &Object = Nodes[Memory.Index];
  if (Object.Form != Node::Kind::Content)
    return false;
  bool Left = false;
  for (const NodeRelease &Freed : Releases) {
    if (Freed.Node == Memory)
      return false;
    Left |= Freed.Node == Object.Parent && Freed.Always;
  }
  for (const SummaryCell &Place : Cells) {
    Left |=
        Place.Node == Object.Parent && Place.At == Object.At && Place.Replaces;
    if (&Place != Out && Place.Holds.names(Memory) &&
        !isUnder(Place.Node, Memory) &&
        Nodes[Place.Node.Index].Form != Node::Kind::Fresh)
      return false;
  }
  return Left;
}

static uint64_t hashOf(llvm::ArrayRef<Target> Targets) {
  const uint64_t Factor = 0x9E3779B97F4A7C15;
  uint64_t Hash = 0;
  for (const Target &To : Targets)
    Hash = (Hash + To.Node.Index + uint64_t(To.At.Bytes)) * Factor;
  return Hash >> 1; // the map has keys of its own
}

void membrane::findAlike(FunctionSummary &Summary) {
  llvm::DenseMap<uint64_t, llvm::SmallVector<uint32_t, 1>> Firsts;
  for (uint32_t I = 0; I < Summary.Cells.size(); ++I) {
    llvm::ArrayRef<Target> Targets = Summary.Cells[I].Holds.targets();
    Summary.Size += Targets.size();
    auto &Known = Firsts[hashOf(Targets)];
    auto Same = llvm::find_if(Known, [&](uint32_t First) {
      return Summary.Cells[First].Holds == Summary.Cells[I].Holds;
    });
    Summary.Alike.push_back(Same == Known.end() ? I : *Same);
    if (Same == Known.end())
      Known.push_back(I);
  }
}

void membrane::settleKinds(FunctionSummary &Summary) {
  for (Node &Object : Summary.Nodes)
    if ((Object.Form == Node::Kind::Fresh ||
         Object.Form == Node::Kind::Argument) &&
        !Object.Record)
      Object.Record = Object.Guess.Record;
}

static bool sameCalls(const std::vector<DeferredCall> &A,
                      const std::vector<DeferredCall> &B) {
  return A.size() == B.size() &&
         std::equal(A.begin(), A.end(), B.begin(),
                    [](const DeferredCall &X, const DeferredCall &Y) {
                      return X.Hook == Y.Hook && X.Passed == Y.Passed &&
                             X.Defaulted == Y.Defaulted;
                    });
}

static bool sameCells(const std::vector<SummaryCell> &A,
                      const std::vector<SummaryCell> &B) {
  return A.size() == B.size() &&
         std::equal(A.begin(), A.end(), B.begin(),
                    [](const SummaryCell &X, const SummaryCell &Y) {
                      return X.Node == Y.Node && X.At == Y.At &&
                             X.Replaces == Y.Replaces && X.Small == Y.Small &&
                             X.Number == Y.Number && X.Guarded == Y.Guarded &&
                             X.Wide == Y.Wide && X.Holds == Y.Holds;
                    });
}

/// Which kinds of assumptions there are. Within a recursion only that matters:
/// what is assumed where is cut at a number of each kind.
static unsigned kindsOf(const FunctionSummary &Found) {
  unsigned Kinds = 0;
  for (const UnseenCode &Unknown : Found.Assumptions)
    Kinds |= 1u << unsigned(Unknown.Kind);
  return Kinds;
}

bool membrane::sameSummary(const FunctionSummary &A, const FunctionSummary &B) {
  if (A.Returns != B.Returns || A.Unwinds != B.Unwinds ||
      A.Throws != B.Throws || A.Thrown != B.Thrown ||
      A.ReachesCaught != B.ReachesCaught || A.Nodes.size() != B.Nodes.size() ||
      A.Allocations.size() != B.Allocations.size() ||
      A.Releases.size() != B.Releases.size() ||
      A.Handed.size() != B.Handed.size() || kindsOf(A) != kindsOf(B) ||
      A.Decisive != B.Decisive || A.Texts != B.Texts ||
      A.Interim != B.Interim || !sameCalls(A.Calls, B.Calls) ||
      !sameCells(A.Cells, B.Cells) || !sameCells(A.Result, B.Result))
    return false;
  for (size_t I = 0; I < A.Nodes.size(); ++I)
    if (A.Nodes[I].Form != B.Nodes[I].Form ||
        (A.Nodes[I].Number != B.Nodes[I].Number && !A.Nodes[I].Several) ||
        A.Nodes[I].Several != B.Nodes[I].Several ||
        A.Nodes[I].Seen != B.Nodes[I].Seen ||
        A.Nodes[I].Multiple != B.Nodes[I].Multiple ||
        A.Nodes[I].isOfPointers() != B.Nodes[I].isOfPointers() ||
        A.Nodes[I].LeftByThrow != B.Nodes[I].LeftByThrow ||
        A.Nodes[I].Folded != B.Nodes[I].Folded ||
        A.Nodes[I].Below != B.Nodes[I].Below)
      return false;
  for (size_t I = 0; I < A.Allocations.size(); ++I)
    if (A.Allocations[I].IfNull != B.Allocations[I].IfNull ||
        A.Allocations[I].Zeroed != B.Allocations[I].Zeroed)
      return false;
  for (size_t I = 0; I < A.Releases.size(); ++I)
    if (A.Releases[I].Always != B.Releases[I].Always ||
        A.Releases[I].Gone != B.Releases[I].Gone)
      return false;
  return !A.Returned == !B.Returned &&
         (!A.Returned || sameSummary(*A.Returned, *B.Returned));
}
