// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which member of a record stands at an offset.
//
// Goes inwards through nested records and arrays. In a union, or where members
// of an anonymous one overlap, every member that covers the offset counts.
// Types nest, so it ends; MemberPlace::MaxNesting bounds malformed tables.

#include "analysis/link/Link.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

namespace {

class MemberSearch {
public:
  explicit MemberSearch(const Program &Linked) : Linked(Linked) {}

  void enter(RecordId Holder, int64_t Bytes);
  void enterType(TypeId Whole, int64_t Bytes);

  llvm::SmallVector<MemberPlace, 1> Found;

private:
  bool covers(const Field &Member, int64_t Bytes) const;
  void takeMember(const Field &Member, int64_t Bytes);

  const Program &Linked;
  MemberPlace Here;
};

} // namespace

/// Whether the byte belongs to the member. An array without a size goes on.
bool MemberSearch::covers(const Field &Member, int64_t Bytes) const {
  int64_t Inside = Bytes - int64_t(Member.Offset);
  if (Inside < 0)
    return false;
  const Type *Held = Member.Type ? &Linked.Types[Member.Type.Index] : nullptr;
  return !Held || !Held->Size || Inside < int64_t(Held->Size);
}

void MemberSearch::takeMember(const Field &Member, int64_t Bytes) {
  MemberPlace Outer = Here;
  Here.Way.push_back(&Member);
  Here.Type = Member.Type;
  enterType(Member.Type, Bytes - int64_t(Member.Offset));
  Here = Outer;
}

void MemberSearch::enter(RecordId Holder, int64_t Bytes) {
  const Record &Whole = Linked.Records[Holder.Index];
  Here.Holder = Holder;
  Here.InHolder = Here.Rest = Bytes;
  if (Here.Way.size() >= MemberPlace::MaxNesting) {
    Found.push_back(Here);
    return;
  }
  const Field *Last = nullptr;
  bool Any = false;
  for (const Field &Member : Whole.Fields) {
    if (int64_t(Member.Offset) <= Bytes)
      Last = &Member;
    if (!covers(Member, Bytes))
      continue;
    // A size that is not known ends where the next member starts.
    bool Ends = Member.Type && Linked.Types[Member.Type.Index].Size;
    bool Later = llvm::any_of(Whole.Fields, [&](const Field &Other) {
      return Other.Offset > Member.Offset && int64_t(Other.Offset) <= Bytes;
    });
    if (!Ends && Later)
      continue;
    Any = true;
    takeMember(Member, Bytes);
  }
  // Padding, or past the end: what stands before it.
  if (!Any && Last)
    takeMember(*Last, Bytes);
  else if (!Any)
    Found.push_back(Here);
}

void MemberSearch::enterType(TypeId Whole, int64_t Bytes) {
  while (Whole && Linked.Types[Whole.Index].Form == Type::Kind::Array &&
         Linked.Types[Whole.Index].Element) {
    Whole = Linked.Types[Whole.Index].Element;
    if (uint64_t Size = Linked.Types[Whole.Index].Size)
      Bytes %= int64_t(Size);
    Here.Type = Whole;
    Here.InArray = true;
  }
  const Type *Held = Whole ? &Linked.Types[Whole.Index] : nullptr;
  if (Held && Held->Form == Type::Kind::Record && Held->Record)
    return enter(Held->Record, Bytes);
  Here.Rest = Bytes;
  if (Here.Holder)
    Found.push_back(Here);
}

llvm::ArrayRef<MemberPlace> Program::membersAt(RecordId Whole,
                                               int64_t Bytes) const {
  MemberList &Known = Asked[{Whole.Index, Bytes}];
  if (!Known) {
    MemberSearch Search(*this);
    Search.enter(Whole, Bytes);
    Known = std::make_unique<llvm::SmallVector<MemberPlace, 1>>(
        std::move(Search.Found));
  }
  return *Known;
}

MemberKey Program::unionAt(RecordId Whole, int64_t Bytes) const {
  llvm::ArrayRef<MemberPlace> Places = membersAt(Whole, Bytes);
  int64_t Inside = Bytes;
  for (size_t I = 0; !Places.empty() && I < Places[0].Way.size(); ++I) {
    const Field &Member = *Places[0].Way[I];
    Inside -= int64_t(Member.Offset);
    RecordId Inner = Member.Type ? Types[Member.Type.Index].Record : RecordId();
    if (Inner && Records[Inner.Index].Union)
      return {Inner, Inside};
  }
  return {Whole, Bytes};
}

std::optional<ArrayPlace> Program::arrayAt(RecordId Whole,
                                           int64_t Bytes) const {
  llvm::ArrayRef<MemberPlace> Places = membersAt(Whole, Bytes);
  RecordId Holder = Whole;
  ArrayPlace Found;
  const Field *Array = nullptr;
  for (size_t I = 0; !Places.empty() && !Array; ++I) {
    if (!Holder || Records[Holder.Index].Union || I >= Places[0].Way.size())
      return std::nullopt;
    const Field &Member = *Places[0].Way[I];
    if (!Member.Type || llvm::any_of(Places, [&](const MemberPlace &Other) {
          return I >= Other.Way.size() || Other.Way[I] != &Member;
        }))
      return std::nullopt;
    Found.Low += int64_t(Member.Offset);
    if (Types[Member.Type.Index].Form == Type::Kind::Array)
      Array = &Member;
    else
      Holder = Types[Member.Type.Index].Record;
  }
  if (!Array)
    return std::nullopt;
  const Type &Held = Types[Array->Type.Index];
  bool Last =
      llvm::none_of(Records[Holder.Index].Fields, [&](const Field &Other) {
        return Other.Offset > Array->Offset;
      });
  Found.High = Last ? Offset::MaxBound : Found.Low + int64_t(Held.Size);
  Found.First = Array->Offset == 0;
  if (Held.Element) {
    Found.Element = Types[Held.Element.Index].Size;
    Found.Innermost = Types[elementOf(Held.Element).Index].Size;
    Found.OfPointers = Types[Held.Element.Index].Form == Type::Kind::Pointer;
  }
  return Found;
}

llvm::SmallVector<MemberPlace, 1> Program::membersAt(TypeId Whole,
                                                     int64_t Bytes) const {
  MemberSearch Search(*this);
  Search.enterType(Whole, Bytes);
  return std::move(Search.Found);
}

llvm::SmallVector<RecordId, 2> Program::innerAt(RecordId Whole,
                                                int64_t Bytes) const {
  llvm::SmallVector<RecordId, 2> Found;
  for (const MemberPlace &Place : membersAt(Whole, Bytes)) {
    int64_t Start = 0;
    for (const Field *Outer : Place.Way) {
      Start += int64_t(Outer->Offset);
      RecordId Held =
          Outer->Type ? Types[Outer->Type.Index].Record : RecordId();
      if (Start == Bytes && Held)
        Found.push_back(Held);
    }
  }
  return Found;
}

RecordId Program::recordBehind(const Function &Code, ValueId Pointer) const {
  const Value &Known = Code.Values[Pointer.Index];
  TypeId Object;
  if (Known.Form == Value::Kind::Address) {
    if (SymbolId Named = resolve(Known.Target))
      Object = Symbols[Named.Index].Type;
  } else if (Known.Form == Value::Kind::Argument) {
    if (TypeId Declared = Code.declaredType(uint32_t(Known.Number)))
      Object = Types[Declared.Index].Element;
  }
  return Object ? Types[Object.Index].Record : RecordId();
}

using FunctionTest = llvm::function_ref<bool(const Type &)>;

static bool holdsFunction(const Program &Linked, TypeId Named,
                          FunctionTest IsMeant, unsigned Depth = 0) {
  if (!Named)
    return false;
  const Type &Held = Linked.Types[Named.Index];
  if (Depth == 8)
    return true;
  if (Held.Form == Type::Kind::Function)
    return IsMeant(Held);
  if (Held.Form == Type::Kind::Array)
    return holdsFunction(Linked, Held.Element, IsMeant, Depth + 1);
  if (Held.Form == Type::Kind::Pointer) {
    const Type *Inner =
        Held.Element ? &Linked.Types[Held.Element.Index] : nullptr;
    return Inner && Inner->Form == Type::Kind::Function && IsMeant(*Inner);
  }
  if (Held.Form != Type::Kind::Record || !Held.Record)
    return false;
  return llvm::any_of(
      Linked.Records[Held.Record.Index].Fields, [&](const Field &Member) {
        return holdsFunction(Linked, Member.Type, IsMeant, Depth + 1);
      });
}

bool Program::holdsFunctions(TypeId Whole) const {
  return holdsFunction(*this, Whole, [](const Type &) { return true; });
}

bool Program::holdsGivers(TypeId Whole) const {
  return holdsFunction(*this, Whole, [](const Type &Called) {
    return !llvm::StringRef(Called.Spelling).starts_with("void (");
  });
}
