// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the source says of a function or variable: its name, signature,
// attributes, and the files that declare it.

#ifndef MEMBRANE_ANALYSIS_FACTS_DECLARATIONS_H
#define MEMBRANE_ANALYSIS_FACTS_DECLARATIONS_H

#include "analysis/facts/Facts.h"
#include "analysis/facts/Types.h"

namespace membrane {

/// "node_new", "ns::List<int>::push": as the source would name it.
std::string sourceName(const clang::NamedDecl &Declared,
                       const clang::PrintingPolicy &Policy);

/// "struct node *node_new(int value)".
std::string signatureOf(const clang::FunctionDecl &Declared,
                        const clang::PrintingPolicy &Policy);

/// Fills what the source knows of a symbol: place, name, declaring files, the
/// type of a variable, the attributes of a function.
void describeSymbol(Symbol &Described, const clang::NamedDecl &Declared,
                    TypeTable &Types, Places &Where);

/// Fills name, signature, parameters, result and object of a function.
void describeFunction(Function &Described, const clang::FunctionDecl &Declared,
                      TypeTable &Types, Places &Where);

/// Calls Use with each function and variable of external linkage that a file
/// outside the system's headers declares, in the order of the source.
void forEachDeclared(
    clang::ASTContext &Context,
    llvm::function_ref<void(const clang::NamedDecl &Declared)> Use);

} // namespace membrane

#endif
