// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "fixes/RegionArgument.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "clang/AST/TypeLoc.h"

using namespace clang;

namespace membrane {

std::string regionNameIn(const SourceText &Text, const FunctionDecl &Each) {
  // A macro may make what is before the name: 'JSON_PUBLIC(char *) json_dump'.
  std::optional<TextRange> All =
      Text.rangeOf({Each.getLocation(), Each.getEndLoc()});
  std::string Name = "region";
  for (unsigned Number = 2; All && !Text.findName(*All, Name).empty(); ++Number)
    Name = "region" + std::to_string(Number);
  return Name;
}

/// Behind a parenthesis, and the blanks and ends of lines after it if no line
/// for the preprocessor comes then.
static TextRange behind(const SourceText &Text, FileID File, unsigned Offset) {
  llvm::StringRef All = Text.text(File);
  size_t First = All.find_first_not_of(" \t\r\n", Offset);
  if (First == llvm::StringRef::npos || All[First] == '#')
    return {File, Offset, Offset};
  return {File, unsigned(First), unsigned(First)};
}

std::variant<Edit, Obstacle> takeRegion(const SourceText &Text,
                                        const FunctionDecl &Each,
                                        llvm::StringRef Name) {
  SourceLocation Where = Each.getLocation();
  FunctionTypeLoc Type = Each.getFunctionTypeLoc();
  std::optional<TextRange> List =
      Type ? Text.rangeOf({Type.getLParenLoc(), Type.getRParenLoc()})
           : std::nullopt;
  if (!List || !Text.rangeOf({Where, Where}))
    return Text.obstacle(Where, "the declaration is written by a macro or "
                                "through a type");
  if (!Each.hasWrittenPrototype() && Each.getNumParams() > 0)
    return Text.obstacle(Where, "the parameters are declared in the old style");
  std::string Parameter = ("mbr_region *" + Name).str();
  if (Each.getNumParams() == 0) // 'void' goes
    return Text.replace({List->File, List->Begin + 1, List->End - 1},
                        Parameter);
  return Text.replace(behind(Text, List->File, List->Begin + 1),
                      Parameter + ", ");
}

std::optional<Edit> giveRegion(const SourceText &Text, const CallExpr &Call,
                               llvm::StringRef Region) {
  std::optional<TextRange> Head = Text.callHead(Call);
  if (!Head)
    return std::nullopt;
  if (Call.getNumArgs() == 0)
    return Text.replace({Head->File, Head->End, Head->End}, Region);
  return Text.replace(behind(Text, Head->File, Head->End),
                      Text.asIn(Call, Region) + ", ");
}

} // namespace membrane
