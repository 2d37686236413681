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

Inclusion::Object Inclusion::object(Access Allowed) {
  Object New = Object(CellOf.size());
  CellOf.push_back(0);
  if (Allowed != Access::None)
    giveCell(New, Allowed);
  return New;
}

void Inclusion::open(Object Named, Access Allowed) {
  giveCell(Named, Allowed);
  Opened = true;
}

void Inclusion::giveCell(Object Named, Access Allowed) {
  CellOf[Named] = variable();
  Members[CellOf[Named]].set(Named);
  WithCell.set(Named);
  if (Allowed == Access::Own)
    Owned.set(Named);
  if (Allowed == Access::Read)
    Constant.set(Named);
}

Variable Inclusion::find(Variable Named) const {
  while (Parent[Named] != Named)
    Named = Parent[Named] = Parent[Parent[Named]];
  return Named;
}

void Inclusion::add(Variable Into, Object Named) {
  Into = find(Into);
  if (Of[Into].Now.test_and_set(Named))
    Stale[Into] = HasNew[Into] = true;
}

void Inclusion::grow(Variable Named, const Set &New) {
  if ((Of[Named].Now |= New))
    Stale[Named] = HasNew[Named] = true;
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
  Used->Cells.clear();
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
    }
  }
  Members[Kept] |= Members[Gone];
  Members[Gone].clear();
}

bool Inclusion::isConstant(Variable Cell) const {
  return Constant.contains(Members[Cell]);
}

/// Loads and stores of Address reach the objects of a cell.
void Inclusion::reach(Variable Address, Variable Cell) {
  const Uses &Used = *Of[Address].Used;
  for (Variable Into : Used.Loads)
    link(Cell, Into);
  if (!isConstant(Cell))
    for (Variable From : Used.Stores)
      link(From, Cell);
}

/// Makes cells one; those of constants stay apart, since nothing is stored
/// there. Gives what is left of them.
llvm::SmallVector<Variable, 8>
Inclusion::merge(llvm::ArrayRef<Variable> Cells) {
  llvm::SmallVector<Variable, 8> Left;
  std::optional<Variable> One;
  for (Variable Cell : Cells) {
    Cell = find(Cell);
    if (isConstant(Cell)) {
      Left.push_back(Cell);
      continue;
    }
    Unified += One && find(*One) != Cell;
    if (One)
      unify(*One, Cell);
    else
      One = Cell;
  }
  if (One)
    Left.push_back(find(*One));
  return Left;
}

/// Own objects that an address can mean may hold what havoc stores.
bool Inclusion::followHavoc(Variable Address) {
  bool Any = false;
  Set New = Of[Address].Now & Owned;
  while (!New.empty()) {
    Variable Cell = find(CellOf[unsigned(New.find_first())]);
    New.intersectWithComplement(Members[Cell]);
    for (Variable From : Of[Address].Used->Havocs)
      Any |= link(From, Cell);
  }
  return Any;
}

/// Turns what an address newly points to into inclusions; true if there was
/// any.
bool Inclusion::follow(Variable Address) {
  Uses &Used = *Of[Address].Used;
  bool Any = !Used.Havocs.empty() && followHavoc(Address);
  Set New = Of[Address].Now & WithCell;
  for (Variable &Cell : Used.Cells) {
    Cell = find(Cell);
    New.intersectWithComplement(Members[Cell]);
  }
  if (New.empty())
    return Any;
  llvm::SmallVector<Variable, 8> Met;
  while (!New.empty()) {
    Met.push_back(find(CellOf[unsigned(New.find_first())]));
    New.intersectWithComplement(Members[Met.back()]);
  }
  if (Used.Cells.size() + Met.size() > MaxCells) {
    Met.append(Used.Cells.begin(), Used.Cells.end());
    Met = merge(Met);
    if (find(Address) != Address)
      return true; // it was one of them, and is followed as that
    Used.Cells.clear();
  }
  for (Variable Cell : Met) {
    Used.Cells.push_back(Cell);
    reach(Address, Cell);
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
  for (Variable After : From.Next)
    grow(After, New);
}

/// Passes on what is new, each variable after all that it includes.
void Inclusion::wave() {
  for (Variable Named : collapseCycles())
    passOn(Named);
}

void Inclusion::solve() {
  do
    wave();
  while (followAll());
}

llvm::SmallVector<Variable, 4> Inclusion::cells(Variable Address) const {
  llvm::SmallVector<Variable, 4> Found;
  if (const auto &Used = Of[find(Address)].Used)
    for (Variable Known : Used->Cells)
      Found.push_back(find(Known));
  return Found;
}
