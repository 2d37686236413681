// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What one body frees, for certain numbers as arguments.
//
// First the points at which something is freed, by the callees; then, for each
// place, the paths to a return that meet none of its points.

#ifndef MEMBRANE_ANALYSIS_SURFACE_BODYFREEING_H
#define MEMBRANE_ANALYSIS_SURFACE_BODYFREEING_H

#include "analysis/surface/Freeing.h"
#include "analysis/surface/Origins.h"

namespace membrane {

class BodyFreeing {
public:
  BodyFreeing(Freeing &Whole, uint32_t Index, const Freeing::Numbers &Given);

  Freeing::FreedList run();

private:
  static constexpr unsigned MaxPlaces = 64;
  using Freed = Freeing::Freed;

  /// A call that frees a place.
  struct Point {
    uint32_t Block = 0;
    Sureness Sure = Sureness::Maybe;
    uint32_t Callee = Program::NoBody; ///< index of a function, if it has one
  };
  struct Entry {
    Freed What;
    std::vector<Point> Points;  ///< only those that decide something
    const Fact *Last = nullptr; ///< the last call that frees it
    unsigned Count = 0;         ///< how often that does
    size_t Before = 0;          ///< points before that
  };

  // Freed points.
  void readCall(const Fact &Step, CallSite Site);
  void readBody(const Fact &Step, uint32_t Block, uint32_t Callee,
                const Freeing::Numbers &Known);
  void addModelled(const Fact &Step, Point Here, const FreedPlace &Place,
                   NumberSets::Id Families);
  void readModel(const Fact &Step, uint32_t Block, const Model &Row);
  void readPointer(const Fact &Step, CallSite Site);
  void readUnseen(const Fact &Step);
  void readCallback(const Fact &Step, uint32_t Block);
  void joinTargets(const Fact &Step, size_t Targets);
  Sureness surenessOf(PlaceId Inner, Sureness Given, const Fact &Step);
  /// Where a pointer of the callee's comes from: Place, as of a value with
  /// these origins.
  struct Passed {
    llvm::ArrayRef<OriginId> From;
    PlaceId Place;
    bool Others = false; ///< or from elsewhere
  };
  Passed passed(PlaceId Inner, const Fact &Step);
  Freeing::Numbers numbersOf(const Fact &Step) const;
  void addFreed(const Freed &What, const Fact &Step, Point Here);
  bool makeRoom(const FreedPlace &For);
  /// As the caller gets at a place of the callee.
  struct Moved {
    PlaceId Place;
    Offset By; ///< what is freed, from where that points
  };
  using PlaceList = llvm::SmallVector<Moved, 8>;
  void compose(const Moved &Inner, const Fact &Step, PlaceList &Found);
  const FreedPlace &place(PlaceId Named) const { return Whole.Places[Named]; }
  static bool isArgument(const FreedPlace &Place) {
    return Place.Steps.empty() && !Place.Global;
  }

  // Paths.
  std::optional<int64_t> numberOf(ValueId Named) const;
  std::optional<bool> outcome(const Fact &Test) const;
  llvm::SmallVector<uint32_t, 4> successors(uint32_t Block,
                                            const FreedPlace *NotNull) const;
  bool isNullEdge(const Terminator &End, unsigned Side,
                  const FreedPlace &Place) const;
  const Fact *definition(ValueId Named) const { return From.definition(Named); }
  std::vector<uint32_t> findLoops() const;
  std::vector<bool> loopBlocks(const std::vector<bool> &Of);
  bool isAvoidable(const FreedPlace &Place, std::vector<bool> Stops) const;
  std::vector<uint32_t> avoiding(const FreedPlace &Place,
                                 const std::vector<bool> &Stops) const;
  bool isHarmless(const Fact &Step) const;
  bool isHarmlessCall(const Fact &Step) const;
  bool isHarmlessStore(const Fact &Step) const;
  Sureness sureness(const FreedPlace &Place, const std::vector<Point> &Points);
  static constexpr unsigned MaxAsked = 4; ///< steps from a test to what it asks
  ValueId baseOf(ValueId Address) const;
  bool isOfOther(ValueId Asked, unsigned Depth) const;
  std::vector<bool> leadingTo(const FreedPlace &Place,
                              const std::vector<bool> &Stops) const;
  bool isDecidedElsewhere(const FreedPlace &Place,
                          llvm::ArrayRef<uint32_t> Past,
                          const std::vector<bool> &Stops) const;
  void noteHandedOn(Entry &Of);

  Freeing &Whole;
  const Program &Linked;
  uint32_t Index;
  const Function &Code;
  Freeing::Numbers Given; ///< may be shorter: the rest is not known
  const Origins &From;
  std::vector<bool> Live;       ///< by block: can be reached with these numbers
  std::vector<uint32_t> LoopOf; ///< by block; empty until it is asked for
  std::vector<Entry> Entries;
  llvm::DenseMap<uint32_t, uint32_t> EntryOf; ///< by PlaceTable::same
  unsigned Crowd[2 * (FreedPlace::MaxSteps + 1)] =
      {}; ///< entries by their cost
  Freeing::FreedList Out;
};

} // namespace membrane

#endif
