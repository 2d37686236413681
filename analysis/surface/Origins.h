// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the pointers of one function come from: which argument or global, and
// after which loads. Flow-insensitive; local variables whose address is taken
// hold all that is stored there. A callee that gives back an argument, moved or
// not, or what hangs under one, is followed.

#ifndef MEMBRANE_ANALYSIS_SURFACE_ORIGINS_H
#define MEMBRANE_ANALYSIS_SURFACE_ORIGINS_H

#include "analysis/surface/FreedPlaces.h"
#include <set>

namespace membrane {

class Origins {
public:
  Origins(const Program &Linked, PlaceTable &Places, const Summaries &Found,
          const Function &Code);

  llvm::ArrayRef<OriginId> of(ValueId Value) const { return Held[Value.Index]; }
  /// What a local variable may hold beside null.
  struct Slot {
    llvm::SmallVector<OriginId, 2> Holds;
    bool Others = false; ///< also what comes from elsewhere
  };
  /// Null if there is no variable at the address.
  const Slot *slot(ValueId Address) const;
  /// The fact that makes a value; null if none does.
  const Fact *definition(ValueId Value) const {
    return Value ? Made[Value.Index] : nullptr;
  }
  /// Whether a limit cut something.
  bool cut() const { return Cut; }

private:
  static constexpr unsigned MaxOrigins = 8, MaxRounds = 5;

  void start();
  void readSlots();
  void follow(const Fact &Step);
  void add(ValueId To, OriginId New);
  void addAll(ValueId To, ValueId From);
  void addGivenBack(const Fact &Call);
  void addGiven(const Fact &Call, const FunctionSummary &Does, Target Given);
  OriginId under(OriginId Top, const FunctionSummary &Does, NodeId Named) const;
  std::optional<Offset> elementsAt(const Origin &From, Offset By) const;
  OriginId displaced(OriginId From, Offset By, RecordId Of) const;
  OriginId inRecord(OriginId Named, ValueId Address);

  const Program &Linked;
  PlaceTable &Places;
  const Summaries &Found;
  const Function &Code;
  std::vector<llvm::SmallVector<OriginId, 2>> Held; ///< by ValueId
  std::vector<const Fact *> Made;                   ///< by ValueId
  std::map<ValueId, std::set<ValueId>> Slots; ///< values that a local may hold
  std::map<ValueId, Slot> Variables;
  std::optional<Positions> In; ///< once it was asked for
  bool Cut = false, Changed = false;
};

} // namespace membrane

#endif
