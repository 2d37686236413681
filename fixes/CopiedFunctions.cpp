// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Copies of functions that stand behind them.
//
// A copy has all words of the function, those before its type on the same line
// included ('static', 'JSON_API'), and another name. What may mean something
// else if it is there twice (static variables, attributes, lines for the
// preprocessor) forbids it.

#include "fixes/CopiedFunctions.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace membrane {

std::optional<Obstacle> CopiedFunctions::findName(llvm::StringRef Name) const {
  IdentifierInfo &Known = Unit.Context.Idents.get(Name);
  std::optional<Obstacle> Found;
  Text.forEachFile([&](FileID File) {
    TextRange All{File, 0, unsigned(Text.text(File).size())};
    std::vector<unsigned> Places = Text.findName(All, Name);
    if (!Found && !Places.empty())
      Found = Text.obstacle(Text.Sources.getComposedLoc(File, Places.front()),
                            "the name '" + Name + "' is taken");
  });
  if (!Found && Known.hasMacroDefinition())
    Found = Text.obstacle(
        Text.Sources.getLocForStartOfFile(Text.Sources.getMainFileID()),
        "'" + Name + "' is a macro");
  return Found;
}

//===-- What is copied ----------------------------------------------------===//

/// Words that stand before an offset on its line: where they begin; none if
/// something else is before them that may belong to them.
static std::optional<unsigned> wordsBefore(llvm::StringRef Text,
                                           unsigned Offset) {
  size_t Line = Text.take_front(Offset).rfind('\n') + 1;
  llvm::StringRef Before = Text.slice(Line, Offset);
  llvm::StringRef Left = Before.rtrim();
  Left = Left.rtrim("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                    "0123456789_ \t");
  bool Ends = Left.empty() || Left.ends_with(";") || Left.ends_with("{") ||
              Left.ends_with("}") || Left.ends_with("*/");
  if (!Ends)
    return std::nullopt;
  llvm::StringRef Words = Before.drop_front(Left.size()).ltrim();
  return unsigned(Offset - Words.size());
}

/// Behind the ';' of a declaration whose parameters end before an offset; none
/// if it declares something else, too, or its parameters are another's.
static std::optional<unsigned> declarationEnd(const SourceText &Text,
                                              FileID File, unsigned From) {
  std::optional<unsigned> End;
  int Depth = 0;
  bool Other = false;
  TextRange Rest{File, From, unsigned(Text.text(File).size())};
  Text.forEachToken(Rest, [&](const Token &Each, unsigned Offset) {
    if (End || Other)
      return;
    Depth += Each.is(tok::l_paren) - Each.is(tok::r_paren);
    if (Depth == 0 && Each.is(tok::semi))
      End = Offset + 1;
    else if (Depth == 0)
      Other = !Each.isOneOf(tok::raw_identifier, tok::r_paren);
    Other |= Depth < 0;
  });
  return Other ? std::nullopt : End;
}

/// Whether something else is declared before a name: 'int a, b(void);'.
static bool isLater(const SourceText &Text, const TextRange &Before) {
  int Depth = 0;
  bool Found = false;
  Text.forEachToken(Before, [&](const Token &Each, unsigned) {
    Depth += Each.is(tok::l_paren) - Each.is(tok::r_paren);
    Found |= Depth == 0 && Each.is(tok::comma);
  });
  return Found;
}

static bool isContract(const Attr &Each) {
  const auto *Words = llvm::dyn_cast<AnnotateAttr>(&Each);
  return Words && Words->getAnnotation().starts_with("membrane::");
}

/// Whether words are contracts and nothing else.
bool CopiedFunctions::areContracts(const FunctionDecl &Each,
                                   const TextRange &Words) const {
  long Left = 0, Depth = 0;
  Text.forEachToken(Words, [&](const Token &Word, unsigned) {
    Depth += Word.is(tok::l_paren) - Word.is(tok::r_paren);
    Left += Depth == 0 && Word.is(tok::raw_identifier);
  });
  for (const Attr *Known : Each.attrs()) {
    unsigned Where = Text.Sources.getFileOffset(
        Text.Sources.getExpansionLoc(Known->getLocation()));
    Left -= isContract(*Known) && !Known->isInherited() &&
            Where >= Words.Begin && Where < Words.End;
  }
  return Left == 0;
}

std::optional<Obstacle> CopiedFunctions::findRange(const FunctionDecl &Each,
                                                   TextRange &Whole) const {
  const SourceManager &Sources = Text.Sources;
  SourceLocation First = Sources.getExpansionLoc(Each.getBeginLoc());
  SourceLocation Close = Each.getFunctionTypeLoc().getRParenLoc();
  auto [File, Begin] = Sources.getDecomposedLoc(First);
  auto [CloseFile, CloseAt] = Sources.getDecomposedLoc(Close);
  unsigned Name = Sources.getFileOffset(Each.getLocation());
  std::optional<unsigned> Start = wordsBefore(Text.text(File), Begin);
  std::optional<unsigned> End;
  if (!Each.doesThisDeclarationHaveABody())
    End = declarationEnd(Text, CloseFile, CloseAt + 1);
  else if (auto Rest = Text.rangeOf({Close, Each.getBody()->getEndLoc()}))
    End = Rest->End;
  // A contract on lines of its own is the old one's.
  unsigned Type = Sources.getFileOffset(
      Sources.getExpansionLoc(Each.getTypeSpecStartLoc()));
  std::optional<unsigned> Behind = wordsBefore(Text.text(File), Type);
  if (Behind && *Behind > Begin && areContracts(Each, {File, Begin, *Behind}))
    Start = Behind;
  if (!Start || !End || File != CloseFile ||
      isLater(Text, {File, *Start, Name}))
    return Text.obstacle(Each.getLocation(),
                         "what stands around the declaration may be a part of "
                         "it, and it cannot be copied");
  Whole = {File, *Start, *End};
  return std::nullopt;
}

/// Words on lines above that may be the declaration's. One that the file has
/// but once opens something, as 'BEGIN_DECLS' does.
std::optional<Obstacle>
CopiedFunctions::findAbove(const FunctionDecl &Each,
                           const TextRange &Whole) const {
  unsigned Begin = Text.Sources.getFileOffset(
      Text.Sources.getExpansionLoc(Each.getBeginLoc()));
  Begin = std::min(Begin, Whole.Begin);
  llvm::StringMap<unsigned> Counts;
  std::vector<llvm::StringRef> Above;
  bool Directive = false;
  TextRange All{Whole.File, 0, unsigned(Text.text(Whole.File).size())};
  Text.forEachToken(All, [&](const Token &Word, unsigned Offset) {
    if (Word.isAtStartOfLine())
      Directive = Word.is(tok::hash);
    if (Directive)
      return;
    bool IsName = Word.is(tok::raw_identifier);
    if (IsName)
      ++Counts[Word.getRawIdentifier()];
    if (Offset < Begin && IsName)
      Above.push_back(Word.getRawIdentifier());
    else if (Offset < Begin &&
             Word.isOneOf(tok::semi, tok::l_brace, tok::r_brace))
      Above.clear();
  });
  for (llvm::StringRef Word : Above)
    if (Counts[Word] > 1)
      return Text.obstacle(Each.getLocation(),
                           "'" + Word +
                               "' stands above the declaration, and "
                               "may be a part of it");
  return std::nullopt;
}

/// Attributes that say the same of a function that takes a region.
static bool isForCopies(const Attr &Each) {
  if (const auto *Fresh = llvm::dyn_cast<RestrictAttr>(&Each))
    return !Fresh->getDeallocator();
  return llvm::isa<VisibilityAttr, DLLExportAttr, DLLImportAttr, DeprecatedAttr,
                   AvailabilityAttr, WarnUnusedResultAttr, UnusedAttr,
                   NoInlineAttr, AlwaysInlineAttr, GNUInlineAttr, ColdAttr,
                   HotAttr, NoThrowAttr>(Each);
}

std::optional<Obstacle>
CopiedFunctions::findAttribute(const FunctionDecl &Each,
                               const TextRange &Whole) const {
  for (const Attr *Known : Each.attrs()) {
    if (Known->isImplicit() || Known->isInherited() || isForCopies(*Known))
      continue;
    unsigned Where = Text.Sources.getFileOffset(
        Text.Sources.getFileLoc(Known->getLocation()));
    bool Inside = Where >= Whole.Begin && Where < Whole.End;
    if (Inside || !isContract(*Known))
      return Text.obstacle(Each.getLocation(),
                           "the attribute '" +
                               llvm::StringRef(Known->getSpelling()) +
                               "' may not hold of a function that takes a "
                               "region");
  }
  return std::nullopt;
}

static const VarDecl *staticVariable(const FunctionDecl &Each) {
  for (const Decl *Inner : Each.decls())
    if (const auto *Variable = llvm::dyn_cast<VarDecl>(Inner))
      if (Variable->isStaticLocal() && !Variable->getType().isConstQualified())
        return Variable;
  return nullptr;
}

//===-- Copies ------------------------------------------------------------===//

/// Edits within a range leave the others; they count from where it begins. An
/// include at its very begin is none of it.
std::vector<Edit> CopiedFunctions::takeOut(const TextRange &Whole) {
  std::string Path = Text.pathOf(Whole.File);
  std::vector<Edit> Own;
  llvm::erase_if(Edits, [&](const Edit &Each) {
    bool Within = Each.File == Path && Each.Offset + Each.Length <= Whole.End &&
                  (Each.Offset > Whole.Begin ||
                   (Each.Offset == Whole.Begin && Each.Length > 0));
    if (Within) {
      Own.push_back(Each);
      Own.back().Offset -= Whole.Begin;
    }
    return Within;
  });
  return Own;
}

/// Parameters below the first one stay below it if the name gets longer.
void CopiedFunctions::shift(const FunctionDecl &Each, size_t By) {
  FunctionTypeLoc Type = Each.getFunctionTypeLoc();
  auto [File, Open] = Text.Sources.getDecomposedLoc(Type.getLParenLoc());
  unsigned Close = Text.Sources.getFileOffset(Type.getRParenLoc());
  llvm::StringRef All = Text.text(File);
  size_t Line = All.take_front(Open).rfind('\n') + 1;
  if (Text.Sources.getFileOffset(Each.getLocation()) < Line)
    return;
  for (size_t End = All.find('\n', Open); End < Close;
       End = All.find('\n', End + 1)) {
    size_t First = All.find_first_not_of(' ', End + 1);
    unsigned Where = unsigned(std::min(First, All.size()));
    if (Where - (End + 1) == Open + 1 - Line)
      Edits.push_back(Text.replace({File, Where, Where}, std::string(By, ' ')));
  }
}

std::optional<Obstacle> CopiedFunctions::add(const FunctionDecl &Each,
                                             llvm::StringRef Name) {
  if (Each.getLexicalDeclContext()->isFunctionOrMethod())
    return Text.obstacle(Each.getLocation(),
                         "it is declared inside of a function");
  if (const VarDecl *Variable = staticVariable(Each))
    return Text.obstacle(Variable->getLocation(),
                         "'" + Variable->getName() +
                             "' would be there twice, as the function stays");
  TextRange Whole;
  if (auto Cannot = findRange(Each, Whole))
    return Cannot;
  if (!Done.insert({Text.pathOf(Whole.File), Whole.Begin}).second)
    return std::nullopt;
  if (Text.hasDirective(Whole))
    return Text.obstacle(Each.getLocation(),
                         "lines for the preprocessor in it would be there "
                         "twice, as the function stays");
  if (auto Cannot = findAttribute(Each, Whole))
    return Cannot;
  if (auto Cannot = findAbove(Each, Whole))
    return Cannot;
  SourceLocation Where = Each.getLocation();
  Edits.push_back(Text.replace(*Text.rangeOf({Where, Where}), Name));
  shift(Each, Name.size() - Each.getName().size());
  llvm::Expected<std::vector<Edit>> Own = mergeEdits(takeOut(Whole));
  if (!Own)
    return Text.obstacle(Where, llvm::toString(Own.takeError()));
  std::string Copy = applyEdits(Text.text(Whole), *Own);
  bool Apart = Each.doesThisDeclarationHaveABody();
  Edits.push_back(Text.addBehind(Whole, Copy, Apart ? 2 : 1));
  return std::nullopt;
}

} // namespace membrane
