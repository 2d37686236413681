// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Text measured in the columns of a terminal, and tables of it.

#include "report/Columns.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/Locale.h"

using namespace membrane;

static constexpr llvm::StringLiteral Ellipsis = "…";
static constexpr unsigned Gap = 2;
// A column that shrinks keeps this much: two letters and the ellipsis.
static constexpr unsigned Narrowest = 3;

static bool isPrintable(llvm::StringRef Text) {
  return llvm::sys::locale::columnWidth(Text) >= 0;
}

// The first character of Text, which is not empty.
static llvm::StringRef firstCharacter(llvm::StringRef Text) {
  return Text.take_front(
      llvm::getNumBytesForUTF8(static_cast<llvm::UTF8>(Text.front())));
}

std::string membrane::printable(llvm::StringRef Text) {
  if (isPrintable(Text))
    return Text.str();
  std::string Clean;
  while (!Text.empty()) {
    llvm::StringRef Next = firstCharacter(Text);
    bool Whole = isPrintable(Next);
    Clean += Whole ? Next : "?";
    Text = Text.drop_front(Whole ? Next.size() : 1);
  }
  return Clean;
}

unsigned membrane::columnsOf(llvm::StringRef Text) {
  return std::max(0, llvm::sys::locale::columnWidth(Text));
}

std::string membrane::shorten(llvm::StringRef Text, unsigned Columns) {
  unsigned Whole = columnsOf(Text);
  if (Whole <= Columns)
    return Text.str();
  if (Columns == 0)
    return "";
  unsigned Head = Columns / 2, Tail = Columns - 1 - Head, Taken = 0;
  std::string Start;
  for (llvm::StringRef Next = firstCharacter(Text);
       Taken + columnsOf(Next) <= Head; Next = firstCharacter(Text)) {
    Taken += columnsOf(Next);
    Start += Next;
    Text = Text.drop_front(Next.size());
  }
  while (columnsOf(Text) > Tail)
    Text = Text.drop_front(firstCharacter(Text).size());
  return Start + Ellipsis.str() + Text.str();
}

llvm::raw_ostream::Colors membrane::classColor(AllocationClass Class) {
  switch (Class) {
  case AllocationClass::None:
    return llvm::raw_ostream::GREEN;
  case AllocationClass::Contained:
    return llvm::raw_ostream::CYAN;
  case AllocationClass::Parameterized:
    return llvm::raw_ostream::BLUE;
  case AllocationClass::Opaque:
    return llvm::raw_ostream::YELLOW;
  case AllocationClass::Escaping:
    return llvm::raw_ostream::RED;
  case AllocationClass::Unknown:
    return llvm::raw_ostream::MAGENTA;
  }
  llvm_unreachable("every class has a colour");
}

void Table::add(std::vector<Cell> Cells) {
  assert(Cells.size() == Columns.size() && "a cell for each column");
  for (Cell &Each : Cells)
    Each.Text = printable(Each.Text);
  Rows.push_back(std::move(Cells));
}

// The widest that columns may be so that all fit into Limit: columns below
// the cap keep their width.
static unsigned capFor(llvm::ArrayRef<unsigned> Shrinking, unsigned Limit) {
  unsigned Cap = Narrowest;
  auto Taken = [&](unsigned Most) {
    unsigned Sum = 0;
    for (unsigned Width : Shrinking)
      Sum += std::min(Width, Most);
    return Sum;
  };
  while (Taken(Cap + 1) <= Limit && Taken(Cap + 1) > Taken(Cap))
    ++Cap;
  return Cap;
}

llvm::SmallVector<unsigned, 4> Table::widths(unsigned Limit) const {
  llvm::SmallVector<unsigned, 4> Widths, Shrinking;
  unsigned Fixed = Gap * (Columns.size() - 1);
  for (size_t Index = 0; Index < Columns.size(); ++Index) {
    unsigned Widest = columnsOf(Columns[Index].Title);
    for (const std::vector<Cell> &Row : Rows)
      Widest = std::max(Widest, columnsOf(Row[Index].Text));
    Widths.push_back(Widest);
    if (Columns[Index].Shrinks)
      Shrinking.push_back(Widest);
    else
      Fixed += Widest;
  }
  if (Limit == 0)
    return Widths;
  unsigned Left = Limit > Fixed ? Limit - Fixed : 0;
  unsigned Cap = capFor(Shrinking, Left);
  for (unsigned Width : Shrinking)
    Left -= std::min(Left, std::min(Width, Cap));
  for (size_t Index = Columns.size(); Index-- > 0;) {
    if (!Columns[Index].Shrinks || Widths[Index] <= Cap)
      continue;
    // The columns that are left over go to the last ones that need them.
    unsigned More = std::min(Left, Widths[Index] - Cap);
    Widths[Index] = Cap + More;
    Left -= More;
  }
  return Widths;
}

void Table::writeRow(llvm::ArrayRef<Cell> Cells,
                     llvm::ArrayRef<unsigned> Widths,
                     llvm::raw_ostream &Out) const {
  unsigned Owed = 0; // spaces, printed only before more text
  for (size_t Index = 0; Index < Cells.size(); ++Index) {
    std::string Text = shorten(Cells[Index].Text, Widths[Index]);
    if (!Text.empty()) {
      Out.indent(Owed);
      Owed = 0;
      bool Colored = Cells[Index].Color != llvm::raw_ostream::RESET;
      if (Colored)
        Out.changeColor(Cells[Index].Color);
      Out << Text;
      if (Colored)
        Out.resetColor();
    }
    Owed += Widths[Index] - columnsOf(Text) + Gap;
  }
  Out << '\n';
}

// Whether a column is cut down to what says nothing.
bool Table::isCramped(llvm::ArrayRef<unsigned> Widths) const {
  static constexpr unsigned Readable = 16;
  for (const std::vector<Cell> &Row : Rows)
    for (size_t Index = 0; Index < Row.size(); ++Index)
      if (Widths[Index] < Readable &&
          columnsOf(Row[Index].Text) > Widths[Index])
        return true;
  return false;
}

// The first two cells in a line, each other one in a line of its own.
void Table::writeStacked(llvm::ArrayRef<Cell> Cells, unsigned Width,
                         llvm::raw_ostream &Out) const {
  static constexpr unsigned Indentation = 2;
  unsigned First = columnsOf(Cells[0].Text);
  unsigned Taken = First + Gap;
  writeRow(Cells.take_front(2), {First, Width > Taken ? Width - Taken : 1},
           Out);
  for (const Cell &Each : Cells.drop_front(2))
    if (!Each.Text.empty())
      writeRow(Each, {Width - Indentation}, Out.indent(Indentation));
}

void Table::write(const TextStyle &Style, llvm::raw_ostream &Out) const {
  if (Rows.empty())
    return;
  ColorScope Colors(Out, Style);
  llvm::SmallVector<unsigned, 4> Widths = widths(Style.Width);
  if (Columns.size() > 2 && Style.Width > Gap && isCramped(Widths)) {
    for (const std::vector<Cell> &Row : Rows)
      writeStacked(Row, Style.Width, Out);
    return;
  }
  std::vector<Cell> Titles;
  Titles.reserve(Columns.size());
  for (const Column &Each : Columns)
    Titles.push_back({Each.Title.str(), llvm::raw_ostream::BRIGHT_BLACK});
  writeRow(Titles, Widths, Out);
  for (const std::vector<Cell> &Row : Rows)
    writeRow(Row, Widths, Out);
}
