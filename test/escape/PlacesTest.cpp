// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Inclusion with places in objects, against its contract and against programs
// that are run: what a variable holds in any run has to be in its set.

#include "test/escape/Sets.h"

#include "gtest/gtest.h"
#include <map>
#include <random>
#include <set>

using namespace membrane;

static Variable addressOf(Inclusion &Sets, Object Place) {
  Variable Made = Sets.variable();
  Sets.add(Made, Place);
  return Made;
}

static Variable loadFrom(Inclusion &Sets, Object Place) {
  Variable Made = Sets.variable();
  Sets.load(Made, addressOf(Sets, Place));
  return Made;
}

namespace {

class Places : public testing::Test {
protected:
  Inclusion Sets;
  Object Whole = Sets.splitObject(Access::Own);
  Object A = Sets.object(Access::None), B = Sets.object(Access::None);
  Object at(int64_t Bytes) { return Sets.at(Whole, Offset::exact(Bytes)); }
  void store(Object Place, Object Held) {
    Sets.store(addressOf(Sets, Place), addressOf(Sets, Held));
  }
};

} // namespace

TEST_F(Places, AreToldApart) {
  store(at(0), A);
  store(at(8), B);
  Variable First = loadFrom(Sets, at(0)), Second = loadFrom(Sets, at(8)),
           Third = loadFrom(Sets, at(16));
  Sets.solve();
  EXPECT_EQ(in(Sets, First), Objects({A}));
  EXPECT_EQ(in(Sets, Second), Objects({B}));
  EXPECT_TRUE(in(Sets, Third).empty());
}

TEST_F(Places, InOneWordAreOne) {
  store(at(16), A);
  store(at(20), B);
  Variable Found = loadFrom(Sets, at(16));
  Sets.solve();
  EXPECT_EQ(in(Sets, Found), Objects({A, B}));
}

TEST_F(Places, AnyIsFoundByAll) {
  store(at(0), A);
  store(Whole, B);
  Variable First = loadFrom(Sets, at(0)), Other = loadFrom(Sets, at(8)),
           All = loadFrom(Sets, Whole);
  Sets.solve();
  EXPECT_EQ(in(Sets, First), Objects({A, B}));
  EXPECT_EQ(in(Sets, Other), Objects({B}));
  EXPECT_EQ(in(Sets, All), Objects({A, B}));
}

TEST_F(Places, OfAnArrayMeetItsElements) {
  Object Range = Sets.at(Whole, Offset::within(8, 32));
  store(Range, A);
  store(at(16), B);
  Variable Before = loadFrom(Sets, at(0)), Element = loadFrom(Sets, at(24)),
           All = loadFrom(Sets, Range);
  Sets.solve();
  EXPECT_TRUE(in(Sets, Before).empty());
  EXPECT_EQ(in(Sets, Element), Objects({A}));
  EXPECT_EQ(in(Sets, All), Objects({A, B}));
}

TEST_F(Places, AreReachedByMovedAddresses) {
  Variable Start = addressOf(Sets, at(0)), Moved = Sets.variable(),
           Back = Sets.variable(), Found = Sets.variable();
  Sets.displace(Moved, Start, Offset::exact(24));
  Sets.displace(Back, Moved, Offset::exact(-16));
  Sets.load(Found, Back);
  store(at(8), A);
  store(at(24), B);
  Sets.solve();
  EXPECT_EQ(in(Sets, Found), Objects({A}));
  ASSERT_EQ(Sets.placesOf(Moved).size(), 1u);
  EXPECT_EQ(Sets.offsetOf(unsigned(Sets.placesOf(Moved).find_first())),
            Offset::exact(24));
}

TEST_F(Places, MoveWithoutMemory) {
  Variable Start = addressOf(Sets, at(0)), Moved = Sets.variable(),
           Further = Sets.variable(), Found = Sets.variable();
  Sets.displace(Moved, Start, Offset::exact(8));
  Sets.include(Further, Moved);
  Sets.load(Found, Further);
  store(at(8), A);
  Sets.flow();
  EXPECT_EQ(in(Sets, Further), Objects({Whole}));
  EXPECT_TRUE(in(Sets, Found).empty());
}

TEST_F(Places, AreCopiedByMembers) {
  Object To = Sets.splitObject(Access::Own);
  store(at(8), A);
  store(at(40), B);
  Sets.copy(addressOf(Sets, Sets.at(To, Offset::exact(16))),
            addressOf(Sets, at(0)), 24);
  Variable Moved = loadFrom(Sets, Sets.at(To, Offset::exact(24)));
  Variable Beside = loadFrom(Sets, Sets.at(To, Offset::exact(32)));
  Variable Behind = loadFrom(Sets, Sets.at(To, Offset::exact(56)));
  Sets.solve();
  EXPECT_EQ(in(Sets, Moved), Objects({A}));
  EXPECT_TRUE(in(Sets, Beside).empty());
  EXPECT_TRUE(in(Sets, Behind).empty());
}

TEST_F(Places, AreAskedForWhenTheyAreRead) {
  std::vector<Object> Asked;
  Object Input = Sets.splitObject(Access::Outside);
  Sets.Entered = [&](Object Place) {
    Asked.push_back(Place);
    Sets.add(Sets.cell(Place), A);
  };
  Sets.awaitReads(Input);
  Object Read = Sets.at(Input, Offset::exact(8)),
         Written = Sets.at(Input, Offset::exact(16));
  store(Written, B);
  Variable Found = loadFrom(Sets, Read);
  loadFrom(Sets, Read);
  Sets.solve();
  EXPECT_EQ(Asked, std::vector<Object>({Read}));
  EXPECT_EQ(in(Sets, Found), Objects({A}));
}

TEST_F(Places, BecomeOne) {
  store(at(0), A);
  Variable Other = loadFrom(Sets, at(8));
  Sets.solve();
  EXPECT_TRUE(in(Sets, Other).empty());
  Sets.makeOne(Whole);
  Sets.solve();
  EXPECT_EQ(in(Sets, Other), Objects({A}));
  EXPECT_EQ(Sets.at(Whole, Offset::exact(32)), Whole);
  EXPECT_TRUE(Sets.placesIn(Whole).empty());
}

TEST_F(Places, OfAWalkEnd) {
  // p = p + 8 for ever.
  Variable Walk = addressOf(Sets, at(0));
  Sets.displace(Walk, Walk, Offset::exact(8));
  Sets.store(Walk, addressOf(Sets, A));
  Variable Far = loadFrom(Sets, at(8000));
  Sets.solve();
  EXPECT_EQ(in(Sets, Far), Objects({A}));
}

TEST_F(Places, CostSteps) {
  Sets.allow(10);
  Variable Walk = addressOf(Sets, at(0));
  Sets.displace(Walk, Walk, Offset::exact(8));
  Sets.solve();
  EXPECT_TRUE(Sets.isSpent());
}

namespace {

/// A statement that a program may run at any time.
struct Statement {
  enum Kind { Take, Assign, Load, Store, Move, Copy } Form;
  unsigned Left, Right;
  Offset By;
  uint64_t Size;
};

/// Objects of Words words; a run takes the statements in any order.
struct Machine {
  static constexpr int64_t Words = 6;
  struct Value {
    unsigned Object;
    int64_t At;
    friend auto operator<=>(const Value &, const Value &) = default;
  };
  unsigned Objects, Variables;
  std::vector<Statement> Program;

  static Machine random(std::mt19937 &Engine, unsigned Objects,
                        unsigned Variables, unsigned Count) {
    Machine Made{Objects, Variables, {}};
    for (unsigned I = 0; I < Count; ++I) {
      Statement New{Statement::Kind(Engine() % 6),
                    unsigned(Engine() % Variables),
                    unsigned(Engine() % Variables), Offset::exact(0), 0};
      if (New.Form == Statement::Take)
        New.Right = Engine() % Objects;
      int64_t Low = 8 * int64_t(Engine() % (Words - 1));
      switch (Engine() % 8) {
      case 0:
        New.By = Offset::any();
        break;
      case 1:
        New.By = Offset::within(Low, Low + 16);
        break;
      case 2:
        New.By = Offset::make(0, 16);
        break;
      default:
        New.By = Offset::exact(Low - 8);
      }
      New.Size = 8 * (1 + Engine() % Words);
      Made.Program.push_back(New);
    }
    return Made;
  }

  /// All that variables held in a run.
  std::vector<std::set<Value>> run(std::mt19937 &Engine, unsigned Steps) const {
    std::vector<std::set<Value>> Seen(Variables);
    std::map<unsigned, Value> Held;
    std::map<Value, Value> Memory;
    auto Set = [&](unsigned Named, Value Now) {
      Held[Named] = Now;
      Seen[Named].insert(Now);
    };
    for (unsigned I = 0; I < Steps; ++I) {
      const Statement &Next = Program[Engine() % Program.size()];
      auto Left = Held.find(Next.Left), Right = Held.find(Next.Right);
      if (Next.Form == Statement::Take) {
        Set(Next.Left, {Next.Right, 0});
        continue;
      }
      if (Right == Held.end())
        continue;
      Value From = Right->second;
      switch (Next.Form) {
      case Statement::Take:
        break;
      case Statement::Assign:
        Set(Next.Left, From);
        break;
      case Statement::Load:
        if (auto Found = Memory.find(From); Found != Memory.end())
          Set(Next.Left, Found->second);
        break;
      case Statement::Store:
        if (Left != Held.end())
          Memory[Left->second] = From;
        break;
      case Statement::Move: {
        int64_t By = Next.By.isExact() ? Next.By.Bytes
                     : Next.By.isRange()
                         ? Next.By.low() + 8 * int64_t(Engine() % 2)
                     : Next.By.isAny() ? 8 * (int64_t(Engine() % 11) - 5)
                                       : 16 * (int64_t(Engine() % 5) - 2);
        if (From.At + By >= 0 && From.At + By < 8 * Words)
          Set(Next.Left, {From.Object, From.At + By});
        break;
      }
      case Statement::Copy: {
        if (Left == Held.end())
          break;
        std::map<Value, Value> Before = Memory;
        Value To = Left->second;
        for (int64_t At = 0; At < int64_t(Next.Size); At += 8)
          if (auto Found = Before.find({From.Object, From.At + At});
              Found != Before.end() && To.At + At < 8 * Words)
            Memory[{To.Object, To.At + At}] = Found->second;
        break;
      }
      }
    }
    return Seen;
  }
};

} // namespace

TEST(PlacesOfPrograms, HoldWhatRunsShow) {
  std::mt19937 Engine(7);
  for (unsigned I = 0; I < 400; ++I) {
    Machine Made = Machine::random(Engine, 2 + I % 30, 4 + I % 20, 10 + I % 60);
    Inclusion Sets;
    std::vector<Object> Named;
    std::vector<Variable> Of;
    for (unsigned J = 0; J < Made.Objects; ++J)
      Named.push_back(J % 5 == 4 ? Sets.object(Access::Own)
                                 : Sets.splitObject(Access::Own));
    for (unsigned J = 0; J < Made.Variables; ++J)
      Of.push_back(Sets.variable());
    size_t Step = 1 + Engine() % Made.Program.size();
    for (size_t J = 0; J < Made.Program.size(); ++J) {
      const Statement &Next = Made.Program[J];
      switch (Next.Form) {
      case Statement::Take:
        Sets.add(Of[Next.Left], Sets.at(Named[Next.Right], Offset::exact(0)));
        break;
      case Statement::Assign:
        Sets.include(Of[Next.Left], Of[Next.Right]);
        break;
      case Statement::Load:
        Sets.load(Of[Next.Left], Of[Next.Right]);
        break;
      case Statement::Store:
        Sets.store(Of[Next.Left], Of[Next.Right]);
        break;
      case Statement::Move:
        Sets.displace(Of[Next.Left], Of[Next.Right], Next.By);
        break;
      case Statement::Copy:
        Sets.copy(Of[Next.Left], Of[Next.Right], Next.Size);
        break;
      }
      if ((J + 1) % Step == 0)
        Sets.solve();
    }
    if (I % 7 == 6)
      Sets.makeOne(Named[0]);
    Sets.solve();
    for (unsigned Run = 0; Run < 3; ++Run) {
      auto Seen = Made.run(Engine, 600);
      for (unsigned J = 0; J < Made.Variables; ++J)
        for (Machine::Value Held : Seen[J]) {
          bool Found = false;
          for (unsigned Place : Sets.placesOf(Of[J]))
            Found |= Sets.objectOf(Place) == Named[Held.Object] &&
                     Sets.offsetOf(Place).meets(Offset::exact(Held.At));
          ASSERT_TRUE(Found) << "program " << I << ", variable " << J
                             << ", object " << Held.Object << " at " << Held.At;
        }
    }
  }
}
