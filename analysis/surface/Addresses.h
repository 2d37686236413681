// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which integers that a function is given are used as addresses.
//
// Follows an argument through the facts of its function and of all functions
// that it is passed on to. What is stored is no address only where a member is
// that the program never uses as one. Each function is met once for each of its
// arguments.

#ifndef MEMBRANE_ANALYSIS_SURFACE_ADDRESSES_H
#define MEMBRANE_ANALYSIS_SURFACE_ADDRESSES_H

#include "analysis/link/Link.h"
#include <map>

namespace membrane {

class AddressUse {
public:
  explicit AddressUse(const Program &Linked) : Linked(Linked) {}
  /// Whether a machine-level argument may be one. Index is of the program's
  /// functions.
  bool isAddress(uint32_t Index, uint32_t Argument) const;

private:
  const Program &Linked;
  mutable std::map<std::pair<uint32_t, uint32_t>, bool> Answers;
};

} // namespace membrane

#endif
