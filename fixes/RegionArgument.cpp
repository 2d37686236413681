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
  TextRange Begin{List->File, List->Begin + 1, List->Begin + 1};
  if (Each.getNumParams() == 0)
    Begin.End = List->End - 1; // 'void' goes
  else if (Text.text(Begin.File).substr(Begin.Begin).starts_with(" "))
    Parameter = " " + Parameter + ",";
  else
    Parameter += ", ";
  return Text.replace(Begin, Parameter);
}

std::optional<Edit> giveRegion(const SourceText &Text, const CallExpr &Call,
                               llvm::StringRef Region) {
  std::optional<TextRange> Head = Text.callHead(Call);
  if (!Head)
    return std::nullopt;
  llvm::StringRef Comma = Text.commaIn(Call);
  // The blank that the other arguments begin with is behind the comma then.
  std::string New =
      (Comma == "," ? " " : "") + Text.asIn(Call, Region) + Comma.str();
  return Text.replace({Head->File, Head->End, Head->End}, New);
}

} // namespace membrane
