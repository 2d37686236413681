// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The file .membrane.yaml → what the command line left open in a request.
//
// Takes YAML with the keys of one table. What the command line gives wins;
// paths and globs of the file start at its directory. A mistake is told with
// line and column, and nothing of the file is used then.

#ifndef MEMBRANE_TOOL_CONFIG_H
#define MEMBRANE_TOOL_CONFIG_H

#include "tool/Options.h"

namespace membrane {

/// What the value of a key has to be.
enum class ConfigForm : uint8_t {
  Path,
  Paths,
  Globs,
  Words,
  Number,
  FailLevel,
  CheckLevels
};
/// "a path", "a list of globs", ...
llvm::StringRef formWords(ConfigForm Form);

/// A row of the table.
struct ConfigKey {
  llvm::StringLiteral Name;
  ConfigForm Form;
  llvm::StringLiteral Option; ///< that wins over it, as it is spelt; or ""
  llvm::StringLiteral Meaning;
  /// The one of these that Form says.
  std::string Request::*Text = nullptr;
  std::vector<std::string> Request::*List = nullptr;
  unsigned Request::*Number = nullptr;
};

/// All keys, in the order in which they are printed.
llvm::ArrayRef<ConfigKey> allConfigKeys();

/// Finds and reads the file of a request, if its command has a use for one:
/// the file of --config, else the .membrane.yaml of the database's directory,
/// or of the working directory, or of their parents.
llvm::Error applyConfig(Request &Asked);

/// The same with the text of a file.
llvm::Error applyConfig(llvm::StringRef Text, llvm::StringRef FileName,
                        Request &Asked);

/// What is in force, as a file for the working directory.
void printConfig(const Request &Asked, llvm::raw_ostream &Out);

/// Gives findings the levels of the file.
void setLevels(const Request &Asked, Outcome &Found);

} // namespace membrane

#endif
