// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/BodyFreeing.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/GraphTraits.h"
#include "llvm/ADT/SCCIterator.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

namespace {

struct FlowBlock {
  uint32_t Index = 0;
  std::vector<FlowBlock *> Next;
};

/// From the first block on.
using FlowOfBlocks = std::vector<FlowBlock>;

} // namespace

template <> struct llvm::GraphTraits<FlowOfBlocks *> {
  using NodeRef = FlowBlock *;
  using ChildIteratorType = std::vector<FlowBlock *>::iterator;
  static NodeRef getEntryNode(FlowOfBlocks *Flow) { return &Flow->front(); }
  static ChildIteratorType child_begin(NodeRef From) {
    return From->Next.begin();
  }
  static ChildIteratorType child_end(NodeRef From) { return From->Next.end(); }
};

BodyFreeing::BodyFreeing(Freeing &Whole, uint32_t Index,
                         const Freeing::Numbers &Given)
    : Whole(Whole), Linked(Whole.Linked), Index(Index),
      Code(Linked.Functions[Index]), Given(Given), From(Whole.originsIn(Index)),
      Live(Code.Blocks.size()) {}

Freeing::FreedList BodyFreeing::run() {
  Out.Cut |= From.cut();
  std::vector<uint32_t> Todo{0};
  while (!Todo.empty()) {
    uint32_t Next = Todo.back();
    Todo.pop_back();
    if (Live[Next])
      continue;
    Live[Next] = true;
    for (uint32_t After : successors(Next, nullptr))
      Todo.push_back(After);
  }
  for (uint32_t B = 0; B < Code.Blocks.size(); ++B)
    for (uint32_t I = 0; Live[B] && I < Code.Blocks[B].Facts.size(); ++I)
      if (Code.Blocks[B].Facts[I].Form == Fact::Kind::Call)
        readCall(Code.Blocks[B].Facts[I], {Index, B, I});
  llvm::sort(Entries, [&](const Entry &A, const Entry &B) {
    return place(A.What.Place) < place(B.What.Place);
  });
  for (Entry &Of : Entries) {
    Of.What.Sure = sureness(place(Of.What.Place), Of.Points);
    if (isArgument(place(Of.What.Place)))
      noteHandedOn(Of);
    Out.Places.push_back(Of.What);
  }
  return std::move(Out);
}

//===-- Numbers -----------------------------------------------------------===//

std::optional<int64_t> BodyFreeing::numberOf(ValueId Named) const {
  const Value &Known = Code.Values[Named.Index];
  switch (Known.Form) {
  case Value::Kind::Null:
    return 0;
  case Value::Kind::Integer:
    return Known.Number;
  case Value::Kind::Argument:
    return size_t(Known.Number) < Given.size() ? Given[Known.Number]
                                               : std::nullopt;
  case Value::Kind::Result:
    if (const Fact *Step = definition(Named))
      if (Step->Form == Fact::Kind::Compare)
        if (auto Truth = outcome(*Step))
          return *Truth;
    return std::nullopt;
  case Value::Kind::Address:
  case Value::Kind::Scalar:
    return std::nullopt;
  }
  return std::nullopt;
}

std::optional<bool> BodyFreeing::outcome(const Fact &Test) const {
  auto Left = numberOf(Test.Operands[0]), Right = numberOf(Test.Operands[1]);
  if (!Left || !Right)
    return std::nullopt;
  if (Test.Compared == Relation::Equal)
    return *Left == *Right;
  if (Test.Compared == Relation::NotEqual)
    return *Left != *Right;
  return std::nullopt;
}

//===-- Paths -------------------------------------------------------------===//

/// Whether the edge is taken only if the place, or one on the way to it, is
/// null.
bool BodyFreeing::isNullEdge(const Terminator &End, unsigned Side,
                             const FreedPlace &Place) const {
  const Fact *Test = End.Form == Terminator::Kind::Branch
                         ? definition(End.Condition)
                         : nullptr;
  if (!Test || Test->Form != Fact::Kind::Compare)
    return false;
  Relation Null = Side == 0 ? Relation::Equal : Relation::NotEqual;
  auto Right = numberOf(Test->Operands[1]);
  if (Test->Compared != Null || !Right || *Right != 0)
    return false;
  return llvm::any_of(From.of(Test->Operands[0]), [&](OriginId Named) {
    const Origin &One = Whole.Places[Named];
    const FreedPlace &Base = place(One.Base);
    llvm::ArrayRef<FreedPlace::Step> Way = Base.Steps;
    return One.Moved == Offset() && Base.Global == Place.Global &&
           Base.Root == Place.Root && Way.size() <= Place.Steps.size() &&
           llvm::ArrayRef(Place.Steps).take_front(Way.size()) == Way;
  });
}

llvm::SmallVector<uint32_t, 4>
BodyFreeing::successors(uint32_t Block, const FreedPlace *NotNull) const {
  const Terminator &End = Code.Blocks[Block].End;
  llvm::SmallVector<uint32_t, 4> Found;
  std::optional<int64_t> Known;
  if (End.Condition)
    Known = numberOf(End.Condition);
  for (unsigned Side = 0; Side < End.Successors.size(); ++Side) {
    if (End.Form == Terminator::Kind::Branch && Known &&
        Side != (*Known ? 0u : 1u))
      continue;
    if (NotNull && isNullEdge(End, Side, *NotNull))
      continue;
    Found.push_back(End.Successors[Side].Index);
  }
  return Found;
}

/// By block: a number for the loop that it lies on, 0 for none.
std::vector<uint32_t> BodyFreeing::findLoops() const {
  FlowOfBlocks Flow(Code.Blocks.size());
  for (uint32_t B = 0; B < Code.Blocks.size(); ++B) {
    Flow[B].Index = B;
    for (uint32_t Next : successors(B, nullptr))
      Flow[B].Next.push_back(&Flow[Next]);
  }
  std::vector<uint32_t> Loops(Code.Blocks.size());
  uint32_t Number = 0;
  for (auto It = llvm::scc_begin(&Flow); !It.isAtEnd(); ++It)
    if (++Number; It.hasCycle())
      for (const FlowBlock *One : *It)
        Loops[One->Index] = Number;
  return Loops;
}

/// Those blocks and all that lie with one of them on a loop: a loop frees what
/// is there to free.
std::vector<bool> BodyFreeing::loopBlocks(const std::vector<bool> &Of) {
  if (LoopOf.empty())
    LoopOf = findLoops();
  llvm::DenseSet<uint32_t> Loops;
  for (uint32_t B = 0; B < Of.size(); ++B)
    if (Of[B] && LoopOf[B])
      Loops.insert(LoopOf[B]);
  std::vector<bool> All = Of;
  for (uint32_t B = 0; B < Of.size(); ++B)
    All[B] = All[B] || Loops.contains(LoopOf[B]);
  return All;
}

/// Whether a path from the entry to a return meets none of Stops, and Place is
/// not null on it.
bool BodyFreeing::isAvoidable(const FreedPlace &Place,
                              std::vector<bool> Stops) const {
  llvm::SmallVector<uint32_t, 16> Todo{0};
  while (!Todo.empty()) {
    uint32_t Next = Todo.pop_back_val();
    if (Stops[Next])
      continue;
    Stops[Next] = true;
    if (Code.Blocks[Next].End.Form == Terminator::Kind::Return)
      return true;
    llvm::append_range(Todo, successors(Next, &Place));
  }
  return false;
}

/// The blocks on paths from the entry to a return that meet none of Stops; on
/// which Place is not null.
std::vector<uint32_t>
BodyFreeing::avoiding(const FreedPlace &Place,
                      const std::vector<bool> &Stops) const {
  std::vector<llvm::SmallVector<uint32_t, 2>> Before(Stops.size());
  std::vector<bool> Seen = Stops, IsBack(Stops.size());
  std::vector<uint32_t> Todo{0}, Ends, Back;
  while (!Todo.empty()) {
    uint32_t Next = Todo.back();
    Todo.pop_back();
    if (Seen[Next])
      continue;
    Seen[Next] = true;
    if (Code.Blocks[Next].End.Form == Terminator::Kind::Return)
      Ends.push_back(Next);
    for (uint32_t After : successors(Next, &Place)) {
      Before[After].push_back(Next);
      Todo.push_back(After);
    }
  }
  while (!Ends.empty()) {
    uint32_t Next = Ends.back();
    Ends.pop_back();
    if (IsBack[Next])
      continue;
    IsBack[Next] = true;
    Back.push_back(Next);
    llvm::append_range(Ends, Before[Next]);
  }
  return Back;
}

Sureness BodyFreeing::sureness(const FreedPlace &Place,
                               const std::vector<Point> &All) {
  auto Sure = [](const Point &One) { return One.Sure != Sureness::Maybe; };
  if (llvm::none_of(All, Sure))
    return Sureness::Maybe;
  std::vector<bool> Stops(Code.Blocks.size());
  Sureness Least = Sureness::Always;
  for (const Point &One : llvm::make_filter_range(All, Sure)) {
    Stops[One.Block] = true;
    Least = std::min(Least, One.Sure);
  }
  if (!Place.Steps.empty())
    Stops = loopBlocks(Stops);
  std::vector<uint32_t> Past = avoiding(Place, Stops);
  if (Past.empty())
    return Least;
  for (uint32_t B : Past)
    for (const Fact &Step : Code.Blocks[B].Facts)
      if (!isHarmless(Step))
        return Sureness::Maybe;
  return isArgument(Place) && isDecidedElsewhere(Place, Past, Stops)
             ? Sureness::Maybe
             : Sureness::Guarded;
}

/// Where an address starts: what no constant was added to.
ValueId BodyFreeing::baseOf(ValueId Address) const {
  const Fact *Made = definition(Address);
  while (Made && Made->Form == Fact::Kind::Displace) {
    Address = Made->Operands[0];
    Made = definition(Address);
  }
  return Address;
}

/// Whether a value is read out of an object that the argument only leads to,
/// or is what a function says of such an object.
bool BodyFreeing::isOfOther(ValueId Asked, unsigned Depth) const {
  auto IsOther = [&](ValueId Pointer) {
    const Fact *Made = definition(baseOf(Pointer));
    return Made &&
           (Made->Form == Fact::Kind::Load || Made->Form == Fact::Kind::Call);
  };
  const Fact *Made = definition(Asked);
  if (!Made || Depth == MaxAsked)
    return false;
  if (Made->Form == Fact::Kind::Load)
    return IsOther(Made->Operands[0]);
  if (Made->Form == Fact::Kind::Call)
    return llvm::any_of(Made->Arguments, IsOther) &&
           llvm::none_of(Made->Arguments, [&](ValueId Given) {
             return Code.Values[baseOf(Given).Index].Form ==
                    Value::Kind::Argument;
           });
  bool Computes =
      Made->Form == Fact::Kind::Compare || Made->Form == Fact::Kind::Arithmetic;
  return Computes && llvm::any_of(Made->Operands, [&](ValueId Operand) {
           return Operand && isOfOther(Operand, Depth + 1);
         });
}

/// The blocks from which control may come to one of Stops.
std::vector<bool> BodyFreeing::leadingTo(const FreedPlace &Place,
                                         const std::vector<bool> &Stops) const {
  std::vector<bool> Leads = Stops;
  bool Grown = true;
  while (std::exchange(Grown, false))
    for (uint32_t B = 0; B < Leads.size(); ++B)
      if (!Leads[B] && llvm::any_of(successors(B, &Place),
                                    [&](uint32_t Next) { return Leads[Next]; }))
        Leads[B] = Grown = true;
  return Leads;
}

/// Whether another object (a parent, a list) is asked whether to free this one,
/// on paths that leave all as it was: this takes out of something.
bool BodyFreeing::isDecidedElsewhere(const FreedPlace &Place,
                                     llvm::ArrayRef<uint32_t> Past,
                                     const std::vector<bool> &Stops) const {
  auto Stores = [&](uint32_t B) {
    return llvm::any_of(Code.Blocks[B].Facts, [](const Fact &Step) {
      return Step.Form == Fact::Kind::Store;
    });
  };
  if (llvm::any_of(Past, Stores))
    return false;
  std::vector<bool> Leads = leadingTo(Place, Stops);
  return llvm::any_of(Past, [&](uint32_t B) {
    const Terminator &End = Code.Blocks[B].End;
    return Leads[B] && End.Form == Terminator::Kind::Branch &&
           llvm::any_of(successors(B, &Place),
                        [&](uint32_t Next) { return !Leads[Next]; }) &&
           isOfOther(End.Condition, 0);
  });
}

/// Functions to which an argument is handed that are told apart; a call through
/// a table reaches many, and hands it to one of them.
static constexpr size_t MaxHandedOn = 4;

/// Functions to which the argument is handed: on some paths only, then this one
/// decides, and so comes before them, or on all.
void BodyFreeing::noteHandedOn(Entry &Of) {
  std::map<uint32_t, std::vector<uint32_t>> BlocksOf;
  for (const Point &One : Of.Points)
    if (One.Callee != Program::NoBody && One.Callee != Index)
      BlocksOf[One.Callee].push_back(One.Block);
  std::vector<uint32_t> Through, Onto;
  for (const auto &[Callee, Blocks] : BlocksOf) {
    std::vector<bool> Stops(Code.Blocks.size());
    for (uint32_t B : Blocks)
      Stops[B] = true;
    bool Decides = isAvoidable(place(Of.What.Place), std::move(Stops));
    if (Decides)
      Through.push_back(Callee);
    else if (BlocksOf.size() <= MaxHandedOn)
      Onto.push_back(Callee);
  }
  Of.What.Through =
      Whole.Sets.unite(Of.What.Through, Whole.Sets.of(std::move(Through)));
  // What the only one hands it on to.
  bool Only = Onto.size() == 1 && BlocksOf.size() == 1;
  Of.What.Onto =
      Whole.Sets.unite(Only ? Of.What.Onto : 0, Whole.Sets.of(std::move(Onto)));
}

//===-- Doing nothing -----------------------------------------------------===//

bool BodyFreeing::isHarmlessStore(const Fact &Step) const {
  ValueId Stored = Step.Operands[1];
  const Value &Known = Code.Values[Stored.Index];
  if (Known.Form != Value::Kind::Result)
    return Known.Form == Value::Kind::Integer ||
           Known.Form == Value::Kind::Null || Known.Form == Value::Kind::Scalar;
  const Fact *Made = definition(Stored);
  return Made && (Made->Form == Fact::Kind::Arithmetic ||
                  Made->Form == Fact::Kind::Compare);
}

bool BodyFreeing::isHarmlessCall(const Fact &Step) const {
  if (!Step.Callee)
    return false;
  SymbolId Callee = Linked.resolve(Step.Callee);
  if (const Model *Row =
          Linked.body(Callee)
              ? nullptr
              : Whole.Known.find(Linked.Symbols[Callee.Index].Name))
    return Row->Releases.empty() && Row->Fills.empty() && Row->Keeps.empty() &&
           Row->Calls.empty() && !Row->Allocates && Row->Blocks.empty() &&
           Row->Frees.empty() && Row->Stores.empty() &&
           Row->Callbacks.empty() &&
           llvm::none_of(Row->Returns, [](const ModelResult &Given) {
             return Given.From == ModelResult::Kind::Fresh;
           });
  if (!Linked.body(Callee))
    return false;
  const FunctionSummary &Does = Whole.Found.Of[Linked.BodyOf[Callee.Index]];
  return Does.Allocations.empty() && Does.Releases.empty() &&
         Does.Handed.empty() && Does.Assumptions.empty() &&
         llvm::all_of(Does.Cells, [](const SummaryCell &Place) {
           return Place.Holds.targets().empty();
         });
}

bool BodyFreeing::isHarmless(const Fact &Step) const {
  switch (Step.Form) {
  case Fact::Kind::Store:
    return isHarmlessStore(Step);
  case Fact::Kind::Call:
    return Step.NoReturn || isHarmlessCall(Step);
  case Fact::Kind::Copy:
  case Fact::Kind::Fill:
  case Fact::Kind::StartVariadic:
  case Fact::Kind::Unmodelled:
    return false;
  case Fact::Kind::Local:
  case Fact::Kind::Displace:
  case Fact::Kind::Merge:
  case Fact::Kind::Load:
  case Fact::Kind::Part:
  case Fact::Kind::Compare:
  case Fact::Kind::Arithmetic:
  case Fact::Kind::Arrival:
    return true;
  }
  return true;
}
