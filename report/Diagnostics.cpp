// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Messages as Clang prints them.
//
// A message is wrapped at the width of the terminal.
//
// A snippet shows the bytes of the line with tabs as spaces up to the next
// multiple of eight; a line that is wider than the terminal is cut on both
// sides of the caret. Not modelled: ranges and fix-its.

#include "report/Diagnostics.h"
#include "report/Columns.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/LineIterator.h"

using namespace membrane;
using llvm::raw_ostream;

//===-- Source lines ------------------------------------------------------===//

const SourceLines::Source &SourceLines::open(llvm::StringRef Path) {
  auto [Entry, New] = Files.try_emplace(Path);
  Source &Opened = Entry->second;
  if (!New)
    return Opened;
  auto Read = llvm::MemoryBuffer::getFile(Path);
  if (!Read)
    return Opened;
  Opened.Bytes = std::move(*Read);
  llvm::StringRef Rest = Opened.Bytes->getBuffer();
  while (!Rest.empty()) {
    auto [Line, After] = Rest.split('\n');
    Opened.Lines.push_back(Line.rtrim('\r'));
    Rest = After;
  }
  return Opened;
}

std::optional<llvm::StringRef> SourceLines::line(llvm::StringRef Path,
                                                 unsigned Number) {
  const Source &File = open(Path);
  if (Number == 0 || Number > File.Lines.size())
    return std::nullopt;
  return File.Lines[Number - 1];
}

//===-- Snippets ----------------------------------------------------------===//

namespace {
/// A line as it is shown, and where the caret stands.
struct ShownLine {
  std::string Text;
  unsigned Caret = 0;
};
} // namespace

static constexpr unsigned TabStop = 8;

// Column counts bytes from 1, as compilers do.
static ShownLine showLine(llvm::StringRef Line, unsigned Column) {
  ShownLine Shown;
  unsigned Width = 0;
  Shown.Caret = ~0u;
  for (size_t At = 0; At < Line.size();) {
    if (At + 1 >= Column && Shown.Caret == ~0u)
      Shown.Caret = Width;
    size_t Bytes = std::min<size_t>(
        llvm::getNumBytesForUTF8(static_cast<llvm::UTF8>(Line[At])),
        Line.size() - At);
    std::string Text = Line[At] == '\t'
                           ? std::string(TabStop - Width % TabStop, ' ')
                           : printable(Line.substr(At, Bytes));
    Width += columnsOf(Text);
    Shown.Text += Text;
    At += Bytes;
  }
  if (Shown.Caret == ~0u)
    Shown.Caret = Width;
  return Shown;
}

// Cuts Shown to at most Columns around its caret.
static void cutLine(ShownLine &Shown, unsigned Columns) {
  static constexpr llvm::StringLiteral Dots = "...";
  unsigned Width = columnsOf(Shown.Text);
  if (Width <= Columns || Columns < 4 * Dots.size())
    return;
  // A third of what is shown stands before the caret.
  unsigned Before = Columns / 3;
  unsigned From = Shown.Caret > Before ? Shown.Caret - Before : 0;
  From = std::min(From, Width - Columns);
  llvm::StringRef Text = Shown.Text;
  auto Skip = [&](unsigned Until) {
    unsigned Skipped = 0;
    while (Skipped < Until && !Text.empty()) {
      llvm::StringRef Next = Text.take_front(
          llvm::getNumBytesForUTF8(static_cast<llvm::UTF8>(Text.front())));
      Skipped += columnsOf(Next);
      Text = Text.drop_front(Next.size());
    }
    return Skipped;
  };
  unsigned Start = From ? Skip(From + Dots.size()) : 0;
  llvm::StringRef Kept = Text;
  bool CutsEnd = Width > From + Columns;
  Skip(Columns - (From ? Dots.size() : 0) - (CutsEnd ? Dots.size() : 0));
  Kept = CutsEnd ? Kept.drop_back(Text.size()) : Kept;
  std::string Cut = (From ? Dots.str() : "") + Kept.str();
  if (From)
    Shown.Caret = Shown.Caret - Start + Dots.size();
  Shown.Text = CutsEnd ? Cut + Dots.str() : Cut;
}

void Diagnostics::snippet(Location Where) {
  if (!Where || Where.File.Index >= Answer.Files.size())
    return;
  llvm::StringRef File = Answer.Files[Where.File.Index];
  if (Style.IsAsRead && !Style.IsAsRead(File)) {
    if (Changed.insert(File).second)
      Out << "      | '" << printable(Names.relative(File))
          << "' has changed since it was read, or cannot be read\n";
    return;
  }
  auto Line = Sources.line(File, Where.Line);
  if (!Line)
    return;
  std::string Number = std::to_string(Where.Line);
  unsigned Gutter = std::max<size_t>(4, Number.size());
  ShownLine Shown = showLine(*Line, Where.Column);
  unsigned Margin = Gutter + 4; // " NNNN | "
  if (Style.Width > Margin)
    cutLine(Shown, Style.Width - Margin);
  Out.indent(Gutter - Number.size() + 1)
      << Number << " | " << Shown.Text << '\n';
  if (Where.Column == 0)
    return;
  Out.indent(Gutter + 2) << "| ";
  Out.indent(Shown.Caret);
  ColorScope Colors(Out, Style);
  Out.changeColor(raw_ostream::GREEN, true) << '^';
  Out.resetColor() << '\n';
}

//===-- Messages ----------------------------------------------------------===//

// Where the word ends that begins Text: at a space, but not within quotes.
static size_t wordEnd(llvm::StringRef Text) {
  bool Quoted = false;
  for (size_t At = 0; At < Text.size(); ++At) {
    if (Text[At] == ' ' && !Quoted)
      return At;
    // An apostrophe within a word opens nothing.
    bool Opens = At == 0 || Text[At - 1] == '(';
    if (Text[At] == '\'' && (Quoted || Opens))
      Quoted = !Quoted;
  }
  return Text.find(' ') == llvm::StringRef::npos || !Quoted ? Text.size()
                                                            : Text.find(' ');
}

// Text in lines of at most Style.Width columns, the first of which begins
// behind a head of Column columns; the others are indented. A word is never
// broken.
static std::string wrapped(llvm::StringRef Text, unsigned Column,
                           const TextStyle &Style) {
  static constexpr unsigned Indentation = 6;
  std::string Lines;
  while (!Text.empty()) {
    llvm::StringRef Word = Text.take_front(wordEnd(Text));
    if (columnsOf(Word) + Indentation > Style.Width)
      Word = Text.take_front(Text.find(' '));
    unsigned Needed = columnsOf(Word);
    if (!Lines.empty() && Column + 1 + Needed > Style.Width) {
      Lines += "\n" + std::string(Indentation, ' ');
      Column = Indentation;
    } else if (!Lines.empty()) {
      Lines += ' ';
      ++Column;
    }
    Lines += Word;
    Column += Needed;
    Text = Text.drop_front(Word.size());
    Text.consume_front(" ");
  }
  return Lines;
}

static raw_ostream::Colors levelColor(Level Severity) {
  switch (Severity) {
  case Level::Remark:
    return raw_ostream::BLUE;
  case Level::Note:
    return raw_ostream::CYAN;
  case Level::Warning:
    return raw_ostream::MAGENTA;
  case Level::Error:
    return raw_ostream::RED;
  }
  llvm_unreachable("every level has a colour");
}

/// The place and the level; how many columns they take.
unsigned Diagnostics::head(Location Where, Level Severity) {
  std::string Place = Names.full(Where);
  if (!Place.empty()) {
    Place += ": ";
    Out.changeColor(raw_ostream::SAVEDCOLOR, true) << Place;
    Out.resetColor();
  }
  std::string Name = levelName(Severity).str() + ": ";
  Out.changeColor(levelColor(Severity), true) << Name;
  Out.resetColor();
  return columnsOf(Place) + columnsOf(Name);
}

void Diagnostics::say(Location Where, Level Severity, llvm::StringRef Message) {
  ColorScope Colors(Out, Style);
  unsigned Start = head(Where, Severity);
  if (Severity != Level::Note)
    Out.changeColor(raw_ostream::SAVEDCOLOR, true);
  std::string Text = printable(Message);
  Out << (Style.Width == 0 ? Text : wrapped(Text, Start, Style));
  if (Severity != Level::Note)
    Out.resetColor();
  Out << '\n';
}

void Diagnostics::say(const Step &One, Detail Shown) {
  say(One.Where, Level::Note, One.Message);
  if (Shown == Detail::Snippets)
    snippet(One.Where);
}

void Diagnostics::say(llvm::ArrayRef<Step> Witness, Detail Shown) {
  for (const Step &One : Witness)
    say(One, Shown);
}

void Diagnostics::say(const Finding &Found) {
  say(Found.Where, Found.Severity, Found.Message + " [" + Found.Check + "]");
  say(Found.Witness, Detail::Places);
  if (!Found.Advice.empty())
    say(Found.Where, Level::Note, Found.Advice);
}
