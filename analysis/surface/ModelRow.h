// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The summary of one function → its row for scans of its users.

#ifndef MEMBRANE_ANALYSIS_SURFACE_MODELROW_H
#define MEMBRANE_ANALYSIS_SURFACE_MODELROW_H

#include "analysis/escape/Escape.h"
#include "analysis/surface/Surface.h"
#include <set>

namespace membrane {

class PathNamer;
class ReleaseIndex;

/// What the rows of all functions share.
struct ExportContext {
  const Program &Linked;
  const PathNamer &Names;
  const ReleaseIndex &Releases;
  const Models &Known;
};

class RowWriter {
public:
  RowWriter(const ExportContext &Shared, const Function &Code,
            const FunctionSummary &Found)
      : Shared(Shared), Linked(Shared.Linked), Code(Code), Found(Found) {}

  /// The row under one of the function's names.
  Model write(llvm::StringRef Name);

  /// Families that the row uses.
  llvm::ArrayRef<ModelFamily> families() const { return Families; }
  /// Why the row is unknown, a line each.
  llvm::ArrayRef<std::string> reasons() const { return Reasons; }

private:
  std::optional<ModelPlace> place(NodeId Named);
  std::optional<ModelPlace> rootPlace(NodeId Named);
  std::optional<ModelPlace> freshPlace(const Node &Block);
  std::vector<ModelValue> values(const PointsTo &Holds);
  std::string familyOf(uint32_t Index);
  std::string useFamily(const ModelFamily &Family);
  std::string releaseOf(uint32_t Index) const;
  std::string releasedFamily(uint32_t Argument);
  bool isOutside(const PointsTo &Holds) const;
  bool callsUnknown() const;
  void findUsed();
  void use(const PointsTo &Holds);
  void addBlocks();
  void addResult();
  void addPart(const SummaryCell &Part);
  void addStores();
  void addReleases();
  PointsTo passed(const DeferredCall &Inner, uint32_t Position) const;
  void addCalls();
  void addHanded();
  void addAssumptions();
  void giveUp(const std::string &Reason);

  ExportContext Shared;
  const Program &Linked;
  const Function &Code;
  const FunctionSummary &Found;
  Model Row;
  std::vector<ModelFamily> Families;
  std::vector<std::string> Reasons;
  std::set<uint32_t> Used; ///< allocations that somebody can reach
  /// By allocation: its number among the row's blocks.
  std::map<uint32_t, unsigned> BlockOf;
};

} // namespace membrane

#endif
