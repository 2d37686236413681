// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arenas that a program has of its own: an object that an argument leads to
// keeps blocks, and a function gives pieces of them.
//
// By its summary such a function gives memory that was there before, so all
// that its callers put into two pieces would be one. But no two calls give the
// same piece (Carving.h). So callers get another view of it, that of a region's
// allocator: each call makes a block, which the arena holds at an unknown
// place, and whose allocator is the arena (docs/adr/0023-arenas.md).

#ifndef MEMBRANE_ANALYSIS_ESCAPE_ARENA_H
#define MEMBRANE_ANALYSIS_ESCAPE_ARENA_H

#include "analysis/escape/Carving.h"
#include "analysis/escape/Summary.h"
#include "analysis/link/Link.h"

namespace membrane {

/// Whether a function may give pieces of something, by its declaration: memory
/// that nothing is known of, and an amount of it.
bool looksLikeArena(const Program &Linked, const Function &Code);

/// Changes the summary of a function that cuts all that it returns to that
/// view, if it cuts it from an arena; leaves any other as it is.
void viewAsArena(const Program &Linked, const Function &Code,
                 const Carving &Cut, FunctionSummary &Summary);

} // namespace membrane

#endif
