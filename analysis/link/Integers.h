// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which arguments that are declared as integers may be addresses.
//
// Two questions, each for the whole program at once. Whether it is given one:
// pointers are followed through values, arguments, results and members that
// are integers (IntegerPlaces.h says which a store reaches). And whether it is
// used as one, by the function or by one that it is passed on to. An argument
// for which the answer to both is no is a number. (What a client gives is the
// client's: it matters if it is used.)

#ifndef MEMBRANE_ANALYSIS_LINK_INTEGERS_H
#define MEMBRANE_ANALYSIS_LINK_INTEGERS_H

#include "analysis/link/Link.h"

namespace membrane {

/// Needs TargetLists, Indirect and Carriers. Linear in the facts, times how
/// often more is known of what a function is given.
IntegerUses findIntegerUses(const Program &Linked, const Models *Known);

} // namespace membrane

#endif
