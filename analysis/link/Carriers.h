// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Integer members that the program uses as addresses.

#ifndef MEMBRANE_ANALYSIS_LINK_CARRIERS_H
#define MEMBRANE_ANALYSIS_LINK_CARRIERS_H

#include "analysis/link/Link.h"

namespace membrane {

using CarrierSet = std::set<MemberKey>;

/// Of type integer, but what is loaded from them becomes an address in some
/// function. Linear in the facts of the program.
CarrierSet findCarriers(const Program &Linked);

} // namespace membrane

#endif
