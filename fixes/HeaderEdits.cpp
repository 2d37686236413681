// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where in a header's text the words go. One that begins its line gets them on
// a line above; another one gets them in front.

#include "fixes/Fixes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <map>

namespace membrane {

namespace {

/// Text that is put before the byte at Offset.
struct Insertion {
  size_t Offset = 0;
  std::string Text;
};

/// The starts of the lines of a text.
class Lines {
public:
  explicit Lines(llvm::StringRef Text) : Text(Text) {
    for (size_t At = 0; At < Text.size(); ++At)
      if (Text[At] == '\n')
        Starts.push_back(At + 1);
  }

  size_t count() const { return Starts.size(); }
  size_t start(size_t Line) const { return Starts[Line]; }
  /// Without its end.
  llvm::StringRef line(size_t Line) const {
    size_t End = Line + 1 < Starts.size() ? Starts[Line + 1] : Text.size();
    return Text.slice(Starts[Line], End).rtrim("\r\n");
  }
  /// How lines of the text end.
  llvm::StringRef ending() const {
    return Text.contains("\r\n") ? "\r\n" : "\n";
  }

private:
  llvm::StringRef Text;
  std::vector<size_t> Starts = {0};
};

} // namespace

static std::string macroFor(const Contract &Word, const DeclarationPlace &At) {
  auto Known = llvm::find_if(At.Macros, [&](const WrittenPromise &Macro) {
    return Macro.Form == Word.Form;
  });
  std::string Name = Known != At.Macros.end()
                         ? Known->Macro
                         : "MEMBRANE_" + promiseWord(Word.Form).upper();
  size_t Bracket = Word.Text.find('(');
  return Bracket == std::string::npos ? Name : Name + Word.Text.substr(Bracket);
}

static bool needsInclude(const Annotation &Given) {
  return llvm::any_of(Given.Missing, [&](const Contract &Word) {
    return llvm::none_of(Given.At.Macros, [&](const WrittenPromise &Macro) {
      return Macro.Form == Word.Form;
    });
  });
}

/// The words of a directive without blanks: "ifndef X_H", "" of another line.
static std::string directiveIn(llvm::StringRef Line) {
  Line = Line.trim();
  if (!Line.consume_front("#"))
    return "";
  llvm::SmallVector<llvm::StringRef, 4> Words;
  llvm::SplitString(Line, Words);
  return llvm::join(Words, " ");
}

/// What is left of the lines of a text without comments, one after the other.
class CodeLines {
public:
  std::string next(llvm::StringRef Line);

private:
  bool Comment = false; ///< one is open
};

/// A text in quotes at At: where it ends.
static size_t skipQuoted(llvm::StringRef Line, size_t At) {
  char Quote = Line[At];
  for (++At; At < Line.size() && Line[At] != Quote; ++At)
    At += Line[At] == '\\';
  return At;
}

std::string CodeLines::next(llvm::StringRef Line) {
  std::string Code;
  for (size_t At = 0; At < Line.size(); ++At) {
    llvm::StringRef Rest = Line.drop_front(At);
    if (Comment) {
      Comment = !Rest.starts_with("*/");
      At += !Comment;
      continue;
    }
    if (Rest.starts_with("//"))
      break;
    if (Rest.starts_with("/*")) {
      Comment = true;
      ++At;
      continue;
    }
    size_t End = Line[At] == '"' ? skipQuoted(Line, At) : At;
    Code += Line.slice(At, End + 1);
    At = End;
  }
  return llvm::StringRef(Code).trim().str();
}

/// Looks for the line before which an #include goes: the first one that
/// includes something, outside of all conditions but the header's own guard;
/// else the first that says something behind the guard.
class IncludePlace {
public:
  size_t find(const Lines &Text);

private:
  bool isIncluding(llvm::StringRef Code, size_t Line);

  enum class Guard : uint8_t { None, Opened, Defined } Has = Guard::None;
  unsigned Depth = 0;
  std::optional<size_t> Content;
};

/// Takes one line that says something.
bool IncludePlace::isIncluding(llvm::StringRef Code, size_t Line) {
  std::string Directive = directiveIn(Code);
  llvm::StringRef Word = Directive;
  if (Word.starts_with("pragma once"))
    return false;
  if (!Content && Has == Guard::None &&
      (Word.starts_with("ifndef ") || Word.starts_with("if !"))) {
    Has = Guard::Opened;
    return false;
  }
  if (!Content && Has == Guard::Opened && Word.starts_with("define ")) {
    Has = Guard::Defined;
    return false;
  }
  if (!Content)
    Content = Line;
  if (Word.starts_with("include") && Depth == 0)
    return true;
  if (Word.starts_with("if"))
    ++Depth;
  else if (Word.starts_with("endif") && Depth > 0)
    --Depth;
  return false;
}

size_t IncludePlace::find(const Lines &Text) {
  CodeLines Left;
  bool Continues = false;
  for (size_t Line = 0; Line < Text.count(); ++Line) {
    std::string Code = Left.next(Text.line(Line));
    bool Begins = !std::exchange(Continues, Text.line(Line).ends_with("\\"));
    if (Begins && !Code.empty() && isIncluding(Code, Line))
      return Line;
  }
  return Content.value_or(0);
}

/// Alone in its line, a declaration gets its words on a line above.
static Insertion insertionOf(const Lines &Text, const Annotation &Given,
                             size_t InLine) {
  Location Where = Given.At.Where;
  std::vector<std::string> Words;
  for (const Contract &Word : Given.Missing)
    Words.push_back(macroFor(Word, Given.At));
  std::string All = llvm::join(Words, " ");
  llvm::StringRef Line = Text.line(Where.Line - 1);
  llvm::StringRef Before = Line.take_front(Where.Column - 1);
  size_t Start = Text.start(Where.Line - 1);
  if (Before.trim().empty() && InLine == 1)
    return {Start, Before.str() + All + Text.ending().str()};
  return {Start + Before.size(), All + " "};
}

/// Those at one offset as one, in their order.
static std::vector<Edit> joined(llvm::StringRef File,
                                llvm::ArrayRef<Insertion> All) {
  std::map<size_t, std::string> ByOffset;
  for (const Insertion &Each : All)
    ByOffset[Each.Offset] += Each.Text;
  std::vector<Edit> Edits;
  for (auto &[Offset, Text] : ByOffset)
    Edits.push_back({File.str(), uint32_t(Offset), 0, std::move(Text)});
  return Edits;
}

std::vector<Edit> editsOfHeader(llvm::StringRef File, llvm::StringRef Text,
                                llvm::ArrayRef<const Annotation *> Given) {
  Lines All(Text);
  std::vector<Insertion> Found;
  if (llvm::any_of(Given,
                   [](const Annotation *Each) { return needsInclude(*Each); }))
    Found.push_back({All.start(IncludePlace().find(All)),
                     "#include <membrane/contract.h>" + All.ending().str()});
  std::map<uint32_t, size_t> InLine;
  for (const Annotation *Each : Given)
    ++InLine[Each->At.Where.Line];
  for (const Annotation *Each : Given)
    if (uint32_t Line = Each->At.Where.Line; Line <= All.count())
      Found.push_back(insertionOf(All, *Each, InLine[Line]));
  return joined(File, Found);
}

} // namespace membrane
