// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pointers that functions free, and where they come from, each kept once
// under a number: the same few are met at call after call.

#ifndef MEMBRANE_ANALYSIS_SURFACE_FREEDPLACES_H
#define MEMBRANE_ANALYSIS_SURFACE_FREEDPLACES_H

#include "analysis/surface/Paths.h"
#include "llvm/ADT/DenseMap.h"
#include <deque>
#include <map>

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

using PlaceId = Id<struct PlaceTag>;
using OriginId = Id<struct OriginTag>;

/// One possibility of what a value is: Moved bytes from where Base points.
struct Origin {
  PlaceId Base;
  Offset Moved;
  RecordId Whole; ///< the record into which the last steps went, if known
  Offset InWhole;
  friend auto operator<=>(const Origin &, const Origin &) = default;
};

class PlaceTable {
public:
  explicit PlaceTable(const PathNamer &Names) : Names(Names) {}

  PlaceId add(const FreedPlace &Place);
  const FreedPlace &operator[](PlaceId Named) const {
    return Places[Named.Index];
  }
  /// One of the places that are equal to it: those that the program gets at by
  /// the same loads, whatever records it takes them to be of.
  PlaceId same(PlaceId Named) const { return Same[Named.Index]; }

  OriginId add(const Origin &One);
  const Origin &operator[](OriginId Named) const {
    return Origins[Named.Index];
  }
  bool isSame(OriginId A, OriginId B) const;
  /// The pointer that is stored where From points; none if a limit is hit.
  OriginId loaded(OriginId From);
  /// A place of a callee's as its caller gets at it, by what the caller gives
  /// for its argument; none if a limit is hit.
  PlaceId compose(PlaceId Inner, OriginId Given);

private:
  PlaceId startOf(const FreedPlace &Place);
  PlaceId push(PlaceId From, const FreedPlace::Step &Next);
  OriginId findLoaded(const Origin &From);
  PlaceId findComposed(const FreedPlace &Inner, const Origin &Given);

  using Bytes = std::pair<int64_t, uint64_t>;      ///< Offset::key()
  using Member = std::pair<uint32_t, int64_t>;     ///< of a record
  using Way = std::tuple<uint32_t, Bytes, Member>; ///< one load behind a place

  const PathNamer &Names;
  std::deque<FreedPlace> Places;
  std::vector<PlaceId> Same;
  llvm::DenseMap<std::pair<uint32_t, uint32_t>, PlaceId> Roots;
  llvm::DenseMap<Way, PlaceId> Behind;
  /// The first place behind one by a load from there, by PlaceTable::same.
  llvm::DenseMap<std::pair<uint32_t, Bytes>, PlaceId> First;
  std::vector<Origin> Origins;
  llvm::DenseMap<std::tuple<uint32_t, Bytes, uint32_t, Bytes>, OriginId> Known;
  llvm::DenseMap<uint32_t, OriginId> Loaded;
  llvm::DenseMap<std::pair<uint32_t, uint32_t>, PlaceId> Composed;
};

/// Sets of numbers, each kept once.
class NumberSets {
public:
  using Id = uint32_t; ///< 0 is the empty set

  llvm::ArrayRef<uint32_t> operator[](Id Named) const { return Sets[Named]; }
  Id of(std::vector<uint32_t> Numbers);
  Id unite(Id A, Id B);

private:
  std::deque<std::vector<uint32_t>> Sets{{}};
  std::map<std::vector<uint32_t>, Id> Known{{{}, 0}};
  llvm::DenseMap<std::pair<Id, Id>, Id> United;
};

} // namespace membrane

#endif
