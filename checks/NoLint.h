// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The text of a source file → the comments in it that suppress findings, in
// the form that clang-tidy reads.

#ifndef MEMBRANE_CHECKS_NOLINT_H
#define MEMBRANE_CHECKS_NOLINT_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace membrane {

/// One of the four words that clang-tidy heeds.
struct NoLint {
  enum class Word : uint8_t { Line, NextLine, Begin, End };

  Word Kind = Word::Line;
  uint32_t Line = 0, Column = 0; ///< of the word; both count from 1
  /// The globs between the parentheses, trimmed; unset: of every check.
  std::optional<std::vector<std::string>> Globs;
  /// Of a Begin that is closed: its End among the words of the file; and back.
  std::optional<size_t> Other = {};

  std::string spelling() const;
};

/// The words in the comments of a C or C++ file, by place, with each End
/// paired to the last open Begin that has the same globs.
std::vector<NoLint> findNoLints(llvm::StringRef Source);

/// Whether '*' in the glob can stand for what makes it the name.
bool matchesGlob(llvm::StringRef Glob, llvm::StringRef Name);

} // namespace membrane

#endif
