// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/link/PairPlaces.h"

#include "analysis/models/Models.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

PairPlaces::Body &PairPlaces::body(uint32_t In) {
  std::unique_ptr<Body> &Held = Bodies[In];
  if (Held)
    return *Held;
  Held = std::make_unique<Body>();
  const Function &Code = Linked.Functions[In];
  Held->Made.resize(Code.Values.size());
  Held->Before.resize(Code.Blocks.size());
  for (uint32_t B = 0; B < Code.Blocks.size(); ++B) {
    for (uint32_t I = 0; I < Code.Blocks[B].Facts.size(); ++I)
      if (ValueId Made = Code.Blocks[B].Facts[I].Result)
        Held->Made[Made.Index] = {B, I};
    for (BlockId Next : Code.Blocks[B].End.Successors)
      ++Held->Before[Next.Index];
  }
  return *Held;
}

const Fact *PairPlaces::definition(uint32_t In, ValueId Named) {
  if (auto At = body(In).Made[Named.Index])
    return &this->at({In, At->first, At->second});
  return nullptr;
}

/// Whether the members of a union are all one slot for a pointer.
static bool isOneSlot(const Program &Linked, const Record &Whole) {
  return Whole.Union && llvm::all_of(Whole.Fields, [&](const Field &Member) {
           return Member.Type && Member.Offset == 0 &&
                  Linked.Types[Member.Type.Index].Form == Type::Kind::Pointer;
         });
}

/// The member that some places are of, if it is one for certain, or one slot.
static std::optional<MemberKey> soleMember(const Program &Linked,
                                           llvm::ArrayRef<MemberPlace> Places) {
  if (Places.empty() || Places[0].Rest != 0 || Places[0].InArray)
    return std::nullopt;
  RecordId Holder = Places[0].Holder;
  if (Places.size() > 1 && (!isOneSlot(Linked, Linked.Records[Holder.Index]) ||
                            llvm::any_of(Places, [&](const MemberPlace &Other) {
                              return Other.Holder != Holder;
                            })))
    return std::nullopt;
  return memberOf(Places[0]);
}

/// The member that an address is of, if it is one for certain.
std::optional<PairPlace> PairPlaces::placeOf(uint32_t In, ValueId Address) {
  PairPlace Found;
  Found.Base = Address;
  for (bool First = true;; First = false) {
    const Fact *Step = definition(In, Found.Base);
    if (!Step || Step->Form != Fact::Kind::Displace || !Step->Record ||
        !Step->Displacement.isExact())
      return First ? std::nullopt : std::optional(Found);
    if (First) {
      auto Member = soleMember(
          Linked, Linked.membersAt(Step->Record, Step->Displacement.Bytes));
      if (!Member)
        return std::nullopt;
      Found.Member = *Member;
    }
    Found.Bytes += Step->Displacement.Bytes;
    Found.Base = Step->Operands[0];
  }
}

/// Whether a member may be another one behind a fact.
bool PairPlaces::changes(uint32_t In, const Fact &Step,
                         const std::optional<PairPlace> &Member) {
  if (Step.Form != Fact::Kind::Store)
    return Step.mayWrite();
  auto To = placeOf(In, Step.Operands[0]);
  if (!To || Member)
    return !To || To->Member == Member->Member;
  // What no member is of may be one to which an address leads.
  readAll();
  return Exposed.count(To->Member) || Linked.OpenRecord[To->Member.first.Index];
}

/// Whether two values are loaded before what the second is loaded from is
/// written: in one block, or in one and the only one that leads to it.
bool PairPlaces::nothingWritten(uint32_t In, ValueId A, ValueId B) {
  Body &Here = body(In);
  auto First = *Here.Made[A.Index], Last = *Here.Made[B.Index];
  auto Leads = [&](uint32_t From, uint32_t To) {
    return Here.Before[To] == 1 &&
           llvm::is_contained(Linked.Functions[In].Blocks[From].End.Successors,
                              BlockId(To));
  };
  if (First.first == Last.first ? First.second > Last.second
                                : Leads(Last.first, First.first))
    std::swap(First, Last);
  const std::vector<Block> &Blocks = Linked.Functions[In].Blocks;
  auto Later = placeOf(In, Blocks[Last.first].Facts[Last.second].Operands[0]);
  auto IsLeft = [&](uint32_t Block, size_t From, size_t To) {
    return llvm::none_of(
        llvm::ArrayRef(Blocks[Block].Facts).slice(From, To - From),
        [&](const Fact &Step) { return changes(In, Step, Later); });
  };
  if (First.first == Last.first)
    return IsLeft(First.first, First.second, Last.second);
  return Leads(First.first, Last.first) &&
         IsLeft(First.first, First.second, Blocks[First.first].Facts.size()) &&
         IsLeft(Last.first, 0, Last.second);
}

/// Whether two values are one: the way to an object may be read again behind
/// stores to its members.
bool PairPlaces::areOne(uint32_t In, ValueId A, ValueId B) {
  if (A == B)
    return true;
  const Fact *One = definition(In, A), *Other = definition(In, B);
  if (!One || !Other || One->Form != Other->Form ||
      (One->Form != Fact::Kind::Load && One->Form != Fact::Kind::Displace) ||
      !areOne(In, One->Operands[0], Other->Operands[0]))
    return false;
  if (One->Form == Fact::Kind::Displace)
    return One->Displacement.isExact() &&
           One->Displacement == Other->Displacement;
  return nothingWritten(In, A, B);
}

std::optional<MemberKey> PairPlaces::memberRead(uint32_t In, ValueId Read) {
  const Fact *Step = definition(In, Read);
  if (!Step || Step->Form != Fact::Kind::Load)
    return std::nullopt;
  auto From = placeOf(In, Step->Operands[0]);
  return From ? std::optional(From->Member) : std::nullopt;
}

std::optional<MemberPair> PairPlaces::readTogether(uint32_t In, ValueId Hook,
                                                   ValueId Given) {
  const Fact *A = definition(In, Hook), *B = definition(In, Given);
  if (!A || !B || A->Form != Fact::Kind::Load || B->Form != Fact::Kind::Load)
    return std::nullopt;
  auto From = placeOf(In, A->Operands[0]), Beside = placeOf(In, B->Operands[0]);
  if (!From || !Beside || !nothingWritten(In, Hook, Given))
    return std::nullopt;
  if (!areOne(In, From->Base, Beside->Base))
    return std::nullopt;
  return MemberPair{From->Member, Beside->Member, Beside->Bytes - From->Bytes};
}

void PairPlaces::addInner(TypeId Held, std::set<RecordId> &Into) const {
  Held = Linked.elementOf(Held);
  RecordId Inner = Held ? Linked.Types[Held.Index].Record : RecordId();
  if (!Inner || Linked.Types[Held.Index].Form != Type::Kind::Record ||
      !Into.insert(Inner).second)
    return;
  for (const Field &Member : Linked.Records[Inner.Index].Fields)
    addInner(Member.Type, Into);
}

void PairPlaces::findUnions() {
  for (uint32_t I = 0; I < Linked.Records.size(); ++I) {
    if (!Linked.Records[I].Union || isOneSlot(Linked, Linked.Records[I]))
      continue;
    std::set<RecordId> All = {RecordId(I)};
    for (const Field &Member : Linked.Records[I].Fields)
      addInner(Member.Type, All);
    for (RecordId Each : All)
      Peers[Each].insert(All.begin(), All.end());
  }
}

/// What an address was moved from, within a member, and how far.
ValueId PairPlaces::startOf(uint32_t In, ValueId Address, int64_t &Inside) {
  const Fact *Step = definition(In, Address);
  for (; Step && Step->Form == Fact::Kind::Displace && !Step->Record &&
         Step->Displacement.isExact();
       Step = definition(In, Address)) {
    Inside += Step->Displacement.Bytes;
    Address = Step->Operands[0];
  }
  return Address;
}

/// The members that an address may be of.
llvm::SmallVector<MemberPlace, 2> PairPlaces::membersOf(uint32_t In,
                                                        ValueId Address) {
  llvm::SmallVector<MemberPlace, 2> Found;
  const Value &Named = Linked.Functions[In].Values[Address.Index];
  if (Named.Form == Value::Kind::Address) {
    const Symbol &Variable = Linked.Symbols[Linked.resolve(Named.Target).Index];
    if (Variable.Form == Symbol::Kind::Variable && Variable.Type)
      llvm::append_range(Found, Linked.membersAt(Variable.Type, Named.Number));
    return Found;
  }
  int64_t Inside = 0;
  const Fact *Step = definition(In, startOf(In, Address, Inside));
  if (Step && Step->Form == Fact::Kind::Displace && Step->Record &&
      Step->Displacement.isExact())
    llvm::append_range(
        Found,
        Linked.membersAt(Step->Record, Step->Displacement.Bytes + Inside));
  return Found;
}

/// An address of a member that is more than read, or written, there. Where a
/// record begins that is a member, it is taken for the address of that.
void PairPlaces::readUse(uint32_t In, ValueId Address) {
  int64_t Inside = 0;
  Address = startOf(In, Address, Inside);
  const Fact *Step = definition(In, Address);
  const Value &Named = Linked.Functions[In].Values[Address.Index];
  for (const MemberPlace &Place : membersOf(In, Address))
    if (Step ? Place.Holder == Step->Record : Named.Number != 0)
      Exposed.insert(memberOf(Place));
}

void PairPlaces::readCopy(const Function &Code, const Fact &Copy) {
  for (ValueId Side : {Copy.Operands[0], Copy.Operands[1]})
    if (RecordId Whole = Linked.recordBehind(Code, Side);
        Whole && Copy.Size != 0 && Copy.Size < Linked.Records[Whole.Index].Size)
      PartCopied.insert(Whole);
}

void PairPlaces::readStore(const CallSite &Store) {
  ValueId Address = at(Store).Operands[0];
  std::set<MemberKey> Members;
  for (const MemberPlace &Place : membersOf(Store.Function, Address))
    Members.insert(memberOf(Place));
  for (MemberKey Member : Members) {
    Stores[Member].push_back(Store);
    StoresIn[Member.first].push_back(Store);
  }
}

void PairPlaces::readFact(const CallSite &Site) {
  const Fact &Step = at(Site);
  switch (Step.Form) {
  case Fact::Kind::Load:
  case Fact::Kind::Compare:
    return;
  case Fact::Kind::Store:
    readStore(Site);
    return readUse(Site.Function, Step.Operands[1]);
  case Fact::Kind::Displace:
    if (!Step.Record && !Step.Displacement.isExact())
      readUse(Site.Function, Step.Operands[0]);
    return;
  case Fact::Kind::Copy:
    readCopy(Linked.Functions[Site.Function], Step);
    break;
  case Fact::Kind::Local:
  case Fact::Kind::Merge:
  case Fact::Kind::Fill:
  case Fact::Kind::Call:
  case Fact::Kind::Part:
  case Fact::Kind::Arithmetic:
  case Fact::Kind::StartVariadic:
  case Fact::Kind::Arrival:
  case Fact::Kind::Unmodelled:
    break;
  }
  for (ValueId Used : Step.Operands)
    if (Used)
      readUse(Site.Function, Used);
  for (ValueId Given : Step.Arguments)
    readUse(Site.Function, Given);
}

void PairPlaces::readAll() {
  if (std::exchange(Read, true))
    return;
  findUnions();
  for (uint32_t F = 0; F < Linked.Functions.size(); ++F)
    for (uint32_t B = 0; B < Linked.Functions[F].Blocks.size(); ++B)
      for (uint32_t I = 0; I < Linked.Functions[F].Blocks[B].Facts.size(); ++I)
        readFact({F, B, I});
  for (uint32_t F = 0; F < Linked.Functions.size(); ++F)
    for (const Block &Part : Linked.Functions[F].Blocks)
      for (const ReturnedPart &Given : Part.End.Returned)
        readUse(F, Given.Value);
}

llvm::ArrayRef<CallSite> PairPlaces::stores(MemberKey Member) {
  readAll();
  return Stores[Member];
}

bool PairPlaces::isOfUnion(const CallSite &Store) {
  auto Places = membersOf(Store.Function, at(Store).Operands[0]);
  return Places.size() > 1 && llvm::all_of(Places, [&](const MemberPlace &One) {
           return Peers.count(One.Holder) != 0;
         });
}

bool PairPlaces::isToNew(const CallSite &Store) {
  ValueId Base = at(Store).Operands[0];
  const Fact *Step = definition(Store.Function, Base);
  for (; Step && Step->Form == Fact::Kind::Displace;
       Step = definition(Store.Function, Base))
    Base = Step->Operands[0];
  if (!Step || Step->Form != Fact::Kind::Call || !Step->Callee || !Known ||
      Linked.body(Step->Callee))
    return false;
  const Model *Row =
      Known->find(Linked.Symbols[Linked.resolve(Step->Callee).Index].Name);
  return Row && Row->Releases.empty() && !Row->Returns.empty() &&
         llvm::all_of(Row->Returns, [](const ModelResult &Given) {
           return Given.From == ModelResult::Kind::Fresh ||
                  Given.From == ModelResult::Kind::Null;
         });
}

bool PairPlaces::areKnown(const MemberPair &Pair) {
  readAll();
  auto IsKnown = [&](MemberKey Member) {
    const Record &Whole = Linked.Records[Member.first.Index];
    bool Shared = Whole.Union && !isOneSlot(Linked, Whole);
    return !Shared && !Whole.System && !PartCopied.count(Member.first) &&
           !Exposed.count(Member);
  };
  if (!IsKnown(Pair.Hook) || !IsKnown(Pair.Given))
    return false;
  for (RecordId Side : {Pair.Hook.first, Pair.Given.first}) {
    auto Other = Peers.find(Side);
    if (Other == Peers.end())
      continue;
    for (RecordId Each : Other->second)
      for (const CallSite &Store : StoresIn[Each])
        if (!isToNew(Store))
          return false;
  }
  return true;
}

const Fact *PairPlaces::partner(const MemberPair &Pair, const CallSite &Store) {
  auto Here = placeOf(Store.Function, at(Store).Operands[0]);
  if (!Here)
    return nullptr;
  bool IsHook = Here->Member == Pair.Hook;
  int64_t Wanted = Here->Bytes + (IsHook ? Pair.Distance : -Pair.Distance);
  llvm::SmallVector<const Fact *, 2> Found;
  auto IsEnd = [&](const Fact &Step) {
    if (Step.Form != Fact::Kind::Store)
      return Step.mayWrite();
    auto There = placeOf(Store.Function, Step.Operands[0]);
    if (There && There->Bytes == Wanted &&
        There->Member == (IsHook ? Pair.Given : Pair.Hook) &&
        areOne(Store.Function, There->Base, Here->Base))
      Found.push_back(&Step);
    return false;
  };
  llvm::ArrayRef<Fact> All =
      Linked.Functions[Store.Function].Blocks[Store.Block].Facts;
  (void)llvm::any_of(llvm::reverse(All.take_front(Store.Fact)), IsEnd);
  (void)llvm::any_of(All.drop_front(Store.Fact + 1), IsEnd);
  return Found.size() == 1 ? Found[0] : nullptr;
}
