// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What stands in one object.

#include "analysis/escape/State.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

bool Object::isZero(Offset At) const {
  return llvm::none_of(Copied, [&](const auto &Bytes) {
    return Bytes.first < At.end() && At.first() < Bytes.second;
  });
}

/// Whether a small place is inside of what is as wide as a cell, behind its
/// start, where one of the two may be one of several.
static bool isInside(Offset At, const Cell &Place) {
  int64_t Step = std::gcd(At.Stride, Place.At.Stride);
  int64_t Inside = (At.Bytes - Place.At.Bytes) % Step;
  Inside += Inside < 0 ? Step : 0;
  return Inside != 0 && Inside < Place.Wide && Place.At.first() < At.end() &&
         (Place.At.end() == INT64_MAX ||
          At.first() < Place.At.end() + Place.Wide);
}

bool Object::isTorn(Offset At, uint64_t Size) const {
  bool Part = Size != 0 && Size < NodeTable::PointerSize;
  return llvm::any_of(Cells, [&](const Cell &Place) {
    if (Place.Told)
      return false;
    if (!At.isExact() || !Place.At.isExact())
      return Part && isInside(At, Place);
    int64_t Before = At.Bytes - Place.At.Bytes;
    return Before == 0  ? Size > Place.Wide
           : Before > 0 ? Before < Place.Wide
                        : uint64_t(-Before) < Size;
  });
}

/// Adds a range; if they are too many, nothing is known to be 0.
void Object::addCopied(std::pair<int64_t, int64_t> Bytes) {
  if (!Zeroed || llvm::is_contained(Copied, Bytes))
    return;
  if (Copied.size() == MaxCopied) {
    Zeroed = false;
    Copied.clear();
    return;
  }
  Copied.push_back(Bytes);
}
