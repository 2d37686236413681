// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A block of memory that one local variable of a function holds, and nothing
// else: where it is allocated, used and released in the AST.

#ifndef MEMBRANE_FIXES_LOCALBLOCKS_H
#define MEMBRANE_FIXES_LOCALBLOCKS_H

#include "fixes/BodyView.h"
#include <variant>

namespace membrane {

struct LocalBlock {
  const Site *Place = nullptr;
  /// What the block can come from; null: the function that is called takes a
  /// region, or is going to.
  const Counterpart *Instead = nullptr;
  const clang::CallExpr *Allocation = nullptr;
  const clang::VarDecl *Holder = nullptr;
  const clang::DeclStmt *Declared = nullptr;
  const clang::CompoundStmt *Scope = nullptr; ///< in which Holder is declared
  /// Calls that do nothing but release what Holder holds.
  llvm::SmallVector<const clang::CallExpr *, 4> Frees;
};

/// The sites of a goal in the body of its function; for each the block, or why
/// it cannot be taken off the heap. A holder holds only blocks of Wanted or
/// null, its address is not taken, each release of it is a statement of its
/// own, and an allocation runs at most once in a run of its scope.
std::vector<std::variant<LocalBlock, Obstacle>>
findLocalBlocks(const BodyView &Body, llvm::ArrayRef<const Site *> Wanted);

/// The expression or statement that has the use of a variable as its operand.
const clang::Stmt *userOf(const BodyView &Body, const clang::DeclRefExpr &Use);

/// Whether the use only reads the variable's value, or asks for its size.
bool isRead(const BodyView &Body, const clang::DeclRefExpr &Use);

/// Where a block is used as something else than what the type of its holder
/// says; none if nowhere.
std::optional<clang::SourceLocation> usedOtherwise(const BodyView &Body,
                                                   const LocalBlock &Block);

/// The edits that make a local variable of a block; an obstacle if its size,
/// type or uses do not allow that.
std::optional<Obstacle> planStackBuffer(const BodyView &Body,
                                        const LocalBlock &Block,
                                        std::vector<Edit> &Into);

/// Edits a call that allocates to its counterpart, given how that begins, up to
/// the region: "mbr_alloc(region".
std::optional<Obstacle> callInstead(const SourceText &Text,
                                    const clang::CallExpr &Call,
                                    const Counterpart &Instead,
                                    llvm::StringRef Begin,
                                    std::vector<Edit> &Into);

/// The edits that take blocks out of scratches, one for each scope.
std::optional<Obstacle> planScratchRegion(const BodyView &Body,
                                          llvm::ArrayRef<LocalBlock> Blocks,
                                          std::vector<Edit> &Into);

} // namespace membrane

#endif
