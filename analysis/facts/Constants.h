// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM's constants → the address or number that they stand for.

#ifndef MEMBRANE_ANALYSIS_FACTS_CONSTANTS_H
#define MEMBRANE_ANALYSIS_FACTS_CONSTANTS_H

#include <cstdint>
#include <optional>

namespace llvm {
class Constant;
class ConstantInt;
class DataLayout;
class GlobalValue;
} // namespace llvm

namespace membrane {

/// Bytes from the start of Target; a plain number if Target is null.
struct ConstantAddress {
  const llvm::GlobalValue *Target = nullptr;
  int64_t Bytes = 0;
};

/// The value of a number of at most 64 bits; true is 1.
std::optional<int64_t> integerOf(const llvm::ConstantInt &Number);

/// Looks through casts, member accesses, additions and tags. Nothing if the
/// constant stands for neither (a difference, undef, the address of a label).
std::optional<ConstantAddress> addressOf(const llvm::Constant &Given,
                                         const llvm::DataLayout &Layout);

} // namespace membrane

#endif
