// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function's record in few words, for people.

#ifndef MEMBRANE_REPORT_WORDS_H
#define MEMBRANE_REPORT_WORDS_H

#include "analysis/surface/Surface.h"
#include "checks/Checks.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace membrane {

/// "0", "this", "...".
std::string argumentName(ArgumentRef Argument);

/// "argument 0->name", "this->name", "variadic argument *".
std::string argumentWords(ArgumentRef Argument, llvm::StringRef Path);

/// "return->name", "argument 1 *", "callback 2", "global x".
std::string exitWords(const Escape &Out);

/// "a", "a, b" or "a, b and 4 more", each between the quotes.
std::string listWords(llvm::ArrayRef<std::string> Names, llvm::StringRef Quote,
                      size_t Most);

/// "a", "a or b" or "a or b or c or one of 7 others", each between the quotes.
std::string choiceWords(llvm::ArrayRef<std::string> Names,
                        llvm::StringRef Quote);

/// What breaks the promise of an opaque handle: "no release", "release
/// incomplete", "pointers into it get out through 'peek'"; "" if nothing.
std::string handleFlaws(const Surface &Answer, const Escape &Out);

/// Where a function's memory goes, and why: "return ← malloc; release free".
std::string memoryWords(const Surface &Answer, const SurfaceFunction &Function);

/// Text with what is no UTF-8 replaced, for formats that cannot hold it.
std::string repaired(llvm::StringRef Text);

/// A path as in a URI: the bytes that one cannot hold in the form %XX.
std::string uriOf(llvm::StringRef Path);

/// What a finding says and advises, in one line.
std::string wholeMessage(const Finding &Found);

/// What an assumption rests on: "'foo' has neither a body nor a model".
std::string assumptionWords(const Assumption &Made);

} // namespace membrane

#endif
