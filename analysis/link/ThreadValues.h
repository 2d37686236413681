// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Values that each thread has of its own: pthread_getspecific, tss_get.

#ifndef MEMBRANE_ANALYSIS_LINK_THREADVALUES_H
#define MEMBRANE_ANALYSIS_LINK_THREADVALUES_H

#include "analysis/link/Link.h"

namespace membrane {

/// Gives each key that nobody but the program can have a variable, and makes
/// what is read and written under the key a load and a store of that.
void nameThreadValues(Program &Linked, const LinkOptions &Options);

} // namespace membrane

#endif
