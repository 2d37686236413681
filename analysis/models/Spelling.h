// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The words inside a model row's values, both ways: "inside 0",
// "content 0 maybe", "1 -> 0", "2 in result".
//
// Each parse function takes one value and gives nothing if it does not have
// the form; the spelling functions write what they read.

#ifndef MEMBRANE_ANALYSIS_MODELS_SPELLING_H
#define MEMBRANE_ANALYSIS_MODELS_SPELLING_H

#include "analysis/models/Models.h"

namespace membrane {

/// More arguments than this are a typing error.
inline constexpr unsigned MaxModelArgument = 31;

/// Where fresh memory is stored: *Argument, or anywhere behind it.
struct ModelFill {
  unsigned Argument = 0;
  bool Anywhere = false;
  ModelSuccess If = ModelSuccess::Unknown; ///< "if zero", "if not negative"
};

/// "N is NUMBER".
std::optional<ModelException> parseException(llvm::StringRef Text);
/// "N has LETTER".
std::optional<ModelFormat> parseFormat(llvm::StringRef Text);
/// "makes N", "reads N", "writes N at N", "drops N".
std::optional<ModelThreadValue> parseThreadValue(llvm::StringRef Text);
std::optional<unsigned> parseArgument(llvm::StringRef Text);
std::optional<ModelResult> parseResult(llvm::StringRef Text);
std::optional<ModelRelease> parseRelease(llvm::StringRef Text);
std::optional<ModelFill> parseFill(llvm::StringRef Text);
std::optional<std::pair<unsigned, int>> parseCopy(llvm::StringRef Text);
std::optional<ModelKeep> parseKeep(llvm::StringRef Text);
std::optional<ModelPoint> parsePoint(llvm::StringRef Text);
/// "N", "start N", "content N" or "nothing".
std::optional<ModelPassed> parsePassed(llvm::StringRef Text);

/// What stands behind "throws": Model::ThrownType.
std::optional<int> parseThrown(llvm::StringRef Text);

std::string spellThrown(int ThrownType);
std::string spell(const ModelResult &Result);
std::string spell(const ModelRelease &Release);
/// The word behind a release.
template <typename Freed> llvm::StringRef spellSureness(const Freed &What) {
  return What.Always ? "" : What.Counted ? " counted" : " maybe";
}
std::string spell(const ModelFill &Fill);
std::string spell(const std::pair<unsigned, int> &Copy);
std::string spell(const ModelKeep &Keep);
std::string spell(const ModelPoint &Point);
std::string spell(const ModelCall &Call);
std::string spell(const ModelException &Except);
std::string spell(const ModelFormat &Format);
std::string spell(const ModelThreadValue &Held);

} // namespace membrane

#endif
