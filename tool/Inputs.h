// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which compile commands a run is about, and where its root is.
//
// Takes the request; reads the compilation database, or makes commands from
// the flags behind "--". Fails on a file that does not exist or that the
// database does not know.

#ifndef MEMBRANE_TOOL_INPUTS_H
#define MEMBRANE_TOOL_INPUTS_H

#include "analysis/frontend/Frontend.h"
#include "tool/Options.h"
#include <memory>

namespace membrane {

class FileOverlay;
class UnitCache;

struct Inputs {
  std::string Root; ///< absolute
  std::vector<CompileCommand> Commands;
  std::shared_ptr<const FileOverlay> Files; ///< null: files as they are
  std::shared_ptr<UnitCache> Cache;         ///< null: every unit is read
};

llvm::Expected<Inputs> selectInputs(const Request &Asked);

/// The root as asked for, else the working directory if it holds all Files,
/// else their common parent.
llvm::Expected<std::string> chooseRoot(llvm::StringRef Asked,
                                       llvm::ArrayRef<std::string> Files);

/// Path as people like to read it: relative to Root if it is inside.
llvm::StringRef relativeTo(llvm::StringRef Root, llvm::StringRef Path);

} // namespace membrane

#endif
