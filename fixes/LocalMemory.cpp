// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The blocks of one function that are local to it: which go to the stack and
// which to a scratch.

#include "fixes/LocalBlocks.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace membrane {

/// What forbids to edit a function at all.
static std::optional<Obstacle> checkFunction(const UnitView &Unit,
                                             const FunctionDecl &Function) {
  const SourceText &Text = Unit.Text;
  SourceLocation Where = Function.getLocation();
  std::optional<TextRange> All = Text.rangeOf(Function.getSourceRange());
  if (!All)
    return Text.obstacle(Where, "a macro makes a part of the function");
  PresumedLoc Said = Text.Sources.getPresumedLoc(Where);
  if (Said.getLine() != Text.Sources.getSpellingLineNumber(Where))
    return Text.obstacle(Where, "the code is generated: '#line' says that it "
                                "comes from another file");
  if (All->File != Text.Sources.getMainFileID())
    return Text.obstacle(Where, "the code is in a header, which would need the "
                                "runtime's");
  if (llvm::isa<CoroutineBodyStmt>(Function.getBody()))
    return Text.obstacle(Where, "a coroutine may go on in another thread");
  if (Function.getDescribedTemplate() || Function.isTemplateInstantiation())
    return Text.obstacle(Where, "the code is a template");
  return std::nullopt;
}

namespace {

/// Plans the sites of one goal.
class LocalMemory {
public:
  LocalMemory(const BodyView &Body, const Goal &Wanted)
      : Body(Body), Wanted(Wanted),
        Of(Body.Unit.Answer.Functions[Wanted.Functions.front()]) {}

  UnitEdits plan();

private:
  void find();
  void planStack();
  void planScratch();

  const BodyView &Body;
  const Goal &Wanted;
  const SurfaceFunction &Of;
  UnitEdits Result;
  std::map<size_t, LocalBlock> Blocks; ///< by finding
};

} // namespace

/// A holder of a block that stays must not hold others that go: what fails
/// takes its neighbours with it, until nothing more fails.
void LocalMemory::find() {
  std::vector<size_t> Left(Wanted.Sites.size());
  for (size_t I = 0; I < Left.size(); ++I)
    Left[I] = I;
  while (!Left.empty()) {
    std::vector<const Site *> Sites;
    for (size_t I : Left)
      Sites.push_back(&Of.Sites[Wanted.Sites[I]]);
    auto Found = findLocalBlocks(Body, Sites);
    std::vector<size_t> Good;
    Blocks.clear();
    for (size_t I = 0; I < Left.size(); ++I) {
      size_t Finding = Wanted.Findings[Left[I]];
      if (auto *Block = std::get_if<LocalBlock>(&Found[I])) {
        Good.push_back(Left[I]);
        Blocks.try_emplace(Finding, std::move(*Block));
      } else {
        Result.Withheld.try_emplace(Finding,
                                    std::get<Obstacle>(std::move(Found[I])));
      }
    }
    if (Good.size() == Left.size())
      return;
    Left = std::move(Good);
  }
}

void LocalMemory::planStack() {
  // A recursive function may release its block before it calls itself.
  constexpr uint64_t MostBytes = 1024, MostRecursiveBytes = 64;
  for (auto Next = Blocks.begin(); Next != Blocks.end();) {
    auto [Finding, Block] = *Next++;
    std::vector<Edit> Edits;
    uint64_t Most = Of.Stack.Recursive ? MostRecursiveBytes : MostBytes;
    if (!Block.Place->Bytes || *Block.Place->Bytes > Most ||
        *Block.Place->Bytes == 0 || planStackBuffer(Body, Block, Edits))
      continue;
    llvm::append_range(Result.Edits, Edits);
    Result.Mended.try_emplace(Finding, FixKind::StackBuffer);
    Blocks.erase(Finding);
  }
}

void LocalMemory::planScratch() {
  std::vector<LocalBlock> Left;
  for (auto Next = Blocks.begin(); Next != Blocks.end();) {
    auto [Finding, Block] = *Next++;
    if (*Block.Instead && !Block.Instead->NeverNull) {
      Left.push_back(Block);
      continue;
    }
    Result.Withheld.try_emplace(
        Finding,
        Body.Unit.Text.obstacle(
            Block.Allocation->getExprLoc(),
            *Block.Instead ? "'" + Block.Place->Callee +
                                 "' ends the program if there is no memory, "
                                 "which nothing in a region does"
                           : "nothing is known that does the same in a "
                             "region"));
    Blocks.erase(Finding);
  }
  std::vector<Edit> Edits;
  if (Left.empty())
    return;
  std::optional<Obstacle> Cannot = planScratchRegion(Body, Left, Edits);
  if (!Cannot)
    llvm::append_range(Result.Edits, Edits);
  for (auto &[Finding, Block] : Blocks)
    if (Cannot)
      Result.Withheld.try_emplace(Finding, *Cannot);
    else
      Result.Mended.try_emplace(Finding, FixKind::ScratchRegion);
}

UnitEdits LocalMemory::plan() {
  find();
  planStack();
  planScratch();
  return std::move(Result);
}

UnitEdits planLocalMemory(const UnitView &Unit, const Goal &Wanted) {
  const SurfaceFunction &Of = Unit.Answer.Functions[Wanted.Functions.front()];
  const FunctionDecl *Function = Unit.definitionAt(Of.Where);
  if (!Function)
    return {};
  if (std::optional<Obstacle> Cannot = checkFunction(Unit, *Function))
    return withhold(Wanted, *Cannot);
  BodyView Body(Unit, *Function);
  if (const CallExpr *Twice = Body.returnsTwice())
    // What changes in variables before the second return is lost.
    return withhold(
        Wanted,
        Unit.Text.obstacle(Twice->getExprLoc(),
                           "variables lose their values when '" +
                               Twice->getDirectCallee()->getName() +
                               "' returns again, blocks of the heap do not"));
  return LocalMemory(Body, Wanted).plan();
}

} // namespace membrane
