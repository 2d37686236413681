// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The definition of a type, and functions, out of a public header.

#include "fixes/OpaqueHeader.h"
#include "clang/AST/Attr.h"
#include "clang/Lex/MacroInfo.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace membrane {

const TokenText &UnitTokens::of(FileID File) {
  std::unique_ptr<TokenText> &Known = Read[File];
  if (!Known)
    Known = std::make_unique<TokenText>(Text, File);
  return *Known;
}

//===-- How functions are declared ----------------------------------------===//

namespace {

/// The tokens of a declaration before the function's name.
struct Head {
  const TokenText *In = nullptr;
  size_t First = 0, Name = 0;
};

} // namespace

static std::optional<Head> headOf(const OpaqueUnit &In,
                                  const FunctionDecl &Function) {
  const SourceManager &Sources = In.text().Sources;
  SourceLocation Where = Function.getLocation();
  if (Where.isMacroID())
    return std::nullopt;
  auto [File, Offset] = Sources.getDecomposedLoc(Where);
  const TokenText &Tokens = In.Tokens.of(File);
  std::optional<size_t> Name = Tokens.at(Offset);
  if (!Name || Tokens.all()[*Name].Directive)
    return std::nullopt;
  size_t First = *Name;
  while (First > 0) {
    const TokenText::Piece &Before = Tokens.all()[First - 1];
    if (Before.Directive || Before.Kind == tok::semi ||
        Before.Kind == tok::l_brace || Before.Kind == tok::r_brace)
      break;
    --First;
  }
  return Head{&Tokens, First, *Name};
}

static const MacroInfo *macroNamed(const OpaqueUnit &In, llvm::StringRef Name) {
  IdentifierTable &Known = In.Of.Unit.Context.Idents;
  auto Found = Known.find(Name);
  if (Found == Known.end())
    return nullptr;
  // It may be undefined again by now.
  const MacroDirective *Last =
      In.Macros.getLocalMacroDirectiveHistory(Found->second);
  while (Last && !llvm::isa<DefMacroDirective>(Last))
    Last = Last->getPrevious();
  return Last ? Last->getMacroInfo() : nullptr;
}

static bool isSpecifier(llvm::StringRef Word) {
  return llvm::is_contained({"static", "inline", "__inline", "__inline__",
                             "__forceinline", "extern", "_Noreturn",
                             "__extension__"},
                            Word);
}

static bool isAttribute(llvm::StringRef Word) {
  return llvm::is_contained(
      {"__attribute__", "__attribute", "__declspec", "__cdecl", "__stdcall"},
      Word);
}

/// Whether an object-like macro stands for words that are no type.
static bool isSpecifierMacro(const OpaqueUnit &In, llvm::StringRef Name) {
  const MacroInfo *Macro = macroNamed(In, Name);
  if (!Macro || Macro->isFunctionLike())
    return false;
  unsigned Depth = 0;
  for (const Token &Each : Macro->tokens()) {
    Depth += Each.is(tok::l_paren);
    Depth -= Each.is(tok::r_paren);
    const IdentifierInfo *Word = Each.getIdentifierInfo();
    if (Depth || Each.is(tok::r_paren))
      continue;
    if (!Word ||
        (!isSpecifier(Word->getName()) && !isAttribute(Word->getName()) &&
         (Word->getName() == Name || !isSpecifierMacro(In, Word->getName()))))
      return false;
  }
  return true;
}

/// Behind a specifier or attribute that begins at a token; the token itself if
/// none does.
static size_t behindSpecifier(const OpaqueUnit &In, const TokenText &Tokens,
                              size_t At) {
  llvm::StringRef Word = Tokens.word(At);
  if (isSpecifier(Word) || isSpecifierMacro(In, Word))
    return At + 1;
  if (!isAttribute(Word))
    return At;
  bool Listed = Tokens.all()[At + 1].Kind == tok::l_paren;
  std::optional<size_t> Close = Listed ? Tokens.closing(At + 1) : std::nullopt;
  return Close ? *Close + 1 : At + 1;
}

/// Whether a macro, or words, may stand before any function of the library.
static bool isForAll(const TokenText &Tokens, size_t From, size_t To) {
  llvm::StringRef Word = Tokens.word(From);
  if (Word == "extern")
    return true;
  if (isAttribute(Word))
    return Tokens.between(From, To).contains("visibility") ||
           Tokens.between(From, To).contains("dllexport");
  return !isSpecifier(Word); // a macro; only what most functions have counts
}

/// A type within the parentheses of a macro: "API(char *) f(void)".
static std::optional<DeclarationStyle> wrapped(const OpaqueUnit &In,
                                               const Head &Of) {
  const TokenText &Tokens = *Of.In;
  const MacroInfo *Macro = macroNamed(In, Tokens.word(Of.First));
  if (!Macro || !Macro->isFunctionLike() ||
      Tokens.all()[Of.First + 1].Kind != tok::l_paren)
    return std::nullopt;
  std::optional<size_t> Close = Tokens.closing(Of.First + 1);
  if (!Close || *Close >= Of.Name)
    return std::nullopt;
  for (size_t Each = *Close + 1; Each < Of.Name; ++Each)
    if (behindSpecifier(In, Tokens, Each) == Each)
      return std::nullopt; // what is in them is no type
  llvm::StringRef All = In.text().text(Tokens.File);
  const TokenText::Piece &Name = Tokens.all()[Of.Name];
  return DeclarationStyle{
      Tokens.between(Of.First, Of.First + 2).str(),
      All.slice(Tokens.all()[*Close].Begin, Name.Begin).str()};
}

static std::optional<DeclarationStyle> styleOf(const OpaqueUnit &In,
                                               const FunctionDecl &Function) {
  std::optional<Head> Of = headOf(In, Function);
  if (!Of || Function.getStorageClass() == SC_Static)
    return std::nullopt;
  if (auto Style = wrapped(In, *Of))
    return Style;
  const TokenText &Tokens = *Of->In;
  DeclarationStyle Style;
  size_t At = Of->First;
  while (At < Of->Name) {
    size_t Behind = behindSpecifier(In, Tokens, At);
    if (Behind == At)
      break;
    if (isForAll(Tokens, At, Behind))
      Style.Lead += Tokens.between(At, Behind).str() + " ";
    At = Behind;
  }
  for (; At < Of->Name; ++At)
    if (isSpecifierMacro(In, Tokens.word(At)))
      Style.Behind += Tokens.word(At).str() + " ";
  return Style;
}

DeclarationStyle styleOf(const OpaqueUnit &In,
                         llvm::ArrayRef<const FunctionDecl *> Like) {
  std::map<DeclarationStyle, size_t> Counts;
  for (const FunctionDecl *Each : Like)
    if (auto Style = styleOf(In, *Each))
      ++Counts[*Style];
  DeclarationStyle Best;
  size_t Most = 0;
  for (const auto &[Style, Count] : Counts)
    if (Count > Most) {
      Most = Count;
      Best = Style;
    }
  return Best;
}

//===-- The definition ----------------------------------------------------===//

/// Behind a semicolon, and behind its line if nothing else is there.
static unsigned behindLine(const TokenText &Tokens, size_t Semi) {
  unsigned End = Tokens.all()[Semi].End, Line = Tokens.behindLine(End);
  llvm::StringRef Rest = Tokens.Text.text(Tokens.File).slice(End, Line).trim();
  bool Comment = (Rest.starts_with("//") && !Rest.ends_with("\\")) ||
                 (Rest.starts_with("/*") && Rest.find("*/") == Rest.size() - 2);
  return Rest.empty() || Comment ? Line : End;
}

/// Where accessors can be declared: behind the definition, or, if what comes
/// has the linkage of C and that has not, behind the first function.
static std::optional<unsigned> declareAt(const OpaqueUnit &In,
                                         const TokenText &Tokens, size_t Close,
                                         size_t Semi) {
  bool Linkage = false;
  for (size_t Each = Close; Each + 1 < Tokens.all().size(); ++Each)
    Linkage |= Tokens.word(Each) == "extern" &&
               Tokens.all()[Each + 1].Kind == tok::string_literal;
  if (!Linkage)
    return behindLine(Tokens, Semi);
  for (const FunctionDecl *Each : In.Of.declaredBeside()) {
    std::optional<Head> Of = headOf(In, *Each);
    if (!Of || Of->First < Close || Each->doesThisDeclarationHaveABody() ||
        Tokens.all()[Of->Name].Depth > Tokens.guards())
      continue;
    size_t End = Of->Name;
    while (End < Tokens.all().size() && Tokens.all()[End].Kind != tok::semi)
      ++End;
    if (End < Tokens.all().size())
      return behindLine(Tokens, End);
  }
  return std::nullopt;
}

/// The name behind 'struct'; a new one, that of the type, if there is none.
static std::string tagOf(const TypeView &Of) {
  if (Of.Record->getIdentifier())
    return Of.Record->getName().str();
  if (!Of.Alias)
    return "";
  std::string Tag = Of.Alias->getName().str();
  for (const Decl *Each : Of.Unit.Context.getTranslationUnitDecl()->decls())
    if (const auto *Other = llvm::dyn_cast<TagDecl>(Each);
        Other && Other->getIdentifier() &&
        Other->getName() == Of.Alias->getName())
      return Tag + "_s";
  return Tag;
}

std::variant<CompletingHeader, Obstacle> planHeader(const OpaqueUnit &In) {
  const RecordDecl &Type = *In.Of.Record;
  const SourceText &Text = In.text();
  auto Forbid = [&](const llvm::Twine &Why) {
    return Text.obstacle(Type.getLocation(), Why);
  };
  std::optional<TextRange> Braces = Text.rangeOf(Type.getBraceRange());
  SourceLocation Word = Type.getInnerLocStart();
  if (!Braces || Word.isMacroID() || Type.getLocation().isMacroID())
    return Forbid("a macro makes a part of its definition");
  if (llvm::any_of(Type.attrs(), [](const Attr *Each) {
        return !Each->isImplicit() || llvm::isa<MaxFieldAlignmentAttr>(Each);
      }))
    return Forbid("its definition has attributes, or is packed");
  const TokenText &Tokens = In.Tokens.of(Braces->File);
  std::optional<size_t> First = Tokens.at(Text.Sources.getFileOffset(Word));
  std::optional<size_t> Open = Tokens.at(Braces->Begin);
  std::optional<size_t> Close = Open ? Tokens.closing(*Open) : std::nullopt;
  if (!First || !Close || Tokens.all()[*Close].End != Braces->End)
    return Forbid("lines for the preprocessor are in its definition");
  if (Tokens.all()[*First].Depth > Tokens.guards())
    return Forbid("its definition depends on a condition of the preprocessor");
  size_t Semi = *Close;
  while (Semi < Tokens.all().size() && Tokens.all()[Semi].Kind != tok::semi)
    ++Semi;
  if (Semi == Tokens.all().size())
    return Forbid("its definition has no end");
  CompletingHeader Header;
  Header.File = Text.pathOf(Braces->File);
  Header.LineEnd = Text.lineEnd(Braces->File).str();
  std::string Tag = tagOf(In.Of);
  if (Tag.empty())
    return Forbid("it has no name");
  llvm::StringRef Word1 = Tokens.word(*First);
  llvm::StringRef All = Text.text(Braces->File);
  size_t Named = Type.getIdentifier() ? *First + 1 : *First;
  unsigned From = Tokens.all()[Named].End;
  std::string Gap = Type.getIdentifier() ? "" : " " + Tag;
  Header.Cut = Text.replace({Braces->File, From, Braces->End}, Gap);
  Header.Definition =
      (Word1 + " " + Tag + All.slice(From, Braces->End) + ";").str();
  std::optional<unsigned> At = declareAt(In, Tokens, *Close, Semi);
  if (!At)
    return Forbid("no place for accessors is found in the header");
  Header.DeclareAt = *At;
  if (All[*At - 1] != '\n')
    Header.DeclareLead = Header.LineEnd;
  std::vector<const FunctionDecl *> Like;
  for (const FunctionDecl *Each : In.Of.declaredBeside())
    if (!Each->doesThisDeclarationHaveABody())
      Like.push_back(Each);
  Header.Style = styleOf(In, Like);
  return Header;
}

//===-- Functions ---------------------------------------------------------===//

/// The type of the result, without what says that the body is here.
static std::string resultOf(const OpaqueUnit &In, const Head &Of) {
  const TokenText &Tokens = *Of.In;
  std::string Result;
  unsigned End = 0;
  for (size_t At = Of.First; At < Of.Name;) {
    size_t Behind = behindSpecifier(In, Tokens, At);
    if (Behind != At) {
      At = Behind;
      continue;
    }
    if (!Result.empty() && Tokens.all()[At].Begin > End)
      Result += ' ';
    Result += Tokens.word(At);
    End = Tokens.all()[At++].End;
  }
  return Result;
}

std::variant<MovedFunction, Obstacle> planMove(const OpaqueUnit &In,
                                               const FunctionDecl &Function,
                                               const DeclarationStyle &Style) {
  const SourceText &Text = In.text();
  auto Forbid = [&](const llvm::Twine &Why) {
    return Text.obstacle(Function.getLocation(),
                         "'" + Function.getNameAsString() +
                             "' looks inside, and its body has to stay in the "
                             "header: " +
                             Why);
  };
  std::optional<Head> Of = headOf(In, Function);
  FunctionTypeLoc Type = Function.getFunctionTypeLoc();
  if (!Of || !Type || Text.Language.CPlusPlus ||
      !Text.rangeOf(Function.getBody()->getSourceRange()) || wrapped(In, *Of))
    return Forbid("it is written by a macro, or it is no function of C");
  if (!Function.isFirstDecl() || Function.getMostRecentDecl() != &Function)
    return Forbid("it is declared several times");
  const TokenText &Tokens = *Of->In;
  if (Tokens.all()[Of->Name].Depth > Tokens.guards())
    return Forbid("it depends on a condition of the preprocessor");
  std::optional<size_t> Close = Tokens.closing(Of->Name + 1);
  std::optional<size_t> Open =
      Tokens.at(Text.Sources.getFileOffset(Function.getBody()->getBeginLoc()));
  std::optional<size_t> End =
      Tokens.at(Text.Sources.getFileOffset(Function.getBody()->getEndLoc()));
  if (!Close || !Open || !End || *Close + 1 != *Open ||
      Text.hasDirective(
          {Tokens.File, Tokens.all()[*Open].Begin, Tokens.all()[*End].End}))
    return Forbid("its text is not simple");
  llvm::StringRef All = Text.text(Tokens.File);
  MovedFunction Moved;
  LibraryFunction &New = Moved.InLibrary;
  New.Order = Tokens.all()[Of->Name].Begin;
  New.Name = Function.getName().str();
  New.Result = resultOf(In, *Of);
  New.Parameters = Tokens.between(Of->Name + 1, *Close + 1).str();
  New.Body = All.slice(Tokens.all()[*Close].End, Tokens.all()[*End].End).str();
  Moved.InHeader = Text.replace(
      {Tokens.File, Tokens.all()[Of->First].Begin, Tokens.all()[*End].End},
      declare(Style, New) + ";");
  return Moved;
}

} // namespace membrane
