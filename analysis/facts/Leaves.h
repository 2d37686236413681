// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// First-class aggregates → the scalars that they are made of.
//
// A vector of more than 64 bits, and an integer of as many, count as aggregates
// of words: what moves two pointers at once moves each to its place.

#ifndef MEMBRANE_ANALYSIS_FACTS_LEAVES_H
#define MEMBRANE_ANALYSIS_FACTS_LEAVES_H

#include "llvm/ADT/SmallVector.h"
#include <cstdint>

namespace llvm {
class DataLayout;
class Type;
} // namespace llvm

namespace membrane {

/// A scalar inside a value of aggregate type.
struct Leaf {
  llvm::Type *Type = nullptr;
  uint64_t Bytes = 0; ///< from the start of the aggregate
};

/// Appends the scalars of Whole, in order. A scalar type is its own leaf; a
/// word of a vector is an integer, or a pointer.
void collectLeaves(llvm::Type *Whole, const llvm::DataLayout &Layout,
                   llvm::SmallVectorImpl<Leaf> &Leaves, uint64_t Bytes = 0);

/// How many collectLeaves would append.
unsigned countLeaves(const llvm::Type *Whole);

/// Whether a type is a vector, and each of its elements a leaf.
bool isOfWords(const llvm::Type *Whole);

} // namespace membrane

#endif
