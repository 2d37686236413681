// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pages of the site that are lists: the options of each command, and the
// checks. In Markdown.

#include "tool/Tables.h"
#include "llvm/ADT/StringExtras.h"

namespace membrane {

/// Text in a cell of a table; what only HTML or emphasis would take is escaped.
static std::string cell(llvm::StringRef Text) {
  std::string Result;
  for (char Each : Text)
    Result += (llvm::StringRef("|<>*_`").contains(Each) ? "\\" : "") +
              std::string(1, Each);
  return Result;
}

static std::string spellings(const OptionRow &Row) {
  std::vector<std::string> Terms;
  for (llvm::StringRef Each : Row.Spellings) {
    bool Apart = !Row.Value.empty() && !Each.ends_with("=");
    Terms.push_back("`" + Each.str() + (Apart ? " " : "") + Row.Value + "`");
  }
  return llvm::join(Terms, ", ");
}

static void printCommand(const CommandRow &Command, llvm::raw_ostream &Out) {
  Out << "\n## " << Command.Name << "\n\n```text\n"
      << Command.Usage << "\n```\n\n"
      << cell(Command.Details) << "\n\n| option | meaning |\n|---|---|\n";
  unsigned Group = 0;
  for (const OptionRow &Row : optionsOf(Command)) {
    if (Row.Group != Group)
      Out << "| **" << titleOf(Row.Group) << "** | |\n";
    Group = Row.Group;
    Out << "| " << spellings(Row) << " | " << cell(Row.Text) << " |\n";
  }
}

void printOptionReference(llvm::raw_ostream &Out) {
  Out << "# Options\n\nOf each command, as `membrane help` lists them.\n";
  for (const CommandRow &Command : allCommands())
    if (Command.Visibility)
      printCommand(Command, Out);
}

void printCheckReference(llvm::raw_ostream &Out) {
  Out << "# Checks\n\n| check | level | |\n|---|---|---|\n";
  for (const Check &Each : allChecks())
    Out << "| [" << Each.Name << "](../checks/" << Each.Name << ".md) | "
        << levelName(Each.Default) << " | " << cell(Each.Summary) << " |\n";
}

} // namespace membrane
