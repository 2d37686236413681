// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What clients have given together with a function of theirs, and get back when
// that is called: the user data of a callback, what a release function frees.

#ifndef MEMBRANE_ANALYSIS_LINK_USERDATA_H
#define MEMBRANE_ANALYSIS_LINK_USERDATA_H

#include "analysis/link/Link.h"

namespace membrane {

/// Arguments of indirect calls that are the client's own wherever what is
/// called is no function of the program's. For the call graph and Callable, see
/// Link.cpp.
UserDataSet findUserData(const Program &Linked, const Models *Known);

} // namespace membrane

#endif
