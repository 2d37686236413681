// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Instructions → facts, one function for each family.
//
// All add to the current block of the builder and bind the instruction's
// result.

#ifndef MEMBRANE_ANALYSIS_FACTS_FAMILIES_H
#define MEMBRANE_ANALYSIS_FACTS_FAMILIES_H

#include "analysis/facts/Builder.h"
#include "llvm/IR/Instructions.h"

namespace llvm {
class IntrinsicInst;
}

namespace membrane {

// Memory.cpp
void lowerAlloca(Builder &Build, const llvm::AllocaInst &Source);
void lowerMember(Builder &Build, const llvm::GetElementPtrInst &Source);
void lowerLoad(Builder &Build, const llvm::LoadInst &Source);
void lowerStore(Builder &Build, const llvm::StoreInst &Source);
void lowerExchange(Builder &Build, const llvm::AtomicCmpXchgInst &Source);
void lowerUpdate(Builder &Build, const llvm::AtomicRMWInst &Source);
void lowerVariadicArgument(Builder &Build, const llvm::VAArgInst &Source);

// Arithmetic.cpp
void lowerBinary(Builder &Build, const llvm::BinaryOperator &Source);
void lowerCompare(Builder &Build, const llvm::CmpInst &Source);
void lowerCast(Builder &Build, const llvm::CastInst &Source);
void lowerSelect(Builder &Build, const llvm::SelectInst &Source);
void lowerVector(Builder &Build, const llvm::Instruction &Source);
void lowerExtract(Builder &Build, const llvm::ExtractValueInst &Source);
void lowerInsert(Builder &Build, const llvm::InsertValueInst &Source);
/// Add, And, ...; Other if it has no name.
Operation operationOf(unsigned Opcode);

// Calls.cpp, Assembly.cpp, Intrinsics.cpp
void lowerCall(Builder &Build, const llvm::CallBase &Source);
/// Gives each member of a struct that a call returned in registers its own
/// value, at the current place.
void takeApart(Builder &Build, const llvm::CallBase &Source);
void lowerAssembly(Builder &Build, const llvm::CallBase &Source);
void lowerIntrinsic(Builder &Build, const llvm::IntrinsicInst &Source);

} // namespace membrane

#endif
