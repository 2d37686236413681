// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The whole expansion has to be the release: the text of the use says then all
// that happens. What the macro says more than once must be pure.

#include "fixes/MacroRelease.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace membrane {

namespace {

class MacroReader {
public:
  MacroReader(const BodyView &Body, const CallExpr &Release)
      : Body(Body), Text(Body.Unit.Text), Release(Release) {}

  std::optional<MacroRelease> read();

private:
  std::string textOf(const Expr *Value) const;
  bool isArgument(const Expr *Value) const;
  bool isTest(const Expr *Condition) const;
  bool reads(const Stmt *Each);
  bool isStore(const Expr *Value);
  bool isWhole(const Stmt *Each) const;
  bool isInUse(const Stmt *Each) const;
  const Stmt *outermost() const;

  const BodyView &Body;
  const SourceText &Text;
  const CallExpr &Release;
  MacroRelease Found;
  unsigned Releases = 0;
};

} // namespace

/// The text in the file of what an argument of the macro became.
std::string MacroReader::textOf(const Expr *Value) const {
  CharSourceRange Whole =
      Lexer::makeFileCharRange(CharSourceRange::getTokenRange(
                                   Value->IgnoreParenCasts()->getSourceRange()),
                               Text.Sources, Text.Language);
  return Lexer::getSourceText(Whole, Text.Sources, Text.Language).trim().str();
}

bool MacroReader::isArgument(const Expr *Value) const {
  return textOf(Value) == Found.Argument;
}

bool MacroReader::isTest(const Expr *Condition) const {
  Condition = Condition->IgnoreParenImpCasts();
  const auto *Two = llvm::dyn_cast<BinaryOperator>(Condition);
  const ASTContext &Context = Body.Unit.Context;
  if (!Two)
    return isArgument(Condition);
  return Two->getOpcode() == BO_NE &&
         ((isArgument(Two->getLHS()) && isNull(Two->getRHS(), Context)) ||
          (isArgument(Two->getRHS()) && isNull(Two->getLHS(), Context)));
}

bool MacroReader::isStore(const Expr *Value) {
  const auto *Two = llvm::dyn_cast<BinaryOperator>(Value);
  if (!Two || Two->getOpcode() != BO_Assign || !isArgument(Two->getLHS()) ||
      !isNull(Two->getRHS(), Body.Unit.Context) || !Releases)
    return false;
  llvm::StringRef Name = Lexer::getImmediateMacroName(
      Two->getRHS()->getBeginLoc(), Text.Sources, Text.Language);
  Found.Null = Name == "NULL" ? "NULL" : "0";
  return true;
}

/// Whether a statement is nothing but the release.
bool MacroReader::reads(const Stmt *Each) {
  if (!Each || llvm::isa<NullStmt>(Each))
    return true;
  if (const auto *Block = llvm::dyn_cast<CompoundStmt>(Each))
    return llvm::all_of(Block->body(),
                        [&](const Stmt *Part) { return reads(Part); });
  if (const auto *Once = llvm::dyn_cast<DoStmt>(Each)) {
    auto Again = Once->getCond()->getIntegerConstantExpr(Body.Unit.Context);
    return Again && *Again == 0 && reads(Once->getBody());
  }
  if (const auto *Choice = llvm::dyn_cast<IfStmt>(Each))
    return !Choice->getElse() && !Choice->getInit() &&
           isTest(Choice->getCond()) && reads(Choice->getThen());
  const auto *Value = llvm::dyn_cast<Expr>(Each);
  if (!Value)
    return false;
  Value = Value->IgnoreParenCasts();
  if (Value == &Release)
    return ++Releases == 1 && isArgument(Release.getArg(0));
  const auto *Two = llvm::dyn_cast<BinaryOperator>(Value);
  if (Two && Two->getOpcode() == BO_Comma)
    return reads(Two->getLHS()) && reads(Two->getRHS());
  return isStore(Value);
}

bool MacroReader::isInUse(const Stmt *Each) const {
  SourceLocation Begin = Each->getBeginLoc(), End = Each->getEndLoc();
  const SourceManager &Sources = Text.Sources;
  SourceLocation Use = Sources.getExpansionLoc(Release.getBeginLoc());
  return Begin.isMacroID() && End.isMacroID() &&
         Sources.getExpansionLoc(Begin) == Use &&
         Sources.getExpansionLoc(End) == Use;
}

/// Whether it begins and ends with the expansion.
bool MacroReader::isWhole(const Stmt *Each) const {
  return Lexer::isAtStartOfMacroExpansion(Each->getBeginLoc(), Text.Sources,
                                          Text.Language) &&
         Lexer::isAtEndOfMacroExpansion(Each->getEndLoc(), Text.Sources,
                                        Text.Language);
}

/// All of the expansion that is one statement; null if it is a part of one.
const Stmt *MacroReader::outermost() const {
  const Stmt *Each = &Release;
  while (const Stmt *Up = Body.Parents.getParent(Each)) {
    if (!isInUse(Up))
      return llvm::isa<Expr>(Up) && !llvm::isa<CastExpr>(Up) ? nullptr : Each;
    Each = Up;
  }
  return Each;
}

std::optional<MacroRelease> MacroReader::read() {
  SourceLocation Where = Release.getBeginLoc();
  if (!Where.isMacroID() || Release.getNumArgs() != 1 ||
      Release.getArg(0)->HasSideEffects(Body.Unit.Context))
    return std::nullopt;
  CharSourceRange Range = Text.Sources.getExpansionRange(Where);
  std::optional<TextRange> Use = Text.rangeOf(Range.getAsRange());
  const Stmt *Whole = outermost();
  if (!Use || !Whole || !isWhole(Whole) || Text.hasDirective(*Use))
    return std::nullopt;
  llvm::StringRef Written = Text.text(*Use);
  auto [Name, Rest] = Written.split('(');
  if (!Rest.ends_with(")"))
    return std::nullopt;
  Found.Use = *Use;
  Found.Argument = Rest.drop_back().trim().str();
  const Stmt *Up = Body.Parents.getParent(Whole);
  Found.Alone = llvm::isa_and_nonnull<CompoundStmt>(Up);
  // It ends where another statement may end.
  std::optional<Token> Next =
      Lexer::findNextToken(Range.getEnd(), Text.Sources, Text.Language);
  if (!Next || Next->isNot(tok::semi) || Found.Argument.empty() ||
      !reads(Whole) || Releases != 1)
    return std::nullopt;
  return Found;
}

std::optional<MacroRelease> findMacroRelease(const BodyView &Body,
                                             const CallExpr &Release) {
  return MacroReader(Body, Release).read();
}

Edit MacroRelease::become(const SourceText &Text,
                          llvm::StringRef Release) const {
  std::string New;
  if (Release.empty() && Null.empty() && Alone)
    if (auto Whole = Text.statementRange(
            {Text.Sources.getComposedLoc(Use.File, Use.Begin),
             Text.Sources.getComposedLoc(Use.File, Use.End - 1)}))
      return Text.replace(Text.widen(*Whole), "");
  if (!Release.empty())
    New = (Release + "(" + Argument + ")").str();
  if (!Null.empty()) {
    if (Alone && !New.empty() && Text.startsLine(Use))
      New += ";" + Text.lineEnd(Use.File).str() +
             Text.indentAt(Use.File, Use.Begin).str();
    else if (!New.empty())
      New += ", ";
    New += Argument + " = " + Null;
  }
  return Text.replace(Use, New);
}

} // namespace membrane
