// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The graph of places that function pointers flow through.

#ifndef MEMBRANE_ANALYSIS_LINK_FLOW_H
#define MEMBRANE_ANALYSIS_LINK_FLOW_H

#include "analysis/link/Link.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SparseBitVector.h"
#include <deque>
#include <map>
#include <optional>
#include <set>

namespace membrane {

using PlaceId = uint32_t;

class FlowGraph {
public:
  /// Memory that no place names.
  static constexpr PlaceId Loose = 0;

  explicit FlowGraph(const Program &Linked);

  PlaceId value(uint32_t Function, ValueId Named);
  /// What a virtual call finds in the vtable.
  PlaceId virtualPointer(uint32_t Function, ValueId Loaded);
  PlaceId slot(uint32_t Function, ValueId Named);
  PlaceId parameter(SymbolId Function, uint32_t Argument);
  PlaceId result(SymbolId Function);
  PlaceId member(RecordId Record, int64_t Bytes);
  PlaceId global(SymbolId Variable, int64_t Bytes);
  /// The value that is the address of a symbol; holds it if a function.
  PlaceId address(SymbolId Named);

  /// What the program's vtables hold Bytes after where a Class starts.
  std::vector<SymbolId> overriders(RecordId Class, int64_t Bytes) const;

  void flow(PlaceId From, PlaceId To);
  void open(PlaceId Where);
  /// The address of a place is handed on: what no place names may read it and
  /// write to it.
  void expose(PlaceId Where);
  /// The same of a variable, but for vtables: calls name their slots.
  void exposeGlobal(SymbolId Variable, int64_t Bytes);
  /// Memory is copied. Members of a record are the same places in both.
  void copy(PlaceId From, PlaceId To);
  /// Pointer: the value that is called, or the place that it is loaded from.
  void indirectCall(uint32_t Function, const Fact &Step, PlaceId Pointer);

  /// Moves functions along the edges until nothing changes; calls that become
  /// known add edges for their arguments and results.
  void solve();
  /// What each indirect call reaches. After solve().
  std::vector<std::pair<CallSite, CallTargets>> targets() const;

private:
  enum class Form : uint8_t {
    Value,
    Virtual,
    Slot,
    Parameter,
    Result,
    Member,
    Global,
    Address,
    GivenTo, ///< what calls through a place pass
    GivenBack
  };
  struct Place {
    llvm::SparseBitVector<> Functions; ///< symbol indexes
    std::vector<PlaceId> Successors;
    uint32_t Arguments = 0;           ///< of calls through it, at most
    std::set<llvm::StringRef> Shapes; ///< of calls through it
    bool Called = false;
    llvm::SparseBitVector<> Connected; ///< to what those calls pass
    bool Open = false;
    bool Exposed = false; ///< may hold what Loose holds
    bool Plain = false;   ///< memory that is not a member of a record
    bool Queued = false;
  };
  struct IndirectCall {
    uint32_t Function;
    const Fact *Step;
    PlaceId Pointer;
  };

  PlaceId place(Form Kind, uint64_t First, int64_t Second);
  void push(PlaceId Where);
  void mayHoldLoose(PlaceId Where);
  void propagate(PlaceId From);
  llvm::SparseBitVector<> functionsOf(PlaceId Pointer) const;
  void connectCalls(PlaceId Pointer);
  bool shapeFits(const Fact &Step, uint32_t Callee) const;
  CallTargets targetsOf(const IndirectCall &Call) const;

  const Program &Linked;
  /// By class: the vtables of it and of what derives from it.
  std::map<RecordId, std::vector<std::pair<SymbolId, int64_t>>> Tables;
  std::vector<Place> Places;
  llvm::DenseSet<std::pair<PlaceId, PlaceId>> Edges;
  std::map<std::tuple<Form, uint64_t, int64_t>, PlaceId> Named;
  std::vector<IndirectCall> IndirectCalls;
  std::vector<PlaceId> ExposedCalls; ///< called, and exposed
  std::deque<PlaceId> Queue;
};

} // namespace membrane

#endif
