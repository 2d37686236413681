// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which units are linked together, as far as the targets of the build tell.

#ifndef MEMBRANE_ANALYSIS_LINK_PROGRAMS_H
#define MEMBRANE_ANALYSIS_LINK_PROGRAMS_H

#include "analysis/link/Link.h"
#include "llvm/ADT/StringMap.h"

namespace membrane {

/// What the names of several definitions mean in each unit. Units are named by
/// their place in the list.
class UnitGroups {
public:
  explicit UnitGroups(llvm::ArrayRef<Unit> Units);

  /// Whether it is of a program: linked into nothing else.
  bool isOfProgram(size_t Position) const;
  /// The units with a definition that the name can mean in a unit, sorted; none
  /// if there is no choice: at most one unit defines it.
  std::vector<uint32_t> meaning(llvm::StringRef Name, size_t Position) const;
  /// Whether the build tells that no program has both.
  bool areApart(size_t One, size_t Other) const;
  /// Whether both are of targets that the build names, and not of one.
  bool areNamedApart(size_t One, size_t Other) const;
  /// Lets the first of several units that say the same, where each name means
  /// the same, stand for all. Units have lost their targets.
  void joinTwins(llvm::ArrayRef<Unit> Units);
  /// Whether another unit stands for this one.
  bool isJoined(size_t Position) const {
    return StandsFor[Position] != Position;
  }
  /// The target of a unit; the same number for units of one.
  uint32_t target(size_t Position) const { return TargetOf[Position]; }

private:
  struct Target {
    bool Folder = false; ///< may be several targets
    unsigned Mains = 0;
  };
  std::vector<uint32_t> among(llvm::ArrayRef<uint32_t> Defining,
                              size_t Position) const;

  bool splitTwins(llvm::ArrayRef<Unit> Units);

  std::vector<Target> Targets;
  std::vector<uint32_t> TargetOf;  ///< by unit
  std::vector<bool> HasMain;       ///< by unit
  std::vector<uint32_t> StandsFor; ///< by unit: the first of its twins
  llvm::StringMap<std::vector<uint32_t>> DefinedIn; ///< strong definitions
};

} // namespace membrane

#endif
