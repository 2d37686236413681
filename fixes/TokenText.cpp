// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tokens of a file, and where the parts of an expression end in them.

#include "fixes/TokenText.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace membrane {

TokenText::TokenText(const SourceText &Text, FileID File)
    : Text(Text), File(File) {
  llvm::StringRef All = Text.text(File);
  Lexer From(Text.Sources.getLocForStartOfFile(File), Text.Language,
             All.begin(), All.begin(), All.end());
  std::vector<bool> Starts;
  Token Next;
  for (From.LexFromRawLexer(Next); Next.isNot(tok::eof);
       From.LexFromRawLexer(Next)) {
    unsigned Offset = Text.Sources.getFileOffset(Next.getLocation());
    Tokens.push_back(
        {Next.getKind(), Offset, Offset + Next.getLength(), false, 0, 0, 0});
    Starts.push_back(Next.isAtStartOfLine());
  }
  unsigned Depth = 0;
  for (size_t Index = 0; Index < Tokens.size();) {
    if (Tokens[Index].Kind != tok::hash || !Starts[Index]) {
      Tokens[Index].Last = Tokens.size();
      Tokens[Index++].Depth = Depth;
      continue;
    }
    size_t End = Index + 1;
    while (End < Tokens.size() && !Starts[End])
      ++End;
    llvm::StringRef Name = End > Index + 1 ? word(Index + 1) : "";
    bool Ends = Name.starts_with("el") || Name == "endif";
    if (Ends && Depth)
      --Depth;
    for (size_t Each = Index; Each < End; ++Each) {
      Tokens[Each].Directive = true;
      Tokens[Each].First = Index;
      Tokens[Each].Last = End;
      Tokens[Each].Depth = Depth;
    }
    if (Name.starts_with("if") || Name.starts_with("el"))
      ++Depth;
    readDirective(Index);
    Index = End;
  }
  findGuard();
}

/// Notes an include; the body of a macro goes together with nothing else.
void TokenText::readDirective(size_t Hash) {
  size_t End = Tokens[Hash].Last;
  if (End < Hash + 3)
    return;
  llvm::StringRef Name = word(Hash + 1);
  if (Name == "include") {
    unsigned Behind = behindLine(Tokens[End - 1].End);
    llvm::StringRef Rest =
        Text.text(File).slice(Tokens[Hash + 2].Begin, Behind);
    char Close = Rest.starts_with("<") ? '>' : '"';
    Includes.push_back({Tokens[Hash].Begin, Behind,
                        Rest.take_front(Rest.find(Close, 1) + 1).str(),
                        Tokens[Hash].Depth});
  }
  if (Name != "define")
    return;
  size_t Body = Hash + 3;
  if (Body < End && Tokens[Body].Kind == tok::l_paren &&
      Tokens[Body].Begin == Tokens[Hash + 2].End)
    while (Body < End && Tokens[Body++].Kind != tok::r_paren)
      ;
  for (size_t Each = Body; Each < End; ++Each)
    Tokens[Each].First = Body;
}

/// "#ifndef X", "#define X", and nothing behind its "#endif".
void TokenText::findGuard() {
  if (Tokens.size() < 6 || !Tokens.back().Directive ||
      Tokens.back().Last < Tokens.back().First + 2 ||
      word(Tokens.back().First + 1) != "endif" || Tokens.back().Depth)
    return;
  size_t Define = Tokens[0].Directive ? Tokens[0].Last : 0;
  if (!word(1).starts_with("if") || Define + 2 >= Tokens.size() ||
      word(Define + 1) != "define")
    return;
  llvm::StringRef Name = word(Define + 2);
  bool Asked = false, Inside = true;
  for (size_t Each = 0; Each < Define; ++Each)
    Asked |= word(Each) == Name;
  for (size_t Each = Define; Each < Tokens.back().First; ++Each)
    Inside &= Tokens[Each].Depth > 0;
  Guards = Asked && Inside ? 1 : 0;
}

llvm::StringRef TokenText::word(size_t Index) const {
  return Text.text(File).slice(Tokens[Index].Begin, Tokens[Index].End);
}

llvm::StringRef TokenText::between(size_t First, size_t Last) const {
  if (First >= Last)
    return "";
  return Text.text(File).slice(Tokens[First].Begin, Tokens[Last - 1].End);
}

std::optional<size_t> TokenText::at(unsigned Offset) const {
  auto Found = llvm::lower_bound(
      Tokens, Offset, [](const Piece &A, unsigned B) { return A.Begin < B; });
  if (Found == Tokens.end() || Found->Begin != Offset)
    return std::nullopt;
  return size_t(Found - Tokens.begin());
}

unsigned TokenText::behindLine(unsigned Offset) const {
  llvm::StringRef All = Text.text(File);
  size_t End = All.find('\n', Offset);
  return unsigned(End == llvm::StringRef::npos ? All.size() : End + 1);
}

static bool opens(tok::TokenKind Kind) {
  return Kind == tok::l_paren || Kind == tok::l_square || Kind == tok::l_brace;
}

static bool closes(tok::TokenKind Kind) {
  return Kind == tok::r_paren || Kind == tok::r_square || Kind == tok::r_brace;
}

std::optional<size_t> TokenText::opening(size_t Close) const {
  const Piece &From = Tokens[Close];
  unsigned Open = 0;
  for (size_t Each = Close + 1; Each-- > From.First;) {
    if (Tokens[Each].Directive != From.Directive)
      return std::nullopt;
    if (closes(Tokens[Each].Kind))
      ++Open;
    if (opens(Tokens[Each].Kind) && --Open == 0)
      return Each;
  }
  return std::nullopt;
}

std::optional<size_t> TokenText::closing(size_t Open) const {
  const Piece &From = Tokens[Open];
  unsigned Inside = 0;
  for (size_t Each = Open; Each < From.Last; ++Each) {
    if (Tokens[Each].Directive != From.Directive)
      return std::nullopt;
    if (opens(Tokens[Each].Kind))
      ++Inside;
    if (closes(Tokens[Each].Kind) && --Inside == 0)
      return Each;
  }
  return std::nullopt;
}

/// Keywords before a '(' that call nothing.
static bool isKeyword(llvm::StringRef Word) {
  return llvm::is_contained({"return", "if", "while", "for", "switch", "sizeof",
                             "case", "else", "do", "typeof", "_Alignof"},
                            Word);
}

std::optional<size_t> TokenText::operandBegin(size_t Last) const {
  size_t First = Tokens[Last].First;
  auto Is = [&](size_t Index, tok::TokenKind Kind) {
    return Index > First && Tokens[Index - 1].Kind == Kind;
  };
  for (size_t At = Last;;) {
    if (Tokens[At].Kind == tok::r_paren || Tokens[At].Kind == tok::r_square) {
      std::optional<size_t> Open = opening(At);
      if (!Open)
        return std::nullopt;
      bool Group = Tokens[At].Kind == tok::r_paren;
      bool Called =
          Is(*Open, tok::raw_identifier) && !isKeyword(word(*Open - 1));
      if (Group && Is(*Open, tok::r_paren))
        return std::nullopt; // a cast, or a call
      if (Group && !Called && !Is(*Open, tok::r_square))
        return *Open;
      if (*Open == First)
        return std::nullopt;
      At = *Open - 1;
      continue;
    }
    if (Tokens[At].Kind != tok::raw_identifier || isKeyword(word(At)))
      return std::nullopt;
    if (!Is(At, tok::arrow) && !Is(At, tok::period))
      return At;
    if (At < First + 2)
      return std::nullopt;
    At -= 2;
  }
}

size_t TokenText::assignedEnd(size_t First) const {
  unsigned Questions = 0;
  size_t Each = First;
  for (; Each < Tokens[First].Last; ++Each) {
    tok::TokenKind Kind = Tokens[Each].Kind;
    if (Tokens[Each].Directive != Tokens[First].Directive || closes(Kind) ||
        Kind == tok::semi || Kind == tok::comma)
      return Each;
    if (Kind == tok::colon && Questions-- == 0)
      return Each;
    if (Kind == tok::question)
      ++Questions;
    if (opens(Kind)) {
      std::optional<size_t> Close = closing(Each);
      if (!Close)
        return Each;
      Each = *Close;
    }
  }
  return Each;
}

} // namespace membrane
