// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which blocks of a function look at a value.

#ifndef MEMBRANE_ANALYSIS_ESCAPE_USES_H
#define MEMBRANE_ANALYSIS_ESCAPE_USES_H

#include "analysis/facts/Facts.h"
#include "llvm/ADT/ArrayRef.h"
#include <vector>

namespace membrane {

/// By value: the blocks to run again when it grows. A block that looks at a
/// value only after it has made it is not among them.
class Uses {
public:
  explicit Uses(const Function &Code);

  llvm::ArrayRef<uint32_t> of(ValueId Named) const {
    return llvm::ArrayRef(Blocks).slice(
        Start[Named.Index], Start[Named.Index + 1] - Start[Named.Index]);
  }

private:
  void add(ValueId Used, uint32_t Block);
  void addFact(const Fact &Step, uint32_t Block);
  void addBlock(const Block &Part, uint32_t Index);
  void group();

  const Function &Code;
  std::vector<const Fact *> Definitions;            ///< by ValueId
  std::vector<uint32_t> DefinedIn;                  ///< by ValueId: its block
  std::vector<std::pair<uint32_t, uint32_t>> Found; ///< value and block
  std::vector<uint32_t> Start;                      ///< by ValueId, in Blocks
  std::vector<uint32_t> Blocks;
};

} // namespace membrane

#endif
