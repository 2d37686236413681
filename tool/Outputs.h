// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where answers go: whole files or the standard output.
//
// A file is written beside its place and renamed when it is complete, so that
// nobody sees half of one, whatever happens.

#ifndef MEMBRANE_TOOL_OUTPUTS_H
#define MEMBRANE_TOOL_OUTPUTS_H

#include "report/Report.h"
#include "tool/Options.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace membrane {

/// Fails if File (empty: the standard output) cannot be written, before the
/// work is done. Leaves no trace.
llvm::Error checkWritable(llvm::StringRef File);

/// Writes what Print prints.
llvm::Error writeOutput(llvm::StringRef File,
                        llvm::function_ref<void(llvm::raw_ostream &)> Print);

/// Flushes the standard output. That its reader is gone is no error, a full
/// disk is.
llvm::Error finishStandardOutput();

/// Colours and width of an output, as asked for.
TextStyle styleFor(const Request &Asked, llvm::StringRef File);

/// Whether an output gets colours; a file only if they were demanded.
bool wantsColor(When Asked, llvm::StringRef File);

} // namespace membrane

#endif
