// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// First-class aggregates → the scalars that they are made of.

#include "analysis/facts/Leaves.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/DerivedTypes.h"

namespace membrane {

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
  Leaves.push_back({Whole, Bytes});
}

unsigned countLeaves(llvm::Type *Whole) {
  if (auto *Struct = llvm::dyn_cast<llvm::StructType>(Whole)) {
    unsigned Count = 0;
    for (llvm::Type *Member : Struct->elements())
      Count += countLeaves(Member);
    return Count;
  }
  if (auto *Array = llvm::dyn_cast<llvm::ArrayType>(Whole))
    return unsigned(Array->getNumElements() *
                    countLeaves(Array->getElementType()));
  return 1;
}

} // namespace membrane
