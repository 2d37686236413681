// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A comparison as GitHub-flavoured Markdown, for a comment on a pull request:
// the totals, a table of subjects, and all changes with their steps in a
// folded part. Comments have a limit of size, so rows beyond a number are
// only counted.

#include "report/Columns.h"
#include "report/Diff.h"
#include "llvm/ADT/ArrayRef.h"

using namespace membrane;
using llvm::raw_ostream;

static constexpr size_t MostRows = 100, MostDetails = 30;

/// Text between backticks, more than it has in a row.
static std::string code(llvm::StringRef Text) {
  std::string Shown;
  size_t Row = 0, Longest = 0;
  for (char Character : printable(Text)) {
    Row = Character == '`' ? Row + 1 : 0;
    Longest = std::max(Longest, Row);
    Shown += Character;
  }
  std::string Fence(Longest + 1, '`');
  std::string Gap = Longest || Shown.empty() ? " " : "";
  return Fence + Gap + Shown + Gap + Fence;
}

/// Text that means nothing to Markdown and HTML.
static std::string plain(llvm::StringRef Text) {
  std::string Shown;
  for (char Character : printable(Text)) {
    if (llvm::StringRef("\\`*_[]<>~#&").contains(Character))
      Shown += '\\';
    Shown += Character;
  }
  return Shown;
}

/// A message, its quoted names as code.
static std::string message(llvm::StringRef Text) {
  std::string Shown;
  while (!Text.empty()) {
    auto [Before, Rest] = Text.split('\'');
    size_t End = Rest.find('\'');
    Shown += plain(Before);
    if (End == llvm::StringRef::npos)
      return Shown + (Rest.empty() ? "" : plain("'" + Rest.str()));
    Shown += code(Rest.take_front(End));
    Text = Rest.drop_front(End + 1);
  }
  return Shown;
}

/// Pipes end a cell, also within code.
static std::string cell(llvm::StringRef Text) {
  std::string Shown;
  for (char Character : Text) {
    if (Character == '|')
      Shown += '\\';
    Shown += Character;
  }
  return Shown;
}

static std::string place(const Spot &Where) {
  if (Where.File.empty())
    return "";
  return code(Where.File +
              (Where.Line ? ":" + std::to_string(Where.Line) : ""));
}

static void writeTable(llvm::ArrayRef<ChangedSubject> Subjects,
                       raw_ostream &Out) {
  Out << "\n| | what | class | change |\n|---|---|---|---|\n";
  for (const ChangedSubject &Each : Subjects) {
    Out << "| " << effectName(Each.worst()) << " | " << cell(code(Each.Name))
        << " | ";
    if (Each.Before && Each.After)
      Out << className(*Each.Before) << " → " << className(*Each.After);
    Out << " | " << cell(message(Each.Changes.front().Text));
    if (size_t More = Each.Changes.size() - 1)
      Out << " (and " << More << " more)";
    Out << " |\n";
  }
}

static void writeChange(const Change &One, raw_ostream &Out) {
  Out << "- " << effectName(One.Meaning) << ": ";
  if (One.What == Aspect::Class || One.What == Aspect::ClassIfAssumed)
    Out << One.Before << " → " << One.After << ": ";
  Out << message(One.Text) << '\n';
  for (const SpotStep &Step : One.Witness) {
    std::string At = place(Step.Where);
    Out << "  - " << At << (At.empty() ? "" : ": ") << message(Step.Message)
        << '\n';
  }
}

static void writeDetails(llvm::ArrayRef<ChangedSubject> Subjects,
                         raw_ostream &Out) {
  Out << "\n<details><summary>Details</summary>\n";
  for (const ChangedSubject &Each : Subjects) {
    std::string Where = place(Each.Where);
    Out << "\n**" << code(Each.Name) << "**"
        << (Where.empty() ? "" : " at " + Where) << "\n\n";
    for (const Change &One : Each.Changes)
      writeChange(One, Out);
  }
  Out << "\n</details>\n";
}

void membrane::writeDiffMarkdown(const Comparison &Found, raw_ostream &Out) {
  llvm::ArrayRef<ChangedSubject> Subjects = Found.Subjects;
  Out << "**membrane:** " << totalWords(Found) << '\n';
  if (!Subjects.empty()) {
    writeTable(Subjects.take_front(MostRows), Out);
    if (Subjects.size() > MostRows)
      Out << "\n" << Subjects.size() - MostRows << " more are not shown\n";
    writeDetails(Subjects.take_front(MostDetails), Out);
  }
  for (const std::string &Note : Found.Notes)
    Out << "\nNote: " << message(Note) << '\n';
}
