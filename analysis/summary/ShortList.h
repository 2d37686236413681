// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A list that is mostly short: up to N elements need no memory of their own.

#ifndef MEMBRANE_ANALYSIS_SUMMARY_SHORTLIST_H
#define MEMBRANE_ANALYSIS_SUMMARY_SHORTLIST_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

namespace membrane {

/// llvm::SmallVector with moves that are known not to throw: a std::vector of
/// things that hold one moves them when it grows, and does not copy.
template <typename T, unsigned N> struct ShortList : llvm::SmallVector<T, N> {
  using llvm::SmallVector<T, N>::SmallVector;
  ShortList() = default;
  ShortList(const ShortList &) = default;
  ShortList(ShortList &&) noexcept = default;
  ShortList &operator=(const ShortList &) = default;
  ShortList &operator=(ShortList &&) noexcept = default;
  ~ShortList() = default;
};

} // namespace membrane

namespace llvm {
template <typename T, unsigned N>
ArrayRef(const membrane::ShortList<T, N> &) -> ArrayRef<T>;
} // namespace llvm

#endif
