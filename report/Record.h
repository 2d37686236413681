// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The JSON record → the surface and the findings that it was written from.
//
// What the record does not hold (call sites, callees, causes) is empty.
// Members that this version does not know are passed over.

#ifndef MEMBRANE_REPORT_RECORD_H
#define MEMBRANE_REPORT_RECORD_H

#include "analysis/surface/Surface.h"
#include "checks/Checks.h"
#include "llvm/Support/Error.h"

namespace membrane {

struct ScanRecord {
  std::string Tool; ///< the version that wrote it
  Surface Answer;   ///< without a root: its files are as written
  std::vector<Finding> Findings;
};

/// Text is what writeJson writes; Name is what errors call it. Fails on what
/// is no JSON, no record, or of a newer version than this program knows.
llvm::Expected<ScanRecord> readRecord(llvm::StringRef Text,
                                      llvm::StringRef Name);

} // namespace membrane

#endif
