// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the pointers of one function come from: which argument or global, and
// after which loads. Flow-insensitive; local variables whose address is taken
// hold all that is stored there.

#ifndef MEMBRANE_ANALYSIS_SURFACE_ORIGINS_H
#define MEMBRANE_ANALYSIS_SURFACE_ORIGINS_H

#include "analysis/surface/Freeing.h"

namespace membrane {

/// One possibility: Moved bytes from where Base points.
struct Origin {
  FreedPlace Base;
  Offset Moved;
  RecordId Whole; ///< the record into which the last steps went, if known
  Offset InWhole;
  friend bool operator==(const Origin &A, const Origin &B) {
    return A.Base == B.Base && A.Moved == B.Moved;
  }
};

class Origins {
public:
  Origins(const Program &Linked, const PathNamer &Names, const Function &Code);

  llvm::ArrayRef<Origin> of(ValueId Value) const { return Held[Value.Index]; }
  /// The pointer that is stored where From points.
  std::optional<Origin> loaded(const Origin &From) const;
  /// Whether a limit cut something.
  bool cut() const { return Cut; }

private:
  static constexpr unsigned MaxOrigins = 8, MaxRounds = 5;

  void start();
  void follow(const Fact &Step);
  void add(ValueId To, const Origin &New);
  void addAll(ValueId To, ValueId From);
  Origin displaced(const Origin &From, const Fact &Step) const;

  const Program &Linked;
  const PathNamer &Names;
  const Function &Code;
  std::vector<llvm::SmallVector<Origin, 1>> Held; ///< by ValueId
  std::map<ValueId, std::set<ValueId>> Slots; ///< values that a local may hold
  bool Cut = false, Changed = false;
};

} // namespace membrane

#endif
