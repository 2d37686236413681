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
// first; a cycle starts from "frees nothing" and is run again until nothing is
// new, at most MaxRounds times. Places only grow, and are cut at
// MaxSteps loads and MaxPlaces of one function, so it ends.

#ifndef MEMBRANE_ANALYSIS_SURFACE_FREEING_H
#define MEMBRANE_ANALYSIS_SURFACE_FREEING_H

#include "analysis/surface/Paths.h"
#include <memory>
#include <set>

namespace membrane {

/// A pointer: an argument or the address of a global, and the loads from there.
struct FreedPlace {
  static constexpr unsigned MaxSteps = 4;
  struct Step {
    Offset At;
    RecordId Holder;    ///< the record whose member is loaded, if known
    int64_t Member = 0; ///< its offset in Holder
    friend bool operator==(const Step &A, const Step &B) {
      return A.At == B.At;
    }
    friend auto operator<=>(const Step &A, const Step &B) {
      return A.At <=> B.At;
    }
  };
  /// A load more. One through a member that was taken before is a repetition
  /// (`->next->next`) and stands for all; false if there are too many.
  bool push(const Step &Next);

  bool Global = false;
  uint32_t Root = 0; ///< a machine-level argument, or a symbol
  llvm::SmallVector<Step, 4> Steps;
  friend bool operator==(const FreedPlace &, const FreedPlace &) = default;
  friend bool operator<(const FreedPlace &A, const FreedPlace &B) {
    return std::tie(A.Global, A.Root, A.Steps) <
           std::tie(B.Global, B.Root, B.Steps);
  }
};

/// How sure a release is. Guarded: whenever it does not happen, the function
/// has done nothing at all.
enum class Sureness : uint8_t { Maybe, Guarded, Always };

struct FreedPointer {
  Sureness Sure = Sureness::Maybe;
  std::set<std::string> Families; ///< of the functions without a body
  std::set<uint32_t> Hooks;       ///< globals that hold the function that frees
  /// Handed to a function of the caller's that nobody knows; no family.
  bool ByCallback = false;
  std::set<uint32_t> Through; ///< functions that it is handed to on the way,
                              ///< only on some of the paths
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
  const FreedBy &of(uint32_t Function);

private:
  friend class BodyFreeing;
  /// By machine-level argument: the number that the caller gives.
  using Numbers = std::vector<std::optional<int64_t>>;
  static constexpr unsigned MaxRounds = 4, MaxDepth = 20, MaxContexts = 8;
  static constexpr size_t MaxSpecialCycle = 64; ///< functions in a cycle

  const FreedBy &of(uint32_t Function, const Numbers &Given);
  const Origins &originsIn(uint32_t Function);
  void solveComponent(const std::vector<uint32_t> &Members);

  const Program &Linked;
  const PathNamer &Names;
  const Models &Known;
  const Summaries &Found;
  std::vector<FreedBy> General;                    ///< by function
  std::vector<std::map<Numbers, FreedBy>> Special; ///< by function
  std::vector<uint32_t> ComponentOf;               ///< by function
  std::vector<std::unique_ptr<Origins>> Traced;    ///< by function
  std::set<uint32_t> Running; ///< functions for certain numbers
  uint32_t Component = 0;     ///< that is being solved
  bool Recursive = false;     ///< it has asked for one of its own
  unsigned Depth = 0;
};

} // namespace membrane

#endif
