// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// contract: a function is worse than a declaration of it promises, or two of
// its contracts cannot both be meant. One finding for each promise.

#include "checks/Rows.h"

using namespace membrane;

static std::string promiseAdvice(const Contract &Word) {
  if (Word.Form == Promise::Unreadable)
    return "the words are none, contained, parameterized(ARGUMENT), "
           "opaque(RELEASE), owned(RELEASE) and borrowed(ARGUMENT)";
  return "callers rely on the promise: keep it, or change the declaration and "
         "tell them";
}

void membrane::checkContract(const SurfaceFunction &Function,
                             FindingSink Emit) {
  for (const Promised &Each : Function.Contracts) {
    if (Each.Is != Promised::State::Broken)
      continue;
    Finding Found;
    Found.Message = "'" + Function.Name + "' promises '" + Each.Word.Text +
                    "' and " + Each.Problem;
    Found.Advice = promiseAdvice(Each.Word);
    Found.Witness = Each.Witness;
    if (Each.Word.Where)
      Found.Witness.push_back(
          {Each.Word.Where, "'" + Each.Word.Text + "' is promised here"});
    Emit(std::move(Found));
  }
}
