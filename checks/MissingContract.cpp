// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// missing-contract: what a function of a public header does with memory is
// known, and no declaration says it. What rests on an assumption is not known.

#include "checks/Rows.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

void membrane::checkMissingContract(const SurfaceFunction &Function,
                                    FindingSink Emit) {
  std::vector<Contract> Missing = missingContracts(Function);
  bool Known = llvm::all_of(Function.Assumptions, [](const Assumption &Made) {
    return Made.Kind == AssumptionKind::Callback;
  });
  if (!Function.Public || Function.DeclaredAt.empty() || Missing.empty() ||
      !Known)
    return;
  std::string Words;
  for (const Contract &Word : Missing)
    Words += (Words.empty() ? "'" : " and '") + Word.Text + "'";
  Finding Found;
  Found.Message =
      "the contract of '" + Function.Name + "', " + Words + ", is not written";
  Found.Advice = "'membrane fix --checks=missing-contract' or 'membrane "
                 "annotate' writes it";
  Found.Where = Function.DeclaredAt.front().Where;
  Emit(std::move(Found));
}
