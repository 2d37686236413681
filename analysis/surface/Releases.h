// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which functions release what, over the whole surface.

#ifndef MEMBRANE_ANALYSIS_SURFACE_RELEASES_H
#define MEMBRANE_ANALYSIS_SURFACE_RELEASES_H

#include "analysis/surface/Paths.h"

namespace membrane {

/// Functions that others can call and that free an argument or what hangs
/// under it, by the type of what they free.
class ReleaseIndex {
public:
  explicit ReleaseIndex(const PathNamer &Names) : Names(Names) {}

  /// Name: what clients call the function.
  void add(const Function &Code, const FunctionSummary &Found,
           const std::string &Name);

  /// Functions that free an object of this record.
  std::vector<std::string> ofRecord(RecordId Named) const;
  /// Functions that free what a member of a record points to.
  std::vector<std::string> ofMember(RecordId Holder, int64_t Member) const;
  /// Functions that free any block (`void *`).
  const std::vector<std::string> &ofAnything() const { return Anything; }

private:
  const PathNamer &Names;
  std::map<RecordId, std::vector<std::string>> Records;
  std::map<std::pair<RecordId, int64_t>, std::vector<std::string>> Members;
  std::vector<std::string> Anything;
};

} // namespace membrane

#endif
