// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a format asks for: the letters of the directives in a constant text.

#ifndef MEMBRANE_ANALYSIS_FACTS_DIRECTIVES_H
#define MEMBRANE_ANALYSIS_FACTS_DIRECTIVES_H

#include <optional>
#include <string>

namespace llvm {
class Constant;
} // namespace llvm

namespace membrane {

/// The letters of all directives, "dlms" of "%ld %ms", ordered, each once.
/// Nothing if it is no text that ends in 0.
std::optional<std::string> directivesOf(const llvm::Constant &Text);

} // namespace membrane

#endif
