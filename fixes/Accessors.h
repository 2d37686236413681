// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions that read and write members for those who cannot look inside.

#ifndef MEMBRANE_FIXES_ACCESSORS_H
#define MEMBRANE_FIXES_ACCESSORS_H

#include "fixes/OpaqueReport.h"
#include "fixes/TokenText.h"
#include "fixes/TypeUses.h"

namespace membrane {

/// How the accessors of a type look, in the style of what its header declares.
class AccessorForm {
public:
  explicit AccessorForm(const TypeView &Of);

  /// The function that does it; none, and Why, if no function can.
  std::optional<LibraryFunction> make(const clang::FieldDecl &Member,
                                      TypeUse::Kind Does,
                                      std::string &Why) const;
  const clang::FieldDecl *memberNamed(llvm::StringRef Name) const;

private:
  void choosePrefix(llvm::ArrayRef<const clang::FunctionDecl *> Declared);
  void chooseObject(llvm::ArrayRef<const clang::FunctionDecl *> Declared);
  std::string nameFor(llvm::StringRef Member, llvm::StringRef Verb) const;
  bool isFree(llvm::StringRef Name) const;
  std::string body(llvm::StringRef Statement) const;

  const TypeView &Of;
  std::string Prefix, Own; ///< "json_", "json_object_"
  bool Capitals = false; ///< "cJSON_GetType", not "json_get_type"
  std::string Object = "self";
  std::string Indent = "  ", LineEnd = "\n";
  bool BraceAlone = false; ///< on a line of its own
  /// All members, also those of members without a name, in their order.
  std::vector<const clang::FieldDecl *> Members;
};

/// Text that takes the place of [Begin, End). Of several insertions at one
/// place the one of the highest rank is first.
struct TextChange {
  unsigned Begin = 0, End = 0;
  std::string Text;
  unsigned Rank = 0;
};

/// Turns the access whose member is this token into a call; false, and nothing
/// added, if the tokens around it are something else.
bool callInstead(const TokenText &Tokens, size_t Member, TypeUse::Kind Does,
                 llvm::StringRef Name, std::vector<TextChange> &Into);
/// What an access does, as far as its tokens tell.
std::optional<TypeUse::Kind> kindByTokens(const TokenText &Tokens,
                                          size_t Member);
/// Edits of one file; insertions at one place become one.
std::vector<Edit> editsOf(const TokenText &Tokens,
                          std::vector<TextChange> Changes);

} // namespace membrane

#endif
