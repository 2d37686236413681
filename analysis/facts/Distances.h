// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the source subtracts pointers. CodeGen makes integers of both first,
// as of integers that were pointers, which may be anything.

#ifndef MEMBRANE_ANALYSIS_FACTS_DISTANCES_H
#define MEMBRANE_ANALYSIS_FACTS_DISTANCES_H

#include "analysis/summary/Ids.h"
#include <set>

namespace clang {
class BinaryOperator;
}

namespace membrane {

class Places;

class Distances {
public:
  explicit Distances(Places &Where) : Where(Where) {}

  /// Any binary operator of a body.
  void note(const clang::BinaryOperator &Source);
  /// Whether all subtractions that the source has there are of pointers. A
  /// macro has all that it expands to at one place.
  bool areOfPointers(Location Place) const {
    return OfPointers.count(Place) && !OfNumbers.count(Place);
  }

private:
  Places &Where;
  std::set<Location> OfPointers, OfNumbers;
};

} // namespace membrane

#endif
