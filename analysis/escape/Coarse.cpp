// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/escape/Coarse.h"

#include "analysis/escape/Bounds.h"
#include "analysis/escape/CoarseSummary.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

Coarse::Coarse(Solver &Whole, llvm::ArrayRef<uint32_t> Members, Detail Level)
    : Whole(Whole), Linked(Whole.program()), Level(Level),
      Reached(Whole, Members),
      GlobalNames(Linked, Linked.Functions[Members[0]]) {
  using Access = Inclusion::Access;
  size_t Values = 0;
  for (uint32_t Index : Members)
    Values += Linked.Functions[Index].Values.size();
  Sets.reserve(Values);
  Sets.Entered = [this](Object Place) { fillAtEntry(Place); };
  Number = object({Node::Kind::Local}, Access::None);
  Null = object({Node::Kind::Local}, Access::None);
  Numbers = holder(Number);
  Nulls = holder(Null);
  Constants = object({Node::Kind::Static, 1}, Access::Read);
  Statics = object({Node::Kind::Static}, Access::Outside);
  Thrown = object({Node::Kind::Thrown}, Access::Outside);
  Unseen = object({Node::Kind::Unseen}, Access::Outside);
  for (Object Endless : {Constants, Statics, Thrown, Unseen})
    Sets.add(Sets.cell(Endless), Endless);
  UnseenValue = Sets.variable();
  Sets.add(UnseenValue, Unseen);
  Sets.add(UnseenValue, Number);
  Released = Sets.variable();
  Parts = Sets.variable();
  Havoced = Sets.variable();
  Sets.load(Havoced, anywhere(Havoced));
  Sets.havoc(Havoced, UnseenValue);
  Frames.resize(Members.size());
  CalledBy.resize(Members.size());
  for (uint32_t I = 0; I < Members.size(); ++I)
    openFrame(I, Members[I]);
}

Coarse::Object Coarse::object(Thing New, Inclusion::Access Allowed) {
  Object Made = Sets.object(Allowed);
  Things.resize(Made + 1);
  Things[Made] = New;
  return Made;
}

/// A variable that is the address of one object.
Coarse::Variable Coarse::holder(Object Named) {
  auto [Entry, New] = OfObject.try_emplace(Named, 0);
  if (New) {
    Entry->second = Sets.variable();
    Sets.add(Entry->second, Sets.at(Named, Offset::exact(0)));
  }
  return Entry->second;
}

void Coarse::openFrame(uint32_t At, uint32_t Index) {
  Frame &Here = Frames[At];
  Position[Index] = At;
  Here.Index = Index;
  Here.Code = &Linked.Functions[Index];
  const Function &Code = *Here.Code;
  Here.Definitions = Code.definitions();
  Here.Values.assign(Code.Values.size(), None);
  uint32_t Facts = 0;
  for (const membrane::Block &Part : Code.Blocks) {
    Here.FirstFact.push_back(Facts);
    Facts += uint32_t(Part.Facts.size());
  }
  Here.Names = std::make_unique<NodeTable>(Linked, Code);
  Here.Arguments.assign(Code.Arguments.size(), None);
  for (const Value &Held : Code.Values) {
    if (Held.Form != Value::Kind::Argument)
      continue;
    uint32_t Argument = uint32_t(Held.Number);
    if (Here.Arguments.size() <= Argument)
      Here.Arguments.resize(Argument + 1, None);
    if (Here.Arguments[Argument] != None)
      continue;
    Variable &Given = Here.Arguments[Argument] = Sets.variable();
    Sets.add(Given, Number);
    if (!NodeTable::canBePointer(Linked, Code, Argument))
      continue;
    Thing Behind{Node::Kind::Argument, Argument};
    Behind.Frame = At;
    Behind.Names = Here.Names.get();
    Behind.Named = Here.Names->argument(Argument);
    Behind.Flat = (*Here.Names)[Behind.Named].Flat;
    Object Named = callers(Behind, Behind.Flat ? Inclusion::Access::None
                                               : Inclusion::Access::Outside);
    Here.Own.set(Named);
    Sets.add(Given, Sets.at(Named, Offset::exact(0)));
  }
  for (size_t Block = 0; Block < Code.Blocks.size(); ++Block)
    if (Reached.of(Index).Entered[Block])
      for (const ReturnedPart &Part : Code.Blocks[Block].End.Returned)
        if (auto [Entry, New] = Here.Results.try_emplace(Part.Bytes, 0); New)
          Entry->second = Sets.variable();
  if (Code.Variadic) {
    Thing List{Node::Kind::Variadic};
    List.Frame = At;
    Here.Variadic = callers(List);
    Here.Own.set(Here.Variadic);
  }
}

Coarse::Object Coarse::several(SymbolId Example) {
  Object &Known = SeveralGlobals[Linked.isPublic(Example)];
  if (Known != None)
    return Known;
  Thing Shared{Node::Kind::Global, Example.Index};
  Shared.Several = true;
  return Known = callers(Shared);
}

/// Whether a constant holds the address of a variable, or of a constant that
/// does.
bool Coarse::leadsToVariables(SymbolId Constant) {
  llvm::DenseMap<uint32_t, bool> &Leads = Whole.leadingConstants();
  if (auto Known = Leads.find(Constant.Index); Known != Leads.end())
    return Known->second;
  std::vector<uint32_t> Work = {Constant.Index};
  llvm::DenseSet<uint32_t> Met = {Constant.Index};
  for (size_t I = 0; I < Work.size(); ++I)
    for (const InitialPointer &Pointer : Linked.Symbols[Work[I]].Initial) {
      if (!Pointer.Target)
        continue;
      uint32_t Inner = Linked.resolve(Pointer.Target).Index;
      const Symbol &To = Linked.Symbols[Inner];
      if (To.Form != Symbol::Kind::Variable || To.isOfClass())
        continue;
      if (!To.Constant || !To.Defined)
        return Leads[Constant.Index] = true;
      if (Met.insert(Inner).second)
        Work.push_back(Inner);
    }
  for (uint32_t Plain : Met)
    Leads[Plain] = false;
  return false;
}

/// A constant through which variables are reached has to keep its name, for
/// callers to find them.
Coarse::Object Coarse::constant(SymbolId Named) {
  auto Met = OfSymbol.find(Named.Index);
  if (Met != OfSymbol.end())
    return Met->second;
  if (!leadsToVariables(Named))
    return Constants;
  if (ConstantCount == MaxGlobals) {
    countBound(Bound::Globals);
    return Constants;
  }
  ++ConstantCount;
  Thing Table{Node::Kind::Global, Named.Index};
  Table.Constant = true;
  Object Own = object(Table, Inclusion::Access::Read);
  Sets.add(Sets.cell(Own), Constants);
  return OfSymbol[Named.Index] = Own;
}

Coarse::Object Coarse::global(SymbolId Named) {
  auto Met = OfSymbol.find(Named.Index);
  if (Met != OfSymbol.end())
    return Met->second;
  const Symbol &Held = Linked.Symbols[Named.Index];
  if (Held.Form == Symbol::Kind::Function)
    return OfSymbol[Named.Index] = object({Node::Kind::Function, Named.Index},
                                          Inclusion::Access::None);
  if (Held.Constant && (Held.Defined || Held.isOfClass()))
    return constant(Named);
  if (Linked.Gathered.count(Named))
    return several(Named);
  bool Hook = NodeTable::isHook(Linked, Held);
  size_t &Count = GlobalCount[Linked.holdsFunctions(Held.Type)];
  if (!Hook && Count >= MaxGlobals) {
    countBound(Bound::Globals);
    return several(Named);
  }
  Count += !Hook;
  Thing Shared{Node::Kind::Global, Named.Index};
  Shared.Flat = Held.Size != 0 && Held.Size < NodeTable::PointerSize;
  // Which functions a pointer can be is what the link tells.
  using Access = Inclusion::Access;
  Access Allowed = Shared.Flat ? Access::None
                   : Hook      ? Access::Read
                               : Access::Outside;
  Shared.Names = &GlobalNames;
  Shared.Named = GlobalNames.symbol(Named);
  return OfSymbol[Named.Index] = callers(Shared, Allowed);
}

/// The address of a symbol.
Coarse::Variable Coarse::symbol(SymbolId Named) {
  Named = Linked.resolve(Named);
  auto Met = SymbolValue.find(Named.Index);
  if (Met != SymbolValue.end())
    return Met->second;
  Object Place = global(Named);
  Variable Found = holder(Place);
  SymbolValue[Named.Index] = Found;
  const Symbol &Held = Linked.Symbols[Named.Index];
  if (Held.Form != Symbol::Kind::Variable || !Sets.hasCell(Place))
    return Found;
  for (const InitialPointer &Pointer : Held.Initial)
    if (Pointer.Target &&
        Linked.Symbols[Linked.resolve(Pointer.Target).Index].Form ==
            Symbol::Kind::Variable)
      Sets.include(
          Sets.cell(Sets.at(Place, Offset::exact(Pointer.Offset))),
          moved(symbol(Pointer.Target), Offset::exact(Pointer.Addend)));
  return Found;
}

Coarse::Variable Coarse::value(Frame &In, ValueId Named) {
  Variable &Held = In.Values[Named.Index];
  if (Held == None)
    Held = makeValue(In, Named);
  return Held;
}

Coarse::Variable Coarse::makeValue(Frame &In, ValueId Named) {
  const Fact *Step = In.Definitions[Named.Index];
  if (Step && Step->Form == Fact::Kind::Displace)
    return makeMoved(In, Named);
  const Value &Known = In.Code->Values[Named.Index];
  switch (Known.Form) {
  case Value::Kind::Null:
    return Nulls;
  case Value::Kind::Integer:
    return Known.Number == 0 ? Nulls : Numbers;
  case Value::Kind::Address:
    return moved(symbol(Known.Target), Offset::exact(Known.Number));
  case Value::Kind::Scalar:
    return Numbers;
  case Value::Kind::Argument:
    return In.Arguments[uint32_t(Known.Number)];
  case Value::Kind::Result:
    break;
  }
  if (Step && (Step->Form == Fact::Kind::Compare ||
               (Step->Form == Fact::Kind::Load && Step->Size != 0 &&
                Step->Size < NodeTable::PointerSize)))
    return Numbers;
  return In.Values[Named.Index] = Sets.variable();
}

bool Coarse::isNumber(Variable Named) const {
  return Named == Numbers || Named == Nulls;
}

void Coarse::assume(const UnseenCode &Code, Variable Hook) {
  if (Known.insert({Code, Hook}).second)
    Assumptions.push_back({Code, Hook});
}

/// Memory that was declared to hold text holds pointers after all, if it is
/// used as a record, or pointers are stored there, by the function or by one
/// that it is passed to. (Not if only a copy of its address in memory is.)
void Coarse::unflatten() {
  Sets.flow();
  llvm::DenseSet<Variable> Met;
  Inclusion::Set Given;
  for (Object Named = 0; Named < Things.size(); ++Named)
    if (Things[Named].Form == Node::Kind::Argument && !Things[Named].Pointers)
      Given.set(Named);
  for (Variable Used : UsedAsRecords)
    if (!Given.empty() && Met.insert(Sets.representative(Used)).second)
      for (unsigned Named : Sets.pointsTo(Used) & Given) {
        Things[Named].Pointers = true;
        if (Things[Named].Flat)
          open(Named);
      }
  noteText();
  noteParts();
  UsedAsRecords.clear();
  Copies.clear();
}

void Coarse::open(Object Flat) {
  Things[Flat].Flat = false;
  Sets.open(Flat, Inclusion::Access::Outside);
  Sets.awaitReads(Flat);
}

/// Copies of bytes to text of a caller's, from what a member has on its stack
/// or uses as a record. (Blocks of one allocator are one object, which holds
/// everything.)
void Coarse::noteText() {
  Inclusion::Set Locals, Flat;
  std::set<Variable> Records;
  for (Variable Used : UsedAsRecords)
    Records.insert(Sets.representative(Used));
  for (Object Named = 0; Named < Things.size(); ++Named)
    if (Things[Named].Form == Node::Kind::Local && Sets.hasCell(Named))
      Locals.set(Named);
    else if (Things[Named].Form == Node::Kind::Argument && Things[Named].Flat)
      Flat.set(Named);
  for (const Moved &Bytes : Copies)
    if (Sets.pointsTo(Bytes.From).intersects(Locals) ||
        Records.count(Sets.representative(Bytes.From)))
      if (Inclusion::Set To = Sets.pointsTo(Bytes.To) & Flat; !To.empty())
        Text.push_back({std::move(To), Bytes.Holds});
}

/// Opens text that gets pointers to blocks or to memory of the caller's; true
/// if there was any.
bool Coarse::settleText() {
  Inclusion::Set Memory;
  if (!Text.empty())
    for (Object Named = 0; Named < Things.size(); ++Named) {
      Node::Kind Form = Things[Named].Form;
      if (Form == Node::Kind::Fresh || Form == Node::Kind::Argument ||
          Form == Node::Kind::Content)
        Memory.set(Named);
    }
  bool Any = false;
  for (const auto &[To, Holds] : Text) {
    if (!Sets.pointsTo(Holds).intersects(Memory))
      continue;
    for (unsigned Named : To)
      if (Things[Named].Flat) {
        open(Named);
        Any = true;
      }
  }
  return Any;
}

/// Variables that others may lead to, as the program stores their addresses
/// there, are those that are known by name. True if there was one more.
bool Coarse::settleKept() {
  std::vector<uint32_t> Named;
  for (const auto &[Symbol, Value] : SymbolValue)
    Named.push_back(Symbol);
  llvm::sort(Named);
  bool Any = false;
  auto Keep = [&](uint32_t Holder, Offset At,
                  const std::vector<KeptAddress> &All) {
    Object Place = global(SymbolId(Holder));
    for (const KeptAddress &Each : All)
      if (SymbolValue.count(Each.Variable.Index) && Sets.hasCell(Place) &&
          Kept.insert({Holder, At, Each}).second) {
        Sets.include(Sets.cell(Sets.at(Place, At)),
                     moved(symbol(Each.Variable), Each.At));
        Any = true;
      }
  };
  for (uint32_t Holder : Named) {
    if (auto Own = Linked.Kept.InVariable.find(SymbolId(Holder));
        Own != Linked.Kept.InVariable.end())
      Keep(Holder, Offset(), Own->second);
    TypeId Held = Linked.Symbols[Holder].Type;
    RecordId Whole = Held ? Linked.Types[Held.Index].Record : RecordId();
    for (auto In = Linked.Kept.InMember.lower_bound({Whole, INT64_MIN});
         Whole && In != Linked.Kept.InMember.end() && In->first.first == Whole;
         ++In)
      Keep(Holder, Offset::exact(In->first.second), In->second);
  }
  return Any;
}

std::vector<FunctionSummary> Coarse::solve() {
  uint64_t Facts = 0;
  for (Frame &Here : Frames) {
    addFacts(Here);
    for (const membrane::Block &Part : Here.Code->Blocks)
      Facts += Part.Facts.size();
  }
  if (Level == Detail::Places)
    Sets.allow(StartSteps + StepsForFact * Facts);
  unflatten();
  for (bool Grown = true; Grown;) {
    Sets.solve();
    if (Sets.isSpent())
      return {};
    Grown = settleDistances();
    Grown |= settleBytes();
    Grown |= settleParts();
    Grown |= settleCalls();
    Grown |= settleNames();
    Grown |= settleKept();
    // Of calls that only the solution shows.
    if (!UsedAsRecords.empty() || !Copies.empty())
      unflatten();
    Grown |= settleText();
  }
  std::vector<FunctionSummary> Found;
  Found.reserve(Frames.size());
  CoarseSummary Reader(*this);
  for (uint32_t I = 0; I < Frames.size(); ++I)
    Found.push_back(Reader.read(I));
  return Found;
}
