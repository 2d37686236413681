// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// First-class aggregates → the scalars that they are made of.

#include "analysis/facts/Leaves.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/DerivedTypes.h"

namespace membrane {

/// Of how many words a type is; 1 if it is no vector or wide integer, or so
/// wide that no instruction moves it.
static unsigned countWords(const llvm::Type *Whole) {
  constexpr uint64_t Word = 64, Widest = 512;
  uint64_t Bits = 0;
  if (const auto *Vector = llvm::dyn_cast<llvm::FixedVectorType>(Whole)) {
    bool Pointers = Vector->getElementType()->isPointerTy();
    Bits = uint64_t(Vector->getNumElements()) *
           (Pointers ? Word : Vector->getScalarSizeInBits());
  } else if (Whole->isIntegerTy()) {
    Bits = Whole->getIntegerBitWidth();
  }
  return Bits <= Widest && Bits % Word == 0
             ? std::max(1u, unsigned(Bits / Word))
             : 1;
}

void collectLeaves(llvm::Type *Whole, const llvm::DataLayout &Layout,
                   llvm::SmallVectorImpl<Leaf> &Leaves, uint64_t Bytes) {
  if (auto *Struct = llvm::dyn_cast<llvm::StructType>(Whole)) {
    const llvm::StructLayout *Members = Layout.getStructLayout(Struct);
    for (unsigned I = 0; I != Struct->getNumElements(); ++I)
      collectLeaves(Struct->getElementType(I), Layout, Leaves,
                    Bytes + Members->getElementOffset(I).getFixedValue());
    return;
  }
  if (auto *Array = llvm::dyn_cast<llvm::ArrayType>(Whole)) {
    uint64_t Step =
        Layout.getTypeAllocSize(Array->getElementType()).getFixedValue();
    for (uint64_t I = 0; I != Array->getNumElements(); ++I)
      collectLeaves(Array->getElementType(), Layout, Leaves, Bytes + I * Step);
    return;
  }
  unsigned Words = countWords(Whole);
  if (Words == 1)
    return Leaves.push_back({Whole, Bytes});
  llvm::Type *Word = Whole->getScalarType();
  if (!Word->isPointerTy())
    Word = llvm::Type::getInt64Ty(Whole->getContext());
  for (unsigned I = 0; I != Words; ++I)
    Leaves.push_back({Word, Bytes + I * Layout.getTypeStoreSize(Word)});
}

unsigned countLeaves(const llvm::Type *Whole) {
  if (const auto *Struct = llvm::dyn_cast<llvm::StructType>(Whole)) {
    unsigned Count = 0;
    for (llvm::Type *Member : Struct->elements())
      Count += countLeaves(Member);
    return Count;
  }
  if (const auto *Array = llvm::dyn_cast<llvm::ArrayType>(Whole))
    return unsigned(Array->getNumElements() *
                    countLeaves(Array->getElementType()));
  return countWords(Whole);
}

bool isOfWords(const llvm::Type *Whole) {
  const auto *Vector = llvm::dyn_cast<llvm::FixedVectorType>(Whole);
  return Vector && Vector->getNumElements() > 1 &&
         countWords(Vector) == Vector->getNumElements();
}

} // namespace membrane
