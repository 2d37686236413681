// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// non-opaque-argument: memory escapes through an argument, a callback or a
// public variable, and the caller can look into it. One finding for each way
// out, at its first such escape; of a callback, for each place that calls it;
// of a variable, for each place in it.

#include "checks/Rows.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

using namespace membrane;

static std::string placePhrase(const Escape &Out) {
  std::string At = Out.Path.empty() ? "" : " at '" + Out.Path + "'";
  switch (Out.To) {
  case Exit::Return:
    return "in the result" + At;
  case Exit::Argument:
    return "in " + argumentPhrase(Out.Argument) + At;
  case Exit::Callback:
    return (Out.Argument ? "to the callback in " + argumentPhrase(Out.Argument)
                         : "to a callback") +
           At;
  case Exit::Exception:
    return "in an exception" + At;
  case Exit::Global:
    return Out.Path.empty() ? "in a public variable"
                            : "in the public variable '" + Out.Path + "'";
  }
  llvm_unreachable("every exit has a phrase");
}

void membrane::checkNonOpaqueArgument(const SurfaceFunction &Function,
                                      FindingSink Emit) {
  llvm::SmallVector<std::pair<Exit, ArgumentRef>, 4> Told;
  for (const Escape &Out : Function.Escapes) {
    std::pair<Exit, ArgumentRef> Way{Out.To, Out.Argument};
    // An exception object gives back what it owns.
    if (Out.To == Exit::Return || Out.To == Exit::Exception ||
        !isVisible(Function, Out) || llvm::is_contained(Told, Way))
      continue;
    Told.push_back(Way);
    Finding Found;
    llvm::StringRef Verb = Out.To == Exit::Callback ? "hands" : "leaves";
    Found.Message = "'" + Function.Name + "' " + Verb.str() +
                    " a non-opaque allocation " + placePhrase(Out);
    Found.Advice = visibleAdvice(Out);
    Found.Witness = Out.Witness;
    // Many functions may lead to one call of the caller's function, or to one
    // variable, and many coarse ones to one store.
    if (Out.To == Exit::Global && !Out.Path.empty())
      Found.Cause = Out.Path;
    else if ((Out.To == Exit::Callback || Out.Blurred) && !Out.Witness.empty())
      Found.Cause = causeAt(Out.Witness.back().Where);
    Emit(std::move(Found));
  }
}
