// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The contracts that hold today for public functions: which, where they can
// be written, and why not if they cannot.

#ifndef MEMBRANE_REPORT_ANNOTATIONS_H
#define MEMBRANE_REPORT_ANNOTATIONS_H

#include "analysis/surface/Surface.h"
#include "llvm/Support/raw_ostream.h"

namespace membrane {

/// One public function.
struct Annotation {
  const SurfaceFunction *Function = nullptr;
  std::vector<Contract> Holding;   ///< all words that hold
  std::vector<Contract> Missing;   ///< those that no declaration has yet
  std::vector<Assumption> Assumed; ///< under which they hold
  DeclarationPlace At;             ///< where to write; unset if nowhere
  std::string Obstacle; ///< why Missing is not to be written; "" if it is
};

/// Whether words that hold only under an assumption are to be written.
enum class Assuming : uint8_t { Refused, Allowed };

/// All public functions of the project, in the order of the surface.
std::vector<Annotation> findAnnotations(const Surface &Answer,
                                        Assuming Assumptions);

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
