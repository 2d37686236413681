// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The words of rows by place, both ways: "0@56 = fresh 1 or null",
// "inside 0@8@16", "0@8*16 maybe".
//
//   PLACE  = (N | variadic | fresh | fresh N | static | thrown | outside) {@AT
//   {*AT}} AT     = BYTES | BYTES+STRIDEk | ? VALUE  = PLACE | inside PLACE |
//   null | number VALUES = VALUE {or VALUE}
//
// Each parse function takes one value and gives nothing if it does not have
// the form; the spelling functions write what they read.

#ifndef MEMBRANE_ANALYSIS_MODELS_PLACE_H
#define MEMBRANE_ANALYSIS_MODELS_PLACE_H

#include "analysis/models/Models.h"

namespace membrane {

std::optional<ModelPlace> parsePlace(llvm::StringRef Text);
/// "PLACE@AT = VALUES", or "->" in the middle if the old content may stay.
std::optional<ModelStore> parseStore(llvm::StringRef Text);
/// "VALUE", or "part BYTES VALUE".
std::optional<ModelPart> parsePart(llvm::StringRef Text);
/// "PLACE" or "PLACE maybe".
std::optional<ModelFree> parseFree(llvm::StringRef Text);
/// "VALUES", or "nothing".
std::optional<std::vector<ModelValue>> parsePassedValues(llvm::StringRef Text);

std::string spell(const ModelPlace &Place);
std::string spell(const ModelStore &Store);
std::string spell(const ModelPart &Part);
std::string spell(const ModelFree &Free);
std::string spell(const ModelBlock &Block);
std::string spell(const ModelCallback &Callback);

/// Calls Use with every place that a row by place names.
void forEachPlace(const Model &What,
                  llvm::function_ref<void(const ModelPlace &)> Use);

/// Whether a row says what the packed form of the built-in tables does not.
bool isByPlace(const Model &What);

} // namespace membrane

#endif
