// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the program lays behind members of type `void *`: the record by which
// it looks into what it loads from there. One pass over the facts.

#ifndef MEMBRANE_ANALYSIS_SURFACE_LAID_H
#define MEMBRANE_ANALYSIS_SURFACE_LAID_H

#include "analysis/link/Link.h"
#include <map>

namespace membrane {

/// By record and offset in it; none: several that differ.
using LaidRecords = std::map<std::pair<RecordId, int64_t>, RecordId>;

/// Whether a type is a pointer to something of that kind.
bool leadsTo(const Program &Linked, TypeId Pointer, Type::Kind Form);

LaidRecords findLaid(const Program &Linked);

} // namespace membrane

#endif
