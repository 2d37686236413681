// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which pointers a function certainly or possibly frees, by how it gets at
// them.
//
// The escape summaries join all exits, so "freed" and "was null, nothing to
// free" become "maybe". Here every freed pointer is followed back to the
// argument or global that it came from, and each path to a return that does
// not free it must have found a null pointer (Always) or have done nothing
// else (Guarded: a check of the argument, a count that goes down). Callees
// first; a cycle starts from "frees nothing", and those of its functions run
// again whose callees have changed, at most MaxRounds times. Places only grow,
// and are cut at MaxSteps loads and MaxPlaces of one function, so it ends.

#ifndef MEMBRANE_ANALYSIS_SURFACE_FREEING_H
#define MEMBRANE_ANALYSIS_SURFACE_FREEING_H

#include "analysis/surface/FreedPlaces.h"
#include <memory>
#include <set>

namespace membrane {

/// How sure a release is. Guarded: whenever it does not happen, the function
/// has done nothing at all, and no other object was asked.
enum class Sureness : uint8_t { Maybe, Guarded, Always };

struct FreedPointer {
  Sureness Sure = Sureness::Maybe;
  std::set<std::string> Families; ///< of the functions without a body
  std::set<uint32_t> Hooks;       ///< globals that hold the function that frees
  /// Handed to a function of the caller's that nobody knows; no family.
  bool ByCallback = false;
  bool OrByCallback = false;  ///< handed to such a one on some of the paths
  std::set<uint32_t> Through; ///< functions that it is handed to on the way,
                              ///< only on some of the paths
  std::set<uint32_t> Onto;    ///< the same on all of them
  /// What is freed, from where the pointer points; any: not known.
  Offset Moved = Offset::any();
};

struct FreedBy {
  std::map<FreedPlace, FreedPointer> Places;
  bool Cut = false;    ///< some limit was hit
  bool Unseen = false; ///< code that nobody knows was given a pointer
};

class Origins;

class Freeing {
public:
  Freeing(const Program &Linked, const PathNamer &Names, const Models &Known,
          const Summaries &Found);
  ~Freeing();

  /// What Program::Functions[Function] frees, for any caller.
  FreedBy of(uint32_t Function) const;

private:
  friend class BodyFreeing;
  /// By machine-level argument: the number that the caller gives.
  using Numbers = std::vector<std::optional<int64_t>>;
  static constexpr unsigned MaxRounds = 4, MaxDepth = 20, MaxContexts = 8;
  static constexpr size_t MaxSpecialCycle = 64; ///< functions in a cycle

  /// FreedPointer and FreedBy in numbers, while they are worked out.
  struct Freed {
    PlaceId Place;
    Sureness Sure = Sureness::Maybe;
    bool ByCallback = false, OrByCallback = false;
    NumberSets::Id Families = 0; ///< positions in FamilyNames
    NumberSets::Id Hooks = 0, Through = 0, Onto = 0;
    Offset Moved;
    friend bool operator==(const Freed &, const Freed &) = default;
  };
  struct FreedList {
    std::vector<Freed> Places; ///< ordered as the places are
    bool Cut = false, Unseen = false;
    friend bool operator==(const FreedList &, const FreedList &) = default;
  };
  /// A function of the component that is being solved.
  struct Member {
    std::vector<uint32_t> Asked; ///< functions of the component
    unsigned Ran = 0;            ///< when
    unsigned Changed = 0;
  };

  const FreedList &listOf(uint32_t Function);
  const FreedList &listOf(uint32_t Function, const Numbers &Given);
  /// What of a list tells that it frees something, for any caller.
  llvm::ArrayRef<SymbolId> freersOf(TargetListId List);
  const Origins &originsIn(uint32_t Function);
  NumberSets::Id familyOf(const std::string &Name);
  bool isSame(const FreedList &A, const FreedList &B) const;
  bool solveMember(uint32_t Function);
  bool isStale(uint32_t Function) const;
  void solveComponent(const std::vector<uint32_t> &Members);

  const Program &Linked;
  const PathNamer &Names;
  const Models &Known;
  const Summaries &Found;
  PlaceTable Places;
  NumberSets Sets;
  std::vector<std::string> FamilyNames;
  std::map<std::string, NumberSets::Id> Families;
  std::vector<FreedList> General;                           ///< by function
  std::vector<std::map<Numbers, FreedList>> Special;        ///< by function
  std::vector<uint32_t> ComponentOf;                        ///< by function
  std::vector<std::unique_ptr<Origins>> Traced;             ///< by function
  std::vector<std::optional<std::vector<SymbolId>>> Freers; ///< by list
  std::set<uint32_t> Running; ///< functions for certain numbers
  std::map<uint32_t, Member> Solving;
  uint32_t Component = 0; ///< that is being solved
  unsigned Time = 0;      ///< runs so far
  Member *Current = nullptr;
  bool Recursive = false; ///< it has asked for one of its own
  unsigned Depth = 0;
};

} // namespace membrane

#endif
