// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// allocator-bypass: the library has an allocator hook, or the caller gave an
// allocator, and this allocation goes past it. One finding for each call.

#include "checks/Rows.h"

using namespace membrane;

static std::string pastPhrase(const Bypass &Past) {
  if (!Past.Hook.empty())
    return "the allocator hook '" + Past.Hook + "'";
  std::string Of = Past.Giver.empty() ? "" : " of '" + Past.Giver + "'";
  std::string At = Past.Path.empty() ? "" : " at '" + Past.Path + "'";
  return "the allocator that the caller" + Of + " gave in " +
         argumentPhrase(Past.Argument) + At;
}

void membrane::checkAllocatorBypass(const SurfaceFunction &Function,
                                    FindingSink Emit) {
  for (const Bypass &Past : Function.Bypasses) {
    Finding Found;
    Found.Message = "'" + Function.Name + "' allocates with '" + Past.With +
                    "', past " + pastPhrase(Past);
    Found.Advice = "take the memory from there, and release it there";
    Found.Where = Past.Witness.front().Where;
    Found.Witness = Past.Witness;
    Emit(std::move(Found));
  }
}
