// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One function's facts → the edges of the graph of function pointers.

#ifndef MEMBRANE_ANALYSIS_LINK_FUNCTIONFLOW_H
#define MEMBRANE_ANALYSIS_LINK_FUNCTIONFLOW_H

#include "analysis/link/Accessors.h"
#include "analysis/link/Flow.h"
#include "analysis/link/Moves.h"
#include "llvm/ADT/DenseMap.h"
#include <optional>

namespace membrane {

/// Visits one function's facts and adds its edges to the graph.
class FunctionFlow {
public:
  FunctionFlow(FlowGraph &Graph, const Program &Linked, const Models *Known,
               const NamedCalls &Named, uint32_t Index)
      : Graph(Graph), Linked(Linked), Known(Known), Named(Named), Index(Index),
        Body(Linked.Functions[Index]), In(Linked, Body) {}

  void connect();

private:
  PlaceId place(ValueId Named);
  PlaceId memory(ValueId Address);
  std::optional<PlaceId> pointee(ValueId Address);
  void connectFact(const Fact &Step);
  void connectCopy(const Fact &Step);
  std::set<RecordId> recordsAt(ValueId Address);
  std::optional<PlaceId> memberOfSlot(ValueId Address);
  void forAccessed(const Fact &Access, llvm::function_ref<void(PlaceId)> Visit);
  void connectCall(const Fact &Step);
  void connectVirtual(const Fact &Step);
  void connectArguments(const Fact &Step, const Function &Callee);
  void connectCalledBack(const Fact &Step);
  void noteAddress(const Fact &Step);
  bool isPlaceGiven(const Function &Callee, uint32_t Argument);
  void handArgument(const Function *Callee, uint32_t Argument, ValueId Given);
  void noteGiven();
  void connectMerge(const Fact &Step);
  void connectReturned(ValueId Given);
  void handOn(ValueId Given);
  void handToUnseen(ValueId Given);
  void
  forFunctions(RecordId Whole, int64_t Start,
               llvm::function_ref<void(MemberKey Member, int64_t At)> Visit);
  void leaveJoined(ValueId Address);
  void connectLoad(const Fact &Step);
  void connectStore(const Fact &Step);
  bool canHoldFunction(ValueId Named) const;
  bool canMove(ValueId Named) const;

  FlowGraph &Graph;
  const Program &Linked;
  const Models *Known;
  const NamedCalls &Named;
  uint32_t Index;
  const Function &Body;
  /// What an address value points to, where facts tell.
  llvm::DenseMap<uint32_t, PlaceId> Memory;
  llvm::DenseMap<uint32_t, PlaceId> LoadedFrom; ///< by the value
  /// Addresses in slots that are records: of which, and where. Clang writes
  /// those by machine types, too, that say nothing of members.
  llvm::DenseMap<uint32_t, std::pair<RecordId, int64_t>> InSlot;
  Positions In;
  Moves Moved;
  /// By address: the records of which members are taken from there.
  std::optional<llvm::DenseMap<uint32_t, std::set<RecordId>>> UsedAs;
};

} // namespace membrane

#endif
