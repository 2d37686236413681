// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the source calls, through pointers, functions that by their type give
// out what there is and make no memory. In IR all of them give a pointer.

#ifndef MEMBRANE_ANALYSIS_FACTS_GETTERS_H
#define MEMBRANE_ANALYSIS_FACTS_GETTERS_H

#include "analysis/summary/Ids.h"
#include <set>

namespace clang {
class ASTContext;
class CallExpr;
} // namespace clang

namespace membrane {

class Places;

class Getters {
public:
  Getters(const clang::ASTContext &Context, Places &Where)
      : Context(Context), Where(Where) {}

  /// Any call of a body.
  void note(const clang::CallExpr &Source);
  /// Whether all functions that the source calls through pointers there are
  /// such. A macro has all that it expands to at one place.
  bool areCalled(Location Place) const {
    return Called.count(Place) && !OthersCalled.count(Place);
  }

private:
  const clang::ASTContext &Context;
  Places &Where;
  std::set<Location> Called, OthersCalled;
};

} // namespace membrane

#endif
