// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A file as its tokens, all branches of conditionals and the bodies of macros
// included: what the AST does not have.

#ifndef MEMBRANE_FIXES_TOKENTEXT_H
#define MEMBRANE_FIXES_TOKENTEXT_H

#include "fixes/SourceText.h"

namespace membrane {

class TokenText {
public:
  struct Piece {
    clang::tok::TokenKind Kind;
    unsigned Begin, End; ///< offsets in the file
    bool Directive;      ///< on a line for the preprocessor
    /// Of those: the tokens that it may go together with are [First, Last); a
    /// macro's body, or the line. Else all that are in no directive.
    size_t First, Last;
    unsigned Depth; ///< of conditionals
  };
  /// A line "#include ...".
  struct Include {
    unsigned Begin, End; ///< End is behind the line
    std::string Header;  ///< with its brackets or quotes
    unsigned Depth;
  };

  TokenText(const SourceText &Text, clang::FileID File);

  llvm::ArrayRef<Piece> all() const { return Tokens; }
  llvm::ArrayRef<Include> includes() const { return Includes; }
  llvm::StringRef word(size_t Index) const;
  llvm::StringRef between(size_t First, size_t Last) const; ///< [First, Last)
  /// The token that begins there.
  std::optional<size_t> at(unsigned Offset) const;
  /// The conditionals around everything: 1 if there is an include guard.
  unsigned guards() const { return Guards; }
  /// Behind the line of an offset.
  unsigned behindLine(unsigned Offset) const;

  /// Where the operand of '->' begins whose last token this is; none if the
  /// tokens do not tell.
  std::optional<size_t> operandBegin(size_t Last) const;
  /// Behind the right side of an assignment whose first token this is.
  size_t assignedEnd(size_t First) const;
  /// The '(' of this ')'.
  std::optional<size_t> opening(size_t Close) const;
  /// The ')' of this '('.
  std::optional<size_t> closing(size_t Open) const;

  const SourceText &Text;
  const clang::FileID File;

private:
  void readDirective(size_t Hash);
  void findGuard();

  std::vector<Piece> Tokens;
  std::vector<Include> Includes;
  unsigned Guards = 0;
};

} // namespace membrane

#endif
