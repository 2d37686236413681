// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The contracts that hold today for public functions, as a list or as JSON.

#ifndef MEMBRANE_REPORT_ANNOTATIONS_H
#define MEMBRANE_REPORT_ANNOTATIONS_H

#include "checks/Checks.h"
#include "llvm/Support/raw_ostream.h"

namespace membrane {

/// A line for each function: "db.h:12: db_open: opaque(db_close)".
void writeAnnotations(const Surface &Answer,
                      llvm::ArrayRef<Annotation> Annotations,
                      llvm::raw_ostream &Out);
/// The same for programs: docs/schema/membrane-annotate-1.json.
void writeAnnotationsJson(const Surface &Answer,
                          llvm::ArrayRef<Annotation> Annotations,
                          llvm::raw_ostream &Out);

} // namespace membrane

#endif
