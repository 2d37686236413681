// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A comparison on a terminal: a head for each subject, a line for each change
// of it, and the totals. Lines are wrapped, and heads cut, at the terminal's
// width.

#include "report/Columns.h"
#include "report/Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

using namespace membrane;
using llvm::raw_ostream;

/// Where names and reasons start; the effect stands before it.
static constexpr unsigned Indentation = 9;

static raw_ostream::Colors effectColor(Effect Meaning) {
  switch (Meaning) {
  case Effect::Worse:
    return raw_ostream::RED;
  case Effect::Better:
    return raw_ostream::GREEN;
  case Effect::Changed:
    return raw_ostream::YELLOW;
  }
  llvm_unreachable("every effect has a colour");
}

/// Whether the change of the class has told it, with what gets out.
static bool isTold(const ChangedSubject &Changed, const Change &One) {
  if (One.What != Aspect::EscapeAdded && One.What != Aspect::EscapeRemoved)
    return false;
  return llvm::any_of(Changed.Changes, [&](const Change &Each) {
    return Each.What == Aspect::Class && Each.Meaning == One.Meaning;
  });
}

/// The first line starts at Indent, the others two columns behind it.
static void writeWrapped(llvm::StringRef Text, unsigned Indent,
                         const TextStyle &Style, raw_ostream &Out) {
  llvm::SmallVector<llvm::StringRef, 16> Words;
  Text.split(Words, ' ');
  unsigned Column = Indent;
  Out.indent(Indent);
  for (auto [Index, Word] : llvm::enumerate(Words)) {
    unsigned Needed = columnsOf(Word);
    if (Index && Style.Width && Column + 1 + Needed > Style.Width) {
      Out << '\n';
      Out.indent(Indent + 2);
      Column = Indent + 2;
    } else if (Index) {
      Out << ' ';
      ++Column;
    }
    Out << Word;
    Column += Needed;
  }
  Out << '\n';
}

static void writeClass(AllocationClass Class, raw_ostream &Out) {
  Out.changeColor(classColor(Class)) << className(Class);
  Out.resetColor();
}

static std::string placeWords(const Spot &Where) {
  if (Where.File.empty() || !Where.Line)
    return "";
  return "  " + printable(Where.File) + ":" + std::to_string(Where.Line);
}

/// The name is cut where there is no room for it; before that, the place goes.
static void writeHead(const ChangedSubject &Changed, const TextStyle &Style,
                      raw_ostream &Out) {
  std::string Name = printable(Changed.Name), Place = placeWords(Changed.Where);
  unsigned Taken = Indentation;
  if (Changed.Before && Changed.After)
    Taken += 2 + className(*Changed.Before).size() + 3 +
             className(*Changed.After).size();
  if (Style.Width && Taken + columnsOf(Name) + columnsOf(Place) > Style.Width)
    Place.clear();
  if (Style.Width)
    Name =
        shorten(Name, std::max(8u, Style.Width - std::min(Style.Width, Taken)));
  llvm::StringRef Effect = effectName(Changed.worst());
  Out.changeColor(effectColor(Changed.worst()), /*Bold=*/true) << Effect;
  Out.resetColor();
  Out.indent(Indentation - Effect.size());
  Out.changeColor(raw_ostream::SAVEDCOLOR, /*Bold=*/true) << Name;
  Out.resetColor();
  if (Changed.Before && Changed.After) {
    Out << "  ";
    writeClass(*Changed.Before, Out);
    Out << " → ";
    writeClass(*Changed.After, Out);
  }
  Out.changeColor(raw_ostream::BRIGHT_BLACK) << Place;
  Out.resetColor();
  Out << '\n';
}

void membrane::writeDiffText(const Comparison &Found, const TextStyle &Style,
                             raw_ostream &Out) {
  ColorScope Colors(Out, Style);
  for (const ChangedSubject &Each : Found.Subjects) {
    writeHead(Each, Style, Out);
    for (const Change &One : Each.Changes) {
      if (isTold(Each, One))
        continue;
      bool Differs = One.Meaning != Each.worst();
      writeWrapped((Differs ? effectName(One.Meaning).str() + ": " : "") +
                       printable(One.Text),
                   Indentation, Style, Out);
    }
  }
  if (!Found.Subjects.empty())
    Out << '\n';
  writeWrapped(totalWords(Found), 0, Style, Out);
  for (const std::string &Note : Found.Notes)
    writeWrapped("note: " + printable(Note), 0, Style, Out);
}
