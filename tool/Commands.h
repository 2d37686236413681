// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tables behind the command line: the commands and the option table that
// is generated from Options.td.

#ifndef MEMBRANE_TOOL_COMMANDS_H
#define MEMBRANE_TOOL_COMMANDS_H

#include "tool/Options.h"
#include "llvm/Option/OptTable.h"

namespace membrane {

/// A row of the list of commands.
struct CommandRow {
  llvm::StringLiteral Name;
  Verb Command;
  unsigned Visibility; ///< of the options that it takes; 0: none
  llvm::StringLiteral Usage;
  llvm::StringLiteral Summary;
  llvm::StringLiteral Details;
  llvm::StringLiteral Examples; ///< a line each, indented by two
};

/// All commands, in the order of the help.
llvm::ArrayRef<CommandRow> allCommands();
const CommandRow *findCommand(llvm::StringRef Name);
/// An error that names the nearest command, if one is near.
llvm::Error complainAboutCommand(llvm::StringRef Name);

/// The ids of the options: OPT_build and so on.
// NOLINTBEGIN(readability-identifier-naming): the names that LLVM's macro makes
enum OptionId : unsigned {
  OPT_INVALID = 0,
#define OPTION(...) LLVM_MAKE_OPT_ID(__VA_ARGS__),
#include "tool/Options.inc"
#undef OPTION
};
// NOLINTEND(readability-identifier-naming)

/// The options of Options.td.
class OptionTable : public llvm::opt::GenericOptTable {
public:
  OptionTable();
};

} // namespace membrane

#endif
