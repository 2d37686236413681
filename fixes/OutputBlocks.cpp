// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "fixes/OutputBlocks.h"
#include "fixes/LocalBlocks.h"

using namespace clang;

namespace membrane {

static Location whereIs(const Site &Place) {
  return Place.Witness.back().Where;
}

const Site *OutputBlocks::resizedBy(const Site &Place) const {
  auto Found = llvm::find_if(All, [&](const Site *Other) {
    return Other->Grows && llvm::any_of(Place.Ends, [&](const Step &End) {
             return End.Where == whereIs(*Other);
           });
  });
  return Found == All.end() ? nullptr : *Found;
}

OutputBlocks::OutputBlocks(const SurfaceFunction &Of) {
  for (const Site &Place : Of.Sites)
    if (Place.Escapes && !Place.Kept)
      All.push_back(&Place);
  for (size_t Before = 0; Before != All.size();) {
    Before = All.size();
    for (const Site &Place : Of.Sites)
      if (Place.Within.empty() && !contains(Place) && resizedBy(Place))
        All.push_back(&Place);
  }
  llvm::sort(All);
}

bool OutputBlocks::isFollowed(const Site &Place) const {
  return llvm::all_of(Place.Ends, [&](const Step &End) {
    return llvm::is_contained(Place.Frees, End.Where) ||
           llvm::any_of(All, [&](const Site *Other) {
             return Other->Grows && whereIs(*Other) == End.Where;
           });
  });
}

bool canGrow(const Site &Place) {
  const Counterpart &Made = Place.Instead;
  return Place.Grows ||
         (Made && !Made.Zeroed && !Made.NeverNull &&
          Made.Operands.size() == 1 && Made.Operands.front().Argument &&
          Made.Size.size() == 1 && Place.Witness.size() == 1);
}

namespace {

/// Follows what local variables get.
class ResizedValue {
public:
  ResizedValue(const BodyView &Body, const OutputBlocks &Blocks)
      : Body(Body), Blocks(Blocks) {}

  /// Where a value comes from that is none of the blocks.
  std::optional<SourceLocation> findOther(const Expr *Value);

private:
  std::optional<SourceLocation> findOther(const VarDecl &Variable);
  std::optional<SourceLocation> findOther(const DeclRefExpr &Use);

  const BodyView &Body;
  const OutputBlocks &Blocks;
  llvm::SmallPtrSet<const VarDecl *, 4> Seen;
};

} // namespace

std::optional<SourceLocation> ResizedValue::findOther(const Expr *Value) {
  if (isNull(Value, Body.Unit.Context))
    return std::nullopt;
  if (const VarDecl *Variable = variableOf(Value))
    return findOther(*Variable);
  if (const auto *Call = llvm::dyn_cast<CallExpr>(stripped(Value)))
    if (llvm::any_of(Blocks.All, [&](const Site *Place) {
          return whereIs(*Place) == Body.Unit.locate(Call->getExprLoc());
        }))
      return std::nullopt;
  return Value->getExprLoc();
}

/// What one use of a variable puts in it.
std::optional<SourceLocation> ResizedValue::findOther(const DeclRefExpr &Use) {
  if (isRead(Body, Use))
    return std::nullopt;
  const auto *Store = llvm::dyn_cast_or_null<BinaryOperator>(userOf(Body, Use));
  if (Store && Store->getOpcode() == BO_Assign &&
      variableOf(Store->getLHS()) == Use.getDecl())
    return findOther(Store->getRHS());
  return Use.getLocation();
}

std::optional<SourceLocation> ResizedValue::findOther(const VarDecl &Variable) {
  if (!Variable.hasLocalStorage() || llvm::isa<ParmVarDecl>(Variable))
    return Variable.getLocation();
  if (!Seen.insert(&Variable).second)
    return std::nullopt;
  if (Variable.hasInit())
    if (auto Other = findOther(Variable.getInit()))
      return Other;
  for (const DeclRefExpr *Use : Body.usesOf(&Variable))
    if (auto Other = findOther(*Use))
      return Other;
  return Body.hiddenUse(&Variable);
}

std::optional<Obstacle> checkResized(const BodyView &Body, const CallExpr &Call,
                                     const OutputBlocks &Blocks) {
  std::optional<SourceLocation> Other = Call.getExprLoc();
  if (Call.getNumArgs() > 0)
    Other = ResizedValue(Body, Blocks).findOther(Call.getArg(0));
  if (!Other)
    return std::nullopt;
  return Body.Unit.Text.obstacle(*Other, "what is resized may be other memory "
                                         "than the function's");
}

bool returnsBehind(const BodyView &Body, const CallExpr &Release) {
  const Stmt *Up = &Release;
  while (Up && !llvm::isa<CompoundStmt>(Up))
    Up = Body.Parents.getParent(Up);
  const auto *Block = llvm::dyn_cast_or_null<CompoundStmt>(Up);
  return Block && llvm::isa<ReturnStmt>(Block->body_back());
}

} // namespace membrane
