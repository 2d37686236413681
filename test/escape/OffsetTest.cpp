// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Offsets against the bytes that they name: joins and sums lose none, and what
// shares a byte meets.

#include "analysis/summary/Ids.h"

#include "gtest/gtest.h"
#include <vector>

using namespace membrane;

static bool names(const Offset &Set, int64_t Byte) {
  if (Set.isExact())
    return Set.Bytes == Byte;
  if (Set.isRange())
    return Set.low() <= Byte &&
           (Byte < Set.high() || Set.high() == Offset::MaxBound);
  return (Byte - Set.Bytes) % int64_t(Set.Stride) == 0;
}

static std::vector<Offset> samples() {
  std::vector<Offset> Some = {Offset::any()};
  for (int64_t Byte : {-8, 0, 4, 8, 16, 20, 48})
    Some.push_back(Offset::exact(Byte));
  for (uint64_t Stride : {2, 8, 24})
    for (int64_t Byte : {0, 4, 7})
      Some.push_back(Offset::make(Byte, Stride));
  for (auto [Low, High] : {std::pair(8, 16), {8, 24}, {16, 20}, {20, 64}})
    Some.push_back(Offset::within(Low, High));
  Some.push_back(Offset::within(16, Offset::MaxBound));
  return Some;
}

static constexpr int64_t Least = -64, Most = 128;

TEST(OffsetTest, JoinsHoldBothInAnyOrder) {
  for (const Offset &A : samples())
    for (const Offset &B : samples()) {
      Offset Both = A.join(B);
      EXPECT_EQ(Both, B.join(A));
      EXPECT_EQ(Both.join(A), Both);
      EXPECT_EQ(Both.join(B), Both);
      EXPECT_EQ(A.join(A), A);
      for (int64_t Byte = Least; Byte < Most; ++Byte)
        EXPECT_TRUE(names(Both, Byte) || !(names(A, Byte) || names(B, Byte)));
    }
}

TEST(OffsetTest, SumsHoldAllSums) {
  for (const Offset &A : samples())
    for (const Offset &B : samples())
      for (int64_t X = Least; X < Most; ++X)
        for (int64_t Y = -8; names(A, X) && Y < 32; ++Y)
          EXPECT_TRUE(!names(B, Y) || names(A.plus(B), X + Y));
}

TEST(OffsetTest, SharedBytesMeet) {
  for (const Offset &A : samples())
    for (const Offset &B : samples()) {
      EXPECT_EQ(A.meets(B), B.meets(A));
      for (int64_t Byte = Least; Byte < Most; ++Byte)
        EXPECT_TRUE(!names(A, Byte) || !names(B, Byte) || A.meets(B));
    }
}

/// A pointer that begins before the array reaches into it.
TEST(OffsetTest, PointersReachIntoRanges) {
  Offset Array = Offset::within(32, 64);
  EXPECT_TRUE(Offset::exact(25).meets(Array));
  EXPECT_FALSE(Offset::exact(24).meets(Array));
  EXPECT_TRUE(Array.meets(Offset::exact(63)));
  EXPECT_FALSE(Array.meets(Offset::exact(64)));
  EXPECT_FALSE(Array.meets(Offset::within(64, 72)));
}

TEST(OffsetTest, RangesCanBeginWithTheObject) {
  Offset First = Offset::within(0, 16);
  EXPECT_TRUE(First.isRange());
  EXPECT_TRUE(First.meets(Offset::exact(8)));
  EXPECT_FALSE(First.meets(Offset::exact(16)));
  EXPECT_FALSE(First.meets(Offset::exact(-8)));
  EXPECT_EQ(Offset::within(8, 24).plus(Offset::exact(-8)), First);
}

TEST(OffsetTest, RangesThatDoNotFitAreAny) {
  EXPECT_TRUE(Offset::within(0, 0).isAny());
  EXPECT_TRUE(Offset::within(8, 8).isAny());
  EXPECT_TRUE(Offset::within(-8, 8).isAny());
  EXPECT_TRUE(Offset::within(8, Offset::MaxBound + 1).isAny());
  EXPECT_TRUE(Offset::within(8, 16).plus(Offset::exact(-16)).isAny());
  EXPECT_TRUE(Offset::within(8, 16).negated().isAny());
}
