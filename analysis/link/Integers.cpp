// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/link/Integers.h"

#include "analysis/link/IntegerFlow.h"
#include "analysis/link/IntegerPlaces.h"
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
  bool holdsAddress(const IntegerMember &Named) const override {
    return Members.count(Named);
  }
  bool isRead(const IntegerMember &Named) const override {
    return Linked.Carriers.count(Named) || Read.count(Named);
  }

private:
  uint32_t shape(llvm::StringRef CallShape);
  void again(llvm::ArrayRef<uint32_t> Indexes);
  void visit(uint32_t Index);
  void visitCall(const IntegerFlow &Flow, const CallSite &At, const Fact &Call);
  void visitOutside(const Fact &Call);
  void visitStore(const IntegerFlow &Flow, const Fact &Step);
  void visitReturn(const IntegerFlow &Flow, const Terminator &End);
  void give(uint32_t Inner, const IntegerFlow &Flow, const Fact &Call);
  void addReaders(const IntegerFlow &Flow);
  void addViews();
  void addTwins();
  void addTwin(const IntegerMember &Named, const MemberPlace &Place);
  void addOtherTargets();
  void giveAll(ValueId Callee);
  void hold(const IntegerPlaces::Reached &There);
  void hold(const IntegerMember &Named);
  void holdPassed(Argument Inner, ValueId Passed);
  llvm::ArrayRef<uint32_t> othersIn(TargetListId List, uint32_t Shape);
  void findUsed();

  const Program &Linked;
  const Models *Rows;
  llvm::StringMap<uint32_t> Shapes;
  std::vector<uint32_t> ShapeOf;              ///< by function
  std::vector<std::vector<uint32_t>> Callers; ///< by function, or shape
  std::vector<std::vector<uint32_t>> OfShape; ///< by function: none; or shape
  std::set<IntegerMember> Members;            ///< that hold addresses
  std::set<IntegerMember> Read; ///< as addresses, in another record
  std::map<IntegerMember, std::vector<uint32_t>> Readers;
  /// Those at the same place, where an object is taken for two records.
  std::map<IntegerMember, std::vector<IntegerMember>> Twins;
  std::set<IntegerPlaces::Pun> Puns;
  IntegerPlaces::ArgumentViews Views;
  uint32_t Visited = 0;                ///< the function that is visited
  std::optional<IntegerPlaces> Places; ///< of it
  llvm::DenseSet<Argument> Given;
  /// Pointers to what may be integers: with an address.
  std::set<std::pair<Argument, IntegerPlaces::Way>> Filled;
  llvm::DenseSet<uint32_t> Gives; ///< whose result is one
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
  addOtherTargets();
}

/// What a call may reach that is of another shape, or has no body, gives an
/// address if that is not known to be a number.
void IntegerSearch::addOtherTargets() {
  for (const auto &[Site, Reached] : Linked.Indirect) {
    const Fact &Call =
        Linked.Functions[Site.Function].Blocks[Site.Block].Facts[Site.Fact];
    for (SymbolId Callee : Reached.Functions)
      if (const Symbol &Named = Linked.Symbols[Linked.resolve(Callee).Index];
          Named.CallShape != Call.CallShape || !Linked.body(Callee))
        Gives.insert(shape(Call.CallShape));
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

void IntegerSearch::hold(const IntegerMember &Named) {
  if (!Members.insert(Named).second)
    return;
  again(Readers[Named]);
  for (const IntegerMember &Twin : Twins[Named])
    hold(Twin);
}

/// An address may be stored there.
void IntegerSearch::hold(const IntegerPlaces::Reached &There) {
  for (const IntegerMember &Named : There.Members)
    hold(Named);
  for (auto [Outer, By] : There.Arguments)
    for (uint32_t Index : {Visited, ShapeOf[Visited]})
      if (Filled.insert({{Index, Outer}, By}).second)
        again(Callers[Index]);
}

/// The same where a callee stores one through an argument.
void IntegerSearch::holdPassed(Argument Inner, ValueId Passed) {
  if (Filled.count({Inner, IntegerPlaces::Start}))
    hold(Places->at(Passed, IntegerFlow::PointerSize));
  if (Filled.count({Inner, IntegerPlaces::Around}))
    hold(Places->at(Passed, 0));
  if (Filled.count({Inner, IntegerPlaces::Elsewhere}))
    hold(Places->pointedTo(Passed));
}

/// Inner is a function, or a shape.
void IntegerSearch::give(uint32_t Inner, const IntegerFlow &Flow,
                         const Fact &Call) {
  llvm::ArrayRef<uint32_t> Reached = OfShape[Inner];
  if (Inner < ShapeOf.size())
    Reached = Inner;
  for (uint32_t I = 0; I < Call.Arguments.size(); ++I) {
    auto Takes = [&](uint32_t Index) {
      const Function &Code = Linked.Functions[Index];
      return IntegerFlow::isInteger(Linked, Code, I) ||
             IntegerFlow::isNarrow(Linked, Code, I);
    };
    auto TakesOther = [&](uint32_t Index) {
      return !IntegerFlow::isNumber(Linked, Linked.Functions[Index], I);
    };
    ValueId Passed = Call.Arguments[I];
    if (Flow.isAddress(Passed) && llvm::any_of(Reached, Takes) &&
        Given.insert({Inner, I}).second)
      again(Reached);
    holdPassed({Inner, I}, Passed);
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
    else
      visitOutside(Call);
    for (uint32_t I = 0; I < Call.Arguments.size(); ++I)
      if (Linked.isPassedOn(Call.Callee, I))
        giveAll(Call.Arguments[I]);
    return;
  }
  // Those of its shape, also if they are met only when the pointer is followed.
  uint32_t Shape = shape(Call.CallShape);
  give(Shape, Flow, Call);
  if (TargetListId List = Linked.targets(At).List)
    for (uint32_t Inner : othersIn(List, Shape))
      give(Inner, Flow, Call);
}

/// A function that others call with what nobody sees.
void IntegerSearch::giveAll(ValueId Callee) {
  const Value &Held = Linked.Functions[Visited].Values[Callee.Index];
  const Function *Body =
      Held.Form == Value::Kind::Address ? Linked.body(Held.Target) : nullptr;
  if (!Body)
    return;
  uint32_t Index = uint32_t(Body - Linked.Functions.data());
  for (uint32_t I = 0; I < Body->Arguments.size(); ++I)
    if (Given.insert({Index, I}).second)
      again(Index);
}

/// Whether a function without a body may store an address where an argument
/// leads.
static bool mayFill(const Model *Row, uint32_t Argument) {
  if (!Row)
    return true;
  auto IsInto = [&](const ModelStore &Stored) {
    return Stored.Into.From != ModelPlace::Root::Argument ||
           Stored.Into.Number == Argument;
  };
  auto IsPoint = [&](const ModelPoint &Made) { return Made.To == Argument; };
  auto IsCopy = [&](const std::pair<unsigned, int> &Copied) {
    return Copied.second == int(Argument);
  };
  return Row->Unknown || !Row->Keeps.empty() || !Row->Calls.empty() ||
         llvm::is_contained(Row->Fills, Argument) ||
         llvm::is_contained(Row->FillsAnywhere, Argument) ||
         llvm::any_of(Row->Points, IsPoint) ||
         llvm::any_of(Row->Copies, IsCopy) || llvm::any_of(Row->Stores, IsInto);
}

void IntegerSearch::visitOutside(const Fact &Call) {
  const std::string &Name =
      Linked.Symbols[Linked.resolve(Call.Callee).Index].Name;
  const Model *Row = Rows ? Rows->find(Name) : nullptr;
  for (uint32_t I = 0; I < Call.Arguments.size(); ++I)
    if (mayFill(Row, I))
      hold(Places->pointedTo(Call.Arguments[I]));
}

void IntegerSearch::visitStore(const IntegerFlow &Flow, const Fact &Step) {
  if (Step.Size != 0 && Step.Size < IntegerFlow::PointerSize)
    return;
  if (Step.Form == Fact::Kind::Copy) {
    bool Whole = Places->bringsAny(Step) || Step.Size == 0 ||
                 Step.Size == IntegerFlow::PointerSize;
    return hold(Whole ? Places->at(Step.Operands[0], Step.Size)
                      : Places->pointedTo(Step.Operands[0]));
  }
  if (Flow.storesAddress(Step)) {
    hold(Places->at(Step.Operands[0], Step.Size));
    // What reads it may store there.
    hold(Places->pointedTo(Step.Operands[1]));
  }
}

void IntegerSearch::visitReturn(const IntegerFlow &Flow,
                                const Terminator &End) {
  for (const ReturnedPart &Given : End.Returned)
    hold(Places->pointedTo(Given.Value));
  for (const ReturnedPart &Given : End.Returned)
    if (Flow.isAddress(Given.Value))
      for (uint32_t Index : {Flow.index(), ShapeOf[Flow.index()]})
        if (Gives.insert(Index).second)
          again(Callers[Index]);
}

/// Before anything is stored, so that it is met again.
void IntegerSearch::addReaders(const IntegerFlow &Flow) {
  for (const Block &Part : Linked.Functions[Flow.index()].Blocks)
    for (const Fact &Step : Part.Facts)
      if (Step.Form == Fact::Kind::Load)
        for (const MemberPlace &Place : Flow.integersAt(Step.Operands[0]))
          Readers[memberOf(Place)].push_back(Flow.index());
}

/// For those who pass the function something that they take for another.
void IntegerSearch::addViews() {
  size_t Count = Linked.Functions[Visited].Arguments.size();
  for (uint32_t I = 0; I < Count; ++I) {
    bool Grown = false;
    for (const IntegerPlaces::View &Taken : Places->viewsOf(I)) {
      IntegerPlaces::ViewList &Known = Views[{Visited, I}];
      if (Known.size() == IntegerPlaces::MaxViews ||
          llvm::is_contained(Known, Taken))
        continue;
      Known.push_back(Taken);
      Grown = true;
    }
    if (Grown)
      again(Callers[Visited]);
  }
}

void IntegerSearch::addTwin(const IntegerMember &Named,
                            const MemberPlace &Place) {
  IntegerMember Other = memberOf(Place);
  bool Pointer =
      Place.Type && Linked.Types[Place.Type.Index].Form == Type::Kind::Pointer;
  if (Pointer || Linked.Carriers.count(Other))
    Read.insert(Named);
  if (Pointer || Members.count(Other))
    hold(Named);
  else if (Other != Named)
    Twins[Other].push_back(Named);
}

/// Of what objects are taken for in the running function.
void IntegerSearch::addTwins() {
  for (const IntegerPlaces::Pun &Both : Places->puns()) {
    if (!Puns.insert(Both).second)
      continue;
    int64_t Size = int64_t(Linked.Records[Both.Second.Index].Size);
    for (auto [Start, Named] : integersOf(Linked, Both.First)) {
      int64_t Bytes = Start - Both.Bytes;
      if (Bytes < 0 || Bytes >= Size)
        continue;
      for (const MemberPlace &Place : Linked.membersAt(Both.Second, Bytes))
        addTwin(Named, Place);
    }
  }
}

/// All that a function does with what it has now.
void IntegerSearch::visit(uint32_t Index) {
  const Function &Code = Linked.Functions[Index];
  IntegerFlow Flow(Linked, Index, *this);
  Visited = Index;
  Places.emplace(Linked, Code, Views);
  if (!Met[Index])
    addReaders(Flow);
  addViews();
  addTwins();
  for (uint32_t Block = 0; Block < Code.Blocks.size(); ++Block) {
    const membrane::Block &Part = Code.Blocks[Block];
    for (uint32_t I = 0; I < Part.Facts.size(); ++I) {
      const Fact &Step = Part.Facts[I];
      if (Step.Form == Fact::Kind::Call)
        visitCall(Flow, {Index, Block, I}, Step);
      else if (Step.Form == Fact::Kind::Store || Step.Form == Fact::Kind::Copy)
        visitStore(Flow, Step);
      else if (Step.Form == Fact::Kind::Unmodelled)
        for (ValueId Operand : Step.Operands)
          hold(Places->pointedTo(Operand));
    }
    visitReturn(Flow, Part.End);
  }
  Met[Index] = true;
}

/// What is used as an address, or passed on and used there.
void IntegerSearch::findUsed() {
  for (uint32_t I = 0; I < Linked.Functions.size(); ++I)
    for (uint32_t Own : IntegerFlow(Linked, I, *this).usedArguments())
      Used.insert({I, Own});
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
  findUsed();
  IntegerUses Found;
  Found.Filled = Members;
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
