// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Objects of several kinds whose records begin with the one that clients know:
// a release that looks at members of one kind is none of another.

#ifndef MEMBRANE_ANALYSIS_SURFACE_KINDS_H
#define MEMBRANE_ANALYSIS_SURFACE_KINDS_H

#include "analysis/surface/Releases.h"

namespace membrane {

/// The records that begin with that of the argument and by which the release
/// uses it.
std::vector<RecordId> kindsOf(const PathNamer &Names,
                              const FunctionSummary &Does, const Releaser &As);

/// Whether there are kinds, and none of them is, or begins with, one of Others,
/// nor the other way round.
bool areApart(const PathNamer &Names, llvm::ArrayRef<RecordId> Kinds,
              llvm::ArrayRef<RecordId> Others);

/// Whether the release is for other kinds than that of an object.
bool isForOthers(const PathNamer &Names, const Releaser &As, RecordId Object);

} // namespace membrane

#endif
