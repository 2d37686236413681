// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The memory at a function's exits → its summary.

#ifndef MEMBRANE_ANALYSIS_ESCAPE_CONCLUSION_H
#define MEMBRANE_ANALYSIS_ESCAPE_CONCLUSION_H

#include "analysis/escape/Body.h"

namespace membrane {

/// Keeps what a caller can see: cells of objects that it reaches, fresh memory
/// that is reachable from them, releases. Stack slots, freed blocks and what
/// only they reach are dropped; a fresh block that is dropped although nobody
/// freed it is lost.
class Conclusion {
public:
  /// What it speaks of: all ways out, or the returns alone.
  enum class Ways : uint8_t { All, Returns };

  Conclusion(Body &Run, Ways Of) : Run(Run), Of(Of) {}
  FunctionSummary conclude();

private:
  static constexpr size_t MaxHanded = 16;

  void joinExits();
  void collectResult();
  void findReachable();
  void reach(const PointsTo &Holds);
  bool isThrownSeen() const;
  void addCells(NodeId Holder);
  void addFilled();
  void addReleases();
  void addInterim();
  PointsTo withInside(const PointsTo &Given) const;
  void addHanded();
  void addCalls();
  bool endsWithProgram(NodeId Block) const;
  void findLost();
  void hand(const HandedOut &Out);
  void handUnder();
  void addHeld();
  void findSuccess(); // Success.cpp
  bool isDangling(NodeId Named) const;
  bool mayBeAbsent(NodeId Named) const;
  PointsTo visible(const PointsTo &Holds) const;
  void need(NodeId Named);
  void need(const PointsTo &Holds);
  void needLinks();
  std::vector<int64_t> identity(NodeId Named) const;
  uint32_t allocationOf(NodeId Block) const;
  void numberNodes();
  PointsTo renumber(const PointsTo &Holds) const;
  void renumberAll();
  std::set<NodeId> reachableFrom(const WayOut &Way) const;

  Body &Run;
  Ways Of;
  State Final;
  std::set<NodeId> Reached; ///< fresh and thrown memory for the caller
  std::vector<NodeId> Work;
  std::set<NodeId> Under;        ///< what only callbacks can have kept
  std::map<NodeId, NodeId> Kept; ///< to the number in the summary
  FunctionSummary Summary;
  std::map<NodeTable::BlockKey, uint32_t> PlaceOf; ///< in Summary.Allocations
};

/// The summary of a function whose body has been run to its fixpoint.
FunctionSummary conclude(Body &Run);

} // namespace membrane

#endif
