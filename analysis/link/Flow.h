// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The graph of places that function pointers flow through.

#ifndef MEMBRANE_ANALYSIS_LINK_FLOW_H
#define MEMBRANE_ANALYSIS_LINK_FLOW_H

#include "analysis/link/Targets.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SparseBitVector.h"
#include "llvm/ADT/StringMap.h"
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
  /// What clients and functions without a body are given.
  static constexpr PlaceId Outside = 1;
  /// The constant null.
  static constexpr PlaceId Nothing = 2;

  /// UnseenObjects: as of findUnseenObjects().
  FlowGraph(const Program &Linked, std::set<RecordId> UnseenObjects);

  PlaceId value(uint32_t Function, ValueId Named);
  /// What a virtual call finds in the vtable of a Class.
  PlaceId virtualPointer(uint32_t Function, ValueId Loaded, RecordId Class);
  PlaceId slot(uint32_t Function, ValueId Named);
  PlaceId parameter(SymbolId Function, uint32_t Argument);
  PlaceId result(SymbolId Function);
  /// What a Merge of addresses of places leads to: any of them.
  PlaceId either(uint32_t Function, ValueId Named);
  /// What the addresses lead to that an accessor gives.
  PlaceId accessed(SymbolId Function);
  /// What the addresses lead to that a function is given.
  PlaceId given(SymbolId Function, uint32_t Argument);
  PlaceId member(RecordId Record, int64_t Bytes);
  /// The member of the innermost record that stands there.
  PlaceId within(RecordId Record, int64_t Bytes);
  PlaceId global(SymbolId Variable, int64_t Bytes);
  /// The value that is the address of a symbol; holds it if a function.
  PlaceId address(SymbolId Named);

  /// What the program's vtables hold Bytes after where a Class starts.
  std::vector<SymbolId> overriders(RecordId Class, int64_t Bytes) const;

  void flow(PlaceId From, PlaceId To);
  /// Whoever reads or writes Any does so to One.
  void join(PlaceId Any, PlaceId One);
  void open(PlaceId Where);
  /// The same of pointers to functions of a type; of any if it is no such type.
  void openAs(PlaceId Where, TypeId Pointer);
  /// More may be there than what the program is seen to put there.
  void blur(PlaceId Where);
  /// Code that was not seen may give a function of the program's back there.
  void giveBack(PlaceId Where);
  /// The same of code that is no client's: functions of its own, too.
  void giveUnseen(PlaceId Where);
  /// What is Given is stored where no place has a name, so far behind where
  /// some object may start; none: anywhere.
  void storeAt(PlaceId Given, std::optional<int64_t> Bytes);
  /// Bytes of anywhere are copied into objects of the record.
  void noteCopied(RecordId Into);
  /// All code of the program is seen, and clients know only what headers
  /// declare: where it stores null, and nothing else, is null.
  void trustNulls() { Places[Nothing].Nulled = true; }
  /// A variable holds a function from the start: its records are tables.
  void noteTable(SymbolId Variable, int64_t Bytes);
  /// Code that was not seen may call the function.
  void openFunction(SymbolId Callee);
  /// The address of a place is handed on: what no place names may read it and
  /// write to it, and so may clients, or others for them.
  void expose(PlaceId Where);
  /// The same, handed to code that is not seen and no client's.
  void exposeUnseen(PlaceId Where);
  /// The same of a variable, but for vtables: calls name their slots.
  void exposeGlobal(SymbolId Variable, int64_t Bytes);
  /// Whether a place stands for other ones, whose surroundings it has not.
  bool isJoined(PlaceId Where) const { return Places[Where].Joined; }
  /// Memory is copied. Members of a record are the same places in both.
  void copy(PlaceId From, PlaceId To);
  /// Pointer: the value that is called, or the place that it is loaded from.
  void indirectCall(uint32_t Function, const Fact &Step, PlaceId Pointer);
  /// The place of what a function that is called by its name passes on.
  PlaceId calledBack(uint32_t Function, const Fact &Step);

  /// Moves functions along the edges until nothing changes; calls that become
  /// known add edges for their arguments and results.
  void solve();
  /// What each indirect call reaches. After solve().
  IndirectTargets targets();
  /// Members in which the program or others may have stored a function. After
  /// solve().
  std::set<MemberKey> filled() const;
  /// By function: the offsets in records at which it may be stored. After
  /// solve().
  const FunctionOffsets &storedAt() const { return Stored; }

private:
  /// Elements of an array in a record that are told apart by where they are.
  static constexpr uint64_t MaxElements = 64;

  enum class Form : uint8_t {
    Value,
    Virtual,
    Slot,
    Either,
    Accessed,
    Given,
    Parameter,
    Result,
    Member,
    Global,
    Address,
    CalledBack,
    GivenTo, ///< what calls through a place pass
    GivenBack,
    LooseGiven, ///< the same of all calls, of one shape, of what Loose holds
    LooseBack
  };
  struct Place {
    llvm::SparseBitVector<> Functions; ///< symbol indexes
    std::vector<PlaceId> Successors;
    bool Called = false;
    bool Open = false;
    bool OpenToAll = false; ///< to functions of any type
    TypeId OpenTo;          ///< else: of this one
    bool Exposed = false;   ///< may hold what Loose holds
    bool Unseen = false; ///< may hold functions of neither program nor client
    bool Plain = false;  ///< memory that is not a member of a record
    bool Joined = false; ///< stands for others
    bool Tabled = false; ///< member of a record of which there are tables
    bool Null = false;   ///< a constant that is null
    bool Nulled = false; ///< null is stored there, too
    bool Vague = false;  ///< may hold what no store or call shows
    bool Queued = false;
    /// Offsets in records from which what it holds comes.
    llvm::SparseBitVector<> From;
    /// Whether code that was not seen may fill it.
    bool isFilled() const { return Open || Unseen; }
    /// Others may store functions of a type there, or of any type if it is
    /// none; true if that is new.
    bool openTo(TypeId Function);
  };
  /// The calls through one place.
  struct Calls {
    uint32_t Arguments = 0; ///< at most
    std::set<llvm::StringRef> Shapes;
    llvm::SparseBitVector<> Connected; ///< to what they pass
    bool Loose = false;                ///< they are joined with all such calls
  };
  /// The functions of one shape that Loose holds, for all calls that may lead
  /// to them.
  struct LooseShape {
    uint64_t Number = 0; ///< of the shape
    bool Called = false;
    uint32_t Arguments = 0;          ///< of those calls, at most
    std::vector<SymbolId> Functions; ///< sorted when all is known
    TargetListId List;               ///< of them
  };
  struct IndirectCall {
    uint32_t Function;
    const Fact *Step;
    PlaceId Pointer;
  };

  PlaceId place(Form Kind, uint64_t First, int64_t Second);
  void joinSection(PlaceId Any, llvm::ArrayRef<SymbolId> Variables,
                   int64_t Bytes);
  /// The same of one that stands for others.
  PlaceId joined(Form Kind, uint64_t First, int64_t Second);
  void findAround();
  const llvm::SparseBitVector<> &startsOf(RecordId Part);
  llvm::SparseBitVector<> offsetsOf(RecordId Holder, int64_t Bytes);
  void forMembers(
      llvm::function_ref<void(RecordId Holder, int64_t Bytes, PlaceId)> Visit)
      const;
  void startMembers();
  uint32_t offsetList(const Place &Held);
  void push(PlaceId Where);
  void mayHoldLoose(PlaceId Where);
  void propagate(PlaceId From);
  void openFunctions(PlaceId Held);
  void connectCalls(PlaceId Pointer);
  LooseShape &looseShape(llvm::StringRef CallShape);
  void connectLoose(LooseShape &Called, SymbolId Callee, uint32_t First);
  void callLoose(PlaceId Pointer, const Calls &Made);
  void sortLoose();
  CallTargets targetsOf(const IndirectCall &Call);
  bool isCalledOtherwise(const IndirectCall &Call, SymbolId Callee) const;
  bool isOpenOtherwise(const IndirectCall &Call) const;
  bool mayStandIn(const Place &Held, SymbolId Callee) const;
  FunctionOffsets findStored();
  CallTargets meetTargets(const IndirectCall &Call, LooseShape &Called);
  TargetListId list(std::vector<SymbolId> Functions);

  const Program &Linked;
  /// By class: the vtables of it and of what derives from it.
  std::map<RecordId, std::vector<std::pair<SymbolId, int64_t>>> Tables;
  const std::set<RecordId> UnseenObjects;
  std::set<RecordId> Tabled; ///< records that tables of functions are
  std::set<RecordId> Copied; ///< and those into which bytes are copied
  std::vector<std::pair<PlaceId, std::optional<int64_t>>> StoresAt;
  FunctionOffsets Stored;            ///< when all is known
  llvm::SparseBitVector<> Placeless; ///< functions that StoresAt stores
  /// By record: those of which it is a part, and where.
  std::map<RecordId, std::vector<std::pair<RecordId, int64_t>>> Around;
  std::map<RecordId, llvm::SparseBitVector<>> Starts; ///< by record, once asked
  std::deque<Place> Places;
  std::map<PlaceId, Calls> Through;
  llvm::DenseSet<std::pair<PlaceId, PlaceId>> Edges;
  llvm::DenseMap<std::tuple<unsigned, uint64_t, int64_t>, PlaceId> Named;
  std::vector<IndirectCall> IndirectCalls;
  llvm::StringMap<LooseShape> ByShape;
  llvm::SparseBitVector<> Sorted; ///< what of Loose is in ByShape
  llvm::SparseBitVector<> Opened; ///< functions, by symbol
  std::deque<PlaceId> Queue;
  std::vector<std::vector<SymbolId>> Lists;
  std::map<std::vector<int64_t>, uint32_t> OffsetLists;
  /// By hash: the lists that have it.
  std::map<size_t, llvm::SmallVector<TargetListId, 1>> Listed;
  /// By place and shape: what was found of calls through it.
  std::map<std::pair<PlaceId, uint64_t>, CallTargets> Met;
};

} // namespace membrane

#endif
