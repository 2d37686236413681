// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Classes whose objects release their own memory: what a caller gets in one
// goes when the object does.

#ifndef MEMBRANE_ANALYSIS_SURFACE_DESTRUCTORS_H
#define MEMBRANE_ANALYSIS_SURFACE_DESTRUCTORS_H

#include "analysis/escape/Escape.h"

namespace membrane {

class Destructors {
public:
  /// Linear in the functions.
  Destructors(const Program &Linked, const Summaries &Found);

  /// The name of the destructor that releases what an object of the class holds
  /// at one of the offsets from its start; empty if it does not. One that the
  /// program has no body of is taken to do so.
  std::string thatFrees(RecordId Class, llvm::ArrayRef<Offset> Held) const;

private:
  bool frees(uint32_t Index, llvm::ArrayRef<Offset> Held) const;

  const Program &Linked;
  const Summaries &Found;
  std::map<RecordId, uint32_t> Of; ///< index in Program::Functions
};

} // namespace membrane

#endif
