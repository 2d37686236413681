// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where things of the AST stand in the text of their files.
//
// Works on the bytes as they are: tabs, line ends and encodings stay.

#include "fixes/SourceText.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace membrane {

std::optional<TextRange> SourceText::rangeOf(SourceRange Tokens) const {
  if (Tokens.isInvalid() || Tokens.getBegin().isMacroID() ||
      Tokens.getEnd().isMacroID())
    return std::nullopt;
  auto [File, Begin] = Sources.getDecomposedLoc(Tokens.getBegin());
  auto [LastFile, Last] = Sources.getDecomposedLoc(Tokens.getEnd());
  if (File != LastFile || Last < Begin)
    return std::nullopt;
  unsigned Length =
      Lexer::MeasureTokenLength(Tokens.getEnd(), Sources, Language);
  return TextRange{File, Begin, Last + Length};
}

std::optional<TextRange> SourceText::statementRange(SourceRange Tokens) const {
  std::optional<TextRange> Range = rangeOf(Tokens);
  if (!Range)
    return Range;
  std::optional<Token> Next =
      Lexer::findNextToken(Tokens.getEnd(), Sources, Language);
  if (Next && Next->is(tok::semi) && Next->getLocation().isFileID())
    Range->End = Sources.getFileOffset(Next->getLocation()) + 1;
  return Range;
}

std::optional<TextRange> SourceText::callHead(const CallExpr &Call) const {
  SourceRange Name = Call.getCallee()->getSourceRange();
  // A macro may stand for the name alone.
  if (Name.getBegin().isMacroID() && Call.getRParenLoc().isFileID() &&
      Lexer::isAtStartOfMacroExpansion(Name.getBegin(), Sources, Language) &&
      Lexer::isAtEndOfMacroExpansion(Name.getEnd(), Sources, Language)) {
    CharSourceRange Use = Sources.getExpansionRange(Name);
    if (Use.getBegin() == Use.getEnd())
      Name = Use.getAsRange();
  }
  std::optional<TextRange> Range = rangeOf(Name);
  if (!Range)
    return std::nullopt;
  std::optional<Token> Open =
      Lexer::findNextToken(Name.getEnd(), Sources, Language);
  if (!Open || Open->isNot(tok::l_paren))
    return std::nullopt;
  Range->End = Sources.getFileOffset(Open->getLocation()) + 1;
  return Range;
}

std::string SourceText::asIn(const CallExpr &Call,
                             llvm::StringRef Words) const {
  std::optional<TextRange> Head = callHead(Call);
  if (!Head)
    return Words.str();
  bool Before = text(*Head).drop_back().ends_with(" ");
  bool Inside = Call.getNumArgs() > 0 &&
                text(Head->File).substr(Head->End).starts_with(" ");
  std::string Spaced;
  for (size_t I = 0; I < Words.size(); ++I) {
    char Each = Words[I];
    if ((Each == '(' && Before) || (Each == ')' && Inside))
      Spaced += ' ';
    Spaced += Each;
    if (Each == '(' && Inside && I + 1 < Words.size())
      Spaced += ' ';
  }
  return Spaced;
}

llvm::StringRef SourceText::commaIn(const CallExpr &Call) const {
  std::optional<TextRange> Head = callHead(Call);
  if (!Head || Call.getNumArgs() == 0)
    return "";
  llvm::StringRef Next = text(Head->File).substr(Head->End, 1);
  return Next.find_first_of(" \t\r\n") == 0 ? "," : ", ";
}

llvm::StringRef SourceText::text(FileID File) const {
  return Sources.getBufferData(File);
}

llvm::StringRef SourceText::text(const TextRange &Range) const {
  return text(Range.File).slice(Range.Begin, Range.End);
}

/// Where the line of an offset begins.
static size_t lineStart(llvm::StringRef Text, size_t Offset) {
  size_t Before = Text.rfind('\n', Offset); // before Offset
  return Before == llvm::StringRef::npos ? 0 : Before + 1;
}

static size_t skipBlanks(llvm::StringRef Text, size_t Offset) {
  return std::min(Text.find_first_not_of(" \t", Offset), Text.size());
}

/// Whether a comment is read by compilers, which then want it to stay.
static bool isForCompilers(llvm::StringRef Comment) {
  size_t Fall = Comment.find_insensitive("fall");
  return Fall != llvm::StringRef::npos &&
         Comment.substr(Fall).contains_insensitive("thr");
}

/// Behind the end of the line, if only blanks and a comment are before it. The
/// next line may belong to that comment.
static std::optional<size_t> lineEndBehind(llvm::StringRef Text,
                                           size_t Offset) {
  size_t End = std::min(Text.find('\n', Offset), Text.size());
  llvm::StringRef Rest = Text.slice(Offset, End).trim(" \t\r");
  if (Rest.ends_with("\\") || Rest.ends_with("\?\?/") || isForCompilers(Rest))
    return std::nullopt;
  bool Comment = Rest.starts_with("//") ||
                 (Rest.starts_with("/*") && Rest.ends_with("*/") &&
                  Rest.find("*/") == Rest.size() - 2);
  if (!Rest.empty() && !Comment)
    return std::nullopt;
  return std::min(End + 1, Text.size());
}

bool SourceText::startsLine(const TextRange &Range) const {
  llvm::StringRef Text = text(Range.File);
  return skipBlanks(Text, lineStart(Text, Range.Begin)) == Range.Begin;
}

bool SourceText::isAlone(const TextRange &Range) const {
  llvm::StringRef Text = text(Range.File);
  size_t Start = lineStart(Text, Range.Begin);
  bool Continues = Text.take_front(Start).rtrim("\r\n").ends_with("\\");
  return !Continues && startsLine(Range) && lineEndBehind(Text, Range.End);
}

TextRange SourceText::widen(const TextRange &Range) const {
  llvm::StringRef Text = text(Range.File);
  if (isAlone(Range))
    return {Range.File, unsigned(lineStart(Text, Range.Begin)),
            unsigned(*lineEndBehind(Text, Range.End))};
  size_t End = skipBlanks(Text, Range.End);
  bool Last = Text.drop_front(End).starts_with(lineEnd(Range.File));
  size_t Begin = Last && !startsLine(Range)
                     ? Text.take_front(Range.Begin).rtrim(" \t").size()
                     : Range.Begin;
  return {Range.File, unsigned(Begin), unsigned(End)};
}

llvm::StringRef SourceText::indentAt(FileID File, unsigned Offset) const {
  llvm::StringRef Text = text(File);
  size_t Start = lineStart(Text, Offset);
  return Text.slice(Start, std::min<size_t>(skipBlanks(Text, Start), Offset));
}

llvm::StringRef SourceText::lineEnd(FileID File) const {
  size_t First = text(File).find('\n');
  return First != llvm::StringRef::npos && First > 0 &&
                 text(File)[First - 1] == '\r'
             ? "\r\n"
             : "\n";
}

std::string SourceText::pathOf(FileID File) const {
  OptionalFileEntryRef Entry = Sources.getFileEntryRefForID(File);
  return Entry ? Entry->getFileEntry().tryGetRealPathName().str() : "";
}

Edit SourceText::replace(const TextRange &Range, llvm::StringRef Text) const {
  return {pathOf(Range.File), Range.Begin, Range.End - Range.Begin, Text.str()};
}

Edit SourceText::addBehind(const TextRange &Range, llvm::StringRef New,
                           unsigned Lines) const {
  llvm::StringRef Indent = indentAt(Range.File, Range.Begin);
  llvm::StringRef End = lineEnd(Range.File);
  unsigned Where = isAlone(Range) ? widen(Range).End : Range.End;
  bool Fresh = text(Range.File).take_front(Where).ends_with("\n");
  std::string Gap;
  for (unsigned Line = Fresh ? 1 : 0; Line < Lines; ++Line)
    Gap += End;
  return replace({Range.File, Where, Where},
                 (Gap + Indent + New + (Fresh ? End : "")).str());
}

Obstacle SourceText::obstacle(SourceLocation Where,
                              const llvm::Twine &Reason) const {
  SourceLocation Place = Sources.getExpansionLoc(Where);
  return {pathOf(Sources.getFileID(Place)),
          Sources.getExpansionLineNumber(Place),
          Sources.getExpansionColumnNumber(Place), Reason.str()};
}

std::string SourceText::macroPhrase(SourceLocation Where) const {
  return "by the macro '" +
         Lexer::getImmediateMacroNameForDiagnostics(Where, Sources, Language)
             .str() +
         "'";
}

void SourceText::forEachToken(
    const TextRange &Range,
    llvm::function_ref<void(const Token &, unsigned)> Use) const {
  llvm::StringRef Text = text(Range.File);
  Lexer Tokens(Sources.getLocForStartOfFile(Range.File), Language, Text.begin(),
               Text.begin() + Range.Begin, Text.end());
  Token Next;
  while (!Tokens.LexFromRawLexer(Next)) {
    unsigned Offset = Sources.getFileOffset(Next.getLocation());
    if (Offset >= Range.End)
      break;
    Use(Next, Offset);
  }
}

void SourceText::forEachName(
    const TextRange &Range,
    llvm::function_ref<void(llvm::StringRef, unsigned)> Use) const {
  bool Member = false;
  forEachToken(Range, [&](const Token &Each, unsigned Offset) {
    if (Each.is(tok::raw_identifier) && !Member)
      Use(Each.getRawIdentifier(), Offset);
    Member = Each.isOneOf(tok::period, tok::arrow);
  });
}

std::vector<unsigned> SourceText::findName(const TextRange &Range,
                                           llvm::StringRef Name) const {
  std::vector<unsigned> Found;
  forEachName(Range, [&](llvm::StringRef Each, unsigned Offset) {
    if (Each == Name)
      Found.push_back(Offset);
  });
  return Found;
}

bool SourceText::hasDirective(const TextRange &Range) const {
  bool Found = false;
  forEachToken(Range, [&](const Token &Each, unsigned) {
    Found |= Each.is(tok::hash) && Each.isAtStartOfLine();
  });
  return Found;
}

std::vector<unsigned> SourceText::conditionsAround(SourceLocation From,
                                                   SourceLocation Where) const {
  std::vector<unsigned> Open;
  auto [File, Begin] = Sources.getDecomposedLoc(Sources.getFileLoc(From));
  unsigned End = Sources.getFileOffset(Sources.getFileLoc(Where));
  bool Hash = false;
  forEachToken({File, Begin, End}, [&](const Token &Each, unsigned Offset) {
    llvm::StringRef Word =
        Hash && Each.is(tok::raw_identifier) ? Each.getRawIdentifier() : "";
    Hash = Each.is(tok::hash) && Each.isAtStartOfLine();
    bool Ends = Word == "endif" || Word.starts_with("el");
    if (Ends && !Open.empty())
      Open.pop_back();
    if (Word.starts_with("if") || Word.starts_with("el"))
      Open.push_back(Offset);
  });
  return Open;
}

void SourceText::forEachFile(llvm::function_ref<void(FileID)> Use) const {
  for (unsigned I = 0; I < Sources.local_sloc_entry_size(); ++I) {
    const SrcMgr::SLocEntry &Entry = Sources.getLocalSLocEntry(I);
    if (!Entry.isFile() ||
        SrcMgr::isSystem(Entry.getFile().getFileCharacteristic()))
      continue;
    FileID File = Sources.getFileID(
        SourceLocation::getFromRawEncoding(Entry.getOffset()));
    if (!pathOf(File).empty())
      Use(File);
  }
}

} // namespace membrane
