// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The functions behind the table of checks, one file each, and the questions
// that several of them ask.

#ifndef MEMBRANE_CHECKS_ROWS_H
#define MEMBRANE_CHECKS_ROWS_H

#include "checks/Checks.h"
#include "checks/NoLint.h"
#include "llvm/ADT/SmallVector.h"

namespace membrane {

/// A comment that suppresses findings, and what came of it.
struct Suppression {
  const NoLint &Word;
  Location Where;
  /// A begin without its end, or an end without its begin, of checks here.
  enum class State : uint8_t { Whole, Unbalanced } Is = State::Whole;
  /// Of its globs: those that named a check that ran, and hid nothing.
  llvm::SmallVector<llvm::StringRef, 2> Unused = {};
  /// Those that begin as the names of checks do, but are none.
  llvm::SmallVector<llvm::StringRef, 2> Unknown = {};
};

void checkAllocatorBypass(const SurfaceFunction &Function, FindingSink Emit);
void checkAmbiguousOwnership(const SurfaceFunction &Function, FindingSink Emit);
void checkContainedHeap(const SurfaceFunction &Function, FindingSink Emit);
void checkContract(const SurfaceFunction &Function, FindingSink Emit);
void checkHiddenGlobal(const SurfaceFunction &Function, FindingSink Emit);
void checkLeak(const SurfaceFunction &Function, FindingSink Emit);
void checkLeakyHandle(const SurfaceType &Type, FindingSink Emit);
void checkMappedPerCall(const SurfaceFunction &Function, FindingSink Emit);
void checkMissingContract(const SurfaceFunction &Function, FindingSink Emit);
void checkMissingRelease(const SurfaceFunction &Function, FindingSink Emit);
void checkMixedRelease(const SurfaceFunction &Function, FindingSink Emit);
void checkNonOpaqueArgument(const SurfaceFunction &Function, FindingSink Emit);
void checkNonOpaqueReturn(const SurfaceFunction &Function, FindingSink Emit);
void checkPartialRelease(const SurfaceType &Type, FindingSink Emit);
void checkScatteredHandle(const SurfaceType &Type, FindingSink Emit);
void checkSuppression(const Suppression &Comment, FindingSink Emit);
void checkUnboundedStack(const SurfaceFunction &Function, FindingSink Emit);

/// What stands before the name of a check in a comment.
inline constexpr llvm::StringLiteral CommentPrefix = "membrane-";

/// Whether a finding is listed before another one.
bool comesBefore(const Surface &Answer, const Finding &Left,
                 const Finding &Right);

/// A place in the source as the cause of findings.
std::string causeAt(Location Where);

/// Whether memory of this family comes out of an allocator that the caller
/// gave.
bool isCallersFamily(const SurfaceFunction &Function, llvm::StringRef Family);

/// Whether the caller can look into the memory of an escape, of which there is
/// no doubt, and it does not come out of an allocator that the caller gave.
bool isVisible(const SurfaceFunction &Function, const Escape &Out);

/// What to do about an escape that is visible: the release, and the ways to
/// make it compose.
std::string visibleAdvice(const Escape &Out);

/// Whether it comes out of an allocator that the caller gave.
bool isCallersMemory(const SurfaceFunction &Function, const Escape &Out);

/// "'a' or 'b' or 'c'", "'a' or 'b' or 'c' or one of 7 others".
std::string alternatives(llvm::ArrayRef<std::string> Names);

/// "argument 1", "the object", "the variadic arguments".
std::string argumentPhrase(ArgumentRef Argument);

} // namespace membrane

#endif
