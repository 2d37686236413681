// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A set of numbers that stand in groups, as those of objects do.
//
// Blocks of bits in one array, sorted by where they begin. Most sets are one
// block, which needs no memory of its own; joining large ones goes through
// memory in order. (llvm::SparseBitVector, whose names are used, is a list.)

#ifndef MEMBRANE_ANALYSIS_ESCAPE_OBJECTSET_H
#define MEMBRANE_ANALYSIS_ESCAPE_OBJECTSET_H

#include "analysis/summary/ShortList.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/bit.h"
#include <array>
#include <cstdint>

namespace membrane {

class ObjectSet {
  static constexpr unsigned WordBits = 64, BlockWords = 2;
  static constexpr unsigned BlockBits = WordBits * BlockWords;
  struct Block {
    uint32_t Index = 0; ///< BlockBits times this is its first number
    std::array<uint64_t, BlockWords> Words = {};
    bool any() const;
    bool covers(const Block &Other) const;
  };

public:
  class const_iterator {
  public:
    const_iterator(llvm::ArrayRef<Block> Left) : Left(Left) { settle(); }
    unsigned operator*() const {
      return Left.front().Index * BlockBits + Word * WordBits +
             unsigned(llvm::countr_zero(Bits));
    }
    const_iterator &operator++() {
      Bits &= Bits - 1;
      skip();
      return *this;
    }
    bool operator!=(const const_iterator &Other) const {
      return Left.size() != Other.Left.size() || Word != Other.Word ||
             Bits != Other.Bits;
    }

  private:
    void settle() {
      Word = 0;
      Bits = Left.empty() ? 0 : Left.front().Words[0];
      skip();
    }
    /// To the next number, if there is none in this word.
    void skip() {
      if (Bits || Left.empty())
        return;
      if (++Word < BlockWords) {
        Bits = Left.front().Words[Word];
        return skip();
      }
      Left = Left.drop_front();
      settle();
    }
    llvm::ArrayRef<Block> Left; ///< the block of the number, and those behind
    unsigned Word = 0;
    uint64_t Bits = 0; ///< of that word, from the number on
  };

  const_iterator begin() const { return {Blocks}; }
  const_iterator end() const { return {llvm::ArrayRef<Block>()}; }
  /// The least that is not below Number.
  const_iterator from(unsigned Number) const;

  size_t words() const { return Blocks.size(); }
  bool empty() const { return Blocks.empty(); }
  size_t size() const;
  void clear() { Blocks.clear(); }
  /// The least number; -1 if there is none.
  int find_first() const { return empty() ? -1 : int(*begin()); }
  bool test(unsigned Number) const;
  void set(unsigned Number) { test_and_set(Number); }
  /// True if it is new.
  bool test_and_set(unsigned Number);
  void reset(unsigned Number);
  /// Adds all; true if one is new.
  bool operator|=(const ObjectSet &Other);
  void operator&=(const ObjectSet &Other);
  void intersectWithComplement(const ObjectSet &Other);
  /// Becomes what is in the first and not in the second.
  void intersectWithComplement(const ObjectSet &First, const ObjectSet &Second);
  bool intersects(const ObjectSet &Other) const;
  bool contains(const ObjectSet &Other) const;
  friend ObjectSet operator&(const ObjectSet &A, const ObjectSet &B);

private:
  static const Block *seek(const Block *From, const Block *End, uint32_t Index);
  template <typename Change> void update(const ObjectSet &Other, Change With);
  void insert(const ObjectSet &Other, size_t Missing);

  ShortList<Block, 1> Blocks;
};

} // namespace membrane

#endif
