// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// partial-release: the release function leaves something that hangs under the
// handle. One finding for each type; its witness lists what stays and where it
// was hung, the message the shortest paths of it.

#include "checks/Rows.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

static std::string shortestPaths(llvm::ArrayRef<Remainder> Remains) {
  static constexpr size_t Most = 3;
  std::vector<std::string> Paths;
  for (const Remainder &Stays : Remains)
    Paths.push_back(Stays.Path);
  llvm::stable_sort(Paths, [](const std::string &A, const std::string &B) {
    return A.size() < B.size();
  });
  size_t More = Paths.size() > Most ? Paths.size() - Most : 0;
  Paths.resize(Paths.size() - More);
  std::string Text;
  for (const std::string &Path : Paths)
    Text += (Text.empty() ? "'" : ", '") + Path + "'";
  return More ? Text + " and " + std::to_string(More) + " more" : Text;
}

void membrane::checkPartialRelease(const SurfaceType &Type, FindingSink Emit) {
  if (Type.Release.empty() || Type.Remains.empty())
    return;
  const std::string &Release = Type.Release.front();
  Finding Found;
  Found.Function = Release;
  for (const Remainder &Stays : Type.Remains)
    Found.Witness.push_back(
        {Stays.Where,
         "'" + Stays.Path + "' is hung here, for '" + Stays.By + "'"});
  Found.Message = "'" + Release + "' leaves memory under '" + Type.Name +
                  "' that is lost with it: " + shortestPaths(Type.Remains);
  Found.Advice = "release that too, before the block that holds it";
  Emit(std::move(Found));
}
