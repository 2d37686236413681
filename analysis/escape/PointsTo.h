// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a value may be: addresses inside abstract objects, and numbers.

#ifndef MEMBRANE_ANALYSIS_ESCAPE_POINTSTO_H
#define MEMBRANE_ANALYSIS_ESCAPE_POINTSTO_H

#include "analysis/summary/Ids.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <array>
#include <utility>
#include <vector>

namespace membrane {

/// An abstract object of one function's points-to graph.
using NodeId = Id<struct NodeTag>;

/// An address: some offset into an object.
struct Target {
  NodeId Node;
  Offset At;
  friend auto operator<=>(const Target &, const Target &) = default;
};

/// Addresses in order. Copies of a long list are one until either changes: the
/// summaries of a large recursion hold the same in many cells.
class TargetList {
public:
  TargetList() = default;
  TargetList(const TargetList &) = default;
  TargetList(TargetList &&From) noexcept
      : Few(From.Few), FewCount(std::exchange(From.FewCount, 0)),
        Many(std::move(From.Many)) {}
  TargetList &operator=(const TargetList &) = default;
  TargetList &operator=(TargetList &&From) noexcept {
    Few = From.Few;
    FewCount = std::exchange(From.FewCount, 0);
    Many = std::move(From.Many);
    return *this;
  }
  ~TargetList() = default;
  llvm::ArrayRef<Target> get() const {
    return Many ? llvm::ArrayRef<Target>(Many->Held)
                : llvm::ArrayRef<Target>(Few.data(), FewCount);
  }
  void assign(llvm::ArrayRef<Target> New);
  void insert(size_t At, Target New);
  void erase(size_t First, size_t Last);
  bool isShared(const TargetList &With) const {
    return Many && Many == With.Many;
  }
  friend bool operator==(const TargetList &A, const TargetList &B) {
    return A.isShared(B) || A.get() == B.get();
  }

private:
  struct Long : llvm::RefCountedBase<Long> {
    std::vector<Target> Held;
  };
  std::vector<Target> &change();

  std::array<Target, 2> Few;
  uint32_t FewCount = 0;
  llvm::IntrusiveRefCntPtr<Long> Many; ///< null: they are Few
};

/// A set of possible values; joins only add. The empty set is "no value yet".
///
/// Numbers are tracked only from 0 to 127, where every truncation and
/// extension of an integer keeps them; everything else that is no address is
/// Scalar, and beside Scalar only 0 is kept. The null pointer is the number 0.
/// An address of fresh memory may also be null (the allocation failed) without
/// 0 being listed.
///
/// A set is loose if it may be null, a number or another address although the
/// memory that it names exists: the address was moved elsewhere.
///
/// It is of parts if it may be a few bits of an address that it names: loads
/// and stores that are less wide than a pointer move those too.
class PointsTo {
public:
  /// What was moved elsewhere where another value stands.
  enum Moved : uint8_t {
    Nothing = 0,
    Memory = 1, ///< some that existed before the call
    Block = 2,  ///< a block that the call made
  };

  static PointsTo to(NodeId Node, Offset At = {});
  static PointsTo number(int64_t Known);
  static PointsTo scalar();

  llvm::ArrayRef<Target> targets() const { return Targets.get(); }
  llvm::ArrayRef<uint8_t> numbers() const {
    return {Numbers.data(), NumberCount};
  }
  bool hasScalar() const { return Scalar; }
  bool empty() const { return targets().empty() && !NumberCount && !Scalar; }
  /// Exactly one address and nothing else.
  const Target *single() const;
  /// What is reached by following it: one address, beside numbers that are
  /// known and so no object (null).
  const Target *followed() const;
  /// Exactly one number that is known, and nothing else.
  bool isOneNumber() const { return isKnownNumbers() && NumberCount == 1; }
  /// The same, of this number.
  bool isNumber(int64_t Known) const;
  bool isLoose() const { return Loose != Nothing; }
  uint8_t moved() const { return Loose; }
  /// Whether that is so of everything that can be moved.
  bool isLoosest() const { return Loose == (Memory | Block); }
  /// Whether a block exists on a path on which this is something else.
  bool losesBlock() const { return Loose & Block; }
  /// True if that is new.
  bool loosen(uint8_t What) {
    return std::exchange(Loose, uint8_t(Loose | What)) != Loose;
  }
  bool isOfParts() const { return Parts; }
  /// True if it was not.
  bool takeApart() { return !std::exchange(Parts, true); }
  bool names(NodeId Node) const;
  /// Only numbers, all known.
  bool isKnownNumbers() const;

  /// Whether adding the other set cannot change this one. (It can be false for
  /// one that does not either.)
  bool covers(const PointsTo &Other) const;
  /// Adds; true if the set grew. At most MaxOffsets offsets of one object are
  /// kept apart, then they become one congruence, so chains are finite.
  bool add(Target Address);
  bool add(const PointsTo &Other);
  bool addNumber(int64_t Known);
  bool addScalar();
  /// Adds all of the other set, moved by a distance.
  bool addDisplaced(const PointsTo &Other, Offset Distance);
  /// All addresses moved by a distance; numbers become scalars unless it is 0.
  PointsTo displaced(Offset Distance) const;
  /// Every address replaced by what Map gives for its object, moved by its
  /// offset.
  PointsTo mapped(llvm::function_ref<const PointsTo &(NodeId)> Map) const;
  /// Without the addresses for which Drop holds.
  PointsTo without(llvm::function_ref<bool(NodeId)> Drop) const;
  /// Without the numbers that are known.
  PointsTo withoutNumbers() const;

  friend bool operator==(const PointsTo &, const PointsTo &) = default;

private:
  bool addTargets(llvm::ArrayRef<Target> Other);

  static constexpr unsigned MaxOffsets = 4;
  static constexpr unsigned MaxNumbers = 4;
  static constexpr int64_t LargestNumber = 127;
  static_assert(LargestNumber <= UINT8_MAX);

  TargetList Targets; ///< sorted
  /// The first NumberCount are sorted, the others 0.
  std::array<uint8_t, MaxNumbers + 1> Numbers = {};
  uint8_t NumberCount = 0;
  bool Scalar = false, Parts = false;
  uint8_t Loose = Nothing;
};

} // namespace membrane

#endif
