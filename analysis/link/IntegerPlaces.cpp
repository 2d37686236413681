// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/link/IntegerPlaces.h"

#include "analysis/link/IntegerFlow.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

static bool isWide(const Type &Held) {
  return Held.Form == Type::Kind::Scalar &&
         Held.Size >= IntegerFlow::PointerSize;
}

static void addIntegers(const Program &Linked, RecordId Holder, int64_t Base,
                        RecordIntegers &Into, unsigned Depth = 0) {
  if (Depth == MemberPlace::MaxNesting)
    return;
  for (const Field &Member : Linked.Records[Holder.Index].Fields) {
    TypeId Inner = Member.Type;
    while (Inner && Linked.Types[Inner.Index].Form == Type::Kind::Array)
      Inner = Linked.Types[Inner.Index].Element;
    if (!Inner)
      continue;
    const Type &Held = Linked.Types[Inner.Index];
    int64_t At = Base + int64_t(Member.Offset);
    if (Held.Form == Type::Kind::Record && Held.Record)
      addIntegers(Linked, Held.Record, At, Into, Depth + 1);
    else if (isWide(Held))
      Into.push_back({At, {Holder, int64_t(Member.Offset)}});
  }
}

RecordIntegers membrane::integersOf(const Program &Linked, RecordId Whole) {
  RecordIntegers Found;
  addIntegers(Linked, Whole, 0, Found);
  return Found;
}

RecordId IntegerPlaces::behind(TypeId Pointer) const {
  if (!Pointer || Linked.Types[Pointer.Index].Form != Type::Kind::Pointer)
    return {};
  TypeId Inner = Linked.Types[Pointer.Index].Element;
  while (Inner && Linked.Types[Inner.Index].Form == Type::Kind::Array)
    Inner = Linked.Types[Inner.Index].Element;
  return Inner ? Linked.Types[Inner.Index].Record : RecordId();
}

IntegerPlaces::IntegerPlaces(const Program &Linked, const Function &Code,
                             const ArgumentViews &Passed)
    : Linked(Linked), Code(Code), Passed(Passed),
      Definitions(Code.Values.size()) {
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts)
      if (Step.Result)
        Definitions[Step.Result.Index] = &Step;
  for (uint32_t I = 0; I < Code.Values.size(); ++I) {
    const Value &Held = Code.Values[I];
    if (Held.Form == Value::Kind::Argument)
      noteArgument(I, uint32_t(Held.Number));
    else if (Held.Form == Value::Kind::Address && Held.Target)
      if (TypeId Named = Linked.Symbols[Held.Target.Index].Type)
        if (RecordId Whole = Linked.Types[Named.Index].Record)
          addView(ValueId(I), {Whole, -Held.Number});
  }
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts)
      noteTypes(Step);
  shareViews(Fact::Kind::Merge);
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts)
      if (Step.Form == Fact::Kind::Copy && isForeign(Step))
        Foreign.insert(&Step);
  shareViews(Fact::Kind::Copy);
}

void IntegerPlaces::noteArgument(uint32_t Value, uint32_t Argument) {
  if (Argument >= Code.Arguments.size())
    return;
  const ArgumentOrigin &From = Code.Arguments[Argument];
  auto Whole = [&](TypeId Named) {
    return Named ? Linked.Types[Named.Index].Record : RecordId();
  };
  RecordId Taken;
  if (From.Parameter == ArgumentOrigin::This)
    Taken = behind(Code.ThisType);
  else if (From.Parameter == ArgumentOrigin::Result)
    Taken = Whole(Code.Result);
  else if (From.Parameter >= 0 &&
           size_t(From.Parameter) < Code.Parameters.size()) {
    TypeId Declared = Code.Parameters[From.Parameter].Type;
    Taken = From.Indirect ? Whole(Declared) : behind(Declared);
  }
  note(ValueId(Value), Taken);
}

void IntegerPlaces::noteTypes(const Fact &Step) {
  if (Step.Form == Fact::Kind::Displace)
    return note(Step.Operands[0], Step.Record);
  const Function *Callee = Step.Form == Fact::Kind::Call && Step.Callee
                               ? Linked.body(Step.Callee)
                               : nullptr;
  if (!Callee)
    return;
  if (Step.Result)
    note(Step.Result, behind(Callee->Result));
  uint32_t Inner = uint32_t(Callee - Linked.Functions.data());
  for (uint32_t I = 0; I < Step.Arguments.size(); ++I)
    notePassed(Step.Arguments[I], {Inner, I});
}

void IntegerPlaces::notePassed(ValueId Given,
                               std::pair<uint32_t, uint32_t> Inner) {
  const Function &Callee = Linked.Functions[Inner.first];
  auto Known = Passed.find(Inner);
  auto [Root, At] = rootOf(Given);
  if (Known != Passed.end() && At.isExact())
    for (auto [Taken, Start] : Known->second)
      addView(Root, {Taken, At.Bytes + Start});
  if (Inner.second >= Callee.Arguments.size())
    return;
  const ArgumentOrigin &From = Callee.Arguments[Inner.second];
  if (From.Parameter >= 0 && !From.Indirect &&
      size_t(From.Parameter) < Callee.Parameters.size())
    note(Given, behind(Callee.Parameters[From.Parameter].Type));
}

IntegerPlaces::Base IntegerPlaces::rootOf(ValueId Address) const {
  Offset At = Offset::exact(0);
  const Fact *Step = Definitions[Address.Index];
  while (Step && Step->Form == Fact::Kind::Displace) {
    At = At.plus(Step->Displacement);
    Address = Step->Operands[0];
    Step = Definitions[Address.Index];
  }
  return {Address, At};
}

bool IntegerPlaces::addView(ValueId Root, View Taken) {
  ViewList &Known = Views[Root.Index];
  if (Known.size() == MaxViews || llvm::is_contained(Known, Taken))
    return false;
  Known.push_back(Taken);
  return true;
}

void IntegerPlaces::note(ValueId Address, RecordId Taken) {
  auto [Root, At] = rootOf(Address);
  if (Taken && At.isExact())
    addView(Root, {Taken, At.Bytes});
}

/// The objects at both are of the same kinds.
bool IntegerPlaces::share(ValueId One, ValueId Other) {
  Base First = rootOf(One), Second = rootOf(Other);
  if (First.first == Second.first || !First.second.isExact() ||
      !Second.second.isExact())
    return false;
  bool Grown = false;
  for (bool Back : {false, true}) {
    if (Back)
      std::swap(First, Second);
    int64_t Distance = Second.second.Bytes - First.second.Bytes;
    for (auto [Taken, At] : ViewList(Views.lookup(First.first.Index)))
      Grown |= addView(Second.first, {Taken, At + Distance});
  }
  return Grown;
}

bool IntegerPlaces::shareViews(const Fact &Step) {
  if (Step.Form == Fact::Kind::Copy)
    return share(Step.Operands[0], Step.Operands[1]);
  size_t Merged = Step.Incoming.empty() ? 2 : Step.Incoming.size();
  bool Grown = false;
  if (Step.Form == Fact::Kind::Merge)
    for (size_t I = 0; I < Step.Operands.size() && I < Merged; ++I)
      Grown |= share(Step.Result, Step.Operands[I]);
  return Grown;
}

void IntegerPlaces::shareViews(Fact::Kind By) {
  for (bool Grown = true; Grown;) {
    Grown = false;
    for (const Block &Part : Code.Blocks)
      for (const Fact &Step : Part.Facts)
        if (Step.Form == Fact::Kind::Merge || Step.Form == By)
          Grown |= shareViews(Step);
  }
}

/// At most Size bytes at an offset of a record; of an array of them too, but
/// for what has no size and begins inside of one.
void IntegerPlaces::addMembers(RecordId Holder, Offset At, uint64_t Size,
                               Reached &Into) const {
  int64_t Whole = int64_t(Linked.Records[Holder.Index].Size);
  if (At.isExact() && Size != 0 && Size <= IntegerFlow::PointerSize) {
    int64_t Bytes = Whole ? ((At.Bytes % Whole) + Whole) % Whole : At.Bytes;
    for (const MemberPlace &Place : Linked.membersAt(Holder, Bytes))
      if (Place.Type && isWide(Linked.Types[Place.Type.Index]))
        Into.Members.push_back(memberOf(Place));
    return;
  }
  for (auto [Start, Member] : integersOf(Linked, Holder))
    if (!At.isExact() ||
        (Start >= At.Bytes &&
         (Size == 0 || Start < At.Bytes + int64_t(Size))) ||
        (Size != 0 && int64_t(Size) > Whole - At.Bytes))
      Into.Members.push_back(Member);
}

IntegerPlaces::Way IntegerPlaces::wayTo(Offset At, uint64_t Size,
                                        Question Asked) {
  if (Asked == Question::PointedTo)
    return Elsewhere;
  bool One = At == Offset::exact(0) && Size == IntegerFlow::PointerSize;
  return One ? Start : Around;
}

void IntegerPlaces::walk(ValueId Address, uint64_t Size, Question Asked,
                         Reached &Into) const {
  bool Named = Asked == Question::PointedTo;
  llvm::SmallVector<Base, 4> Work = {{Address, Offset::exact(0)}};
  llvm::DenseMap<uint32_t, unsigned> Met;
  while (!Work.empty()) {
    auto [Here, At] = Work.pop_back_val();
    const Fact *Step = Definitions[Here.Index];
    if (!Named)
      for (auto [Taken, Start] : Views.lookup(Here.Index))
        addMembers(Taken, At.plus(Offset::exact(-Start)), Size, Into);
    if (Code.Values[Here.Index].Form == Value::Kind::Argument &&
        Views.lookup(Here.Index).empty())
      Into.Arguments.push_back(
          {uint32_t(Code.Values[Here.Index].Number), wayTo(At, Size, Asked)});
    if (!Step)
      continue;
    if (Step->Form == Fact::Kind::Displace) {
      Offset Further = At.plus(Step->Displacement);
      if (Step->Record && (!Named || At == Offset::exact(0)))
        addMembers(Step->Record, Further, Size, Into);
      if (!Named || !Step->Record)
        Work.push_back({Step->Operands[0], Further});
    } else if (Step->Form == Fact::Kind::Merge ||
               Step->Form == Fact::Kind::Arithmetic) {
      // Around a loop it is any element.
      unsigned Times = Met[Here.Index]++;
      bool First = Step->Form == Fact::Kind::Merge && Times == 0;
      Offset Inside = First ? At : Offset::any();
      if (Times < 2)
        for (ValueId Operand : Step->Operands)
          Work.push_back({Operand, Inside});
    }
  }
}

IntegerPlaces::Reached IntegerPlaces::at(ValueId Address, uint64_t Size) const {
  Reached Found;
  walk(Address, Size, Question::Stored, Found);
  return Found;
}

IntegerPlaces::Reached IntegerPlaces::pointedTo(ValueId Address) const {
  Reached Found;
  walk(Address, IntegerFlow::PointerSize, Question::PointedTo, Found);
  return Found;
}

/// Whether nothing is known of what a copy takes from: it may be pointers. What
/// is stored to a local is seen where that is.
bool IntegerPlaces::isForeign(const Fact &Copy) const {
  ValueId Root = rootOf(Copy.Operands[1]).first;
  const Fact *Step = Definitions[Root.Index];
  const Value &Held = Code.Values[Root.Index];
  bool Local = Step && Step->Form == Fact::Kind::Local;
  bool Constant = Held.Form == Value::Kind::Address && Held.Target &&
                  Linked.Symbols[Held.Target.Index].Constant;
  return !Local && !Constant && Views.lookup(Root.Index).empty();
}

std::vector<IntegerPlaces::Pun> IntegerPlaces::puns() const {
  std::vector<Pun> Found;
  for (const auto &[Root, Known] : Views)
    for (auto [First, Start] : Known)
      for (auto [Second, Other] : Known)
        if (First != Second)
          Found.push_back({First, Second, Other - Start});
  return Found;
}

IntegerPlaces::ViewList IntegerPlaces::viewsOf(uint32_t Argument) const {
  ViewList Found;
  for (const auto &[Root, Known] : Views)
    if (Code.Values[Root].Form == Value::Kind::Argument &&
        uint32_t(Code.Values[Root].Number) == Argument)
      llvm::append_range(Found, Known);
  llvm::sort(Found);
  Found.erase(llvm::unique(Found), Found.end());
  return Found;
}
