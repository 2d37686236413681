// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Edited files → a unified diff, as git and patch read it.
//
// What an edit touches is known, so nothing has to be searched for: its lines
// are the old ones, what it makes of them the new ones, less those at both
// ends that are the same.

#include "report/Report.h"
#include "llvm/ADT/STLExtras.h"

namespace membrane {

namespace {

/// Lines of the old text that become others; both with their line ends.
struct LineChange {
  size_t First = 0; ///< the number of the first old line, from 0
  llvm::SmallVector<llvm::StringRef, 4> Old;
  std::vector<std::string> New;
};

class PatchWriter {
public:
  PatchWriter(const PatchedFile &File, llvm::raw_ostream &Out);
  void write();

private:
  size_t lineOf(size_t Offset) const;
  size_t startOf(size_t Line) const;
  LineChange changeOf(size_t &Next) const;
  void findChanges();
  void writeHunk(llvm::ArrayRef<LineChange> Changes);
  void writeLine(char Sign, llvm::StringRef Line);

  static constexpr size_t Context = 3;
  const PatchedFile &File;
  llvm::raw_ostream &Out;
  std::vector<size_t> Starts; ///< of the lines
  std::vector<LineChange> Changes;
  int64_t Shift = 0; ///< of new line numbers, after the hunks so far
};

} // namespace

static llvm::SmallVector<llvm::StringRef, 8> splitLines(llvm::StringRef Text) {
  llvm::SmallVector<llvm::StringRef, 8> Lines;
  while (!Text.empty()) {
    size_t End = std::min(Text.find('\n'), Text.size() - 1) + 1;
    Lines.push_back(Text.take_front(End));
    Text = Text.drop_front(End);
  }
  return Lines;
}

PatchWriter::PatchWriter(const PatchedFile &File, llvm::raw_ostream &Out)
    : File(File), Out(Out) {
  size_t At = 0;
  for (llvm::StringRef Line : splitLines(File.Text)) {
    Starts.push_back(At);
    At += Line.size();
  }
}

size_t PatchWriter::lineOf(size_t Offset) const {
  return size_t(llvm::upper_bound(Starts, Offset) - Starts.begin()) -
         (Starts.empty() ? 0 : 1);
}

size_t PatchWriter::startOf(size_t Line) const {
  return Line < Starts.size() ? Starts[Line] : File.Text.size();
}

/// All edits from Next on that share lines with each other.
LineChange PatchWriter::changeOf(size_t &Next) const {
  size_t Begin = Next;
  size_t First = lineOf(File.Edits[Next].Offset), End = First;
  for (; Next < File.Edits.size(); ++Next) {
    const Edit &Each = File.Edits[Next];
    if (Next != Begin && lineOf(Each.Offset) > End)
      break;
    End = std::max(End, lineOf(Each.Offset + Each.Length));
  }
  size_t From = startOf(First), To = startOf(End + 1);
  std::vector<Edit> Moved(File.Edits.begin() + Begin,
                          File.Edits.begin() + Next);
  for (Edit &Each : Moved)
    Each.Offset -= uint32_t(From);
  LineChange Found;
  llvm::StringRef Old = llvm::StringRef(File.Text).slice(From, To);
  std::string New = applyEdits(Old, Moved);
  Found.Old = splitLines(Old);
  auto Lines = splitLines(New);
  while (!Found.Old.empty() && !Lines.empty() &&
         Found.Old.back() == Lines.back()) {
    Found.Old.pop_back();
    Lines.pop_back();
  }
  size_t Same = 0;
  while (Same < Found.Old.size() && Same < Lines.size() &&
         Found.Old[Same] == Lines[Same])
    ++Same;
  Found.Old.erase(Found.Old.begin(), Found.Old.begin() + Same);
  Found.First = First + Same;
  for (llvm::StringRef Line : llvm::drop_begin(Lines, Same))
    Found.New.push_back(Line.str());
  return Found;
}

void PatchWriter::findChanges() {
  for (size_t Next = 0; Next < File.Edits.size();) {
    LineChange Found = changeOf(Next);
    if (Found.Old.empty() && Found.New.empty())
      continue;
    LineChange *Last = Changes.empty() ? nullptr : &Changes.back();
    if (Last && Last->First + Last->Old.size() == Found.First) {
      Last->Old.append(Found.Old.begin(), Found.Old.end());
      llvm::append_range(Last->New, Found.New);
    } else {
      Changes.push_back(std::move(Found));
    }
  }
}

void PatchWriter::writeLine(char Sign, llvm::StringRef Line) {
  Out << Sign << Line;
  if (!Line.ends_with("\n"))
    Out << "\n\\ No newline at end of file\n";
}

void PatchWriter::writeHunk(llvm::ArrayRef<LineChange> Group) {
  const LineChange &Last = Group.back();
  size_t First = Group.front().First - std::min(Group.front().First, Context);
  size_t End = std::min(Last.First + Last.Old.size() + Context, Starts.size());
  size_t Old = End - First, New = Old;
  for (const LineChange &Each : Group)
    New += Each.New.size() - Each.Old.size();
  // A side without lines is named by the line before it.
  Out << "@@ -" << First + (Old != 0) << ',' << Old << " +"
      << int64_t(First) + (New != 0) + Shift << ',' << New << " @@\n";
  Shift += int64_t(New) - int64_t(Old);
  size_t Line = First;
  auto Same = [&](size_t To) {
    for (; Line < To; ++Line)
      writeLine(' ', llvm::StringRef(File.Text).slice(startOf(Line),
                                                      startOf(Line + 1)));
  };
  for (const LineChange &Each : Group) {
    Same(Each.First);
    for (llvm::StringRef Gone : Each.Old)
      writeLine('-', Gone);
    for (llvm::StringRef Added : Each.New)
      writeLine('+', Added);
    Line += Each.Old.size();
  }
  Same(End);
}

/// As git writes a name that has blanks or strange bytes in it.
static std::string quotePath(llvm::StringRef Side, llvm::StringRef Path) {
  std::string Name = (Side + Path).str();
  if (llvm::none_of(Name, [](unsigned char C) {
        return C < 0x20 || C >= 0x7f || C == '"' || C == '\\';
      }))
    return Name + (llvm::StringRef(Name).contains(' ') ? "\t" : "");
  std::string Quoted = "\"";
  llvm::raw_string_ostream Out(Quoted);
  for (unsigned char C : Name) {
    if (C == '"' || C == '\\')
      Out << '\\' << char(C);
    else if (C >= 0x20 && C < 0x7f)
      Out << char(C);
    else
      Out << '\\' << char('0' + C / 64) << char('0' + C / 8 % 8)
          << char('0' + C % 8);
  }
  return Quoted + '"';
}

void PatchWriter::write() {
  findChanges();
  if (Changes.empty())
    return;
  Out << "--- " << (File.IsNew ? "/dev/null" : quotePath("a/", File.Name))
      << "\n+++ " << quotePath("b/", File.Name) << '\n';
  llvm::ArrayRef<LineChange> Left = Changes;
  while (!Left.empty()) {
    size_t Count = 1;
    while (Count < Left.size() &&
           Left[Count].First <=
               Left[Count - 1].First + Left[Count - 1].Old.size() + 2 * Context)
      ++Count;
    writeHunk(Left.take_front(Count));
    Left = Left.drop_front(Count);
  }
}

void writePatch(llvm::ArrayRef<PatchedFile> Files, llvm::raw_ostream &Out) {
  for (const PatchedFile &Each : Files)
    PatchWriter(Each, Out).write();
}

} // namespace membrane
