// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The options of a command as what is generated from them reads them: one row
// for each option, with all its spellings.

#ifndef MEMBRANE_TOOL_OPTIONROWS_H
#define MEMBRANE_TOOL_OPTIONROWS_H

#include "tool/Commands.h"
#include <string>
#include <vector>

namespace membrane {

/// What an option's value names, so that a shell can complete it.
enum class ValueKind : uint8_t {
  None,
  Words,
  List,
  File,
  Directory,
  Revision,
  Other
};

/// One option of a command.
struct OptionRow {
  unsigned Group;
  /// As typed, the one that the help shows first: "-p", "--build=". One that
  /// ends with '=' also takes its value as a word of its own.
  std::vector<std::string> Spellings;
  std::string Value; ///< "<build>"; empty: a flag
  ValueKind Kind = ValueKind::None;
  std::vector<std::string> Words; ///< of Words and List
  llvm::StringRef Text;           ///< a sentence without its full stop
};

/// The options that the command takes, in the order of the help.
std::vector<OptionRow> optionsOf(const CommandRow &Command);
/// The title of a group of the help.
llvm::StringRef titleOf(unsigned Group);

} // namespace membrane

#endif
