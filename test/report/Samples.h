// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Hand-built surfaces that the tests of the report share.

#ifndef MEMBRANE_TEST_REPORT_SAMPLES_H
#define MEMBRANE_TEST_REPORT_SAMPLES_H

#include "report/Report.h"

namespace membrane {

/// A function in /p/src/x.c at Line.
SurfaceFunction makeFunction(llvm::StringRef Name, AllocationClass Class,
                             unsigned Line);

/// Memory of malloc that gets out through the result, released by free.
Escape makeReturn(llvm::StringRef Type, unsigned Line);

/// One function of every class, a type, a failed unit, a bound and a note.
Surface makeSample();

/// One warning at xstrdup, with witness and advice.
std::vector<Finding> makeFindings();

std::string textOf(const Surface &Answer, llvm::ArrayRef<Finding> Findings,
                   const TextStyle &Style);
std::string jsonOf(const Surface &Answer, llvm::ArrayRef<Finding> Findings);

} // namespace membrane

#endif
