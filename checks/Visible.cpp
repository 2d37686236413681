// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the checks of escapes have in common: which escapes the caller can look
// into, and what to say about them.

#include "checks/Rows.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

std::string membrane::causeAt(Location Where) {
  return std::to_string(Where.File.Index) + ":" + std::to_string(Where.Line) +
         ":" + std::to_string(Where.Column);
}

bool membrane::isCallersFamily(const SurfaceFunction &Function,
                               llvm::StringRef Family) {
  return llvm::any_of(Function.Allocators, [&](const Allocator &Source) {
    return Source.Argument && Source.Family == Family;
  });
}

bool membrane::isCallersMemory(const SurfaceFunction &Function,
                               const Escape &Out) {
  return isCallersFamily(Function, Out.Family);
}

bool membrane::isVisible(const SurfaceFunction &Function, const Escape &Out) {
  return !Out.Opaque && !Out.Doubtful && !Out.ReleasesItself &&
         !isCallersFamily(Function, Out.Family);
}

static std::string releasePhrase(const Escape &Out) {
  if (Out.Release.empty())
    return "no function that releases it is known";
  return "the caller has to release it with " + alternatives(Out.Release);
}

std::string membrane::alternatives(llvm::ArrayRef<std::string> Names) {
  static constexpr size_t Most = 4;
  std::string Text;
  size_t Shown = Names.size() > Most ? Most - 1 : Names.size();
  for (size_t Index = 0; Index < Shown; ++Index)
    Text += (Index ? " or '" : "'") + Names[Index] + "'";
  if (Names.size() > Shown)
    Text += " or one of " + std::to_string(Names.size() - Shown) + " others";
  return Text;
}

std::string membrane::visibleAdvice(const Escape &Out) {
  return releasePhrase(Out) +
         "; hand it out behind an incomplete type with one release function, "
         "or take it from an allocator that the caller passes";
}

std::string membrane::argumentPhrase(ArgumentRef Argument) {
  if (Argument.Index == ArgumentRef::This)
    return "the object";
  if (Argument.Index == ArgumentRef::Variadic)
    return "the variadic arguments";
  return "argument " + std::to_string(Argument.Index);
}
