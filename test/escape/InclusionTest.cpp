// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Inclusion against its contract, and against the same constraints solved one
// by one until nothing changes.

#include "test/escape/Sets.h"

#include "gtest/gtest.h"
#include <random>
#include <set>

using namespace membrane;

TEST(Inclusion, PassesAlongInclusions) {
  Inclusion Sets;
  Object A = Sets.object(Access::None), B = Sets.object(Access::Own);
  Variable X = Sets.variable(), Y = Sets.variable(), Z = Sets.variable();
  Sets.include(Z, Y);
  Sets.include(Y, X);
  Sets.add(X, A);
  Sets.add(Y, B);
  Sets.solve();
  EXPECT_EQ(in(Sets, X), Objects({A}));
  EXPECT_EQ(in(Sets, Y), Objects({A, B}));
  EXPECT_EQ(in(Sets, Z), Objects({A, B}));
}

TEST(Inclusion, FlowDoesNotFollowMemory) {
  Inclusion Sets;
  Object A = Sets.object(Access::Own), B = Sets.object(Access::None);
  Variable P = Sets.variable(), Q = Sets.variable(), X = Sets.variable();
  Sets.add(P, A);
  Sets.add(Sets.cell(A), B);
  Sets.include(Q, P);
  Sets.load(X, Q);
  Sets.flow();
  EXPECT_EQ(in(Sets, Q), Objects({A}));
  EXPECT_TRUE(in(Sets, X).empty());
  Sets.solve();
  EXPECT_EQ(in(Sets, X), Objects({B}));
}

TEST(Inclusion, LoadsWhatWasStored) {
  Inclusion Sets;
  Object A = Sets.object(Access::Own), B = Sets.object(Access::None);
  Variable P = Sets.variable(), Q = Sets.variable();
  Variable Given = Sets.variable(), Into = Sets.variable();
  Sets.load(Into, Q);
  Sets.store(P, Given);
  Sets.add(P, A);
  Sets.add(Q, A);
  Sets.add(Given, B);
  Sets.solve();
  EXPECT_EQ(in(Sets, Into), Objects({B}));
  EXPECT_EQ(in(Sets, Sets.cell(A)), Objects({B}));
  ASSERT_EQ(Sets.cells(P).size(), 1u);
  EXPECT_EQ(Sets.cells(P)[0], Sets.representative(Sets.cell(A)));
}

TEST(Inclusion, FollowsAPointerToItself) {
  Inclusion Sets;
  Object A = Sets.object(Access::Own), B = Sets.object(Access::Own),
         C = Sets.object(Access::None);
  Variable P = Sets.variable();
  Sets.add(P, A);
  Sets.add(Sets.cell(A), B);
  Sets.add(Sets.cell(B), C);
  Sets.load(P, P);
  Sets.solve();
  EXPECT_EQ(in(Sets, P), Objects({A, B, C}));
}

TEST(Inclusion, CyclesBecomeOneVariable) {
  Inclusion Sets;
  std::vector<Variable> Round;
  for (unsigned I = 0; I < 5; ++I)
    Round.push_back(Sets.variable());
  for (unsigned I = 0; I < 5; ++I)
    Sets.include(Round[(I + 1) % 5], Round[I]);
  Object A = Sets.object(Access::None);
  Variable After = Sets.variable();
  Sets.include(After, Round[2]);
  Sets.add(Round[4], A);
  Sets.solve();
  for (Variable Named : Round) {
    EXPECT_EQ(Sets.representative(Named), Sets.representative(Round[0]));
    EXPECT_EQ(in(Sets, Named), Objects({A}));
  }
  EXPECT_NE(Sets.representative(After), Sets.representative(Round[0]));
  EXPECT_EQ(in(Sets, After), Objects({A}));
}

TEST(Inclusion, NothingIsStoredWhereOneReads) {
  Inclusion Sets;
  Object Own = Sets.object(Access::Own), Read = Sets.object(Access::Read),
         Old = Sets.object(Access::None), New = Sets.object(Access::None);
  Variable P = Sets.variable(), Given = Sets.variable(), Into = Sets.variable();
  Sets.add(Sets.cell(Read), Old);
  Sets.add(P, Own);
  Sets.add(P, Read);
  Sets.add(Given, New);
  Sets.store(P, Given);
  Sets.havoc(P, Given);
  Sets.load(Into, P);
  Sets.solve();
  EXPECT_EQ(in(Sets, Sets.cell(Read)), Objects({Old}));
  EXPECT_EQ(in(Sets, Sets.cell(Own)), Objects({New}));
  EXPECT_EQ(in(Sets, Into), Objects({Old, New}));
}

TEST(Inclusion, HavocReachesOwnObjectsOnly) {
  Inclusion Sets;
  Object Own = Sets.object(Access::Own), Outside = Sets.object(Access::Outside),
         None = Sets.object(Access::None), New = Sets.object(Access::None);
  Variable P = Sets.variable(), Given = Sets.variable();
  for (Object Named : {Own, Outside, None})
    Sets.add(P, Named);
  Sets.add(Given, New);
  Sets.havoc(P, Given);
  Sets.solve();
  EXPECT_EQ(in(Sets, Sets.cell(Own)), Objects({New}));
  EXPECT_TRUE(in(Sets, Sets.cell(Outside)).empty());
  EXPECT_FALSE(Sets.hasCell(None));
}

TEST(Inclusion, ConstraintsCanBeAddedAfterSolve) {
  Inclusion Sets;
  Object A = Sets.object(Access::Own), B = Sets.object(Access::None);
  Variable P = Sets.variable(), Q = Sets.variable(), Given = Sets.variable();
  Sets.add(P, A);
  Sets.add(Given, B);
  Sets.store(P, Given);
  Sets.solve();
  Variable Into = Sets.variable();
  Sets.load(Into, Q);
  Sets.solve();
  EXPECT_TRUE(in(Sets, Into).empty());
  Sets.include(Q, P);
  Sets.solve();
  EXPECT_EQ(in(Sets, Into), Objects({B}));
  Object C = Sets.object(Access::None);
  Sets.add(Given, C);
  Sets.solve();
  EXPECT_EQ(in(Sets, Into), Objects({B, C}));
  Sets.include(P, Given); // a second object to reach, which has no cell
  Sets.load(Given, P);
  Sets.solve();
  EXPECT_EQ(in(Sets, P), Objects({A, B, C}));
}

TEST(Inclusion, AnObjectGetsACellAfterSolve) {
  Inclusion Sets;
  Object Text = Sets.object(Access::None), New = Sets.object(Access::None);
  Variable P = Sets.variable(), Given = Sets.variable(), Into = Sets.variable();
  Sets.add(P, Text);
  Sets.add(Given, New);
  Sets.store(P, Given);
  Sets.load(Into, P);
  Sets.solve();
  EXPECT_TRUE(in(Sets, Into).empty());
  Sets.open(Text, Access::Outside);
  Sets.solve();
  EXPECT_EQ(in(Sets, Into), Objects({New}));
}

TEST(Inclusion, ManyCellsOfOneAddressBecomeOne) {
  static constexpr unsigned Count = 100;
  Inclusion Sets;
  std::vector<Object> Named, Held;
  Variable P = Sets.variable(), Into = Sets.variable();
  for (unsigned I = 0; I < Count; ++I) {
    Named.push_back(Sets.object(Access::Own));
    Held.push_back(Sets.object(Access::None));
    Sets.add(Sets.cell(Named[I]), Held[I]);
    Sets.add(P, Named[I]);
  }
  Object Constant = Sets.object(Access::Read);
  Sets.add(P, Constant);
  Variable Given = Sets.variable();
  Object New = Sets.object(Access::None);
  Sets.add(Given, New);
  Sets.store(P, Given);
  Sets.load(Into, P);
  Sets.solve();
  Objects All(Held.begin(), Held.end());
  All.insert(New);
  EXPECT_EQ(in(Sets, Into), All);
  EXPECT_EQ(in(Sets, Sets.cell(Named[7])), All);
  EXPECT_TRUE(in(Sets, Sets.cell(Constant)).empty());
  EXPECT_EQ(Sets.cells(P).size(), 2u);
  EXPECT_EQ(Sets.unified(), Count - 1);
}

namespace {

struct Constraint {
  enum Kind { Add, Include, Load, Store, Havoc } Form;
  unsigned Left, Right;
};

/// Objects are numbered from 0, and so are variables: after those of the
/// system's own come the cells, by object.
struct System {
  std::vector<Access> Allowed;
  unsigned Variables = 0;
  std::vector<Constraint> Constraints;

  static System random(std::mt19937 &Engine, unsigned Objects,
                       unsigned Variables, unsigned Count) {
    System Made;
    Made.Variables = Variables;
    for (unsigned I = 0; I < Objects; ++I)
      Made.Allowed.push_back(Access(Engine() % 4));
    auto AnyCell = [&] {
      unsigned Named = Engine() % Objects;
      bool Has = Made.Allowed[Named] != Access::None;
      return Has ? Variables + Named : unsigned(Engine() % Variables);
    };
    for (unsigned I = 0; I < Count; ++I) {
      auto Form = Constraint::Kind(Engine() % 5);
      unsigned Left = Engine() % 8 ? Engine() % Variables : AnyCell();
      unsigned Right =
          Form == Constraint::Add ? Engine() % Objects : Engine() % Variables;
      Made.Constraints.push_back({Form, Left, Right});
    }
    return Made;
  }

  std::vector<Objects> solveOneByOne() const {
    std::vector<Objects> Of(Variables + Allowed.size());
    auto Flow = [&](unsigned Into, unsigned From) {
      size_t Before = Of[Into].size();
      Objects Copy = Of[From];
      Of[Into].insert(Copy.begin(), Copy.end());
      return Of[Into].size() != Before;
    };
    for (bool Grown = true; Grown;) {
      Grown = false;
      for (const Constraint &One : Constraints)
        switch (One.Form) {
        case Constraint::Add:
          Grown |= Of[One.Left].insert(One.Right).second;
          break;
        case Constraint::Include:
          Grown |= Flow(One.Left, One.Right);
          break;
        case Constraint::Load:
          for (unsigned To : Objects(Of[One.Right]))
            if (Allowed[To] != Access::None)
              Grown |= Flow(One.Left, Variables + To);
          break;
        case Constraint::Store:
          for (unsigned To : Objects(Of[One.Left]))
            if (Allowed[To] == Access::Own || Allowed[To] == Access::Outside)
              Grown |= Flow(Variables + To, One.Right);
          break;
        case Constraint::Havoc:
          for (unsigned To : Objects(Of[One.Left]))
            if (Allowed[To] == Access::Own)
              Grown |= Flow(Variables + To, One.Right);
          break;
        }
    }
    return Of;
  }

  /// The same by Inclusion; solves after each Step constraints.
  std::vector<Objects> solve(size_t Step) const {
    Inclusion Sets;
    std::vector<Variable> Of;
    for (unsigned I = 0; I < Variables; ++I)
      Of.push_back(Sets.variable());
    for (Access Kind : Allowed) {
      Object Named = Sets.object(Kind);
      Of.push_back(Kind == Access::None ? Sets.variable() : Sets.cell(Named));
    }
    for (size_t I = 0; I < Constraints.size(); ++I) {
      const Constraint &One = Constraints[I];
      if (One.Form == Constraint::Add)
        Sets.add(Of[One.Left], One.Right);
      else if (One.Form == Constraint::Include)
        Sets.include(Of[One.Left], Of[One.Right]);
      else if (One.Form == Constraint::Load)
        Sets.load(Of[One.Left], Of[One.Right]);
      else if (One.Form == Constraint::Store)
        Sets.store(Of[One.Left], Of[One.Right]);
      else
        Sets.havoc(Of[One.Left], Of[One.Right]);
      if ((I + 1) % Step == 0)
        Sets.solve();
    }
    Sets.solve();
    std::vector<Objects> Found;
    for (Variable Named : Of)
      Found.push_back(in(Sets, Named));
    return Found;
  }
};

} // namespace

TEST(Inclusion, FindsTheLeastSets) {
  std::mt19937 Engine(1);
  for (unsigned I = 0; I < 300; ++I) {
    // Fewer objects than the cells that an address tells apart.
    System Made = System::random(Engine, 4 + I % 20, 8 + I % 30, 20 + I % 80);
    EXPECT_EQ(Made.solve(Made.Constraints.size()), Made.solveOneByOne())
        << "system " << I;
  }
}

TEST(Inclusion, OrderDoesNotMatter) {
  std::mt19937 Engine(2);
  for (unsigned I = 0; I < 100; ++I) {
    System Made = System::random(Engine, 20, 30, 90);
    std::vector<Objects> Expected = Made.solveOneByOne();
    for (size_t Step : {1, 3, 20}) {
      std::shuffle(Made.Constraints.begin(), Made.Constraints.end(), Engine);
      EXPECT_EQ(Made.solve(Step), Expected) << "system " << I;
    }
  }
}

TEST(Inclusion, LosesNothingWhenCellsBecomeOne) {
  std::mt19937 Engine(3);
  for (unsigned I = 0; I < 60; ++I) {
    System Made = System::random(Engine, 40 + I, 40, 250);
    std::vector<Objects> Least = Made.solveOneByOne();
    for (size_t Step : {size_t(17), Made.Constraints.size()}) {
      std::vector<Objects> Found = Made.solve(Step);
      for (size_t Named = 0; Named < Least.size(); ++Named)
        EXPECT_TRUE(std::includes(Found[Named].begin(), Found[Named].end(),
                                  Least[Named].begin(), Least[Named].end()))
            << "system " << I << ", variable " << Named;
    }
  }
}
