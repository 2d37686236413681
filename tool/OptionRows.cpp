// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The option table → rows with spellings and values.
//
// The values that a command takes are those of the table that its own parser
// takes: 'diff' has other formats than 'scan'.

#include "tool/OptionRows.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Option/Option.h"

namespace opt = llvm::opt;

namespace membrane {

static constexpr OptionId Groups[] = {
    OPT_InputGroup,  OPT_SurfaceGroup, OPT_FindingGroup,
    OPT_OutputGroup, OPT_RunGroup,     OPT_DebugGroup,
};

static ValueKind kindOf(llvm::StringRef MetaVar) {
  return llvm::StringSwitch<ValueKind>(MetaVar)
      .Case("", ValueKind::None)
      .Cases({"<file>", "<glob>"}, ValueKind::File)
      .Cases({"<build>", "<directory>"}, ValueKind::Directory)
      .Case("<globs>", ValueKind::List)
      .Case("<revision>", ValueKind::Revision)
      .Default(ValueKind::Other);
}

/// Whether the command's own parser takes the option with this value.
static bool accepts(const CommandRow &Command, llvm::StringRef Spelling,
                    llvm::StringRef Word) {
  std::string Name = Command.Name.str(), Given = (Spelling + Word).str();
  const char *Arguments[] = {Name.c_str(), Given.c_str(), "one", "two"};
  llvm::Expected<Request> Read = parseArguments(Arguments);
  if (Read)
    return true;
  return !llvm::StringRef(llvm::toString(Read.takeError())).contains(Word);
}

static void readWords(const OptionTable &Table, const CommandRow &Command,
                      OptionRow &Row) {
  if (Row.Kind == ValueKind::List)
    for (const Check &Each : allChecks())
      Row.Words.push_back(Each.Name.str());
  llvm::StringRef Spelling = Row.Spellings.front();
  for (std::string &Word : Table.suggestValueCompletions(Spelling, ""))
    if (accepts(Command, Spelling, Word))
      Row.Words.push_back(std::move(Word));
  if (Row.Kind == ValueKind::Other && !Row.Words.empty())
    Row.Kind = ValueKind::Words;
}

/// All spellings, the option's own first, less those that are only another
/// way to write the value: "--name" beside "--name=", "-p=" beside "-p".
static void readSpellings(const OptionTable &Table, unsigned Id,
                          OptionRow &Row) {
  std::vector<std::string> All = {Table.getOption(Id).getPrefixedName().str()};
  for (unsigned Other = 1; Other <= Table.getNumOptions(); ++Other) {
    opt::Option Each = Table.getOption(Other);
    if (Each.getAlias().isValid() && Each.getAlias().getID() == Id)
      All.push_back(Each.getPrefixedName().str());
  }
  for (llvm::StringRef Each : All) {
    bool Long = Each.starts_with("--"), Joined = Each.ends_with("=");
    std::string Twin = Joined ? Each.drop_back().str() : Each.str() + "=";
    if (Long == Joined || !llvm::is_contained(All, Twin))
      Row.Spellings.push_back(Each.str());
  }
}

static OptionRow rowOf(const OptionTable &Table, unsigned Id,
                       const CommandRow &Command) {
  const char *Value = Table.getOptionMetaVar(Id);
  OptionRow Row;
  Row.Group = Table.getOptionGroupID(Id);
  readSpellings(Table, Id, Row);
  Row.Value = Value ? Value : "";
  Row.Kind = kindOf(Row.Value);
  Row.Text = Table.getOptionHelpText(Id);
  readWords(Table, Command, Row);
  return Row;
}

std::vector<OptionRow> optionsOf(const CommandRow &Command) {
  OptionTable Table;
  std::vector<OptionRow> Rows;
  for (OptionId Group : Groups)
    for (unsigned Id = 1; Id <= Table.getNumOptions(); ++Id) {
      opt::Option Each = Table.getOption(Id);
      if (Table.getOptionGroupID(Id) == Group && !Each.getAlias().isValid() &&
          Table.getOptionHelpText(Id) &&
          Each.hasVisibilityFlag(Command.Visibility))
        Rows.push_back(rowOf(Table, Id, Command));
    }
  return Rows;
}

llvm::StringRef titleOf(unsigned Group) {
  return OptionTable().getOptionHelpText(Group);
}

} // namespace membrane
