// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The parts of chooseGoals, one for each scope.

#ifndef MEMBRANE_FIXES_GOALS_H
#define MEMBRANE_FIXES_GOALS_H

#include "fixes/Fixes.h"
#include "llvm/ADT/StringMap.h"

namespace membrane {

/// Finds functions in Surface::Functions by mangled names, of which files may
/// have their own.
class FunctionIndex {
public:
  explicit FunctionIndex(const Surface &Answer);

  bool contains(llvm::StringRef Name) const { return ByName.contains(Name); }
  /// The one that a finding names.
  std::optional<size_t> of(const Finding &About) const;
  /// What a name means in a function: its file's own, or the only one.
  std::optional<size_t> meantIn(const SurfaceFunction &Caller,
                                llvm::StringRef Name) const;

private:
  const Surface &Answer;
  llvm::StringMap<llvm::SmallVector<size_t, 1>> ByName;
};

/// The site that a finding of contained-heap is about.
std::optional<size_t> siteOf(const SurfaceFunction &Function,
                             const Finding &About);

/// Goals for results that get out and that the caller can look into: each with
/// all functions that have to take a region together, and the findings about
/// blocks that their callers get from them (Results.cpp).
void chooseResults(const Surface &Answer, llvm::ArrayRef<Finding> Found,
                   const FunctionIndex &Functions, std::vector<Goal> &Into);

/// Lets those functions of a goal stay that others may call, and those that
/// they need for that (KeptNames.cpp).
void keepNames(const Surface &Answer, const FunctionIndex &Functions,
               Goal &Wanted);
/// What the function beside one of this name is called.
std::string nameInRegion(llvm::StringRef Old);

/// Goals for handles that no public function releases (MissingReleases.cpp).
void chooseReleases(const Surface &Answer, llvm::ArrayRef<Finding> Found,
                    const FunctionIndex &Functions, std::vector<Goal> &Into);
/// Goals for types that functions make and that callers can look into: each
/// with all findings about memory that gets out (Types.cpp). Functions are
/// those of the findings, in their order.
void chooseTypes(const Surface &Answer, llvm::ArrayRef<Finding> Found,
                 const FunctionIndex &Functions, std::vector<Goal> &Into);
/// Goals for handle types, each for the findings about the type and for leaks
/// (Handles.cpp).
void chooseHandles(const Surface &Answer, llvm::ArrayRef<Finding> Found,
                   std::vector<Goal> &Into);

} // namespace membrane

#endif
