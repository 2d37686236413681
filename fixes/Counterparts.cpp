// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls that become calls of what does the same in a region.
//
// Where all arguments stay, only what stands before them is edited. A function
// of the program that calls an allocator may give it others.

#include "fixes/LocalBlocks.h"
#include "clang/AST/ASTContext.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace membrane {

/// Whether the counterpart takes all arguments of the call, in their order.
static bool keepsArguments(const CallExpr &Call, const Counterpart &Instead) {
  if (Instead.Operands.size() != Call.getNumArgs())
    return false;
  for (unsigned I = 0; I < Instead.Operands.size(); ++I)
    if (Instead.Operands[I].Argument != I)
      return false;
  return true;
}

static std::string textOf(const SourceText &Text, const Expr &Value) {
  CharSourceRange Whole = Lexer::makeFileCharRange(
      CharSourceRange::getTokenRange(Value.getSourceRange()), Text.Sources,
      Text.Language);
  return Lexer::getSourceText(Whole, Text.Sources, Text.Language).str();
}

std::optional<Obstacle> callInstead(const SourceText &Text,
                                    const CallExpr &Call,
                                    const Counterpart &Instead,
                                    llvm::StringRef Begin,
                                    std::vector<Edit> &Into) {
  std::optional<TextRange> Head = Text.callHead(Call);
  if (!Head)
    return Text.obstacle(Call.getExprLoc(), "the allocation is no plain call");
  std::string New = Text.asIn(Call, Begin);
  if (keepsArguments(Call, Instead)) {
    Into.push_back(Text.replace(*Head, New + Text.commaIn(Call).str()));
    return std::nullopt;
  }
  std::vector<unsigned> Used(Call.getNumArgs());
  for (const Counterpart::Operand &Each : Instead.Operands) {
    std::string Operand = std::to_string(Each.Number);
    if (Each.Argument && *Each.Argument < Call.getNumArgs()) {
      ++Used[*Each.Argument];
      Operand = textOf(Text, *Call.getArg(*Each.Argument));
    }
    if (Operand.empty() || Operand.find('\n') != std::string::npos)
      return Text.obstacle(Call.getExprLoc(),
                           "an argument of the call is made by a macro, or has "
                           "several lines");
    New += ", " + Operand;
  }
  const ASTContext &Context = Call.getDirectCallee()->getASTContext();
  for (unsigned I = 0; I < Used.size(); ++I)
    if (Used[I] != 1 && Call.getArg(I)->HasSideEffects(Context))
      return Text.obstacle(Call.getExprLoc(),
                           "an argument of the call has an effect");
  std::optional<TextRange> Close = Text.rangeOf(Call.getRParenLoc());
  if (!Close)
    return Text.obstacle(Call.getExprLoc(), "the allocation is no plain call");
  Into.push_back(Text.replace({Head->File, Head->Begin, Close->End},
                              New + Text.asIn(Call, ")")));
  return std::nullopt;
}

} // namespace membrane
