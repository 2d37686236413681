// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Hooks of other libraries' structs that the program leaves alone: the
// allocator of a z_stream that stands in a struct of the program's own, in
// which nobody ever stores one. The other library takes its default then.
//
// A client fills what it can name and get at: the records that its headers
// complete, if they stand in what the public functions and variables are
// declared with, and what it is given. Not followed: a client's record that
// comes as bytes and is copied to where no declared type says what is copied.

#include "analysis/link/Unfilled.h"

#include "analysis/link/UnseenObjects.h"
#include "analysis/models/Models.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

namespace {

/// The records of which somebody else may have filled an instance.
class OthersRecords {
public:
  OthersRecords(const Program &Linked, const Models *Known)
      : Linked(Linked), Known(Known), Others(Linked.Records.size()),
        Named(Linked.Types.size()) {}

  /// What clients can name: by way of declared types.
  void addDeclared();
  /// What others are given, or what is copied from where no type tells.
  void addGiven(const Function &Code);
  bool has(RecordId Whole) const { return Others[Whole.Index]; }

private:
  void addType(TypeId Declared);
  void addWhole(RecordId Whole);
  void addAt(ValueId Address);
  void addCall(const CallSite &Site, const Fact &Call);
  RecordId declaredBehind(ValueId Address) const;
  bool isTyped(ValueId Address) const;
  const Fact *placeOf(ValueId Address) const;

  const Program &Linked;
  const Models *Known;
  std::vector<bool> Others; ///< by RecordId
  std::vector<bool> Named;  ///< by TypeId
  const Function *Code = nullptr;
  std::vector<const Fact *> Definitions; ///< by ValueId
};

} // namespace

/// What an instance of the record holds is others' too.
void OthersRecords::addWhole(RecordId Whole) {
  if (Others[Whole.Index])
    return;
  Others[Whole.Index] = true;
  for (const Field &Member : Linked.Records[Whole.Index].Fields) {
    TypeId Held = Linked.elementOf(Member.Type);
    if (Held && Linked.Types[Held.Index].Record)
      addWhole(Linked.Types[Held.Index].Record);
  }
}

/// A type that clients see, and what they reach by way of it: not what only the
/// program knows the inside of.
void OthersRecords::addType(TypeId Declared) {
  std::vector<TypeId> Work = {Declared};
  while (!Work.empty()) {
    TypeId Here = Work.back();
    Work.pop_back();
    if (!Here || Named[Here.Index])
      continue;
    Named[Here.Index] = true;
    const Type &Seen = Linked.Types[Here.Index];
    Work.push_back(Seen.Element);
    if (!Seen.Record)
      continue;
    const Record &Whole = Linked.Records[Seen.Record.Index];
    if (!Whole.System && !Linked.OpenRecord[Seen.Record.Index])
      continue;
    addWhole(Seen.Record);
    for (const Field &Member : Whole.Fields)
      Work.push_back(Member.Type);
  }
}

void OthersRecords::addDeclared() {
  for (uint32_t I = 0; I < Linked.Types.size(); ++I)
    if (RecordId Whole = Linked.Types[I].Record;
        Whole && Linked.OpenRecord[Whole.Index])
      addType(TypeId(I));
  for (const Function &Each : Linked.Functions) {
    if (!Linked.Callable[Each.Symbol.Index])
      continue;
    addType(Each.Result);
    addType(Each.ThisType);
    for (const Parameter &Given : Each.Parameters)
      addType(Given.Type);
  }
  for (uint32_t I = 0; I < Linked.Symbols.size(); ++I)
    if (Linked.Symbols[I].Form == Symbol::Kind::Variable &&
        Linked.isPublic(SymbolId(I)))
      addType(Linked.Symbols[I].Type);
}

/// The access to a member that an address is of.
const Fact *OthersRecords::placeOf(ValueId Address) const {
  const Fact *Step = Definitions[Address.Index];
  bool Member = Step && Step->Form == Fact::Kind::Displace && Step->Record &&
                Step->Displacement.isExact();
  return Member ? Step : nullptr;
}

/// What begins at an address, if that is declared.
RecordId OthersRecords::declaredBehind(ValueId Address) const {
  const Value &Known = Code->Values[Address.Index];
  bool Inside = Known.Form == Value::Kind::Address && Known.Number != 0;
  return Inside ? RecordId() : Linked.recordBehind(*Code, Address);
}

bool OthersRecords::isTyped(ValueId Address) const {
  return placeOf(Address) || declaredBehind(Address);
}

/// The object at an address, as far as types tell what it is.
void OthersRecords::addAt(ValueId Address) {
  if (RecordId Whole = declaredBehind(Address))
    return addWhole(Whole);
  const Fact *Member = placeOf(Address);
  if (!Member)
    return;
  for (RecordId Held :
       Linked.innerAt(Member->Record, Member->Displacement.Bytes))
    addWhole(Held);
}

void OthersRecords::addCall(const CallSite &Site, const Fact &Call) {
  if (Call.Callee ? !isUndescribed(Linked, Known, Call.Callee)
                  : !Linked.targets(Site).Open)
    return;
  for (ValueId Given : Call.Arguments)
    addAt(Given);
}

void OthersRecords::addGiven(const Function &Of) {
  Code = &Of;
  Definitions = Of.definitions();
  uint32_t Index = uint32_t(&Of - Linked.Functions.data());
  for (uint32_t B = 0; B < Of.Blocks.size(); ++B) {
    const Block &Part = Of.Blocks[B];
    for (uint32_t I = 0; I < Part.Facts.size(); ++I) {
      const Fact &Step = Part.Facts[I];
      if (Step.Form == Fact::Kind::Call)
        addCall({Index, B, I}, Step);
      else if (Step.Form == Fact::Kind::Copy && !isTyped(Step.Operands[1]))
        addAt(Step.Operands[0]);
      else if (Step.Form == Fact::Kind::Unmodelled)
        for (ValueId Given : Step.Operands)
          addAt(Given);
    }
    if (Linked.Callable[Of.Symbol.Index])
      for (const ReturnedPart &Given : Part.End.Returned)
        addAt(Given.Value);
  }
}

/// Whether the member is a pointer to a function, and nothing else.
static bool isHook(const Program &Linked, const Record &Whole,
                   const Field &Member) {
  const Type *Held = Member.Type ? &Linked.Types[Member.Type.Index] : nullptr;
  return !Whole.Union && Held && Held->Form == Type::Kind::Pointer &&
         Held->Element &&
         Linked.Types[Held->Element.Index].Form == Type::Kind::Function &&
         llvm::count_if(Whole.Fields, [&](const Field &Other) {
           return Other.Offset == Member.Offset;
         }) == 1;
}

std::set<MemberKey> membrane::findUnfilled(const Program &Linked,
                                           const LinkOptions &Options,
                                           const std::set<MemberKey> &Filled) {
  std::set<MemberKey> Found;
  // Who else may fill them is not seen.
  if (!Options.Whole)
    return Found;
  for (uint32_t I = 0; I < Linked.Records.size(); ++I) {
    const Record &Whole = Linked.Records[I];
    if (!Whole.System || !Whole.Complete)
      continue;
    for (const Field &Member : Whole.Fields)
      if (isHook(Linked, Whole, Member) &&
          !Filled.count({RecordId(I), int64_t(Member.Offset)}))
        Found.insert({RecordId(I), int64_t(Member.Offset)});
  }
  if (Found.empty())
    return Found;
  OthersRecords Others(Linked, Options.Known);
  Others.addDeclared();
  for (const Function &Code : Linked.Functions)
    Others.addGiven(Code);
  std::erase_if(
      Found, [&](const MemberKey &Member) { return Others.has(Member.first); });
  return Found;
}

bool Program::isUnfilled(RecordId Whole, int64_t Bytes) const {
  if (Unfilled.empty())
    return false;
  llvm::ArrayRef<MemberPlace> Places = membersAt(Whole, Bytes);
  return Places.size() == 1 && Places[0].Rest == 0 && !Places[0].InArray &&
         Unfilled.count(memberOf(Places[0]));
}
