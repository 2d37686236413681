// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which compiler a command calls, and what its name says.
//
// Takes a command with its launchers (ccache gcc-12 ...); gives the compiler's
// place, its language and its target. Only names are read, nothing is run.

#ifndef MEMBRANE_ANALYSIS_FRONTEND_COMPILER_H
#define MEMBRANE_ANALYSIS_FRONTEND_COMPILER_H

#include "analysis/frontend/Frontend.h"
#include "llvm/ADT/ArrayRef.h"

namespace membrane {

/// What the name of a compiler says.
struct CompilerName {
  bool IsCxx = false; ///< compiles .c files as C++ too
  std::string Target; ///< out of the prefix of a cross compiler, else empty
};

/// How many leading arguments start the compiler and are not part of its own
/// command: launchers with their options and settings of the environment.
size_t countLauncherArguments(llvm::ArrayRef<std::string> Arguments);

/// Reads "x86_64-linux-gnu-g++-12".
CompilerName readCompilerName(llvm::StringRef Program);

/// The directory that holds the compiler, links followed; empty if the
/// program cannot be found.
std::string findCompilerDirectory(const CompileCommand &Command);

} // namespace membrane

#endif
