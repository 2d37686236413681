// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mixed-release: one result may need different release functions, and none of
// them is for all; or its release gives it to another allocator than it came
// from. One finding for each function and kind.

#include "checks/Rows.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

static bool reportWrong(const SurfaceFunction &Function, const Escape &Out,
                        FindingSink Emit) {
  if (Out.ReleasedAs.empty())
    return false;
  Finding Found;
  Found.Message = "'" + Function.Name + "' hands out memory of family '" +
                  Out.Family + "' that " + alternatives(Out.Release) +
                  " releases as '" + Out.ReleasedAs + "'";
  Found.Advice = "allocate and release with one family";
  Found.Witness = Out.Witness;
  Emit(std::move(Found));
  return true;
}

static bool reportMixed(const SurfaceFunction &Function, const Escape &Out,
                        FindingSink Emit) {
  // By the limits alone, any block may stand where another one does.
  if (Out.Otherwise.empty() || Function.Coarse)
    return false;
  Finding Found;
  Found.Message = "'" + Function.Name + "' hands out memory that needs " +
                  alternatives(Out.Release) + " in some calls and " +
                  alternatives(Out.Otherwise) + " in others";
  Found.Advice = "allocate both the same way, or add one release function that "
                 "tells them apart";
  Found.Witness = Out.Witness;
  llvm::append_range(Found.Witness, Out.OtherWitness);
  Emit(std::move(Found));
  return true;
}

void membrane::checkMixedRelease(const SurfaceFunction &Function,
                                 FindingSink Emit) {
  bool Wrong = false, Mixed = false;
  for (const Escape &Out : Function.Escapes) {
    Wrong = Wrong || reportWrong(Function, Out, Emit);
    Mixed = Mixed || reportMixed(Function, Out, Emit);
  }
}
