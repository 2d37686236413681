// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What membrane says of a function in one word, and the kinds of memory.

#ifndef MEMBRANE_ANALYSIS_SUMMARY_ALLOCATIONCLASS_H
#define MEMBRANE_ANALYSIS_SUMMARY_ALLOCATIONCLASS_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>

namespace membrane {

/// The class of a function, best first.
enum class AllocationClass : uint8_t {
  None,          ///< no allocation on any path
  Contained,     ///< nothing allocated is reachable by the caller afterwards
  Parameterized, ///< every allocation goes through the caller's allocator
  Opaque,        ///< memory gets out, only behind incomplete types
  Escaping,      ///< memory gets out where the caller can see it
  Unknown,       ///< code that could change the answer was not seen
};
inline constexpr unsigned NumAllocationClasses = 6;

/// "none", "contained", ...: the spelling in output, options and tests.
llvm::StringRef className(AllocationClass Class);

/// What an allocation is made of.
enum class AllocatorKind : uint8_t {
  Heap,     ///< malloc and its like
  Mapping,  ///< mmap, sbrk
  Resource, ///< FILE *, DIR *, ...
  Stack,    ///< alloca, VLA
};

llvm::StringRef kindName(AllocatorKind Kind);
std::optional<AllocatorKind> parseAllocatorKind(llvm::StringRef Name);

/// Why an answer rests on something that was not seen.
enum class AssumptionKind : uint8_t {
  Callee,     ///< external function with neither body nor model
  Pointer,    ///< indirect call whose targets the program does not show
  Callback,   ///< the caller's own function was called (not unseen code)
  Assembly,   ///< inline asm that may call, jump or write memory
  Construct,  ///< an instruction that the analysis does not know
  Bound,      ///< a limit of the analysis was hit
  Annotation, ///< an annotation on a declaration was believed
  Weak,       ///< a weak definition was taken as the one that is used
};

llvm::StringRef assumptionName(AssumptionKind Kind);

/// Whether code behind such an assumption could make a class worse.
bool isUnseenCode(AssumptionKind Kind);

} // namespace membrane

#endif
