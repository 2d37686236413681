// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/escape/Inclusion.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <optional>
#include <utility>

using namespace membrane;
using Variable = Inclusion::Variable;

void Inclusion::reserve(size_t Variables) {
  Of.reserve(Variables);
  Parent.reserve(Variables);
  Members.reserve(Variables);
}

Variable Inclusion::variable() {
  Variable New = Variable(Of.size());
  Of.emplace_back();
  Parent.push_back(New);
  Members.emplace_back();
  HasNew.push_back(false);
  Stale.push_back(true);
  return New;
}

const Inclusion::Set &Inclusion::pointsTo(Variable Named) const {
  const Entry &Held = Of[find(Named)];
  if (!Held.Objects) {
    Held.Objects = std::make_unique<Set>();
    for (unsigned Place : Held.Now)
      Held.Objects->set(objectOf(Place));
  }
  return *Held.Objects;
}

Variable Inclusion::find(Variable Named) const {
  while (Parent[Named] != Named)
    Named = Parent[Named] = Parent[Parent[Named]];
  return Named;
}

void Inclusion::add(Variable Into, Object Named) {
  Into = find(Into);
  if (!Of[Into].Now.test_and_set(Named))
    return;
  Stale[Into] = HasNew[Into] = true;
  Of[Into].Objects.reset();
}

void Inclusion::grow(Variable Named, const Set &New) {
  if (!(Of[Named].Now |= New))
    return;
  Stale[Named] = HasNew[Named] = true;
  Of[Named].Objects.reset();
}

/// From flows to Into, which are representatives.
void Inclusion::connect(Variable From, Variable Into) {
  Of[From].Next.push_back(Into);
  // What From has not passed on yet comes with the next wave.
  grow(Into, Of[From].Passed);
}

/// From flows to Into; true if that is new, or was not noted under the names
/// that they have now.
bool Inclusion::link(Variable From, Variable Into) {
  From = find(From);
  Into = find(Into);
  if (From == Into)
    return false;
  const auto &Next = Of[From].Next;
  if (Next.size() <= FewNext ? llvm::is_contained(Next, Into)
                             : !Links.insert({From, Into}).second)
    return false;
  connect(From, Into);
  return true;
}

void Inclusion::include(Variable Into, Variable From) {
  From = find(From);
  Into = find(Into);
  // One that is there already, and was not seen here, goes with the next wave.
  const auto &Next = Of[From].Next;
  if (From != Into &&
      !llvm::is_contained(llvm::ArrayRef(Next).take_back(FewNext), Into))
    connect(From, Into);
}

Inclusion::Uses &Inclusion::forget(Variable Named) {
  Named = find(Named);
  Stale[Named] = true;
  std::unique_ptr<Uses> &Used = Of[Named].Used;
  if (!Used)
    Used = std::make_unique<Uses>();
  Used->Reached.clear();
  return *Used;
}

void Inclusion::load(Variable Into, Variable Address) {
  forget(Address).Loads.push_back(Into);
}

void Inclusion::store(Variable Address, Variable From) {
  forget(Address).Stores.push_back(From);
}

void Inclusion::havoc(Variable Address, Variable From) {
  forget(Address).Havocs.push_back(From);
}

/// From now on both are one variable.
void Inclusion::unify(Variable Kept, Variable Gone) {
  Kept = find(Kept);
  Gone = find(Gone);
  if (Kept == Gone)
    return;
  Entry &Into = Of[Kept], From = std::move(Of[Gone]);
  Of[Gone] = Entry();
  HasNew[Gone] = false;
  Stale[Gone] = true;
  Parent[Gone] = Kept;
  Into.Now |= From.Now;
  Into.Objects.reset();
  // What only one of them has passed on is new to those after the other.
  Into.Passed &= From.Passed;
  HasNew[Kept] = true;
  llvm::append_range(Into.Next, From.Next);
  Stale[Kept] = true;
  if (Into.Used || From.Used) {
    Uses &Both = forget(Kept);
    if (From.Used) {
      llvm::append_range(Both.Loads, From.Used->Loads);
      llvm::append_range(Both.Stores, From.Used->Stores);
      llvm::append_range(Both.Havocs, From.Used->Havocs);
      llvm::append_range(Both.Shifts, From.Used->Shifts);
    }
    Both.Shifted.clear();
  }
  Members[Kept] |= Members[Gone];
  Members[Gone].clear();
  if (auto Other = Halves.find(Gone); Other != Halves.end()) {
    Half Moved = std::move(Other->second);
    Halves.erase(Other);
    Half &Both = Halves[Kept];
    Both.Stored |= Moved.Stored;
    Both.Found |= Moved.Found;
    Members[Kept] |= Both.Stored & Both.Found;
  }
}

Inclusion::Cells Inclusion::cellsOf(Object Place) const {
  return {find(Places[Place].Stored), find(Places[Place].Found)};
}

/// Takes away the places that have the same cells.
void Inclusion::takeKnown(Set &From, Cells Known) const {
  if (Known.Stored == Known.Found) {
    From.intersectWithComplement(Members[Known.Stored]);
    return;
  }
  auto Stored = Halves.find(Known.Stored), Found = Halves.find(Known.Found);
  if (Stored != Halves.end() && Found != Halves.end())
    From.intersectWithComplement(Stored->second.Stored & Found->second.Found);
}

bool Inclusion::isConstant(Cells Of) const {
  return Of.Stored == Of.Found && Constant.contains(Members[Of.Stored]);
}

/// Loads and stores of Address reach a place.
void Inclusion::reach(Variable Address, Cells To) {
  const Uses &Used = *Of[Address].Used;
  for (Variable Into : Used.Loads)
    link(To.Found, Into);
  if (!isConstant(To))
    for (Variable From : Used.Stores)
      link(From, To.Stored);
}

/// Makes cells one; those of constants stay apart, since nothing is stored
/// there. Gives what is left of them.
llvm::SmallVector<Inclusion::Cells, 8>
Inclusion::merge(llvm::ArrayRef<Cells> Of) {
  llvm::SmallVector<Cells, 8> Left;
  std::optional<Variable> One;
  for (Cells Each : Of) {
    Each = {find(Each.Stored), find(Each.Found)};
    if (isConstant(Each)) {
      Left.push_back(Each);
      continue;
    }
    Unified += One && find(*One) != Each.Stored;
    if (!One)
      One = Each.Stored;
    unify(*One, Each.Stored);
    unify(*One, Each.Found);
  }
  if (One)
    Left.push_back({find(*One), find(*One)});
  return Left;
}

/// Own objects that an address can mean may hold what havoc stores.
bool Inclusion::followHavoc(Variable Address) {
  bool Any = false;
  Set New = Of[Address].Now & Owned;
  while (!New.empty()) {
    Object Whole = objectOf(unsigned(New.find_first()));
    Cells To = cellsOf(Whole);
    New.reset(unsigned(New.find_first()));
    takeKnown(New, To);
    for (Variable From : Of[Address].Used->Havocs)
      Any |= link(From, To.Stored);
  }
  return Any;
}

/// Turns what an address newly points to into inclusions; true if there was
/// any.
bool Inclusion::follow(Variable Address) {
  Uses &Used = *Of[Address].Used;
  bool Any = !Used.Havocs.empty() && followHavoc(Address);
  if (!Used.Shifts.empty()) {
    Any |= followShifts(Address);
    if (find(Address) != Address)
      return true;
  }
  if (Used.Loads.empty() && Used.Stores.empty())
    return Any;
  if (!Used.Loads.empty()) {
    for (unsigned Place : Of[Address].Now &Unread)
      read(Place);
    if (find(Address) != Address)
      return true;
  }
  Set New = Of[Address].Now & WithCell;
  for (Cells &Each : Used.Reached) {
    Each = {find(Each.Stored), find(Each.Found)};
    takeKnown(New, Each);
  }
  if (New.empty())
    return Any;
  llvm::SmallVector<Cells, 8> Met;
  while (!New.empty()) {
    unsigned First = unsigned(New.find_first());
    Met.push_back(cellsOf(First));
    New.reset(First);
    takeKnown(New, Met.back());
  }
  if (Used.Reached.size() + Met.size() > MaxCells) {
    Met.append(Used.Reached.begin(), Used.Reached.end());
    Met = merge(Met);
    if (find(Address) != Address)
      return true; // it was one of them, and is followed as that
    Used.Reached.clear();
  }
  Spent += StepsOfPlace * Met.size() * (Used.Loads.size() + Used.Stores.size());
  for (Cells Each : Met) {
    Used.Reached.push_back(Each);
    reach(Address, Each);
  }
  return true;
}

bool Inclusion::followAll() {
  bool Any = false;
  // Addresses that meant an object before it had a cell are followed again.
  bool All = std::exchange(Opened, false);
  if (All)
    Stale.set();
  for (int At = Stale.find_first(); At != -1; At = Stale.find_next(At)) {
    Variable Named = Variable(At);
    Stale.reset(Named);
    if (Parent[Named] == Named && Of[Named].Used)
      Any |= follow(Named);
  }
  return Any;
}

/// Makes each cycle of inclusions that has something new one variable (Tarjan
/// 1972, without recursion) and gives the variables after those, in an order in
/// which what is included comes first.
std::vector<Variable> Inclusion::collapseCycles() {
  struct Frame {
    Variable Named;
    size_t Done = 0;
  };
  std::vector<uint32_t> Index(Of.size(), 0), Low(Of.size(), 0);
  std::vector<bool> Waits(Of.size(), false);
  std::vector<Variable> Stack, Order;
  std::vector<std::pair<Variable, Variable>> Equal;
  std::vector<Frame> Frames;
  uint32_t Count = 0;
  auto Enter = [&](Variable Named) {
    Index[Named] = Low[Named] = ++Count;
    Waits[Named] = true;
    Stack.push_back(Named);
    Frames.push_back({Named});
  };
  for (unsigned Root : HasNew.set_bits()) {
    if (Index[Root] || Parent[Root] != Root)
      continue;
    Enter(Root);
    while (!Frames.empty()) {
      Frame &Top = Frames.back();
      if (Top.Done < Of[Top.Named].Next.size()) {
        Variable After = find(Of[Top.Named].Next[Top.Done++]);
        if (!Index[After])
          Enter(After);
        else if (Waits[After])
          Low[Top.Named] = std::min(Low[Top.Named], Index[After]);
        continue;
      }
      Variable Named = Top.Named;
      Frames.pop_back();
      if (!Frames.empty())
        Low[Frames.back().Named] =
            std::min(Low[Frames.back().Named], Low[Named]);
      if (Low[Named] != Index[Named])
        continue;
      Order.push_back(Named);
      for (Variable Popped = Of.size(); Popped != Named;) {
        Popped = Stack.back();
        Stack.pop_back();
        Waits[Popped] = false;
        if (Popped != Named)
          Equal.push_back({Named, Popped});
      }
    }
  }
  Spent += Count / 4;
  for (auto [Kept, Gone] : Equal)
    unify(Kept, Gone);
  std::reverse(Order.begin(), Order.end());
  return Order;
}

/// Tells those that include a variable what is new in it.
void Inclusion::passOn(Variable Named) {
  if (!HasNew[Named])
    return;
  HasNew[Named] = false;
  Entry &From = Of[Named];
  Set New;
  New.intersectWithComplement(From.Now, From.Passed);
  if (New.empty())
    return;
  From.Passed |= New;
  // By today's names, of which some have become one.
  for (Variable &After : From.Next)
    After = find(After);
  std::sort(From.Next.begin(), From.Next.end());
  From.Next.erase(llvm::unique(From.Next), From.Next.end());
  llvm::erase(From.Next, Named);
  Spent += 1 + From.Next.size() * (1 + New.words());
  for (Variable After : From.Next)
    grow(After, New);
}

/// Passes on what is new, each variable after all that it includes.
void Inclusion::wave() {
  for (Variable Named : collapseCycles())
    passOn(Named);
}

void Inclusion::solve() {
  bool Any = true;
  while (Any && !isSpent()) {
    wave();
    // A place that is new may have got something without an inclusion.
    Any = followAll() || settleCopies() || HasNew.any();
  }
}

llvm::SmallVector<Variable, 4> Inclusion::cells(Variable Address) const {
  llvm::SmallVector<Variable, 4> Found;
  if (const auto &Used = Of[find(Address)].Used)
    for (const Cells &Each : Used->Reached)
      Found.push_back(find(Each.Stored));
  return Found;
}
