// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ObjectSet against std::set, with numbers that are close and far apart.

#include "analysis/escape/ObjectSet.h"

#include "gtest/gtest.h"
#include <algorithm>
#include <random>
#include <set>

using namespace membrane;
using Numbers = std::set<unsigned>;

namespace {

struct Pair {
  ObjectSet Set;
  Numbers Known;

  static Pair random(std::mt19937 &Random, unsigned Count, unsigned Range) {
    Pair Made;
    while (Count--) {
      unsigned Number = unsigned(Random() % Range);
      EXPECT_EQ(Made.Set.test_and_set(Number),
                Made.Known.insert(Number).second);
    }
    return Made;
  }
};

} // namespace

static Numbers in(const ObjectSet &Set) {
  Numbers Found;
  for (unsigned Number : Set) {
    EXPECT_TRUE(Found.empty() || *Found.rbegin() < Number);
    Found.insert(Number);
  }
  return Found;
}

static Numbers both(const Numbers &A, const Numbers &B) {
  Numbers Found;
  std::set_intersection(A.begin(), A.end(), B.begin(), B.end(),
                        std::inserter(Found, Found.end()));
  return Found;
}

static void check(const Pair &A, const Pair &B) {
  Numbers All = A.Known, Common = both(A.Known, B.Known), Rest;
  All.insert(B.Known.begin(), B.Known.end());
  std::set_difference(A.Known.begin(), A.Known.end(), B.Known.begin(),
                      B.Known.end(), std::inserter(Rest, Rest.end()));
  ObjectSet Joined = A.Set, Less = A.Set, Direct;
  EXPECT_EQ(Joined |= B.Set, All != A.Known);
  EXPECT_EQ(in(Joined), All);
  EXPECT_FALSE(Joined |= B.Set);
  EXPECT_EQ(in(A.Set & B.Set), Common);
  Less.intersectWithComplement(B.Set);
  EXPECT_EQ(in(Less), Rest);
  EXPECT_EQ(Less.empty(), Rest.empty());
  EXPECT_EQ(Less.find_first(), Rest.empty() ? -1 : int(*Rest.begin()));
  Direct.intersectWithComplement(A.Set, B.Set);
  EXPECT_EQ(in(Direct), Rest);
  EXPECT_EQ(A.Set.intersects(B.Set), !Common.empty());
  EXPECT_EQ(A.Set.contains(B.Set), Common == B.Known);
  EXPECT_TRUE(Joined.contains(A.Set) && Joined.contains(B.Set));
}

TEST(ObjectSet, IsASetOfNumbers) {
  std::mt19937 Random(1);
  for (unsigned Round = 0; Round < 2000; ++Round) {
    unsigned Range = 1u << (4 + Random() % 14);
    Pair A = Pair::random(Random, unsigned(Random() % 60), Range);
    Pair B = Pair::random(Random, unsigned(Random() % 6), Range);
    EXPECT_EQ(in(A.Set), A.Known);
    for (unsigned Number = 0; Number < 300; ++Number)
      EXPECT_EQ(A.Set.test(Number), A.Known.count(Number) != 0);
    check(A, B);
    check(B, A);
    check(A, A);
    for (unsigned Number : B.Known) {
      A.Set.reset(Number);
      A.Known.erase(Number);
    }
    EXPECT_EQ(in(A.Set), A.Known);
  }
}
