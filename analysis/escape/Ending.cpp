// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Code from which the program ends before its function is left, as that which
// reports an error and exits.

#include "analysis/escape/Solver.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

namespace {

/// What a call of a function without a body does at last.
enum class CallEnd : uint8_t { Returns, EndsProgram, Unknown };

/// Functions of the caller's are taken to come back, loops to go on for ever.
/// Each block is looked at once for each way out of it.
class EndingFinder {
public:
  EndingFinder(const Program &Linked, uint32_t Index,
               llvm::function_ref<CallEnd(SymbolId)> EndOf)
      : Linked(Linked), Index(Index), Code(Linked.Functions[Index]),
        EndOf(EndOf), Ends(Code.Blocks.size()) {}

  /// By block: whether the program ends on every way on from there.
  std::vector<bool> find();

private:
  CallEnd endOf(SymbolId Callee) const {
    Callee = Linked.resolve(Callee);
    return Linked.body(Callee) ? CallEnd::Unknown : EndOf(Callee);
  }
  bool comesBack(uint32_t Block, uint32_t Fact) const;
  bool endsIn(uint32_t Block) const;

  const Program &Linked;
  uint32_t Index;
  const Function &Code;
  llvm::function_ref<CallEnd(SymbolId)> EndOf;
  std::vector<bool> Ends;
};

/// A call that does not end the program: whether it surely goes on behind it.
bool EndingFinder::comesBack(uint32_t Block, uint32_t Fact) const {
  const membrane::Fact &Step = Code.Blocks[Block].Facts[Fact];
  auto Back = [&](SymbolId Callee) {
    return endOf(Callee) == CallEnd::Returns;
  };
  return Step.Callee
             ? Back(Step.Callee)
             : llvm::all_of(Linked.targets({Index, Block, Fact}).Functions,
                            Back);
}

bool EndingFinder::endsIn(uint32_t Block) const {
  const membrane::Block &Part = Code.Blocks[Block];
  for (uint32_t I = 0; I < Part.Facts.size(); ++I) {
    const Fact &Step = Part.Facts[I];
    if (Step.Form != Fact::Kind::Call)
      continue;
    if (Step.Callee && endOf(Step.Callee) == CallEnd::EndsProgram)
      return true;
    if (!comesBack(Block, I))
      return false;
  }
  const std::vector<BlockId> &Next = Part.End.Successors;
  return !Next.empty() &&
         llvm::all_of(Next, [&](BlockId To) { return Ends[To.Index]; });
}

std::vector<bool> EndingFinder::find() {
  // An exception of a function of the caller's leaves, too.
  if (!Code.NeverThrows)
    return Ends;
  std::vector<std::vector<uint32_t>> Before(Code.Blocks.size());
  std::vector<uint32_t> Work;
  for (uint32_t Block = 0; Block < Code.Blocks.size(); ++Block) {
    for (BlockId To : Code.Blocks[Block].End.Successors)
      Before[To.Index].push_back(Block);
    Work.push_back(Block);
  }
  // From nothing: a loop ends the program only where it cannot go round.
  while (!Work.empty()) {
    uint32_t Block = Work.back();
    Work.pop_back();
    if (Ends[Block] || !endsIn(Block))
      continue;
    Ends[Block] = true;
    llvm::append_range(Work, Before[Block]);
  }
  return Ends;
}

} // namespace

bool Solver::endsProgram(uint32_t Index, uint32_t Block) {
  auto [Known, IsNew] = Ending.try_emplace(Index);
  if (IsNew)
    Known->second =
        EndingFinder(Linked, Index, [&](SymbolId Callee) {
          const FunctionSummary *Does = modelled(Callee);
          if (!Does || Does->Unwinds || Does->Throws || !Does->Calls.empty())
            return CallEnd::Unknown;
          return Does->Returns ? CallEnd::Returns : CallEnd::EndsProgram;
        }).find();
  return Known->second[Block];
}
