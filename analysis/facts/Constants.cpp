// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM's constants → the address or number that they stand for.

#include "analysis/facts/Constants.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/GlobalValue.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace membrane {

std::optional<int64_t> integerOf(const ConstantInt &Number) {
  const APInt &Digits = Number.getValue();
  if (Digits.getBitWidth() == 1)
    return Digits.getBoolValue() ? 1 : 0;
  if (Digits.getSignificantBits() > 64)
    return std::nullopt;
  return Digits.getSExtValue();
}

static std::optional<ConstantAddress> offsetOf(const GEPOperator &Member,
                                               const DataLayout &Layout) {
  APInt Bytes(Layout.getIndexTypeSizeInBits(Member.getType()), 0);
  if (!Member.accumulateConstantOffset(Layout, Bytes))
    return std::nullopt;
  const auto *Start = cast<Constant>(Member.getPointerOperand());
  auto Found = addressOf(*Start, Layout);
  if (Found)
    Found->Bytes += Bytes.getSExtValue();
  return Found;
}

/// Left + Right or Left - Right where only Left is an address.
static std::optional<ConstantAddress> sumOf(const ConstantExpr &Sum,
                                            const DataLayout &Layout) {
  auto Left = addressOf(*Sum.getOperand(0), Layout);
  auto Right = addressOf(*Sum.getOperand(1), Layout);
  if (!Left || !Right)
    return std::nullopt;
  switch (Sum.getOpcode()) {
  case Instruction::Add:
    if (Left->Target && Right->Target)
      return std::nullopt;
    return ConstantAddress{Left->Target ? Left->Target : Right->Target,
                           Left->Bytes + Right->Bytes};
  case Instruction::Sub:
    if (Right->Target)
      return std::nullopt;
    return ConstantAddress{Left->Target, Left->Bytes - Right->Bytes};
  default: // xor, the only other one: a tag in the low bits
    return Left->Target ? Left : Right;
  }
}

std::optional<ConstantAddress> addressOf(const Constant &Given,
                                         const DataLayout &Layout) {
  if (const auto *Global = dyn_cast<GlobalValue>(&Given))
    return ConstantAddress{Global, 0};
  if (isa<ConstantPointerNull>(Given))
    return ConstantAddress{};
  if (const auto *Number = dyn_cast<ConstantInt>(&Given)) {
    if (auto Known = integerOf(*Number))
      return ConstantAddress{nullptr, *Known};
    return std::nullopt;
  }
  if (const auto *Local = dyn_cast<DSOLocalEquivalent>(&Given))
    return addressOf(*Local->getGlobalValue(), Layout);
  if (const auto *Plain = dyn_cast<NoCFIValue>(&Given))
    return addressOf(*Plain->getGlobalValue(), Layout);
  if (const auto *Member = dyn_cast<GEPOperator>(&Given))
    return offsetOf(*Member, Layout);
  const auto *Expression = dyn_cast<ConstantExpr>(&Given);
  if (!Expression || Expression->getType()->isVectorTy())
    return std::nullopt;
  if (Expression->isCast())
    return addressOf(*Expression->getOperand(0), Layout);
  if (Instruction::isBinaryOp(Expression->getOpcode()))
    return sumOf(*Expression, Layout);
  return std::nullopt;
}

} // namespace membrane
