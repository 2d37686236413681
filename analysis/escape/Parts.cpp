// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Addresses that travel in pieces: bytes of memory that is moved in a loop, and
// bits that are computed from an address, stored apart and put together again.
//
// Not modelled: bytes of an argument's memory that a function puts together. If
// the caller had stored parts there, they are in the function's result.

#include "analysis/escape/Application.h"
#include "analysis/escape/Body.h"

using namespace membrane;

/// Whether bits that are computed from an address are followed: of what was
/// only loaded and may be a number, they are those of a number.
bool Body::isTakenApart(NodeId Of) const {
  Node::Kind Form = Nodes[Of].Form;
  return Form == Node::Kind::Fresh || Form == Node::Kind::Argument;
}

/// Whether a value is a struct in a register that was made of its members, with
/// the bits of new memory's address in them.
bool Body::isPutTogether(ValueId Packed) {
  const Fact *Step = Definitions[Packed.Index];
  if (!Step || Step->Form != Fact::Kind::Arithmetic)
    return false;
  return llvm::any_of(get(Packed).targets(), [&](const Target &To) {
    return Nodes[To.Node].Form == Node::Kind::Fresh;
  });
}

/// What a load or store of Size bytes moves: less than a pointer is a number,
/// or one of the parts of an address that was taken apart.
PointsTo Body::narrowed(const PointsTo &Holds, uint64_t Size) const {
  if (Size >= NodeTable::PointerSize || Size == 0 || Holds.targets().empty())
    return Holds;
  PointsTo Rest = Holds.without(
      [&](NodeId To) { return !Holds.isOfParts() || !isTakenApart(To); });
  Rest.addScalar();
  return Rest;
}

/// Whether an address is that of a member which only holds numbers.
bool Body::isNumberMember(ValueId Address) const {
  const Fact *Step = Definitions[Address.Index];
  for (; Step && Step->Form == Fact::Kind::Displace;
       Step = Definitions[Step->Operands[0].Index])
    if (NodeTable::isNumberMember(Linked, Step->Record, Step->Displacement))
      return true;
  return false;
}

static Offset around(Offset At) { return At.isRange() ? At : Offset::any(); }

/// A loop that moves memory in small pieces moves the pointers in it.
void Body::copyPiecewise(const Fact &Store, State &Now) {
  const Fact *Source = Definitions[Store.Operands[1].Index];
  if (!Source || Source->Form != Fact::Kind::Load ||
      Source->Size != Store.Size || isNumberMember(Store.Operands[0]) ||
      isNumberMember(Source->Operands[0]))
    return;
  const PointsTo From = get(Source->Operands[0]);
  const PointsTo To = get(Store.Operands[0]);
  State Before = Now;
  for (const Target &Origin : From.targets())
    for (const Target &Into : To.targets()) {
      if (Origin.At.isExact() || Into.At.isExact())
        continue;
      if (Nodes[Origin.Node].Flat)
        noteText(Origin.Node);
      else
        copyRange(Before, Now,
                  {{Origin.Node, around(Origin.At)},
                   {Into.Node, around(Into.At)},
                   0});
    }
}

/// Whether an address is that of an element, as far as the function shows.
bool Body::isElement(ValueId Address) const {
  const Fact *Step = Definitions[Address.Index];
  if (!Step || Step->Form != Fact::Kind::Displace)
    return false;
  return !Step->Record || !Step->Displacement.isExact() ||
         llvm::any_of(Linked.membersAt(Step->Record, Step->Displacement.Bytes),
                      [](const MemberPlace &Place) { return Place.InArray; });
}

/// The array around an address in it, by bytes from there, if it is a member
/// and elements are By bytes from each other, or any. Nullopt where programs
/// use more than the type says: bytes that a record begins with, as their
/// address is that of the record.
std::optional<ArrayPlace> Body::arrayAround(ValueId Address, Offset By) const {
  const Fact *Step = Definitions[Address.Index];
  if (!Step || Step->Form != Fact::Kind::Displace || !Step->Record ||
      !Step->Displacement.isExact() || isElement(Step->Operands[0]))
    return std::nullopt;
  int64_t Here = Step->Displacement.Bytes;
  auto Array = Linked.arrayAt(Step->Record, Here);
  if (!Array)
    return std::nullopt;
  if (By.isAny() ? Array->First : !Array->leadsToElements(Here, By))
    return std::nullopt;
  Array->Low -= Here;
  Array->High -= Array->High == Offset::MaxBound ? 0 : Here;
  return Array;
}

/// What an address that is moved may be: not null where every way has tested
/// that.
PointsTo Body::movedFrom(ValueId Address) {
  const PointsTo &Base = get(Address);
  bool Tested = !Base.targets().empty() && Base.numbers().size() == 1 &&
                Base.numbers()[0] == 0 && isToldNotNull(Address);
  return Tested ? Base.withoutNumbers() : Base;
}

/// Any element of the array that an address leads into, By bytes from each
/// other. No element is outside of it: C has no such address, and compilers
/// rely on that.
PointsTo Body::somewhereFrom(ValueId Address, Offset By) {
  PointsTo Base = movedFrom(Address);
  auto Array = arrayAround(Address, By);
  if (!Array)
    return Base.displaced(By);
  PointsTo Found = Base.without([](NodeId) { return true; }).displaced(By);
  uint64_t Apart = By.isAny() ? 1 : Array->apart();
  for (const Target &To : Base.targets()) {
    int64_t Here = To.At.Bytes;
    int64_t End = Array->High == Offset::MaxBound ? 0 : Here;
    Offset Around = To.At.plus(By);
    if (To.At.isRange())
      Around = To.At;
    else if (To.At.isExact())
      Around = Offset::within(Here + Array->Low, End + Array->High, Apart);
    Found.add(Target{To.Node, Around});
  }
  return Found;
}

/// What an access through an address reaches. Null is no object, nor is a
/// member of null, however far behind it stands: nothing follows such an
/// access.
PointsTo Body::reached(ValueId Address) {
  const PointsTo &Held = get(Address);
  if (Held.targets().empty())
    return Held;
  const Fact *Step = Definitions[Address.Index];
  bool Moved = Step && Step->Form == Fact::Kind::Displace &&
               Step->Displacement.isExact();
  if (Held.hasScalar() && Moved)
    return reached(Step->Operands[0]).displaced(Step->Displacement);
  return Held.withoutNumbers();
}

/// Blocks of which parts stand where the arguments of a call point to, or are
/// its arguments: a callee with a body can put them together. What it makes of
/// the bits of an argument that can be a whole address, its summary says. Null:
/// one of several callees.
PointsTo Body::partsGiven(const Calling &Call, const Function *Callee,
                          const State &Now) const {
  PointsTo Found;
  auto Add = [&](const PointsTo &Holds) {
    if (Holds.isOfParts())
      Found.add(Holds.without(
          [&](NodeId To) { return Nodes[To].Form != Node::Kind::Fresh; }));
  };
  for (uint32_t I = 0; I < Call.Arguments.size(); ++I) {
    const PointsTo &Given = Call.Arguments[I];
    if (!Callee || I >= Callee->Arguments.size() ||
        !NodeTable::canBePointer(Linked, *Callee, I))
      Add(Given);
    for (const Target &To : Given.targets())
      for (const Cell &Place : Now.cells(To.Node))
        Add(Place.Holds);
  }
  return Found;
}

/// A callee takes a number that is too small for an address and gets the upper
/// bits of a block's: what it does with them is not followed. (What is mixed
/// from more than a shift is a hash.)
void Body::notePartsPassed(const Calling &Call, const Function &Callee) {
  for (uint32_t I = 0; I < Call.Arguments.size(); ++I) {
    const PointsTo &Given = Call.Arguments[I];
    if (!Given.isOfParts() || NodeTable::canBePointer(Linked, Callee, I) ||
        !Call.given(I) || !isShifted(Definitions[Call.given(I)->Index]))
      continue;
    if (llvm::any_of(Given.targets(), [&](const Target &To) {
          return Nodes[To.Node].Form == Node::Kind::Fresh;
        }))
      assume(AssumptionKind::Construct,
             "parts of a pointer are passed as numbers", Call.Step.Where);
  }
}
