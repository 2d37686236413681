// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// partial-release: the release function leaves something that hangs under the
// handle. One finding for each type; its witness lists what stays and where it
// was hung.

#include "checks/Rows.h"

using namespace membrane;

void membrane::checkPartialRelease(const SurfaceType &Type, FindingSink Emit) {
  if (Type.Release.empty() || Type.Remains.empty())
    return;
  const std::string &Release = Type.Release.front();
  Finding Found;
  Found.Function = Release;
  std::string Paths;
  for (const Remainder &Stays : Type.Remains) {
    Paths += (Paths.empty() ? "'" : ", '") + Stays.Path + "'";
    Found.Witness.push_back(
        {Stays.Where,
         "'" + Stays.Path + "' is hung here, for '" + Stays.By + "'"});
  }
  Found.Message = "'" + Release + "' leaves memory under '" + Type.Name +
                  "' that is lost with it: " + Paths;
  Found.Advice = "release that too, before the block that holds it";
  Emit(std::move(Found));
}
