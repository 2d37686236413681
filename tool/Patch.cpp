// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading a diff line by line, and taking it back.

#include "tool/Patch.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

namespace membrane {

//===-- Names -------------------------------------------------------------===//

/// The value of an escape of git's quoted names, off the front of Rest.
static char takeEscape(llvm::StringRef &Rest) {
  static constexpr llvm::StringLiteral Letters = "abtnvfr\"\\";
  static constexpr llvm::StringLiteral Values = "\a\b\t\n\v\f\r\"\\";
  if (size_t At = Letters.find(Rest.front()); At != llvm::StringRef::npos) {
    Rest = Rest.drop_front();
    return Values[At];
  }
  unsigned Value = 0;
  llvm::StringRef Digits = Rest.take_front(3).take_while(
      [](char Each) { return Each >= '0' && Each <= '7'; });
  for (char Digit : Digits)
    Value = Value * 8 + unsigned(Digit - '0');
  Rest = Rest.drop_front(std::max<size_t>(Digits.size(), 1));
  return char(Value);
}

/// What stands between git's quotes.
static std::string unquote(llvm::StringRef Text) {
  std::string Name;
  while (!Text.empty() && Text.front() != '"') {
    if (Text.size() > 1 && Text.consume_front("\\")) {
      Name += takeEscape(Text);
      continue;
    }
    Name += Text.front();
    Text = Text.drop_front();
  }
  return Name;
}

/// A name as headers have it: quoted, or up to a tab. "/dev/null" is "".
static std::string readName(llvm::StringRef Text) {
  std::string Name =
      Text.consume_front("\"") ? unquote(Text) : Text.split('\t').first.str();
  return Name == "/dev/null" ? "" : Name;
}

//===-- Reading -----------------------------------------------------------===//

namespace {

class PatchReader {
public:
  PatchReader(llvm::StringRef Text, llvm::StringRef Name) : Name(Name) {
    Text.split(Lines, '\n');
    if (!Lines.empty() && Lines.back().empty())
      Lines.pop_back(); // behind the last newline
  }

  llvm::Expected<std::vector<PatchFile>> read();

private:
  llvm::Error complain(size_t Line, const llvm::Twine &Text) const {
    return llvm::createStringError(Name + ":" + llvm::Twine(Line + 1) + ": " +
                                   Text);
  }
  /// The header that Next stands at, without what a mail may have put behind.
  llvm::StringRef header(size_t At) const {
    return At < Lines.size() ? Lines[At].rtrim('\r') : "";
  }
  llvm::Error readLine();
  void readGitHeader(llvm::StringRef Line);
  llvm::Error readNames();
  llvm::Error readHunk();
  llvm::Error readLines(PatchHunk &Hunk);

  llvm::StringRef Name;
  llvm::SmallVector<llvm::StringRef> Lines;
  size_t Next = 0;
  bool InGit = false; ///< behind "diff --git", before its names
  std::vector<PatchFile> Files;
};

} // namespace

/// What git says above or in place of the names of a file.
void PatchReader::readGitHeader(llvm::StringRef Line) {
  PatchFile &File = Files.back();
  llvm::StringRef Rest = Line;
  if (Rest.ends_with(" 120000") || Rest.ends_with(" 160000"))
    File.IsLink = true;
  if (Rest.consume_front("copy from "))
    File.IsCopy = true;
  if (Rest.consume_front("rename from "))
    File.Old = readName(Rest);
  else if (Rest.consume_front("rename to "))
    File.New = readName(Rest);
  else
    return;
  File.HasPrefixes = false;
}

/// "--- OLD" and "+++ NEW" in two lines.
llvm::Error PatchReader::readNames() {
  if (!InGit)
    Files.emplace_back().Line = unsigned(Next + 1);
  InGit = false;
  Files.back().HasPrefixes = true;
  Files.back().Old = readName(header(Next).drop_front(4));
  Files.back().New = readName(header(Next + 1).drop_front(4));
  if (Files.back().Old.empty() && Files.back().New.empty())
    return complain(Next, "neither side of the file has a name");
  Next += 2;
  while (Next < Lines.size() && header(Next).starts_with("@@ "))
    if (llvm::Error Wrong = readHunk())
      return Wrong;
  if (Next < Lines.size() && header(Next).starts_with("@@@"))
    return complain(Next, "this is a combined diff of a merge; make one "
                          "against one of its parents");
  return llvm::Error::success();
}

/// "12,3" or "12", off the front of Text.
static bool takeRange(llvm::StringRef &Text, unsigned &Start, unsigned &Count) {
  if (Text.consumeInteger(10, Start))
    return false;
  return !Text.consume_front(",") || !Text.consumeInteger(10, Count);
}

llvm::Error PatchReader::readHunk() {
  PatchHunk Hunk;
  Hunk.Line = unsigned(Next + 1);
  llvm::StringRef Text = header(Next);
  bool Whole = Text.consume_front("@@ -") &&
               takeRange(Text, Hunk.OldStart, Hunk.OldCount) &&
               Text.consume_front(" +") &&
               takeRange(Text, Hunk.NewStart, Hunk.NewCount) &&
               Text.starts_with(" @@");
  if (!Whole)
    return complain(Next, "expected '@@ -LINE,COUNT +LINE,COUNT @@'");
  ++Next;
  if (llvm::Error Wrong = readLines(Hunk))
    return Wrong;
  Files.back().Hunks.push_back(std::move(Hunk));
  return llvm::Error::success();
}

llvm::Error PatchReader::readLines(PatchHunk &Hunk) {
  unsigned Old = 0, New = 0;
  char Last = ' ';
  for (; Next < Lines.size(); ++Next) {
    llvm::StringRef Line = Lines[Next];
    if (Line.starts_with("\\")) {
      Hunk.OldEndsOpen |= Last != '+';
      continue;
    }
    if (Old == Hunk.OldCount && New == Hunk.NewCount)
      return llvm::Error::success();
    // An empty line has lost the space that says that nothing has changed.
    Last = Line.empty() || Line == "\r" ? ' ' : Line.front();
    if (!llvm::StringRef(" +-").contains(Last))
      return complain(Next, "expected a line of the hunk: ' ', '+' or '-'");
    Old += Last != '+';
    New += Last != '-';
    if (Old > Hunk.OldCount || New > Hunk.NewCount)
      return complain(Next, "the hunk has more lines than it says");
    Hunk.Lines.push_back(Line.empty() || Line == "\r" ? " " : Line);
  }
  if (Old == Hunk.OldCount && New == Hunk.NewCount)
    return llvm::Error::success();
  return complain(Next - 1, "the diff ends within a hunk");
}

llvm::Error PatchReader::readLine() {
  llvm::StringRef Line = header(Next);
  if (Line.starts_with("--- ") && header(Next + 1).starts_with("+++ "))
    return readNames();
  if (Line.starts_with("diff --cc ") || Line.starts_with("diff --combined "))
    return complain(Next, "this is a combined diff of a merge; make one "
                          "against one of its parents");
  if (Line.starts_with("diff --git ")) {
    InGit = true;
    Files.emplace_back().Line = unsigned(Next + 1);
    Files.back().IsGit = true;
  } else if (InGit) {
    readGitHeader(Line);
  }
  ++Next;
  return llvm::Error::success();
}

llvm::Expected<std::vector<PatchFile>> PatchReader::read() {
  bool SaysSomething = false;
  while (Next < Lines.size()) {
    SaysSomething |= !header(Next).trim().empty();
    if (llvm::Error Wrong = readLine())
      return Wrong;
  }
  if (Files.empty() && SaysSomething)
    return llvm::createStringError("'" + Name +
                                   "' holds no unified diff; 'git diff' and "
                                   "'diff -u' make one");
  // Those that only change a mode.
  llvm::erase_if(Files, [](const PatchFile &Each) {
    return Each.Old.empty() && Each.New.empty();
  });
  return std::move(Files);
}

llvm::Expected<std::vector<PatchFile>> parsePatch(llvm::StringRef Text,
                                                  llvm::StringRef Name) {
  return PatchReader(Text, Name).read();
}

//===-- Taking it back ----------------------------------------------------===//

static bool isSameLine(llvm::StringRef Left, llvm::StringRef Right) {
  return Left.rtrim('\r') == Right.rtrim('\r');
}

namespace {

/// Walks through the new text and writes the old one.
class Undoing {
public:
  explicit Undoing(llvm::StringRef New) {
    New.split(Lines, '\n');
    EndsOpen = !Lines.back().empty();
    if (!EndsOpen)
      Lines.pop_back();
  }

  /// The line that is not as the hunk says, from 1; 0 if all are.
  size_t take(const PatchHunk &Hunk);
  Reversal finish();

private:
  bool take(llvm::StringRef Line);

  llvm::SmallVector<llvm::StringRef> Lines;
  bool EndsOpen = false; ///< there is no newline at the end
  size_t At = 0;         ///< in Lines
  std::vector<llvm::StringRef> Old;
  Reversal Result;
};

} // namespace

bool Undoing::take(llvm::StringRef Line) {
  llvm::StringRef Text = Line.drop_front();
  if (Line.front() == '-') {
    Old.push_back(Text);
    Result.TakenAbove.push_back(unsigned(At + 1));
    return true;
  }
  if (At >= Lines.size() || !isSameLine(Lines[At], Text))
    return false;
  if (Line.front() == '+')
    Result.Added.push_back(unsigned(At + 1));
  else
    Old.push_back(Lines[At]);
  ++At;
  return true;
}

size_t Undoing::take(const PatchHunk &Hunk) {
  // Of nothing, the line before it is named.
  size_t Start = Hunk.NewStart - (Hunk.NewCount && Hunk.NewStart ? 1 : 0);
  if (Start < At || Start > Lines.size())
    return Start + 1;
  for (; At < Start; ++At)
    Old.push_back(Lines[At]);
  for (llvm::StringRef Line : Hunk.Lines)
    if (!take(Line))
      return At + 1;
  if (At == Lines.size())
    EndsOpen = Hunk.OldEndsOpen;
  return 0;
}

Reversal Undoing::finish() {
  for (; At < Lines.size(); ++At)
    Old.push_back(Lines[At]);
  Result.Old = llvm::join(Old, "\n");
  if (!Old.empty() && !EndsOpen)
    Result.Old += '\n';
  return std::move(Result);
}

llvm::Expected<Reversal> reversePatch(const PatchFile &Patch,
                                      llvm::StringRef New,
                                      llvm::StringRef Name) {
  Undoing Undone(New);
  for (const PatchHunk &Hunk : Patch.Hunks)
    if (size_t Line = Undone.take(Hunk))
      return llvm::createStringError(
          Name + ":" + llvm::Twine(Hunk.Line) + ": line " + llvm::Twine(Line) +
          " of '" + Patch.New +
          "' is not as the diff leaves it; give the diff from the old state "
          "to the files that are there");
  return Undone.finish();
}

} // namespace membrane
