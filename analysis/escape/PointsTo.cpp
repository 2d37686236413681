// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/escape/PointsTo.h"

#include "analysis/escape/Bounds.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

/// What Many holds, for a change: this list's own.
std::vector<Target> &TargetList::change() {
  if (Many->UseCount() > 1) {
    auto Own = llvm::makeIntrusiveRefCnt<Long>();
    Own->Held = Many->Held;
    Many = std::move(Own);
  }
  return Many->Held;
}

void TargetList::assign(llvm::ArrayRef<Target> New) {
  if (New.size() > Few.size()) {
    auto Own = llvm::makeIntrusiveRefCnt<Long>();
    Own->Held = New.vec();
    Many = std::move(Own);
    FewCount = 0;
    return;
  }
  // They may be some of Many.
  llvm::copy(New, Few.begin());
  FewCount = uint32_t(New.size());
  Many = nullptr;
}

void TargetList::insert(size_t At, Target New) {
  if (Many) {
    std::vector<Target> &Own = change();
    Own.insert(Own.begin() + ptrdiff_t(At), New);
  } else if (FewCount < Few.size()) {
    std::move_backward(Few.begin() + At, Few.begin() + FewCount,
                       Few.begin() + FewCount + 1);
    Few[At] = New;
    ++FewCount;
  } else {
    llvm::SmallVector<Target, 4> Longer(get());
    Longer.insert(Longer.begin() + At, New);
    assign(Longer);
  }
}

void TargetList::erase(size_t First, size_t Last) {
  llvm::SmallVector<Target, 8> Rest(get().take_front(First));
  llvm::append_range(Rest, get().drop_front(Last));
  assign(Rest);
}

PointsTo PointsTo::to(NodeId Node, Offset At) {
  PointsTo Set;
  Set.Targets.insert(0, {Node, At});
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
  return targets().size() == 1 && !NumberCount && !Scalar ? &targets()[0]
                                                          : nullptr;
}

const Target *PointsTo::followed() const {
  return targets().size() == 1 && !Scalar ? &targets()[0] : nullptr;
}

bool PointsTo::isNumber(int64_t Known) const {
  return isOneNumber() && Numbers[0] == Known;
}

bool PointsTo::isKnownNumbers() const {
  return targets().empty() && !Scalar && NumberCount;
}

static bool isBefore(const Target &Address, NodeId Node) {
  return Address.Node < Node;
}

bool PointsTo::names(NodeId Node) const {
  const auto *Found = llvm::lower_bound(targets(), Node, isBefore);
  return Found != targets().end() && Found->Node == Node;
}

bool PointsTo::add(Target Address) {
  llvm::ArrayRef<Target> Held = targets();
  const Target *First = llvm::lower_bound(Held, Address.Node, isBefore);
  const Target *Last = First;
  for (; Last != Held.end() && Last->Node == Address.Node; ++Last)
    if (Last->At == Address.At || Last->At.isAny() ||
        (Last->At.Stride && Last->At.join(Address.At) == Last->At))
      return false;
  size_t At = size_t(First - Held.begin()), End = size_t(Last - Held.begin());
  if (Address.At.isAny() || Last - First == MaxOffsets) {
    if (!Address.At.isAny())
      countBound(Bound::Offsets);
    for (const Target *It = First; It != Last; ++It)
      Address.At = Address.At.join(It->At);
    if (At != End)
      Targets.erase(At, End);
    Targets.insert(At, Address);
    return true;
  }
  Targets.insert(size_t(llvm::lower_bound(Held, Address) - Held.begin()),
                 Address);
  return true;
}

/// Joins two sorted lists of addresses, one object at a time.
bool PointsTo::addTargets(llvm::ArrayRef<Target> Other) {
  llvm::SmallVector<Target, 8> Joined;
  Joined.reserve(targets().size() + Other.size());
  bool Grown = false;
  const Target *Mine = targets().begin(), *MyEnd = targets().end();
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
      Same.Targets.insert(Same.targets().size(), *Mine);
    for (; Theirs != TheirEnd && Theirs->Node == Node; ++Theirs)
      Grown |= Same.add(*Theirs);
    llvm::append_range(Joined, Same.targets());
  }
  if (Grown)
    Targets.assign(Joined);
  return Grown;
}

bool PointsTo::covers(const PointsTo &Other) const {
  return (Scalar || !Other.Scalar) && (Parts || !Other.Parts) &&
         !(Other.Loose & ~Loose) &&
         (Targets.isShared(Other.Targets) ||
          std::includes(targets().begin(), targets().end(),
                        Other.targets().begin(), Other.targets().end())) &&
         std::includes(numbers().begin(), numbers().end(),
                       Other.numbers().begin(), Other.numbers().end());
}

bool PointsTo::add(const PointsTo &Other) {
  bool Grown = false;
  // At a fixpoint almost every set that is added is there already.
  llvm::ArrayRef<Target> Mine = targets(), Theirs = Other.targets();
  if (Mine.empty()) {
    Targets = Other.Targets;
    Grown = !Theirs.empty();
  } else if (!Theirs.empty() && !Targets.isShared(Other.Targets) &&
             !std::includes(Mine.begin(), Mine.end(), Theirs.begin(),
                            Theirs.end())) {
    Grown = Theirs.size() == 1 ? add(Theirs[0]) : addTargets(Theirs);
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
               llvm::all_of(Other.targets(), [](const Target &Address) {
                 return Address.At.isAny();
               });
  if (Stays || Distance == Offset())
    return add(Other);
  bool Grown = false;
  // What leads to an element of an array does not leave it.
  for (const Target &Address : Other.targets()) {
    bool Element = Address.At.isBounded() &&
                   Distance.Stride % Address.At.Stride == 0 &&
                   Distance.Bytes % int64_t(Address.At.Stride) == 0;
    Grown |=
        add({Address.Node, Element ? Address.At : Address.At.plus(Distance)});
  }
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
  for (const Target &Address : targets())
    Result.addDisplaced(Map(Address.Node), Address.At);
  return Result;
}

PointsTo PointsTo::without(llvm::function_ref<bool(NodeId)> Drop) const {
  PointsTo Rest = *this;
  llvm::SmallVector<Target, 8> Kept;
  for (const Target &Address : targets())
    if (!Drop(Address.Node))
      Kept.push_back(Address);
  if (Kept.size() != targets().size())
    Rest.Targets.assign(Kept);
  return Rest;
}

PointsTo PointsTo::withoutNumbers() const {
  PointsTo Rest = *this;
  Rest.Numbers = {};
  Rest.NumberCount = 0;
  return Rest;
}
