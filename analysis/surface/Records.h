// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Several records of one function.

#ifndef MEMBRANE_ANALYSIS_SURFACE_RECORDS_H
#define MEMBRANE_ANALYSIS_SURFACE_RECORDS_H

#include "analysis/surface/Surface.h"

namespace membrane {

/// Records of one key are one.
std::string recordKey(const SurfaceFunction &Of);
/// By file, line and name.
void orderRecords(Surface &Answer);

/// A worse class replaces a better one; unknown only what is not escaping.
bool isWorse(const SurfaceFunction &A, const SurfaceFunction &B);

/// Of two records that both hold, the one that says more for clients; Other if
/// they say as much.
void keepBetter(SurfaceFunction &Record, SurfaceFunction Other);

/// Adds to a record for any caller what lets more memory out where a caller has
/// one object for two of the function's names.
void addTold(SurfaceFunction &Record, SurfaceFunction Told);

} // namespace membrane

#endif
