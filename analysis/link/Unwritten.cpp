// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tables of functions that could be written, and are not: the default
// allocator of a library that is no constant, as its type is the one that a
// client fills. And pointers to functions for what a build may leave out, which
// are null in this one.
//
// Follows the address of a variable to wherever it goes: values, arguments,
// results, pointers of the program's own, and members of records that only it
// knows, all instances of a member being one. Reading and copying from there is
// harmless. What is called through a pointer that was read from the table
// (`table->take(table, size)`) is what the table starts with there. It gives up
// where something is stored there, and where the address goes to what it does
// not follow: a client, a function without a body, memory that is no member, a
// number, a member whose own address goes anywhere. Every value is met once,
// and MaxMet of them are the most. Not followed: a record that is read as one
// of another type, unless that has a member of the same name in the same place
// (Alike.h).

#include "analysis/link/Unwritten.h"

#include "analysis/link/AddressTaken.h"
#include "analysis/link/Alike.h"
#include "analysis/link/Rereads.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

namespace {

/// Of one variable this many values may hold its address.
constexpr size_t MaxMet = 4096;

/// A variable of this size that holds an address is a pointer.
constexpr uint64_t PointerSize = 8;

/// A fact that names a value, or the end of a block if there is none.
struct Use {
  const Block *Part;
  const Fact *Step;
};

/// What of a function the search asks for, made when it is first met.
struct Uses {
  std::vector<llvm::SmallVector<Use, 2>> Of; ///< by ValueId
  std::vector<const Fact *> Definitions;     ///< by ValueId
};

using Holder = std::pair<uint32_t, ValueId>; ///< a value of a function

/// Whether a variable is one that clients have no name for.
bool isOwn(const Program &Linked, SymbolId Variable,
           const LinkOptions &Options) {
  const Symbol &Held = Linked.Symbols[Variable.Index];
  bool Own = Held.Link == Linkage::Internal ||
             (Held.Link == Linkage::External && Options.onlyDeclared());
  return Held.Form == Symbol::Kind::Variable && Own && Held.Defined &&
         Held.Section.empty() && !Held.Aliasee && !Linked.isPublic(Variable);
}

class AddressSearch {
public:
  AddressSearch(const Program &Linked, const LinkOptions &Options);

  bool staysInside(SymbolId Variable);
  llvm::ArrayRef<std::pair<SymbolId, int64_t>> startsWith(SymbolId Variable) {
    return Starts[Variable.Index];
  }
  bool isOnlyLoaded(SymbolId Pointer);

private:
  void noteAddress(uint32_t Index, ValueId Address);
  void noteFact(uint32_t Index, const Fact &Step);
  const Uses &usesOf(uint32_t Index);
  llvm::ArrayRef<MemberPlace> placesOf(uint32_t Index, ValueId Address);
  llvm::ArrayRef<MemberPlace> placesIn(const Value &Given) const;
  void add(uint32_t Index, ValueId Named);
  void addArgument(const Function &Callee, uint32_t Argument);
  bool addStarts(SymbolId Variable);
  bool addPointer(SymbolId Variable);
  bool follow(Holder Value);
  bool isInside(Holder Value);
  bool followUse(Holder Value, const Use &Where);
  bool followStore(Holder Value, const Fact &Step);
  bool followCall(Holder Value, const Use &Where);
  bool followInto(Holder Value, const Fact &Call, SymbolId Named);
  std::optional<int64_t> calledAt(Holder Value, const Use &Where);
  bool followReturn(uint32_t Index, const Terminator &End);
  bool addMember(MemberKey Member);
  bool addPlaces(llvm::ArrayRef<MemberPlace> Places);
  bool readsMembers();
  bool isOnlyRead(Holder Address);

  const Program &Linked;
  const LinkOptions &Options;
  const llvm::DenseSet<uint32_t> Taken;
  /// By symbol: the variables that start with its address, and where.
  llvm::DenseMap<uint32_t, std::vector<std::pair<SymbolId, int64_t>>> Starts;
  llvm::DenseMap<uint32_t, std::vector<Holder>> Named; ///< by symbol: addresses
  llvm::DenseMap<uint32_t, std::vector<Holder>> Calls; ///< by callee: results
  /// By member: the addresses of it that facts make.
  std::map<MemberKey, std::vector<Holder>> Members;
  std::vector<std::unique_ptr<Uses>> Known; ///< by function
  std::set<Holder> Met;
  std::set<MemberKey> Holding;
  std::set<uint32_t> Pointers; ///< variables that may hold the address
  std::vector<Holder> Work;
  SymbolId Table;           ///< whose address is followed
  bool CallsItself = false; ///< by pointers that stand in it
  bool Inner = false; ///< an address inside of it goes elsewhere, as itself may
};

} // namespace

AddressSearch::AddressSearch(const Program &Linked, const LinkOptions &Options)
    : Linked(Linked), Options(Options), Taken(findAddressTaken(Linked)),
      Known(Linked.Functions.size()) {
  for (uint32_t I = 0; I < Linked.Symbols.size(); ++I)
    for (const InitialPointer &Pointer : Linked.Symbols[I].Initial)
      if (SymbolId Target = Linked.resolve(Pointer.Target))
        Starts[Target.Index].push_back({SymbolId(I), Pointer.Offset});
  for (uint32_t F = 0; F < Linked.Functions.size(); ++F) {
    const Function &Code = Linked.Functions[F];
    for (uint32_t I = 0; I < Code.Values.size(); ++I)
      if (Code.Values[I].Form == Value::Kind::Address)
        noteAddress(F, ValueId(I));
    for (const Block &Part : Code.Blocks)
      for (const Fact &Step : Part.Facts)
        noteFact(F, Step);
  }
}

void AddressSearch::noteAddress(uint32_t Index, ValueId Address) {
  const Value &Given = Linked.Functions[Index].Values[Address.Index];
  if (SymbolId Target = Linked.resolve(Given.Target))
    Named[Target.Index].push_back({Index, Address});
  for (const MemberPlace &Place : placesIn(Given))
    Members[memberOf(Place)].push_back({Index, Address});
}

void AddressSearch::noteFact(uint32_t Index, const Fact &Step) {
  if (Step.Form == Fact::Kind::Call && Step.Callee && Step.Result)
    if (SymbolId Callee = Linked.resolve(Step.Callee))
      Calls[Callee.Index].push_back({Index, Step.Result});
  if (Step.Form == Fact::Kind::Displace && Step.Record)
    for (const MemberPlace &Place :
         Linked.membersAt(Step.Record, Step.Displacement.Bytes))
      Members[memberOf(Place)].push_back({Index, Step.Result});
}

const Uses &AddressSearch::usesOf(uint32_t Index) {
  std::unique_ptr<Uses> &Found = Known[Index];
  if (Found)
    return *Found;
  const Function &Code = Linked.Functions[Index];
  Found = std::make_unique<Uses>();
  Found->Of.resize(Code.Values.size());
  Found->Definitions.resize(Code.Values.size());
  for (const Block &Part : Code.Blocks) {
    for (const Fact &Step : Part.Facts) {
      if (Step.Result)
        Found->Definitions[Step.Result.Index] = &Step;
      for (ValueId Named : Step.Operands)
        Found->Of[Named.Index].push_back({&Part, &Step});
      for (ValueId Named : Step.Arguments)
        Found->Of[Named.Index].push_back({&Part, &Step});
    }
    for (const ReturnedPart &Given : Part.End.Returned)
      Found->Of[Given.Value.Index].push_back({&Part, nullptr});
  }
  return *Found;
}

void AddressSearch::add(uint32_t Index, ValueId Named) {
  if (Met.insert({Index, Named}).second)
    Work.push_back({Index, Named});
}

void AddressSearch::addArgument(const Function &Callee, uint32_t Argument) {
  for (uint32_t I = 0; I < Callee.Values.size(); ++I)
    if (Callee.Values[I].Form == Value::Kind::Argument &&
        Callee.Values[I].Number == int64_t(Argument))
      add(uint32_t(&Callee - Linked.Functions.data()), ValueId(I));
}

/// Where in the table the pointer stands that is called, if it was read from
/// the address itself.
std::optional<int64_t> AddressSearch::calledAt(Holder Value, const Use &Where) {
  const Function &Code = Linked.Functions[Value.first];
  const Uses &Used = usesOf(Value.first);
  auto IsIt = [&](ValueId From) {
    return areOne(*Where.Part, *Where.Step, From, Value.second);
  };
  const Fact *Read = Used.Definitions[Where.Step->Operands[0].Index];
  if (!Read || Read->Form != Fact::Kind::Load)
    return std::nullopt;
  ValueId From = Read->Operands[0];
  const membrane::Value &Place = Code.Values[From.Index];
  if (Place.Form == membrane::Value::Kind::Address &&
      Linked.resolve(Place.Target) == Table)
    return Place.Number;
  const Fact *Way = Used.Definitions[From.Index];
  if (IsIt(From))
    return 0;
  if (Way && Way->Form == Fact::Kind::Displace && Way->Displacement.isExact() &&
      IsIt(Way->Operands[0]))
    return Way->Displacement.Bytes;
  return std::nullopt;
}

/// Whoever is given the address has to be a function of the program's, called
/// by its name, or by way of the table.
bool AddressSearch::followCall(Holder Value, const Use &Where) {
  const Fact &Call = *Where.Step;
  if (Call.Callee)
    return followInto(Value, Call, Call.Callee);
  std::optional<int64_t> At = calledAt(Value, Where);
  if (!At)
    return false;
  CallsItself = true;
  for (const InitialPointer &Pointer : Linked.Symbols[Table.Index].Initial)
    if (Pointer.Offset == *At)
      return Pointer.Addend == 0 && followInto(Value, Call, Pointer.Target);
  return false;
}

bool AddressSearch::followInto(Holder Value, const Fact &Call, SymbolId Named) {
  const Function *Callee = Linked.body(Named);
  if (!Callee)
    return false;
  for (uint32_t I = 0; I < Call.Arguments.size(); ++I) {
    if (Call.Arguments[I] != Value.second)
      continue;
    if (I >= Callee->Arguments.size())
      return false;
    addArgument(*Callee, I);
  }
  return true;
}

/// Only calls by name get what a function returns, and no client's.
bool AddressSearch::followReturn(uint32_t Index, const Terminator &End) {
  SymbolId Returning = Linked.Functions[Index].Symbol;
  if (Linked.Callable[Returning.Index] || Taken.count(Returning.Index) ||
      End.Returned.size() > 1)
    return false;
  for (auto [Caller, Result] : Calls[Returning.Index])
    add(Caller, Result);
  return true;
}

/// What an address of a member, or of a variable that is a record, leads to.
llvm::ArrayRef<MemberPlace> AddressSearch::placesOf(uint32_t Index,
                                                    ValueId Address) {
  const Value &Given = Linked.Functions[Index].Values[Address.Index];
  if (Given.Form == Value::Kind::Address)
    return placesIn(Given);
  const Fact *Step = usesOf(Index).Definitions[Address.Index];
  bool Member = Step && Step->Form == Fact::Kind::Displace && Step->Record &&
                Step->Displacement.isExact();
  return Member ? Linked.membersAt(Step->Record, Step->Displacement.Bytes)
                : llvm::ArrayRef<MemberPlace>();
}

/// The same of the address of a variable.
llvm::ArrayRef<MemberPlace> AddressSearch::placesIn(const Value &Given) const {
  SymbolId Target = Linked.resolve(Given.Target);
  if (!Target || !Linked.Symbols[Target.Index].Type)
    return {};
  const Type &Whole = Linked.Types[Linked.Symbols[Target.Index].Type.Index];
  return Whole.Record ? Linked.membersAt(Whole.Record, Given.Number)
                      : llvm::ArrayRef<MemberPlace>();
}

/// A record that begins alike may be the same object, as its users know it.
bool AddressSearch::addMember(MemberKey Member) {
  if (!Holding.insert(Member).second)
    return true;
  const Record &Whole = Linked.Records[Member.first.Index];
  if (Linked.OpenRecord[Member.first.Index] || Whole.System)
    return false;
  return llvm::all_of(membersAlike(Linked, Member),
                      [&](MemberKey Other) { return addMember(Other); });
}

bool AddressSearch::addPlaces(llvm::ArrayRef<MemberPlace> Places) {
  return !Places.empty() && llvm::all_of(Places, [&](const MemberPlace &Place) {
    return Place.Rest == 0 && addMember(memberOf(Place));
  });
}

/// A pointer that clients have no name for, and that is only read and replaced.
bool AddressSearch::addPointer(SymbolId Variable) {
  if (!Variable || !isOwn(Linked, Variable, Options) ||
      Linked.Symbols[Variable.Index].Size != PointerSize ||
      Starts.count(Variable.Index))
    return false;
  return !Pointers.insert(Variable.Index).second ||
         llvm::all_of(Named[Variable.Index],
                      [&](const Holder &At) { return isOnlyRead(At); });
}

/// The variables that hold the address from the start.
bool AddressSearch::addStarts(SymbolId Variable) {
  return llvm::all_of(Starts[Variable.Index], [&](const auto &Start) {
    TypeId Type = Linked.Symbols[Start.first.Index].Type;
    RecordId Whole = Type ? Linked.Types[Type.Index].Record : RecordId();
    return Whole ? addPlaces(Linked.membersAt(Whole, Start.second))
                 : addPointer(Start.first);
  });
}

bool AddressSearch::followStore(Holder Value, const Fact &Step) {
  ValueId Into = Step.Operands[0];
  if (Into == Value.second)
    return false;
  const membrane::Value &Place =
      Linked.Functions[Value.first].Values[Into.Index];
  llvm::ArrayRef<MemberPlace> Members = placesOf(Value.first, Into);
  if (Members.empty() && Place.Form == membrane::Value::Kind::Address)
    return addPointer(Linked.resolve(Place.Target));
  return addPlaces(Members);
}

/// Whether an address may be one of a member behind the first.
bool AddressSearch::isInside(Holder Value) {
  const membrane::Value &Held =
      Linked.Functions[Value.first].Values[Value.second.Index];
  const Fact *Made = usesOf(Value.first).Definitions[Value.second.Index];
  return (Held.Form == membrane::Value::Kind::Address && Held.Number != 0) ||
         (Made && Made->Form == Fact::Kind::Displace &&
          Made->Displacement != Offset());
}

bool AddressSearch::followUse(Holder Value, const Use &Where) {
  if (!Where.Step)
    return followReturn(Value.first, Where.Part->End);
  const Fact &Step = *Where.Step;
  switch (Step.Form) {
  case Fact::Kind::Displace:
  case Fact::Kind::Merge:
    add(Value.first, Step.Result);
    return true;
  case Fact::Kind::Load:
  case Fact::Kind::Compare:
    return true;
  case Fact::Kind::Copy:
    return Step.Operands[0] != Value.second;
  case Fact::Kind::Store:
    return followStore(Value, Step);
  case Fact::Kind::Call:
    return followCall(Value, Where);
  case Fact::Kind::Local:
  case Fact::Kind::Fill:
  case Fact::Kind::Part:
  case Fact::Kind::Arithmetic:
  case Fact::Kind::StartVariadic:
  case Fact::Kind::Arrival:
  case Fact::Kind::Unmodelled:
    return false;
  }
  llvm_unreachable("all kinds of facts are handled");
}

bool AddressSearch::follow(Holder Value) {
  bool Inside = isInside(Value);
  for (const Use &Where : usesOf(Value.first).Of[Value.second.Index]) {
    Inner |= Inside && !(Where.Step && Where.Step->Form == Fact::Kind::Load);
    if (!followUse(Value, Where))
      return false;
  }
  return true;
}

/// Whether a record stands at the member whose address the fact makes, and
/// nothing else.
static bool isOfRecord(const Program &Linked, const Fact &Made) {
  return llvm::all_of(
      Linked.Records[Made.Record.Index].Fields, [&](const Field &Inner) {
        return int64_t(Inner.Offset) != Made.Displacement.Bytes ||
               (Inner.Type && Linked.Types[Inner.Type.Index].Record);
      });
}

/// Whether what stands at an address of a member is only read and replaced by
/// way of that: what is read may be the variable's address. The address of a
/// record in a record is one of both, and the access to the member names it
/// again.
bool AddressSearch::isOnlyRead(Holder Address) {
  const Fact *Made = usesOf(Address.first).Definitions[Address.second.Index];
  bool OfRecord = Made && isOfRecord(Linked, *Made);
  for (const Use &Where : usesOf(Address.first).Of[Address.second.Index]) {
    const Fact *Step = Where.Step;
    bool Replaced = Step && Step->Form == Fact::Kind::Store &&
                    Step->Operands[1] != Address.second;
    if (Step && Step->Form == Fact::Kind::Load)
      add(Address.first, Step->Result);
    else if (!OfRecord && !Replaced &&
             !(Step && Step->Form == Fact::Kind::Compare))
      return false;
  }
  return true;
}

/// The members that have been found since.
bool AddressSearch::readsMembers() {
  for (const MemberKey &Member : Holding)
    for (const Holder &Address : Members[Member])
      if (!isOnlyRead(Address))
        return false;
  return true;
}

bool AddressSearch::staysInside(SymbolId Variable) {
  Met.clear();
  Holding.clear();
  Pointers.clear();
  Work.clear();
  Table = Variable;
  CallsItself = Inner = false;
  for (auto [Index, Value] : Named[Variable.Index])
    add(Index, Value);
  if (!addStarts(Variable) || !readsMembers())
    return false;
  while (!Work.empty()) {
    Holder Value = Work.back();
    Work.pop_back();
    size_t Before = Holding.size();
    if (Met.size() > MaxMet || !follow(Value) ||
        (Holding.size() != Before && !readsMembers()))
      return false;
  }
  // What is called by way of it was taken to start where it does.
  return !(CallsItself && Inner);
}

/// Whether a pointer that clients have no name for keeps its initial value.
bool AddressSearch::isOnlyLoaded(SymbolId Pointer) {
  auto OnlyLoads = [&](const Holder &At) {
    return llvm::all_of(usesOf(At.first).Of[At.second.Index],
                        [](const Use &By) {
                          return By.Step && By.Step->Form == Fact::Kind::Load;
                        });
  };
  return isOwn(Linked, Pointer, Options) && !Starts.count(Pointer.Index) &&
         llvm::all_of(Named[Pointer.Index], OnlyLoads);
}

/// Whether a variable is a null pointer to a function, or functions stand in
/// it.
static bool isOfFunctions(const Program &Linked, const Symbol &Held) {
  if (!Held.Type)
    return false;
  if (Linked.Types[Held.Type.Index].Form == Type::Kind::Pointer)
    return Linked.holdsFunctions(Held.Type) && Held.Initial.empty() &&
           !Held.Nulls.empty();
  return !Linked.membersAt(Held.Type, 0).empty() &&
         llvm::any_of(Held.Initial, [&](const InitialPointer &Pointer) {
           SymbolId Target = Linked.resolve(Pointer.Target);
           return Target &&
                  Linked.Symbols[Target.Index].Form == Symbol::Kind::Function;
         });
}

/// Whether clients have no name for it, and it is there for functions.
static bool isOwnTable(const Program &Linked, SymbolId Variable,
                       const LinkOptions &Options) {
  const Symbol &Held = Linked.Symbols[Variable.Index];
  return isOwn(Linked, Variable, Options) && !Held.Constant &&
         Held.Points.empty() && isOfFunctions(Linked, Held);
}

std::vector<SymbolId> membrane::findUnwritten(const Program &Linked,
                                              const LinkOptions &Options) {
  std::vector<SymbolId> Tables;
  for (uint32_t I = 0; I < Linked.Symbols.size(); ++I)
    if (isOwnTable(Linked, SymbolId(I), Options))
      Tables.push_back(SymbolId(I));
  if (Tables.empty() || Linked.OtherPointers)
    return {};
  AddressSearch Search(Linked, Options);
  std::erase_if(
      Tables, [&](SymbolId Variable) { return !Search.staysInside(Variable); });
  // A pointer to one of them stands for it.
  std::vector<SymbolId> Pointers;
  for (SymbolId Table : Tables)
    for (auto [Variable, Place] : Search.startsWith(Table))
      if (Linked.Symbols[Variable.Index].Size == PointerSize &&
          Search.isOnlyLoaded(Variable))
        Pointers.push_back(Variable);
  llvm::append_range(Tables, Pointers);
  return Tables;
}
