// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/link/Integers.h"

#include "analysis/link/IntegerFlow.h"
#include "analysis/models/Models.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace membrane;

namespace {

/// Arguments of functions, by index and number; of all functions of one shape,
/// too, which have indexes behind those.
using Argument = std::pair<uint32_t, uint32_t>;

class IntegerSearch final : public IntegerFlow::Knowledge {
public:
  IntegerSearch(const Program &Linked, const Models *Rows);
  IntegerUses run();

  bool isGiven(uint32_t Index, uint32_t Number) const override {
    return Given.contains({Index, Number}) ||
           Given.contains({ShapeOf[Index], Number});
  }
  bool givesAddress(SymbolId Callee) const override;
  bool givesAddress(llvm::StringRef CallShape) const override {
    return Gives.contains(Shapes.lookup(CallShape));
  }
  bool holdsAddress(RecordId Holder, int64_t Bytes) const override {
    return Members.count({Holder, Bytes});
  }

private:
  uint32_t shape(llvm::StringRef CallShape);
  void again(llvm::ArrayRef<uint32_t> Indexes);
  void visit(uint32_t Index);
  void visitCall(const IntegerFlow &Flow, const CallSite &At, const Fact &Call);
  void visitStore(const IntegerFlow &Flow, const Fact &Step);
  void visitReturn(const IntegerFlow &Flow, const Terminator &End);
  void give(uint32_t Inner, const IntegerFlow &Flow, const Fact &Call);
  void hold(const IntegerFlow &Flow, ValueId Address);
  llvm::ArrayRef<uint32_t> othersIn(TargetListId List, uint32_t Shape);
  void passOn();

  const Program &Linked;
  const Models *Rows;
  llvm::StringMap<uint32_t> Shapes;
  std::vector<uint32_t> ShapeOf;              ///< by function
  std::vector<std::vector<uint32_t>> Callers; ///< by function, or shape
  std::vector<std::vector<uint32_t>> OfShape; ///< by function: none; or shape
  std::set<std::pair<RecordId, int64_t>> Members; ///< that hold addresses
  std::map<std::pair<RecordId, int64_t>, std::vector<uint32_t>> Readers;
  llvm::DenseSet<Argument> Given;
  llvm::DenseSet<Argument> Filled; ///< pointers to integers: with an address
  llvm::DenseSet<uint32_t> Gives;  ///< whose result is one
  /// Targets of a list that have another shape than the call.
  std::map<std::pair<uint32_t, uint32_t>, std::vector<uint32_t>> Others;
  std::vector<uint32_t> Work;
  llvm::DenseSet<uint32_t> Waits;
  std::vector<bool> Met; ///< by function
  llvm::DenseSet<Argument> Used;
  /// Who passes an argument on as this one.
  llvm::DenseMap<Argument, llvm::SmallVector<Argument, 2>> From;
};

} // namespace

uint32_t IntegerSearch::shape(llvm::StringRef CallShape) {
  uint32_t New = uint32_t(Linked.Functions.size() + Shapes.size());
  auto [Entry, IsNew] = Shapes.try_emplace(CallShape, New);
  if (IsNew) {
    Callers.resize(New + 1);
    OfShape.resize(New + 1);
  }
  return Entry->second;
}

/// By symbol: functions that may be called through a pointer.
static llvm::BitVector findTaken(const Program &Linked) {
  llvm::BitVector Taken(unsigned(Linked.Symbols.size()));
  auto Note = [&](SymbolId Named) {
    if (Named)
      Taken.set(Linked.resolve(Named).Index);
  };
  for (const Function &Code : Linked.Functions)
    for (const Value &Held : Code.Values)
      if (Held.Form == Value::Kind::Address)
        Note(Held.Target);
  for (uint32_t I = 0; I < Linked.Symbols.size(); ++I) {
    // Clients can hand it back.
    if (Linked.Callable[I])
      Note(SymbolId(I));
    for (const InitialPointer &Pointer : Linked.Symbols[I].Initial)
      Note(Pointer.Target);
  }
  return Taken;
}

IntegerSearch::IntegerSearch(const Program &Linked, const Models *Rows)
    : Linked(Linked), Rows(Rows), Callers(Linked.Functions.size()),
      OfShape(Linked.Functions.size()), Met(Linked.Functions.size()) {
  const llvm::BitVector Taken = findTaken(Linked);
  for (uint32_t I = 0; I < Linked.Functions.size(); ++I) {
    const Function &Code = Linked.Functions[I];
    bool ByPointer = Taken.test(Code.Symbol.Index);
    ShapeOf.push_back(
        ByPointer ? shape(Linked.Symbols[Code.Symbol.Index].CallShape) : I);
    OfShape[ShapeOf.back()].push_back(I);
    for (const Block &Part : Code.Blocks)
      for (const Fact &Step : Part.Facts) {
        if (Step.Form != Fact::Kind::Call)
          continue;
        if (!Step.Callee)
          Callers[shape(Step.CallShape)].push_back(I);
        else if (const Function *Body = Linked.body(Step.Callee))
          Callers[Body - Linked.Functions.data()].push_back(I);
      }
  }
}

bool IntegerSearch::givesAddress(SymbolId Callee) const {
  if (const Function *Body = Linked.body(Callee))
    return !IntegerFlow::givesInteger(Linked, *Body) ||
           Gives.contains(uint32_t(Body - Linked.Functions.data()));
  const Model *Row =
      Rows ? Rows->find(Linked.Symbols[Callee.Index].Name) : nullptr;
  return !Row || !Row->Returns.empty();
}

void IntegerSearch::again(llvm::ArrayRef<uint32_t> Indexes) {
  for (uint32_t Index : Indexes)
    if (Waits.insert(Index).second)
      Work.push_back(Index);
}

/// An address is stored to where a value leads.
void IntegerSearch::hold(const IntegerFlow &Flow, ValueId Address) {
  for (const MemberPlace &Place : Flow.integersAt(Address))
    if (Members.insert({Place.Holder, Place.InHolder}).second)
      again(Readers[{Place.Holder, Place.InHolder}]);
  std::optional<uint32_t> Outer = Flow.argument(Address);
  if (!Outer)
    return;
  for (uint32_t Index : {Flow.index(), ShapeOf[Flow.index()]})
    if (Filled.insert({Index, *Outer}).second)
      again(Callers[Index]);
}

/// Inner is a function, or a shape.
void IntegerSearch::give(uint32_t Inner, const IntegerFlow &Flow,
                         const Fact &Call) {
  llvm::ArrayRef<uint32_t> Reached = OfShape[Inner];
  if (Inner < ShapeOf.size())
    Reached = Inner;
  for (uint32_t I = 0; I < Call.Arguments.size(); ++I) {
    auto Takes = [&](uint32_t Index) {
      return IntegerFlow::isInteger(Linked, Linked.Functions[Index], I);
    };
    auto TakesOther = [&](uint32_t Index) {
      return !IntegerFlow::isNumber(Linked, Linked.Functions[Index], I);
    };
    ValueId Passed = Call.Arguments[I];
    if (Flow.isAddress(Passed) && llvm::any_of(Reached, Takes) &&
        Given.insert({Inner, I}).second)
      again(Reached);
    if (Filled.contains({Inner, I}))
      hold(Flow, Passed);
    if (Met[Flow.index()])
      continue;
    bool AsAddress = llvm::any_of(Reached, TakesOther);
    for (uint32_t Own : Flow.madeOf(Passed)) {
      Argument Outer{Flow.index(), Own};
      if (AsAddress)
        Used.insert(Outer);
      else
        From[{Inner, I}].push_back(Outer);
    }
  }
}

/// Functions that a list has beside those of the shape of the call.
llvm::ArrayRef<uint32_t> IntegerSearch::othersIn(TargetListId List,
                                                 uint32_t Shape) {
  auto [Entry, New] = Others.try_emplace({List.Index, Shape});
  if (New)
    for (SymbolId Callee : Linked.TargetLists[List.Index])
      if (const Function *Body = Linked.body(Callee))
        if (uint32_t Inner = uint32_t(Body - Linked.Functions.data());
            ShapeOf[Inner] != Shape)
          Entry->second.push_back(Inner);
  return Entry->second;
}

void IntegerSearch::visitCall(const IntegerFlow &Flow, const CallSite &At,
                              const Fact &Call) {
  if (Call.Callee) {
    if (const Function *Body = Linked.body(Call.Callee))
      give(uint32_t(Body - Linked.Functions.data()), Flow, Call);
    return;
  }
  // Those of its shape, also if they are met only when the pointer is followed.
  uint32_t Shape = shape(Call.CallShape);
  give(Shape, Flow, Call);
  if (TargetListId List = Linked.targets(At).List)
    for (uint32_t Inner : othersIn(List, Shape))
      give(Inner, Flow, Call);
}

void IntegerSearch::visitStore(const IntegerFlow &Flow, const Fact &Step) {
  if (Step.Size != 0 && Step.Size < IntegerFlow::PointerSize)
    return;
  if (Step.Form == Fact::Kind::Copy || Flow.isAddress(Step.Operands[1]))
    hold(Flow, Step.Operands[0]);
}

void IntegerSearch::visitReturn(const IntegerFlow &Flow,
                                const Terminator &End) {
  for (const ReturnedPart &Given : End.Returned)
    if (Flow.isAddress(Given.Value))
      for (uint32_t Index : {Flow.index(), ShapeOf[Flow.index()]})
        if (Gives.insert(Index).second)
          again(Callers[Index]);
}

/// All that a function does with what it has now.
void IntegerSearch::visit(uint32_t Index) {
  const Function &Code = Linked.Functions[Index];
  IntegerFlow Flow(Linked, Index, *this);
  for (uint32_t Block = 0; Block < Code.Blocks.size(); ++Block) {
    const membrane::Block &Part = Code.Blocks[Block];
    for (uint32_t I = 0; I < Part.Facts.size(); ++I) {
      const Fact &Step = Part.Facts[I];
      if (Step.Form == Fact::Kind::Call)
        visitCall(Flow, {Index, Block, I}, Step);
      else if (Step.Form == Fact::Kind::Store || Step.Form == Fact::Kind::Copy)
        visitStore(Flow, Step);
      else if (Step.Form == Fact::Kind::Load && !Met[Index])
        for (const MemberPlace &Place : Flow.integersAt(Step.Operands[0]))
          Readers[{Place.Holder, Place.InHolder}].push_back(Index);
    }
    visitReturn(Flow, Part.End);
  }
  if (!Met[Index])
    for (uint32_t Own : Flow.usedArguments())
      Used.insert({Index, Own});
  Met[Index] = true;
}

/// What is passed on and used there is used.
void IntegerSearch::passOn() {
  std::vector<Argument> Todo(Used.begin(), Used.end());
  while (!Todo.empty()) {
    auto [Index, Number] = Todo.back();
    Todo.pop_back();
    llvm::SmallVector<Argument, 4> Outer = From.lookup({Index, Number});
    if (Index < ShapeOf.size())
      Outer.push_back({ShapeOf[Index], Number});
    for (Argument Next : Outer)
      if (Used.insert(Next).second)
        Todo.push_back(Next);
  }
}

IntegerUses IntegerSearch::run() {
  for (uint32_t I = uint32_t(Linked.Functions.size()); I-- > 0;)
    again(I);
  while (!Work.empty()) {
    uint32_t Next = Work.back();
    Work.pop_back();
    Waits.erase(Next);
    visit(Next);
  }
  passOn();
  IntegerUses Found;
  for (uint32_t I = 0; I < Linked.Functions.size(); ++I)
    for (uint32_t Number = 0; Number < Linked.Functions[I].Arguments.size();
         ++Number)
      if (IntegerFlow::isInteger(Linked, Linked.Functions[I], Number)) {
        if (Used.contains({I, Number}))
          Found.Used.insert({I, Number});
        else if (!isGiven(I, Number))
          Found.Numbers.insert({I, Number});
      }
  return Found;
}

IntegerUses membrane::findIntegerUses(const Program &Linked,
                                      const Models *Known) {
  return IntegerSearch(Linked, Known).run();
}
