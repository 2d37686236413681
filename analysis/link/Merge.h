// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Units → one set of tables, with every id rewritten.

#ifndef MEMBRANE_ANALYSIS_LINK_MERGE_H
#define MEMBRANE_ANALYSIS_LINK_MERGE_H

#include "analysis/link/Link.h"

namespace membrane {

/// Joins the tables of the units. Files, types and records of one name and
/// place become one; external symbols of one name become one, strong before
/// common before weak and inline; internal symbols stay apart.
Program mergeUnits(std::vector<Unit> Units);

/// Decides which files are public headers and which records code outside can
/// write.
void markPublic(Program &Linked, const LinkOptions &Options);

/// Adds contracts to the functions that they name.
void addNotes(Program &Linked, llvm::ArrayRef<ContractNote> Notes);

} // namespace membrane

#endif
