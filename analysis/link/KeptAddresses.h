// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the program stores addresses of its own variables: `current = &root`,
// `handle->slot = &slots[i]`.

#ifndef MEMBRANE_ANALYSIS_LINK_KEPTADDRESSES_H
#define MEMBRANE_ANALYSIS_LINK_KEPTADDRESSES_H

#include "analysis/link/Link.h"

namespace membrane {

/// Members and variables in which such addresses are stored by name: a constant
/// address, one of several, or one that is moved in its object. Not followed:
/// what is passed or loaded, and then stored. Linear in the facts of functions
/// that name variables.
KeptAddresses findKeptAddresses(const Program &Linked);

} // namespace membrane

#endif
