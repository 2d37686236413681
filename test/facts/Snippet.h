// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A few lines of C or C++ → their unit, for the tests of this folder.

#ifndef MEMBRANE_TEST_FACTS_SNIPPET_H
#define MEMBRANE_TEST_FACTS_SNIPPET_H

#include "analysis/facts/Facts.h"
#include <gtest/gtest.h>

namespace membrane {

/// Compiles Text with the driver's words in Flags and lowers it. A test fails
/// if it does not compile.
Unit lowerC(llvm::StringRef Text, llvm::StringRef Flags = "");
Unit lowerCxx(llvm::StringRef Text, llvm::StringRef Flags = "");

/// The printed facts of one function, by its machine name, without places.
std::string factsOf(const Unit &Lowered, llvm::StringRef Name);
std::string printed(const Unit &Lowered);

/// Null if there is none.
const Function *findFunction(const Unit &Lowered, llvm::StringRef Name);
const Symbol *findSymbol(const Unit &Lowered, llvm::StringRef Name);
const Record *findRecord(const Unit &Lowered, llvm::StringRef Name);
const Field *findField(const Record *Owner, llvm::StringRef Name);

/// Every fact of a function, in order.
std::vector<Fact> stepsOf(const Unit &Lowered, llvm::StringRef Name);

/// Passes if the pieces stand in Text in this order; else shows Text.
testing::AssertionResult inOrder(llvm::StringRef Text,
                                 std::vector<llvm::StringRef> Pieces);
testing::AssertionResult lacks(llvm::StringRef Text, llvm::StringRef Piece);

} // namespace membrane

#endif
