// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where a file includes one more header.
//
// Where all builds see it, so not in a conditional, unless that is around the
// whole file as an include guard is; and not before what the file says to the
// headers of the system ("config.h", _GNU_SOURCE). So with the first headers in
// angle brackets, else behind the first others, else behind the directives that
// the file begins with. The runtime's one header in the project goes behind all
// of the first.

#include "fixes/SourceText.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace clang;

namespace membrane {

namespace {

/// UTF-8's, which some editors write at the start of a file.
constexpr llvm::StringLiteral Mark = "\xef\xbb\xbf";

/// A directive, or code between directives.
struct Part {
  enum { Code, Comment, If, Else, Endif, Include, Other } Kind = Code;
  unsigned Begin = 0, End = 0; ///< End is behind its last line
  std::string Header;          ///< with its brackets or quotes
  unsigned Depth = 0;          ///< of conditionals, its own not counted
};

/// A file as a list of parts.
class Outline {
public:
  explicit Outline(llvm::StringRef Text, const LangOptions &Language)
      : Text(Text), Language(Language) {}

  std::vector<Part> read();

private:
  unsigned offset(const Token &Of) const {
    return Of.getLocation().getRawEncoding() -
           SourceLocation::getFromRawEncoding(1).getRawEncoding();
  }
  void begin(const Token &First);
  void directive(const Token &Word);
  void finish();

  llvm::StringRef Text;
  const LangOptions &Language;
  std::vector<Part> Parts;
  unsigned Depth = 0;
};

} // namespace

void Outline::begin(const Token &First) {
  Part New;
  New.Begin = offset(First);
  if (First.is(tok::hash))
    New.Begin = unsigned(Text.take_front(New.Begin).rtrim(" \t").size());
  New.Depth = Depth;
  New.Kind = First.is(tok::comment) ? Part::Comment : Part::Code;
  Parts.push_back(New);
}

/// The word behind '#' says what the last part is.
void Outline::directive(const Token &Word) {
  Part &Last = Parts.back();
  llvm::StringRef Name =
      Word.is(tok::raw_identifier) ? Word.getRawIdentifier() : "";
  if (Name.starts_with("if")) {
    Last.Kind = Part::If;
    ++Depth;
  } else if (Name.starts_with("el")) {
    Last.Kind = Part::Else;
    Last.Depth = Depth ? Depth - 1 : 0;
  } else if (Name == "endif") {
    Last.Kind = Part::Endif;
    Depth = Last.Depth = Depth ? Depth - 1 : 0;
  } else {
    Last.Kind = Name == "include" ? Part::Include : Part::Other;
  }
}

/// Ends the last part with its line; of an include, notes the header.
void Outline::finish() {
  if (Parts.empty())
    return;
  Part &Last = Parts.back();
  if (Last.Kind == Part::Include) {
    llvm::StringRef Rest =
        Text.slice(Last.Begin, Last.End).split("include").second;
    Rest = Rest.ltrim();
    char Close = Rest.starts_with("<") ? '>' : '"';
    Last.Header = Rest.take_front(Rest.find(Close, 1) + 1).str();
  }
  Last.End = unsigned(std::min(Text.find('\n', Last.End), Text.size() - 1) + 1);
}

std::vector<Part> Outline::read() {
  Lexer Tokens(SourceLocation::getFromRawEncoding(1), Language, Text.begin(),
               Text.begin(), Text.end());
  Tokens.SetCommentRetentionState(true);
  Token Next;
  bool Hash = false, InDirective = false;
  while (!Tokens.LexFromRawLexer(Next)) {
    bool Opens = Next.is(tok::hash) && Next.isAtStartOfLine();
    bool Fresh = InDirective && Next.isAtStartOfLine();
    bool Different =
        !InDirective && !Parts.empty() &&
        Next.is(tok::comment) != (Parts.back().Kind == Part::Comment);
    if (Opens || Fresh || Different || Parts.empty()) {
      finish();
      begin(Next);
      InDirective = Opens;
    } else if (Hash) {
      directive(Next);
    }
    if (Opens)
      Parts.back().Kind = Part::Other;
    Hash = Opens;
    Parts.back().End = offset(Next) + Next.getLength();
  }
  finish();
  return std::move(Parts);
}

/// How many conditionals are around everything but comments, from the first
/// part to the last.
static unsigned depthAround(llvm::ArrayRef<Part> Parts) {
  auto IsComment = [](const Part &Each) { return Each.Kind == Part::Comment; };
  while (!Parts.empty() && IsComment(Parts.back()))
    Parts = Parts.drop_back();
  Parts = Parts.drop_while(IsComment);
  unsigned Around = 0;
  while (Parts.size() > 1 && Parts.front().Kind == Part::If &&
         Parts.back().Kind == Part::Endif) {
    llvm::ArrayRef<Part> Inside = Parts.drop_front().drop_back();
    if (llvm::any_of(Inside,
                     [&](const Part &Each) { return Each.Depth <= Around; }))
      break;
    ++Around;
    while (!Inside.empty() && IsComment(Inside.back()))
      Inside = Inside.drop_back();
    Parts = Inside.drop_while(IsComment);
  }
  return Around;
}

/// The part that the new line goes behind, if the file includes nothing: the
/// last of the directives before the code, else a comment that is not about
/// what follows; null if it goes to the top.
static const Part *lastOfOpening(llvm::ArrayRef<Part> Parts, unsigned Depth,
                                 llvm::StringRef Text) {
  const Part *Last = nullptr;
  for (const Part &Each : Parts) {
    if (Each.Kind == Part::Code)
      break;
    bool Whole = Each.Depth < Depth ||
                 (Each.Depth == Depth &&
                  (Each.Kind == Part::Endif || Each.Kind == Part::Other));
    bool Apart = Each.Kind == Part::Comment && !Last &&
                 Text.drop_front(Each.End).ltrim(" \t\r").starts_with("\n");
    if (Whole || Apart)
      Last = &Each;
  }
  return Last;
}

/// Where the header goes among the first includes that follow each other,
/// those in angle brackets if there are any.
static unsigned among(llvm::ArrayRef<const Part *> Includes,
                      llvm::StringRef Header) {
  auto IsAngled = [](const Part *Each) {
    return llvm::StringRef(Each->Header).starts_with("<");
  };
  llvm::ArrayRef<const Part *> Run = Includes.drop_until(IsAngled);
  bool Angled = !Run.empty();
  if (!Angled)
    Run = Includes;
  unsigned Where = Run.front()->Begin;
  for (const Part *Each : Run) {
    if (Each->Begin != Where || IsAngled(Each) != Angled ||
        (Angled && Header < Each->Header))
      break;
    Where = Each->End;
  }
  return Where;
}

/// A header in quotes, as the file names it.
static std::string quoted(llvm::StringRef File, llvm::StringRef Header) {
  llvm::SmallString<256> Name;
  llvm::StringRef From = llvm::sys::path::parent_path(File);
  for (; !Header.starts_with((From + "/").str());
       From = llvm::sys::path::parent_path(From))
    llvm::sys::path::append(Name, "..");
  llvm::sys::path::append(Name, Header.drop_front(From.size() + 1));
  return ("\"" + Name + "\"").str();
}

std::optional<Edit> SourceText::addInclude(FileID File,
                                           llvm::StringRef Header) const {
  auto [Known, IsNew] = Includes.try_emplace({File, Header.str()});
  if (IsNew)
    Known->second = findInclude(File, Header);
  return Known->second;
}

std::optional<Edit> SourceText::findInclude(FileID File,
                                            llvm::StringRef Header) const {
  llvm::StringRef Text = text(File);
  std::vector<Part> Parts = Outline(Text, Language).read();
  std::string Wanted = OneHeader.empty() || !Header.starts_with("membrane/")
                           ? ("<" + Header + ">").str()
                           : quoted(pathOf(File), OneHeader);
  unsigned Depth = depthAround(Parts);
  std::vector<const Part *> First, Later;
  bool Code = false;
  for (const Part &Each : Parts) {
    if (Each.Depth > Depth)
      continue;
    if (Each.Kind == Part::Include && Each.Header == Wanted)
      return std::nullopt;
    if (Each.Kind == Part::Include)
      (Code ? Later : First).push_back(&Each);
    Code |= Each.Kind == Part::Code;
  }
  llvm::StringRef End = lineEnd(File);
  std::string Line = "#include " + Wanted + End.str();
  llvm::ArrayRef<const Part *> Includes = First.empty() ? Later : First;
  const Part *Last =
      Includes.empty() ? lastOfOpening(Parts, Depth, Text) : nullptr;
  unsigned Where = Text.starts_with(Mark) ? unsigned(Mark.size()) : 0;
  if (!Includes.empty())
    Where = Wanted[0] == '"' && !First.empty() ? First.back()->End
                                               : among(Includes, Wanted);
  else if (Last)
    Where = Last->End;
  else
    Line += End;
  if ((Last && Last->Kind == Part::Comment) ||
      (Last && Text[Where - 1] != '\n'))
    Line = End.str() + Line;
  return Edit{pathOf(File), Where, 0, Line};
}

} // namespace membrane
