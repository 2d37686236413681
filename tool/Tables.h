// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is made of the tables of commands, options and checks when membrane is
// built: manual pages, the completion of three shells, pages of the site.

#ifndef MEMBRANE_TOOL_TABLES_H
#define MEMBRANE_TOOL_TABLES_H

#include "tool/OptionRows.h"
#include "llvm/Support/raw_ostream.h"

namespace membrane {

/// What the foot of a manual page says.
struct ManualFoot {
  std::string Version;
  std::string Date; ///< 2026-01-31
};

/// membrane(1), in the man macros.
void printManual(const ManualFoot &Foot, llvm::raw_ostream &Out);
/// membrane-COMMAND(1).
void printManual(const CommandRow &Command, const ManualFoot &Foot,
                 llvm::raw_ostream &Out);

/// For bash, on the functions of the package bash-completion 2.
void printBashCompletion(llvm::raw_ostream &Out);
/// For zsh, on its own completion system.
void printZshCompletion(llvm::raw_ostream &Out);
void printFishCompletion(llvm::raw_ostream &Out);

/// Pages of the site, in Markdown.
void printOptionReference(llvm::raw_ostream &Out);
void printCheckReference(llvm::raw_ostream &Out);

} // namespace membrane

#endif
