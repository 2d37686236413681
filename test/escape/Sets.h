// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the tests of Inclusion ask.

#ifndef MEMBRANE_TEST_ESCAPE_SETS_H
#define MEMBRANE_TEST_ESCAPE_SETS_H

#include "analysis/escape/Inclusion.h"

#include <set>

namespace membrane {

using Variable = Inclusion::Variable;
using Object = Inclusion::Object;
using Access = Inclusion::Access;
using Objects = std::set<unsigned>;

/// The objects that a variable may point to.
inline Objects in(const Inclusion &Sets, Variable Named) {
  Objects Found;
  for (unsigned Held : Sets.pointsTo(Named))
    Found.insert(Held);
  return Found;
}

} // namespace membrane

#endif
