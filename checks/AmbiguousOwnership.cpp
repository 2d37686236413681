// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ambiguous-ownership: the caller cannot know whether to release the result:
// it is memory of the caller's own in one call and not in another, and no
// argument or output tells which.

#include "checks/Rows.h"

using namespace membrane;

static std::string otherwisePhrase(const SurfaceFunction &Function) {
  if (Function.Borrows.empty())
    return "not the caller's to release";
  const Borrow &First = Function.Borrows.front();
  return First.FromArgument ? "borrowed from " + argumentPhrase(First.Argument)
                            : std::string("static");
}

void membrane::checkAmbiguousOwnership(const SurfaceFunction &Function,
                                       FindingSink Emit) {
  bool Ambiguous =
      Function.Result == Ownership::Sometimes && Function.Condition.empty();
  if (!Ambiguous || Function.Coarse)
    return;
  Finding Found;
  Found.Message = "'" + Function.Name +
                  "' returns memory that the caller owns in some calls and "
                  "must not release in others";
  Found.Advice = "the result is sometimes " + otherwisePhrase(Function) +
                 ", and nothing tells when; always return a copy, never one, "
                 "or say which through an argument";
  for (const Escape &Out : Function.Escapes)
    if (Out.To == Exit::Return && Out.Path.empty()) {
      Found.Witness = Out.Witness;
      break;
    }
  Emit(std::move(Found));
}
