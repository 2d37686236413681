// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// unbounded-stack: alloca, a variable-length array or recursion, here or in a
// callee, whose size nothing bounds. One finding for each such place, at the
// function that has it or leads there.

#include "checks/Rows.h"

using namespace membrane;

enum class Cause : uint8_t { Recursion, Size };

static std::string advice(Cause For) {
  return For == Cause::Recursion
             ? "limit the depth, or turn the recursion into a loop"
             : "check the size against a constant first, or use heap or region "
               "memory above it";
}

static Finding findingOf(const SurfaceFunction &Function) {
  Finding Found;
  for (const Allocator &Source : Function.Allocators)
    if (Source.Kind == AllocatorKind::Stack && Found.Witness.empty())
      Found.Witness = Source.Witness;
  bool ByRecursion = Found.Witness.empty() && Function.Stack.Recursive;
  Found.Message = "'" + Function.Name + "' " +
                  (ByRecursion ? "recurses to a depth that nothing bounds"
                               : "needs stack whose size nothing bounds");
  Found.Advice = advice(ByRecursion ? Cause::Recursion : Cause::Size);
  return Found;
}

void membrane::checkUnboundedStack(const SurfaceFunction &Function,
                                   FindingSink Emit) {
  if (Function.Stack.Bounded)
    return;
  if (Function.Stack.Causes.empty())
    return Emit(findingOf(Function));
  for (const Stack::Unbounded &At : Function.Stack.Causes) {
    Finding Found = findingOf(Function);
    Found.Cause = causeAt(At.Where);
    Found.Advice = advice(At.Recursion ? Cause::Recursion : Cause::Size);
    Step Source = {
        At.Where,
        "'" + At.Within + "' " +
            (At.Recursion ? "recurses" : "takes stack of run-time size")};
    if (At.Within != Function.Name)
      Found.Witness = {Source,
                       {Function.Where, "'" + Function.Name + "' leads there"}};
    else if (Found.Witness.empty())
      Found.Witness = {Source};
    Emit(std::move(Found));
  }
}
