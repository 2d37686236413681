// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How places in source files are written: relative to the project's root when
// inside it.

#ifndef MEMBRANE_REPORT_PLACES_H
#define MEMBRANE_REPORT_PLACES_H

#include "analysis/surface/Surface.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace membrane {

class Places {
public:
  explicit Places(const Surface &Answer) : Answer(Answer) {}

  /// Path as output says it.
  std::string relative(llvm::StringRef Path) const;
  /// "" if File names nothing.
  std::string file(FileId File) const;
  /// "src/x.c:12", without a column; "" if unknown.
  std::string line(Location Where) const;
  /// "src/x.c:12:7", as far as it is known; "" if unknown.
  std::string full(Location Where) const;

private:
  const Surface &Answer;
};

} // namespace membrane

#endif
