// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where memory comes to one function, and what becomes of it there.
//
// Takes the summary: its allocations, the blocks that the function had in
// hand, what globals keep, what is lost. An allocation that it never had in
// hand does not leave the callee that leads to it.

#include "analysis/surface/Recorder.h"
#include "analysis/surface/Wrappers.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace membrane;

/// By allocation: the global that reaches its block at the exit, and the store
/// that put it there.
std::map<uint32_t, Step> Recorder::findKept() {
  std::map<uint32_t, Step> Kept;
  std::vector<std::pair<NodeId, Step>> Work;
  std::set<NodeId> Met;
  auto Reach = [&](const PointsTo &Holds, const Step &Store) {
    for (const Target &To : Holds.targets())
      if (Found.Nodes[To.Node.Index].Form == Node::Kind::Fresh &&
          Met.insert(To.Node).second)
        Work.push_back({To.Node, Store});
  };
  if (Found.Allocations.empty())
    return Kept;
  llvm::DenseSet<uint32_t> Alike; // of what has been reached
  for (const SummaryCell &Place : Found.Cells) {
    const Node &Top = Found.Nodes[Found.root(Place.Node).Index];
    bool Library = Top.Form == Node::Kind::Static && Top.Number == 0;
    bool Private = Top.Form == Node::Kind::Global &&
                   !Linked.isPublic(SymbolId(Top.Number));
    if ((!Library && !Private) ||
        !Alike.insert(Found.Alike[&Place - Found.Cells.data()]).second)
      continue;
    if (Private)
      Reach(Place.Holds,
            {Place.Where,
             "kept in '" + Names.globalName(SymbolId(Top.Number)) + "'"});
    else
      Reach(Place.Holds, {Place.Where, "kept by the C library"});
  }
  while (!Work.empty()) {
    auto [Block, Store] = Work.back();
    Work.pop_back();
    Kept.try_emplace(Found.Nodes[Block.Index].Number, Store);
    for (uint32_t I : cellsOf(Block))
      Reach(Found.Cells[I].Holds, Store);
  }
  return Kept;
}

/// Whether the outermost call gives one new block as its result and makes no
/// other.
bool Recorder::isPlain(const Allocation &Made) const {
  if (Made.Steps.size() == 1)
    return true;
  const Function *Body = Linked.body(Made.Steps.front().Callee);
  if (!Body)
    return false;
  const FunctionSummary &Callee =
      Shared.Found.Of[Body - Linked.Functions.data()];
  std::set<uint32_t> Given;
  for (const SummaryCell &Part : Callee.Result)
    for (const Target &To : Part.Holds.targets())
      if (Callee.Nodes[To.Node.Index].Form == Node::Kind::Fresh)
        Given.insert(Callee.Nodes[To.Node.Index].Number);
  return Given.size() == Callee.Allocations.size();
}

/// What numbers multiply to, if all are known.
static std::optional<uint64_t>
product(llvm::ArrayRef<std::optional<int64_t>> Factors) {
  uint64_t Bytes = 1;
  for (std::optional<int64_t> Factor : Factors) {
    bool Overflow = false;
    if (!Factor || *Factor < 0)
      return std::nullopt;
    Bytes = llvm::SaturatingMultiply(Bytes, uint64_t(*Factor), &Overflow);
    if (Overflow)
      return std::nullopt;
  }
  return Factors.empty() ? std::nullopt : std::optional(Bytes);
}

/// The size of the block that a call makes. Of an allocator of which it is not
/// known which arguments that is, all multiplied: none makes a larger one.
static std::optional<uint64_t> bytesOf(const Function &Code, const Fact &Call,
                                       const Counterpart &Instead) {
  std::vector<std::optional<int64_t>> Given, Factors;
  for (ValueId Argument : Call.Arguments) {
    const Value &Each = Code.Values[Argument.Index];
    Given.push_back(Each.Form == Value::Kind::Integer
                        ? std::optional(Each.Number)
                        : std::nullopt);
  }
  if (Instead.Size.empty())
    return product(Given);
  for (unsigned Operand : Instead.Size) {
    const Counterpart::Operand &Each = Instead.Operands[Operand];
    Factors.push_back(!Each.Argument                  ? Each.Number
                      : *Each.Argument < Given.size() ? Given[*Each.Argument]
                                                      : std::nullopt);
  }
  return product(Factors);
}

/// Reads the size off the function's own call. Several calls can share a place
/// (a macro): what is said holds for each.
std::optional<uint64_t> Recorder::sizeOf(const Allocation &Made,
                                         const Counterpart &Instead) const {
  std::optional<uint64_t> Most;
  if (Made.Steps.size() != 1 && Instead.Size.empty())
    return Most;
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts) {
      if (Step.Form != Fact::Kind::Call ||
          Step.Where != Made.Steps.front().Where)
        continue;
      std::optional<uint64_t> Bytes = bytesOf(Code, Step, Instead);
      if (!Bytes)
        return std::nullopt;
      Most = std::max(Most.value_or(0), *Bytes);
    }
  return Most;
}

Site Recorder::siteOf(uint32_t Index) const {
  const Allocation &Made = Found.Allocations[Index];
  Site New;
  Allocator Used = describe(Made);
  New.Family = std::move(Used.Family);
  New.Hook = std::move(Used.Hook);
  New.Kind = Made.Kind;
  if (SymbolId Callee = Made.Steps.front().Callee)
    New.Callee = Linked.Symbols[Callee.Index].Name;
  New.Witness = stepsOf(Made);
  return New;
}

void Recorder::addEnds(uint32_t Index, const HeldBlock &Had, Site &Into) const {
  for (const CallStep &By : Had.Releases) {
    if (onlyReleases(Shared, By.Callee))
      Into.Frees.push_back(By.Where);
    Into.Ends.push_back({By.Where, Names.releasingWords(By.Callee)});
  }
  for (const LostBlock &Lost : Found.Lost)
    if (Lost.Allocation == Index) {
      Into.Lost = true;
      Into.Ends.push_back({Lost.Where, "not reachable any more here"});
    }
}

void Recorder::addSites() {
  std::map<uint32_t, Step> Kept = findKept();
  std::map<uint32_t, const HeldBlock *> Held;
  for (const HeldBlock &Had : Found.Held)
    Held.try_emplace(Had.Allocation, &Had);
  std::set<uint32_t> Reachable;
  for (const Node &Object : Found.Nodes)
    if (Object.Form == Node::Kind::Fresh)
      Reachable.insert(Object.Number);
  std::set<std::tuple<Location, std::string, std::string>> Inside;
  for (uint32_t I = 0; I < Found.Allocations.size(); ++I) {
    const Allocation &Made = Found.Allocations[I];
    if (Made.Steps.empty())
      continue;
    Site New = siteOf(I);
    auto Had = Held.find(I);
    if (Had == Held.end()) {
      const CallStep &Own = Made.Steps.front();
      const Function *Body = Own.Callee ? Linked.body(Own.Callee) : nullptr;
      if (Own.Callee)
        New.Within = Body ? Body->Name : Linked.Symbols[Own.Callee.Index].Name;
      if (!Inside.insert({Own.Where, New.Within, New.Family}).second)
        continue;
    } else {
      addEnds(I, *Had->second, New);
      New.MoreEnds = !Had->second->releasesAreAll();
      New.Freed = Had->second->Freed;
      New.Plain = isPlain(Made);
      New.Instead = counterpartOf(Shared, Code, Made);
      New.Grows = growsInRegion(Shared, Code, Made);
      New.Bytes = sizeOf(Made, New.Instead);
    }
    if (auto Keeper = Kept.find(I); Keeper != Kept.end()) {
      New.Kept = true;
      New.Ends.push_back(Keeper->second);
    }
    New.Escapes = Reachable.count(I) && !New.Kept;
    llvm::sort(New.Ends, [](const Step &A, const Step &B) {
      return std::tie(A.Where, A.Message) < std::tie(B.Where, B.Message);
    });
    Out.Sites.push_back(std::move(New));
  }
  llvm::stable_sort(Out.Sites, [](const Site &A, const Site &B) {
    return A.Witness.back().Where < B.Witness.back().Where;
  });
}
