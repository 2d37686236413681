// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The help, in 80 columns: what a command is for, its options by group, and
// examples. Everything comes out of the tables.

#include "tool/OptionRows.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Format.h"

namespace membrane {

namespace {

/// How wide the help is, and where the text of an option starts.
struct Layout {
  unsigned Columns = 79, Text = 27;
};

} // namespace

/// On a terminal that is narrower, the text has a line of its own.
static Layout layoutFor(unsigned Terminal) {
  constexpr unsigned Usual = 79, Least = 20, Indented = 6;
  if (Terminal == 0 || Terminal > Usual)
    return {};
  return {std::max(Terminal - 1, Least), Indented};
}

/// Writes Text word by word; lines after the first start at Indent. The
/// cursor stands at Column.
static void printWrapped(llvm::StringRef Text, unsigned Column, unsigned Indent,
                         const Layout &Page, llvm::raw_ostream &Out) {
  llvm::SmallVector<llvm::StringRef, 32> Words;
  Text.split(Words, ' ', -1, /*KeepEmpty=*/false);
  bool First = true;
  for (llvm::StringRef Word : Words) {
    if (!First && Column + 1 + Word.size() > Page.Columns) {
      Out << '\n';
      Out.indent(Indent);
      Column = Indent;
      First = true;
    }
    Out << (First ? "" : " ") << Word;
    Column += Word.size() + !First;
    First = false;
  }
  Out << '\n';
}

static void printOption(const OptionRow &Row, const Layout &Page,
                        llvm::raw_ostream &Out) {
  std::string Spelling = Row.Spellings.front();
  bool Apart = !Row.Value.empty() && !llvm::StringRef(Spelling).ends_with("=");
  Spelling += (Apart ? " " : "") + Row.Value;
  Out.indent(2) << Spelling;
  unsigned Column = 2 + Spelling.size();
  if (Column + 2 > Page.Text) {
    Out << '\n';
    Column = 0;
  }
  Out.indent(Page.Text - Column);
  printWrapped(Row.Text, Page.Text, Page.Text, Page, Out);
}

static void printOptions(const CommandRow &Command, const Layout &Page,
                         llvm::raw_ostream &Out) {
  unsigned Group = 0;
  for (const OptionRow &Row : optionsOf(Command)) {
    if (Row.Group != Group)
      Out << '\n' << titleOf(Row.Group) << ":\n";
    Group = Row.Group;
    printOption(Row, Page, Out);
  }
}

static void printCommandHelp(const CommandRow &Row, const Layout &Page,
                             llvm::raw_ostream &Out) {
  Out << "usage: ";
  printWrapped(Row.Usage, 7, 9, Page, Out);
  Out << '\n';
  std::string Summary = Row.Summary.str() + ".";
  Summary[0] = char(toupper(Summary[0]));
  printWrapped(Summary + " " + Row.Details.str(), 0, 0, Page, Out);
  printOptions(Row, Page, Out);
  if (!Row.Examples.empty())
    Out << "\nExamples:\n" << Row.Examples;
}

static void printProgramHelp(const Layout &Page, llvm::raw_ostream &Out) {
  constexpr unsigned SummaryColumn = 13;
  Out << "usage: membrane <command> [options] [operands]\n\n";
  printWrapped("Says, for every function of a C or C++ code base, whether it "
               "allocates memory, and whether that memory gets out to its "
               "callers.",
               0, 0, Page, Out);
  Out << "\nCommands:\n";
  for (const CommandRow &Row : allCommands()) {
    Out << "  " << llvm::left_justify(Row.Name, SummaryColumn - 2);
    printWrapped(Row.Summary, SummaryColumn, SummaryColumn, Page, Out);
  }
  Out << '\n';
  printWrapped("'membrane help <command>' shows the options of a command, "
               "'membrane --version' the version.",
               0, 0, Page, Out);
  Out << "\nExamples:\n";
  for (const CommandRow &Row : allCommands())
    if (!Row.Examples.empty())
      Out << llvm::StringRef(Row.Examples).split('\n').first << '\n';
  Out << '\n';
  printWrapped("Exit: 0 no finding at the failing level, 1 findings, 2 could "
               "not run.",
               0, 0, Page, Out);
}

llvm::Error printHelp(llvm::StringRef Topic, llvm::raw_ostream &Out,
                      unsigned Terminal) {
  if (Topic.empty()) {
    printProgramHelp(layoutFor(Terminal), Out);
    return llvm::Error::success();
  }
  const CommandRow *Row = findCommand(Topic);
  if (!Row)
    return complainAboutCommand(Topic);
  printCommandHelp(*Row, layoutFor(Terminal), Out);
  return llvm::Error::success();
}

} // namespace membrane
