// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Text measured in the columns of a terminal, and tables of it.
//
// Takes UTF-8; gives lines that fit a width. What a terminal cannot print is
// shown as '?'.

#ifndef MEMBRANE_REPORT_COLUMNS_H
#define MEMBRANE_REPORT_COLUMNS_H

#include "report/Report.h"
#include "llvm/ADT/SmallVector.h"
#include <string>
#include <vector>

namespace membrane {

/// Text with '?' for every byte that is no printable UTF-8.
std::string printable(llvm::StringRef Text);

/// Columns that printable text takes.
unsigned columnsOf(llvm::StringRef Text);

/// Text with its middle replaced by "…", so that it takes at most Columns.
std::string shorten(llvm::StringRef Text, unsigned Columns);

/// Lets a stream have colours for as long as this lives, or none.
class ColorScope {
public:
  ColorScope(llvm::raw_ostream &Out, const TextStyle &Style)
      : Out(Out), Before(Out.colors_enabled()) {
    Out.enable_colors(Style.Color);
  }
  ~ColorScope() { Out.enable_colors(Before); }
  ColorScope(const ColorScope &) = delete;
  ColorScope &operator=(const ColorScope &) = delete;

private:
  llvm::raw_ostream &Out;
  bool Before;
};

/// The colour of a class wherever it is shown.
llvm::raw_ostream::Colors classColor(AllocationClass Class);

/// Rows of cells, each column as wide as its widest cell; if that is more
/// than the terminal has, the widest of the columns that may shrink do. If
/// that leaves too little, the cells after the second get lines of their own.
class Table {
public:
  struct Column {
    llvm::StringRef Title;
    bool Shrinks = true;
  };
  struct Cell {
    std::string Text;
    llvm::raw_ostream::Colors Color = llvm::raw_ostream::RESET; ///< none
  };

  explicit Table(llvm::ArrayRef<Column> Columns)
      : Columns(Columns.begin(), Columns.end()) {}

  /// Cells has one cell for each column.
  void add(std::vector<Cell> Cells);
  /// Nothing if there is no row.
  void write(const TextStyle &Style, llvm::raw_ostream &Out) const;

private:
  llvm::SmallVector<unsigned, 4> widths(unsigned Limit) const;
  bool isCramped(llvm::ArrayRef<unsigned> Widths) const;
  void writeStacked(llvm::ArrayRef<Cell> Cells, unsigned Width,
                    llvm::raw_ostream &Out) const;
  void writeRow(llvm::ArrayRef<Cell> Cells, llvm::ArrayRef<unsigned> Widths,
                llvm::raw_ostream &Out) const;

  llvm::SmallVector<Column, 4> Columns;
  std::vector<std::vector<Cell>> Rows;
};

} // namespace membrane

#endif
