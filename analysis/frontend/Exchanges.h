// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Atomic exchanges that compare first, as one straight step where they are
// used.
//
// Takes a module after SROA. CodeGen branches behind such an exchange to store
// what was read, and a wrapper of one gives back a number: in both, what a
// later branch on its success knows of the place is lost. The branch becomes a
// choice of values, and wrappers of one block stand in the place of their
// calls, where the source says that they are called.

#ifndef MEMBRANE_ANALYSIS_FRONTEND_EXCHANGES_H
#define MEMBRANE_ANALYSIS_FRONTEND_EXCHANGES_H

namespace llvm {
class Module;
} // namespace llvm

namespace membrane {

/// Linear in the instructions of the module.
void straightenExchanges(llvm::Module &Unit);

} // namespace membrane

#endif
