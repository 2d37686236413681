// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The manual pages, as git has them: one for the program, one for each
// command. Written in the man macros that groff and mandoc both know, with
// source lines that fit a terminal and a new line for each sentence.

#include "report/Report.h"
#include "tool/Tables.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

namespace membrane {

static constexpr unsigned Columns = 78;

/// A word as roff reads it. The dashes of options are minus signs, so that one
/// can copy them; those between words stay hyphens.
static std::string roff(llvm::StringRef Word) {
  llvm::StringRef Bare = Word.ltrim("'(\"");
  bool Minus = Bare.starts_with("-") || Word.contains("=");
  std::string Text;
  for (char Each : Word)
    switch (Each) {
    case '\\':
      Text += "\\e";
      break;
    case '\'':
      Text += "\\(aq";
      break;
    case '-':
      Text += Minus ? "\\-" : "-";
      break;
    default:
      Text += Each;
    }
  return Text.front() == '.' ? "\\&" + Text : Text;
}

static void printText(llvm::StringRef Text, llvm::raw_ostream &Out) {
  llvm::SmallVector<llvm::StringRef, 64> Words;
  Text.split(Words, ' ', -1, /*KeepEmpty=*/false);
  size_t Column = 0;
  bool Ended = false;
  for (llvm::StringRef Word : Words) {
    std::string Piece = roff(Word);
    if (Column > 0) {
      bool Breaks = Ended || Column + 1 + Piece.size() > Columns;
      Out << (Breaks ? '\n' : ' ');
      Column = Breaks ? 0 : Column + 1;
    }
    Out << Piece;
    Column += Piece.size();
    Ended = Word.ends_with(".");
  }
  Out << '\n';
}

static std::string sentence(llvm::StringRef Text) {
  std::string Whole = Text.str() + (Text.ends_with(".") ? "" : ".");
  Whole[0] = llvm::toUpper(Whole[0]);
  return Whole;
}

/// A line of code, with every dash a minus.
static std::string code(llvm::StringRef Line) {
  std::string Text;
  for (char Each : Line)
    Text += Each == '-'    ? "\\-"
            : Each == '\\' ? "\\e"
            : Each == '\'' ? "\\(aq"
                           : std::string(1, Each);
  return Text;
}

static void printLines(llvm::StringRef Lines, llvm::raw_ostream &Out) {
  Out << ".nf\n";
  for (llvm::StringRef Line : llvm::split(Lines.trim('\n'), '\n'))
    Out << code(Line.trim()) << '\n';
  Out << ".fi\n";
}

/// What starts every page; Name is "membrane" or "membrane-scan".
static void printHead(const std::string &Name, llvm::StringRef Summary,
                      const ManualFoot &Foot, llvm::raw_ostream &Out) {
  Out << ".\\\" Made of membrane's tables; do not edit.\n.TH "
      << code(llvm::StringRef(Name).upper()) << " 1 " << Foot.Date
      << " \"membrane " << Foot.Version << "\" \"membrane\"\n.SH NAME\n"
      << code(Name) << " \\- " << roff(Summary) << '\n';
}

static void printTerm(const std::string &Term, llvm::StringRef Text,
                      llvm::raw_ostream &Out) {
  Out << ".TP\n" << Term << '\n';
  printText(Text, Out);
}

static std::string bold(llvm::StringRef Text) {
  return "\\fB" + code(Text) + "\\fR";
}

static std::string optionTerm(const OptionRow &Row) {
  std::vector<std::string> Terms;
  for (llvm::StringRef Each : Row.Spellings) {
    bool Apart = !Row.Value.empty() && !Each.ends_with("=");
    llvm::StringRef Value = llvm::StringRef(Row.Value).trim("<>");
    Terms.push_back(bold(Each) + (Apart ? " " : "") +
                    (Value.empty() ? "" : "\\fI" + code(Value) + "\\fR"));
  }
  return llvm::join(Terms, ", ");
}

static void printOptions(const CommandRow &Command, llvm::raw_ostream &Out) {
  unsigned Group = 0;
  for (const OptionRow &Row : optionsOf(Command)) {
    if (Group == 0)
      Out << ".SH OPTIONS\n";
    if (Row.Group != Group)
      Out << ".SS " << titleOf(Row.Group) << '\n';
    Group = Row.Group;
    printTerm(optionTerm(Row), sentence(Row.Text), Out);
  }
}

static void printExit(llvm::raw_ostream &Out) {
  Out << ".SH EXIT STATUS\n";
  printTerm("0", "No finding at the failing level; of diff, nothing got worse.",
            Out);
  printTerm("1", "There are findings; of diff, something got worse.", Out);
  printTerm("2",
            "It could not do its work. The standard error says why and what "
            "to do.",
            Out);
  printTerm("130", "Interrupted. Nothing is left behind.", Out);
}

static void printClasses(llvm::raw_ostream &Out) {
  Out << ".SH CLASSES\n";
  printText("Every function has one, the better first.", Out);
  for (unsigned Index = 0; Index < NumAllocationClasses; ++Index) {
    auto Class = AllocationClass(Index);
    printTerm(bold(className(Class)), sentence(classWords(Class)), Out);
  }
}

static void printChecks(llvm::raw_ostream &Out) {
  Out << ".SH CHECKS\n";
  for (const Check &Each : allChecks())
    printTerm(bold(Each.Name) + " (" + levelName(Each.Default).str() + ")",
              Each.Summary, Out);
}

static void printPlaces(llvm::raw_ostream &Out) {
  Out << ".SH ENVIRONMENT\n";
  printTerm(bold("NO_COLOR"), "If set, no colour unless asked for.", Out);
  Out << ".SH FILES\n";
  printTerm(bold("compile_commands.json"),
            "How the files of a project are compiled; CMake, Meson and bear(1) "
            "write it.",
            Out);
}

static void printSeeAlso(llvm::StringRef Self, llvm::raw_ostream &Out) {
  std::vector<std::string> Pages;
  if (!Self.empty())
    Pages.push_back(".BR membrane (1)");
  for (const CommandRow &Row : allCommands())
    if (Row.Name != Self && Row.Visibility)
      Pages.push_back(".BR membrane\\-" + Row.Name.str() + " (1)");
  Out << ".SH SEE ALSO\n" << llvm::join(Pages, ",\n") << '\n';
  Out << ".PP\n";
  printText("The whole documentation is in the folder doc/membrane beside the "
            "manual.",
            Out);
}

void printManual(const ManualFoot &Foot, llvm::raw_ostream &Out) {
  printHead("membrane", "find out where memory that C code allocates gets out",
            Foot, Out);
  Out << ".SH SYNOPSIS\n.B membrane\n.I command\n[options] [operands]\n"
         ".SH DESCRIPTION\n";
  printText("Says, for every function of a C or C++ code base, whether it "
            "allocates memory, and whether that memory gets out to its "
            "callers. An option with a value may be written --name=VALUE or "
            "--name VALUE.",
            Out);
  printClasses(Out);
  Out << ".SH COMMANDS\n";
  for (const CommandRow &Row : allCommands())
    printTerm(bold(Row.Name), sentence(Row.Summary), Out);
  printChecks(Out);
  printExit(Out);
  Out << ".SH EXAMPLES\n";
  for (const CommandRow &Row : allCommands())
    if (!Row.Examples.empty())
      printLines(llvm::StringRef(Row.Examples).split('\n').first, Out);
  printPlaces(Out);
  printSeeAlso("", Out);
}

void printManual(const CommandRow &Command, const ManualFoot &Foot,
                 llvm::raw_ostream &Out) {
  printHead("membrane-" + Command.Name.str(), Command.Summary, Foot, Out);
  Out << ".SH SYNOPSIS\n";
  printLines(Command.Usage, Out);
  Out << ".SH DESCRIPTION\n";
  printText(sentence(Command.Summary), Out);
  if (!Command.Details.empty())
    printText(Command.Details, Out);
  printOptions(Command, Out);
  if (!Command.Examples.empty()) {
    Out << ".SH EXAMPLES\n";
    printLines(Command.Examples, Out);
  }
  printExit(Out);
  printSeeAlso(Command.Name, Out);
}

} // namespace membrane
