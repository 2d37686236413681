// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where things of the AST stand in the text of their files.

#ifndef MEMBRANE_FIXES_SOURCETEXT_H
#define MEMBRANE_FIXES_SOURCETEXT_H

#include "fixes/Fixes.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Token.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace membrane {

/// Bytes of one file.
struct TextRange {
  clang::FileID File;
  unsigned Begin = 0, End = 0;
};

class SourceText {
public:
  explicit SourceText(const clang::ASTContext &Context)
      : Sources(Context.getSourceManager()), Language(Context.getLangOpts()) {}

  /// The bytes of a range of tokens; none if a macro makes a part of it, or if
  /// it begins and ends in different files.
  std::optional<TextRange> rangeOf(clang::SourceRange Tokens) const;
  /// The same with the semicolon that follows, if one does.
  std::optional<TextRange> statementRange(clang::SourceRange Tokens) const;
  /// From the name of the function that a call names to behind the '('.
  std::optional<TextRange> callHead(const clang::CallExpr &Call) const;
  /// Words of a call, "f(x)" or its beginning, with the blanks at parentheses
  /// that another call has.
  std::string asIn(const clang::CallExpr &Call, llvm::StringRef Words) const;
  /// The comma before the arguments that a call has, if it has any.
  llvm::StringRef commaIn(const clang::CallExpr &Call) const;
  llvm::StringRef text(const TextRange &Range) const;
  llvm::StringRef text(clang::FileID File) const;

  /// Only blanks before it on its line.
  bool startsLine(const TextRange &Range) const;
  /// Only blanks before, and only blanks or a comment behind, on its lines;
  /// none of the lines around belongs to them.
  bool isAlone(const TextRange &Range) const;
  /// The range with its whole lines if nothing else stands there; else with
  /// the blanks that would stay behind it, or at the end of the line.
  TextRange widen(const TextRange &Range) const;
  /// The blanks at the start of the line of an offset.
  llvm::StringRef indentAt(clang::FileID File, unsigned Offset) const;
  llvm::StringRef lineEnd(clang::FileID File) const; ///< as the file has it

  Edit replace(const TextRange &Range, llvm::StringRef Text) const;
  /// What puts a text on a line below a declaration, as far to the right; or,
  /// of two Lines, with an empty one between them. A comment on its line
  /// belongs to it.
  Edit addBehind(const TextRange &Range, llvm::StringRef Text,
                 unsigned Lines = 1) const;
  /// What adds "#include <Header>" to the file (Includes.cpp); none if it is
  /// there.
  std::optional<Edit> addInclude(clang::FileID File,
                                 llvm::StringRef Header) const;

  /// Where edits of a file go; empty if it is no file on a disk.
  std::string pathOf(clang::FileID File) const;
  Obstacle obstacle(clang::SourceLocation Where,
                    const llvm::Twine &Reason) const;
  /// "by the macro 'X'" for a place that a macro makes.
  std::string macroPhrase(clang::SourceLocation Where) const;

  /// The names among the tokens of a range, and their offsets; all branches of
  /// conditionals, no comments or texts, no members behind '.' or '->'.
  void
  forEachName(const TextRange &Range,
              llvm::function_ref<void(llvm::StringRef, unsigned)> Use) const;
  /// The offsets of one name among them.
  std::vector<unsigned> findName(const TextRange &Range,
                                 llvm::StringRef Name) const;

  /// Whether a line of a range is one for the preprocessor.
  bool hasDirective(const TextRange &Range) const;
  /// The branches of conditionals, by where they begin, that are opened after
  /// From and in which Where is, the outermost first.
  std::vector<unsigned> conditionsAround(clang::SourceLocation From,
                                         clang::SourceLocation Where) const;
  /// The tokens of all branches that begin in a range, and their offsets.
  void forEachToken(
      const TextRange &Range,
      llvm::function_ref<void(const clang::Token &, unsigned)> Use) const;

  /// The files of the unit that are no system's, in its order.
  void forEachFile(llvm::function_ref<void(clang::FileID)> Use) const;

  const clang::SourceManager &Sources;
  const clang::LangOptions &Language;
  /// The header that stands for all of the runtime's; empty: there is none.
  std::string OneHeader;

private:
  std::optional<Edit> findInclude(clang::FileID File,
                                  llvm::StringRef Header) const;

  /// What addInclude has answered, as every call in a file asks it.
  mutable std::map<std::pair<clang::FileID, std::string>, std::optional<Edit>>
      Includes;
};

} // namespace membrane

#endif
