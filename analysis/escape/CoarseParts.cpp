// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Addresses that travel in pieces, as inclusion constraints. What each means is
// told in Parts.cpp. Which parts are put together is not followed: what is
// shifted to the left after it was loaded or passed as a small number may be
// any address of which the component has stored or passed some.

#include "analysis/escape/Body.h"
#include "analysis/escape/Coarse.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

/// Steps that are looked back from a value.
static constexpr unsigned MaxBack = 6;

/// Whether a value is made of bits that stood higher in another.
bool Coarse::isPart(const Frame &In, ValueId Named, unsigned Depth) const {
  const Fact *Step = In.Definitions[Named.Index];
  if (!Step || Depth == MaxBack)
    return false;
  if (Step->Form == Fact::Kind::Call || Step->Form == Fact::Kind::Part)
    return true;
  if (Step->Form != Fact::Kind::Merge && Step->Form != Fact::Kind::Arithmetic)
    return false;
  if (Step->Form == Fact::Kind::Arithmetic &&
      (Step->Operator == Operation::ShiftRight ||
       Step->Operator == Operation::Other))
    return true;
  return llvm::any_of(Step->Operands, [&](ValueId Operand) {
    return isPart(In, Operand, Depth + 1);
  });
}

/// Whether a value comes from a number that is too small for an address.
bool Coarse::isGathered(const Frame &In, ValueId Named, unsigned Depth) const {
  const Value &Known = In.Code->Values[Named.Index];
  if (Known.Form == Value::Kind::Argument)
    return !NodeTable::canBePointer(Linked, *In.Code, uint32_t(Known.Number));
  const Fact *Step = In.Definitions[Named.Index];
  if (!Step || Depth == MaxBack)
    return false;
  if (Step->Form == Fact::Kind::Load)
    return Step->Size != 0 && Step->Size < NodeTable::PointerSize;
  if (Step->Form != Fact::Kind::Merge && Step->Form != Fact::Kind::Arithmetic)
    return false;
  return llvm::any_of(Step->Operands, [&](ValueId Operand) {
    return isGathered(In, Operand, Depth + 1);
  });
}

/// A store of fewer bytes than a pointer has.
void Coarse::addPart(Frame &In, Variable Address, ValueId Given) {
  Variable Holds = value(In, Given);
  if (isNumber(Holds) || !isPart(In, Given, 0))
    return;
  PartsMoved.push_back({&In, Address, Holds, Sets.variable(), {}, {}});
  store(Address, PartsMoved.back().Moved);
}

/// Small numbers that a call passes.
void Coarse::passParts(Place &Site, const Function &Callee) {
  if (!Site.Step)
    return;
  bool Member = Position.count(uint32_t(&Callee - Linked.Functions.data()));
  for (uint32_t I = 0; I < Site.Arguments.size(); ++I)
    if (!isNumber(Site.Arguments[I]) &&
        !NodeTable::canBePointer(Linked, Callee, I) &&
        isPart(*Site.In, Site.Step->Arguments[I], 0)) {
      bool Told =
          !Member &&
          isShifted(Site.In->Definitions[Site.Step->Arguments[I].Index]);
      PartsMoved.push_back({Site.In,
                            None,
                            Site.Arguments[I],
                            Sets.variable(),
                            {},
                            Told ? Site.Where : Location()});
      if (!Member)
        setResult(Site, PartsMoved.back().Moved);
    }
}

/// The addresses in a value of which parts are moved. Only blocks and what the
/// function's own arguments point to are followed: of what was loaded and may
/// be a number, parts are those of a number.
Inclusion::Set Coarse::movable(const Frame &In, Variable Given,
                               const Inclusion::Set &Made) const {
  const Inclusion::Set &All = Sets.pointsTo(Given);
  Inclusion::Set Moved = All & Made;
  for (unsigned Own : All &In.Own)
    if (Things[Own].Form == Node::Kind::Argument)
      Moved.set(Own);
  return Moved;
}

/// Moves the addresses that are new; true if there are any.
bool Coarse::moveParts(Part &Held, const Inclusion::Set &Made) {
  Inclusion::Set New = movable(*Held.In, Held.Given, Made);
  New.intersectWithComplement(Held.Done);
  for (unsigned Named : New) {
    Sets.add(Held.Moved, Named);
    Sets.add(Parts, Named);
    if (Held.Passed && Things[Named].Form == Node::Kind::Fresh)
      assume({AssumptionKind::Construct,
              "parts of a pointer are passed as numbers", Held.Passed},
             None);
  }
  Held.Done |= New;
  return !New.empty();
}

/// The same of what callees have stored, and what it is stored in. There is
/// much of it, of few variables once the sets are solved.
bool Coarse::moveStored(const Inclusion::Set &Made, Inclusion::Set &Holders) {
  for (StoredPart &Held : PartsStored) {
    Held.Address = Sets.representative(Held.Address);
    Held.Given = Sets.representative(Held.Given);
  }
  llvm::sort(PartsStored);
  PartsStored.erase(llvm::unique(PartsStored), PartsStored.end());
  bool Any = false;
  for (const StoredPart &Held : PartsStored) {
    Inclusion::Set Moved = movable(*Held.In, Held.Given, Made);
    if (Moved.empty())
      continue;
    Holders |= Sets.pointsTo(Held.Address);
    Moved.intersectWithComplement(Sets.pointsTo(Parts));
    Any |= !Moved.empty();
    for (unsigned Named : Moved)
      Sets.add(Parts, Named);
  }
  return Any;
}

/// Calls of functions that are no members, and are given memory with parts in
/// it, may give what these make.
bool Coarse::settleGathered(const Inclusion::Set &Holders) {
  bool Any = false;
  for (auto &[Given, Result] : Gathered) {
    if (Given.empty() || llvm::none_of(Given, [&](Variable Argument) {
          return Sets.pointsTo(Argument).intersects(Holders);
        }))
      continue;
    Sets.include(Result, Parts);
    Given.clear();
    Any = true;
  }
  return Any;
}

/// Where parts are stored, as unflatten asks of whole pointers.
void Coarse::noteParts() {
  for (Part &Held : PartsMoved)
    if (Held.Address != None && !Held.Direct)
      Held.Direct = Sets.pointsTo(Held.Address);
}

/// Text in which parts of addresses are stored holds pointers. True if there
/// was any.
bool Coarse::openHolders() {
  bool Any = false;
  for (const Part &Held : PartsMoved) {
    if (!Held.Direct || Held.Done.empty())
      continue;
    for (unsigned Text : *Held.Direct)
      if (Things[Text].Flat && Things[Text].Form == Node::Kind::Argument) {
        open(Text);
        Any = true;
      }
  }
  return Any;
}

/// True if there were addresses that were not known.
bool Coarse::settleParts() {
  bool Any = false;
  Inclusion::Set Holders, Made;
  for (const Block &Held : Blocks)
    Made.set(Held.Named);
  for (Part &Held : PartsMoved) {
    Any |= moveParts(Held, Made);
    if (Held.Address != None && !Held.Done.empty())
      Holders |= Sets.pointsTo(Held.Address);
  }
  Any |= moveStored(Made, Holders);
  Holders.reset(Number);
  Holders.reset(Null);
  if (Holders.empty())
    return Any;
  Any |= openHolders();
  return settleGathered(Holders) || Any;
}
