// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds the words that suppress findings in the comments of a source file.
//
// Comments are told from strings and characters by one walk over the bytes;
// most files do not hold the word at all and are not walked. Within a comment
// the form is clang-tidy's: the word anywhere, then directly a list in
// parentheses on the same line; a list without its end is none. Not modelled:
// trigraphs, and a splice of lines between the two slashes of a comment.

#include "checks/NoLint.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/ErrorHandling.h"

using namespace membrane;
using llvm::StringRef;

static constexpr llvm::StringLiteral Root = "NOLINT";

// What follows the root. The words are not written out, as clang-tidy would
// heed them here.
static constexpr struct {
  llvm::StringLiteral Suffix;
  NoLint::Word Kind;
} Suffixes[] = {{"", NoLint::Word::Line},
                {"NEXTLINE", NoLint::Word::NextLine},
                {"BEGIN", NoLint::Word::Begin},
                {"END", NoLint::Word::End}};

std::string NoLint::spelling() const {
  for (const auto &Row : Suffixes)
    if (Row.Kind == Kind)
      return (Root + Row.Suffix).str();
  llvm_unreachable("every word has a spelling");
}

bool membrane::matchesGlob(StringRef Glob, StringRef Name) {
  auto [Head, Rest] = Glob.split('*');
  if (Head.size() == Glob.size())
    return Glob == Name;
  if (!Name.consume_front(Head))
    return false;
  llvm::SmallVector<StringRef, 4> Parts;
  Rest.split(Parts, '*');
  StringRef Tail = Parts.pop_back_val();
  for (StringRef Part : Parts) {
    size_t At = Name.find(Part);
    if (At == StringRef::npos)
      return false;
    Name = Name.drop_front(At + Part.size());
  }
  return Name.ends_with(Tail);
}

//===-- Within a comment --------------------------------------------------===//

static std::optional<NoLint::Word> wordOf(StringRef Suffix) {
  for (const auto &Row : Suffixes)
    if (Row.Suffix == Suffix)
      return Row.Kind;
  return std::nullopt;
}

// The list at the start of Text, if there is one.
static std::optional<std::vector<std::string>> readList(StringRef Text) {
  if (!Text.consume_front("("))
    return std::nullopt;
  size_t End = Text.find_first_of(")\n");
  if (End == StringRef::npos || Text[End] != ')')
    return std::nullopt;
  std::vector<std::string> Globs;
  for (StringRef Part : llvm::split(Text.take_front(End), ','))
    if (!Part.trim().empty())
      Globs.push_back(Part.trim().str());
  return Globs;
}

namespace {
/// Walks over the bytes of a file.
class Walk {
public:
  explicit Walk(StringRef Source) : Source(Source) {}

  std::vector<NoLint> run() {
    while (At < Source.size())
      step();
    return std::move(Found);
  }

private:
  StringRef rest() const { return Source.drop_front(At); }

  void step() {
    char Now = Source[At];
    if (rest().starts_with("//"))
      comment(lineEnd(At));
    else if (rest().starts_with("/*"))
      comment(behind("*/", At + 2));
    else if (Now == '"' || Now == '\'')
      quoted(Now);
    else if (llvm::isAlnum(Now) || Now == '_')
      word();
    else
      ++At;
  }

  /// Where the next Text ends that begins at From or later.
  size_t behind(StringRef Text, size_t From) const {
    size_t Next = Source.find(Text, From);
    return Next == StringRef::npos ? Source.size() : Next + Text.size();
  }

  /// The end of the line of From, and of those that a backslash joins to it.
  size_t lineEnd(size_t From) const {
    for (size_t End = From; (End = Source.find('\n', End)) != StringRef::npos;
         ++End)
      if (!Source.slice(From, End).rtrim('\r').ends_with("\\"))
        return End;
    return Source.size();
  }

  /// A string or a character; one that is not closed ends with its line, as
  /// an apostrophe in '#if 0' does.
  void quoted(char Quote) {
    for (++At; At < Source.size() && Source[At] != '\n'; ++At) {
      if (Source[At] == Quote) {
        ++At;
        return;
      }
      if (Source[At] == '\\')
        At += rest().starts_with("\\\r\n") ? 2 : 1;
    }
  }

  /// A name, a number with its separators, or a raw string.
  void word() {
    size_t Start = At;
    bool IsNumber = llvm::isDigit(Source[At]);
    auto Continues = [&] {
      return llvm::isAlnum(Source[At]) || Source[At] == '_' ||
             (IsNumber && Source[At] == '\'' && At + 1 < Source.size() &&
              llvm::isAlnum(Source[At + 1]));
    };
    while (At < Source.size() && Continues())
      ++At;
    StringRef Prefix = Source.slice(Start, At);
    if (rest().starts_with("\"") &&
        llvm::is_contained({"R", "LR", "uR", "UR", "u8R"}, Prefix))
      raw();
  }

  void raw() {
    size_t Open = Source.find('(', At);
    if (Open == StringRef::npos)
      return quoted('"');
    std::string Close = (")" + Source.slice(At + 1, Open) + "\"").str();
    At = behind(Close, Open);
  }

  void comment(size_t End) {
    StringRef Text = Source.take_front(End);
    for (size_t Next; (Next = Text.find(Root, At)) != StringRef::npos;) {
      At = Next + Root.size();
      StringRef Suffix = Text.drop_front(At).take_while(llvm::isAlnum);
      At += Suffix.size();
      if (std::optional<NoLint::Word> Kind = wordOf(Suffix))
        add(Next, *Kind, readList(Text.drop_front(At)));
    }
    At = End;
  }

  void add(size_t Where, NoLint::Word Kind,
           std::optional<std::vector<std::string>> Globs) {
    Line += Source.slice(Counted, Where).count('\n');
    Counted = Where;
    size_t Start = Source.take_front(Where).rfind('\n') + 1; // npos + 1 is 0
    Found.push_back(
        {Kind, Line, uint32_t(Where - Start + 1), std::move(Globs)});
  }

  StringRef Source;
  size_t At = 0;
  size_t Counted = 0; ///< the lines before it are in Line
  uint32_t Line = 1;
  std::vector<NoLint> Found;
};
} // namespace

static void pair(std::vector<NoLint> &Words) {
  std::vector<size_t> Open;
  for (size_t Index = 0; Index < Words.size(); ++Index) {
    if (Words[Index].Kind == NoLint::Word::Begin)
      Open.push_back(Index);
    if (Words[Index].Kind != NoLint::Word::End)
      continue;
    auto Begin = llvm::find_if(llvm::reverse(Open), [&](size_t Each) {
      return Words[Each].Globs == Words[Index].Globs;
    });
    if (Begin == Open.rend())
      continue;
    Words[*Begin].Other = Index;
    Words[Index].Other = *Begin;
    Open.erase(std::next(Begin).base());
  }
}

std::vector<NoLint> membrane::findNoLints(StringRef Source) {
  if (Source.find(Root) == StringRef::npos)
    return {};
  std::vector<NoLint> Words = Walk(Source).run();
  pair(Words);
  return Words;
}
