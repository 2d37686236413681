// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tables of functions that could be written, and are not: the default
// allocator of a library that is no constant, as its type is the one that a
// client fills.
//
// Follows the address of a variable to wherever it goes: values, arguments,
// results, and members of records that only the program knows, all instances of
// a member being one. Reading and copying from there is harmless. It gives up
// where something is stored there, and where the address goes to what it does
// not follow: a client, a function without a body, memory that is no member, a
// number, a member whose own address goes anywhere. Every value is met once,
// and MaxMet of them are the most. Not followed: a record that is read as one
// of another type, unless that has a member of the same name in the same place.

#include "analysis/link/Unwritten.h"

#include "analysis/link/AddressTaken.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

namespace {

/// Of one variable this many values may hold its address.
constexpr size_t MaxMet = 4096;

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

class AddressSearch {
public:
  explicit AddressSearch(const Program &Linked);

  bool staysInside(SymbolId Variable);

private:
  void noteAddress(uint32_t Index, ValueId Address);
  void noteFact(uint32_t Index, const Fact &Step);
  const Uses &usesOf(uint32_t Index);
  llvm::ArrayRef<MemberPlace> placesOf(uint32_t Index, ValueId Address);
  llvm::ArrayRef<MemberPlace> placesIn(const Value &Given) const;
  void add(uint32_t Index, ValueId Named);
  void addArgument(const Function &Callee, uint32_t Argument);
  bool follow(Holder Value);
  bool followUse(Holder Value, const Use &Where);
  bool followStore(Holder Value, const Fact &Step);
  bool followCall(Holder Value, const Fact &Call);
  bool followReturn(uint32_t Index, const Terminator &End);
  bool addMember(MemberKey Member);
  bool addPlaces(llvm::ArrayRef<MemberPlace> Places);
  bool readsMembers();
  bool isOnlyRead(Holder Address);

  const Program &Linked;
  const llvm::DenseSet<uint32_t> Taken;
  llvm::DenseMap<uint32_t, std::vector<Holder>> Named; ///< by symbol: addresses
  llvm::DenseMap<uint32_t, std::vector<Holder>> Calls; ///< by callee: results
  /// By member: the addresses of it that facts make.
  std::map<MemberKey, std::vector<Holder>> Members;
  std::vector<std::unique_ptr<Uses>> Known; ///< by function
  std::set<Holder> Met;
  std::set<MemberKey> Holding;
  std::vector<Holder> Work;
};

} // namespace

AddressSearch::AddressSearch(const Program &Linked)
    : Linked(Linked), Taken(findAddressTaken(Linked)),
      Known(Linked.Functions.size()) {
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

/// Whoever is given the address has to be a function of the program's, called
/// by its name.
bool AddressSearch::followCall(Holder Value, const Fact &Call) {
  const Function *Callee = Call.Callee ? Linked.body(Call.Callee) : nullptr;
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
  llvm::StringRef Name;
  for (const Field &Inner : Whole.Fields)
    if (int64_t(Inner.Offset) == Member.second)
      Name = Inner.Name;
  for (uint32_t I = 0; I < Linked.Records.size(); ++I)
    for (const Field &Other : Linked.Records[I].Fields)
      if (int64_t(Other.Offset) == Member.second && Other.Name == Name &&
          !addMember({RecordId(I), Member.second}))
        return false;
  return true;
}

bool AddressSearch::addPlaces(llvm::ArrayRef<MemberPlace> Places) {
  return !Places.empty() && llvm::all_of(Places, [&](const MemberPlace &Place) {
    return Place.Rest == 0 && addMember(memberOf(Place));
  });
}

bool AddressSearch::followStore(Holder Value, const Fact &Step) {
  return Step.Operands[0] != Value.second &&
         addPlaces(placesOf(Value.first, Step.Operands[0]));
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
    return followCall(Value, Step);
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
  for (const Use &Where : usesOf(Value.first).Of[Value.second.Index])
    if (!followUse(Value, Where))
      return false;
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
  Work.clear();
  for (auto [Index, Value] : Named[Variable.Index])
    add(Index, Value);
  while (!Work.empty()) {
    Holder Value = Work.back();
    Work.pop_back();
    size_t Before = Holding.size();
    if (Met.size() > MaxMet || !follow(Value) ||
        (Holding.size() != Before && !readsMembers()))
      return false;
  }
  return true;
}

/// Whether clients have no name for it, and functions stand in its members.
static bool isOwnTable(const Program &Linked, SymbolId Variable,
                       bool OnlyDeclared) {
  const Symbol &Held = Linked.Symbols[Variable.Index];
  bool Own = Held.Link == Linkage::Internal ||
             (Held.Link == Linkage::External && OnlyDeclared);
  return Held.Form == Symbol::Kind::Variable && Own && Held.Defined &&
         !Held.Constant && !Held.Aliasee && Held.Points.empty() &&
         !Linked.isPublic(Variable) &&
         !Linked.membersAt(Held.Type, 0).empty() &&
         llvm::any_of(Held.Initial, [&](const InitialPointer &Pointer) {
           SymbolId Target = Linked.resolve(Pointer.Target);
           return Target &&
                  Linked.Symbols[Target.Index].Form == Symbol::Kind::Function;
         });
}

std::vector<SymbolId> membrane::findUnwritten(const Program &Linked,
                                              const LinkOptions &Options) {
  std::vector<SymbolId> Tables;
  bool OnlyDeclared = Options.Whole && !Options.PublicGlobs.empty();
  for (uint32_t I = 0; I < Linked.Symbols.size(); ++I)
    if (isOwnTable(Linked, SymbolId(I), OnlyDeclared))
      Tables.push_back(SymbolId(I));
  if (Tables.empty() || Linked.OtherPointers)
    return {};
  llvm::DenseSet<uint32_t> Led; // by initial values
  for (const Symbol &Variable : Linked.Symbols)
    for (const InitialPointer &Pointer : Variable.Initial)
      if (SymbolId Target = Linked.resolve(Pointer.Target))
        Led.insert(Target.Index);
  AddressSearch Search(Linked);
  std::erase_if(Tables, [&](SymbolId Variable) {
    return Led.count(Variable.Index) || !Search.staysInside(Variable);
  });
  return Tables;
}
