// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The contracts that hold today for public functions: which, where they can
// be written, and why not if they cannot.

#ifndef MEMBRANE_CHECKS_ANNOTATIONS_H
#define MEMBRANE_CHECKS_ANNOTATIONS_H

#include "analysis/surface/Surface.h"

namespace membrane {

/// The words that hold of a function and that none of its declarations has yet.
std::vector<Contract> missingContracts(const SurfaceFunction &Function);

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

} // namespace membrane

#endif
