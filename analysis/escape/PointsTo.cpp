// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/escape/PointsTo.h"

#include "analysis/escape/Bounds.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

PointsTo PointsTo::to(NodeId Node, Offset At) {
  PointsTo Set;
  Set.Targets.push_back({Node, At});
  return Set;
}

PointsTo PointsTo::number(int64_t Known) {
  PointsTo Set;
  Set.addNumber(Known);
  return Set;
}

PointsTo PointsTo::scalar() {
  PointsTo Set;
  Set.Scalar = true;
  return Set;
}

const Target *PointsTo::single() const {
  return Targets.size() == 1 && !NumberCount && !Scalar ? &Targets[0] : nullptr;
}

const Target *PointsTo::followed() const {
  return Targets.size() == 1 && !Scalar ? &Targets[0] : nullptr;
}

bool PointsTo::isNumber(int64_t Known) const {
  return isKnownNumbers() && NumberCount == 1 && Numbers[0] == Known;
}

bool PointsTo::isKnownNumbers() const {
  return Targets.empty() && !Scalar && NumberCount;
}

static bool isBefore(const Target &Address, NodeId Node) {
  return Address.Node < Node;
}

bool PointsTo::names(NodeId Node) const {
  auto Found = llvm::lower_bound(Targets, Node, isBefore);
  return Found != Targets.end() && Found->Node == Node;
}

bool PointsTo::add(Target Address) {
  auto First = llvm::lower_bound(Targets, Address.Node, isBefore);
  auto Last = First;
  for (; Last != Targets.end() && Last->Node == Address.Node; ++Last)
    if (Last->At == Address.At || Last->At.isAny() ||
        (Last->At.Stride && Last->At.join(Address.At) == Last->At))
      return false;
  if (Address.At.isAny() || Last - First == MaxOffsets) {
    if (!Address.At.isAny())
      countBound(Bound::Offsets);
    for (auto It = First; It != Last; ++It)
      Address.At = Address.At.join(It->At);
    First = Targets.erase(First, Last);
    Targets.insert(First, Address);
    return true;
  }
  Targets.insert(llvm::lower_bound(Targets, Address), Address);
  return true;
}

/// Joins two sorted lists of addresses, one object at a time.
bool PointsTo::addTargets(llvm::ArrayRef<Target> Other) {
  llvm::SmallVector<Target, 2> Joined;
  Joined.reserve(Targets.size() + Other.size());
  bool Grown = false;
  const Target *Mine = Targets.begin(), *MyEnd = Targets.end();
  const Target *Theirs = Other.begin(), *TheirEnd = Other.end();
  while (Mine != MyEnd || Theirs != TheirEnd) {
    if (Theirs == TheirEnd || (Mine != MyEnd && Mine->Node < Theirs->Node)) {
      Joined.push_back(*Mine++);
      continue;
    }
    if (Mine == MyEnd || Theirs->Node < Mine->Node) {
      Joined.push_back(*Theirs++);
      Grown = true;
      continue;
    }
    NodeId Node = Mine->Node;
    const auto NamesOnce = [Node](const Target *At, const Target *End) {
      return At + 1 == End || At[1].Node != Node;
    };
    if (*Mine == *Theirs && NamesOnce(Mine, MyEnd) &&
        NamesOnce(Theirs, TheirEnd)) {
      Joined.push_back(*Mine++);
      ++Theirs;
      continue;
    }
    PointsTo Same;
    for (; Mine != MyEnd && Mine->Node == Node; ++Mine)
      Same.Targets.push_back(*Mine);
    for (; Theirs != TheirEnd && Theirs->Node == Node; ++Theirs)
      Grown |= Same.add(*Theirs);
    Joined.append(Same.Targets.begin(), Same.Targets.end());
  }
  if (Grown)
    Targets = std::move(Joined);
  return Grown;
}

bool PointsTo::covers(const PointsTo &Other) const {
  return (Scalar || !Other.Scalar) && (Parts || !Other.Parts) &&
         !(Other.Loose & ~Loose) &&
         std::includes(Targets.begin(), Targets.end(), Other.Targets.begin(),
                       Other.Targets.end()) &&
         std::includes(numbers().begin(), numbers().end(),
                       Other.numbers().begin(), Other.numbers().end());
}

bool PointsTo::add(const PointsTo &Other) {
  bool Grown = false;
  // At a fixpoint almost every set that is added is there already.
  if (Targets.empty()) {
    Targets = Other.Targets;
    Grown = !Targets.empty();
  } else if (!Other.Targets.empty() &&
             !std::includes(Targets.begin(), Targets.end(),
                            Other.Targets.begin(), Other.Targets.end())) {
    Grown = Other.Targets.size() == 1 ? add(Other.Targets[0])
                                      : addTargets(Other.Targets);
  }
  for (int64_t Known : Other.numbers())
    Grown |= addNumber(Known);
  if (Other.Scalar)
    Grown |= addScalar();
  Grown |= loosen(Other.Loose);
  if (Other.Parts)
    Grown |= takeApart();
  return Grown;
}

bool PointsTo::addNumber(int64_t Known) {
  if (Known < 0 || Known > LargestNumber)
    return addScalar();
  auto *End = Numbers.begin() + NumberCount;
  auto *Place = std::lower_bound(Numbers.begin(), End, uint8_t(Known));
  if (Place != End && *Place == Known)
    return false;
  // Beside numbers that are not known, only null says more.
  if (Scalar && Known != 0)
    return false;
  std::move_backward(Place, End, End + 1);
  *Place = uint8_t(Known);
  if (++NumberCount > MaxNumbers) {
    countBound(Bound::Numbers);
    addScalar();
  }
  return true;
}

bool PointsTo::addScalar() {
  if (Scalar)
    return false;
  Scalar = true;
  NumberCount = NumberCount && Numbers[0] == 0;
  Numbers.fill(0);
  return true;
}

PointsTo PointsTo::displaced(Offset Distance) const {
  PointsTo Moved;
  Moved.addDisplaced(*this, Distance);
  return Moved;
}

bool PointsTo::addDisplaced(const PointsTo &Other, Offset Distance) {
  // Nothing moves what is anywhere already.
  bool Stays = !Other.NumberCount &&
               llvm::all_of(Other.Targets, [](const Target &Address) {
                 return Address.At.isAny();
               });
  if (Stays || Distance == Offset())
    return add(Other);
  bool Grown = false;
  // What leads into an array does not leave it.
  for (const Target &Address : Other.Targets)
    Grown |=
        add({Address.Node,
             Address.At.isRange() ? Address.At : Address.At.plus(Distance)});
  // A member of null is a number too, and no object.
  for (int64_t Number : Other.numbers())
    Grown |=
        Distance.isExact() ? addNumber(Number + Distance.Bytes) : addScalar();
  if (Other.Scalar)
    Grown |= addScalar();
  Grown |= loosen(Other.Loose);
  if (Other.Parts)
    Grown |= takeApart();
  return Grown;
}

PointsTo
PointsTo::mapped(llvm::function_ref<const PointsTo &(NodeId)> Map) const {
  PointsTo Result;
  Result.Numbers = Numbers;
  Result.NumberCount = NumberCount;
  Result.Scalar = Scalar;
  Result.Loose = Loose;
  Result.Parts = Parts;
  for (const Target &Address : Targets)
    Result.addDisplaced(Map(Address.Node), Address.At);
  return Result;
}

PointsTo PointsTo::without(llvm::function_ref<bool(NodeId)> Drop) const {
  PointsTo Rest = *this;
  llvm::erase_if(Rest.Targets,
                 [&](const Target &Address) { return Drop(Address.Node); });
  return Rest;
}
