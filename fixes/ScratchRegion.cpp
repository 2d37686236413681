// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// scratch-region: 'p = malloc(n)' becomes 'p = mbr_scratch_alloc(&scratch, n)'
// out of a scratch that ends with the block in which p is declared.
//
// The scratch is declared before p, so no way out of the block can miss it.

#include "fixes/LocalBlocks.h"
#include "fixes/RegionArgument.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace membrane {

/// 'malloc(' becomes what the runtime has for it; a function that takes a
/// region gets that of the scratch.
static std::optional<Obstacle> redirect(const BodyView &Body,
                                        const LocalBlock &Block,
                                        llvm::StringRef Scratch,
                                        std::vector<Edit> &Into) {
  const SourceText &Text = Body.Unit.Text;
  std::string Region = ("mbr_scratch_region(&" + Scratch + ")").str();
  if (Block.Instead) {
    const Counterpart &Instead = *Block.Instead;
    return callInstead(Text, *Block.Allocation, Instead,
                       Instead.InScratch.empty()
                           ? Instead.InRegion + "(" + Region
                           : Instead.InScratch + "(&" + Scratch.str(),
                       Into);
  }
  std::optional<Edit> Given = giveRegion(Text, *Block.Allocation, Region);
  if (!Given)
    return Text.obstacle(Block.Allocation->getExprLoc(),
                         "the allocation is no plain call");
  Into.push_back(std::move(*Given));
  return std::nullopt;
}

/// Where a scratch is declared.
enum class Start : uint8_t { OfHolder, OfScope };

/// Declares the scratch before the first holder; or where the scope begins, if
/// a jump or another build goes past the holder's declaration.
static std::optional<Obstacle> open(const BodyView &Body,
                                    const LocalBlock &First, Start At,
                                    llvm::StringRef Scratch,
                                    std::vector<Edit> &Into) {
  const SourceText &Text = Body.Unit.Text;
  std::optional<TextRange> Range =
      Text.rangeOf(First.Declared->getSourceRange());
  std::optional<TextRange> Scope = Text.rangeOf(First.Scope->getSourceRange());
  if (!Range || !Scope)
    return Text.obstacle(First.Declared->getBeginLoc(),
                         "a macro makes the declaration");
  std::string New = Text.asIn(*First.Allocation,
                              ("MBR_SCRATCH_SCOPE(" + Scratch + ");").str());
  std::string NewLine =
      (Text.lineEnd(Range->File) + Text.indentAt(Range->File, Range->Begin))
          .str();
  unsigned Where = Range->Begin;
  if (At == Start::OfScope) {
    Where = Scope->Begin + 1;
    New = NewLine + New;
  } else {
    New += Text.startsLine(*Range) ? NewLine : " ";
  }
  Into.push_back(Text.replace({Range->File, Where, Where}, New));
  return std::nullopt;
}

/// The block of a scope whose holder is declared first.
static const LocalBlock &firstOf(llvm::ArrayRef<LocalBlock> Blocks,
                                 const CompoundStmt *Scope) {
  const LocalBlock *First = nullptr;
  for (const LocalBlock &Each : Blocks)
    if (Each.Scope == Scope && (!First || Each.Declared->getBeginLoc() <
                                              First->Declared->getBeginLoc()))
      First = &Each;
  return *First;
}

namespace {

/// A name for each scope. Scopes may be nested, so no two have the same.
class ScratchNames {
public:
  explicit ScratchNames(const BodyView &Body) : Body(Body) {}

  std::pair<llvm::StringRef, bool> of(const CompoundStmt *Scope) {
    auto [Known, IsNew] = Names.try_emplace(Scope);
    while (IsNew && Known->second.empty()) {
      ++Number;
      std::string Wanted =
          Number == 1 ? "scratch" : "scratch" + std::to_string(Number);
      if (Body.freeName(Wanted) == Wanted)
        Known->second = Wanted;
    }
    return {Known->second, IsNew};
  }

private:
  const BodyView &Body;
  unsigned Number = 0;
  std::map<const CompoundStmt *, std::string> Names;
};

} // namespace

/// Whether a place is in all builds that have the blocks of a scope.
static bool isWherever(const BodyView &Body, SourceLocation Where,
                       llvm::ArrayRef<LocalBlock> Blocks,
                       const CompoundStmt *Scope) {
  const SourceText &Text = Body.Unit.Text;
  auto Around = [&](SourceLocation Place) {
    return Text.conditionsAround(Body.Function.getBody()->getBeginLoc(), Place);
  };
  std::vector<unsigned> Outer = Around(Where);
  return llvm::all_of(Blocks, [&](const LocalBlock &Each) {
    std::vector<unsigned> Inner = Around(Each.Allocation->getBeginLoc());
    return Each.Scope != Scope ||
           (Outer.size() <= Inner.size() &&
            std::equal(Outer.begin(), Outer.end(), Inner.begin()));
  });
}

std::optional<Obstacle> planScratchRegion(const BodyView &Body,
                                          llvm::ArrayRef<LocalBlock> Blocks,
                                          std::vector<Edit> &Into) {
  const SourceText &Text = Body.Unit.Text;
  ScratchNames Scratches(Body);
  Removal Gone(Body);
  for (const LocalBlock &Block : Blocks) {
    const LocalBlock &First = firstOf(Blocks, Block.Scope);
    bool Missed =
        Body.isJumpedOver(First.Declared) ||
        !isWherever(Body, First.Declared->getBeginLoc(), Blocks, Block.Scope);
    Start At = Missed ? Start::OfScope : Start::OfHolder;
    auto [Scratch, IsNew] = Scratches.of(Block.Scope);
    if (IsNew)
      if (auto Cannot = open(Body, First, At, Scratch, Into))
        return Cannot;
    if (auto Cannot = redirect(Body, Block, Scratch, Into))
      return Cannot;
    for (const CallExpr *Free : Block.Frees)
      Gone.add(Free);
  }
  if (std::optional<Obstacle> Cannot = Gone.finish(Into))
    return Cannot;
  TextRange Where = *Text.rangeOf(Blocks.front().Declared->getSourceRange());
  if (std::optional<Edit> Include =
          Text.addInclude(Where.File, "membrane/scratch.h"))
    Into.push_back(std::move(*Include));
  return std::nullopt;
}

} // namespace membrane
