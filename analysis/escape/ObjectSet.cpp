// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/escape/ObjectSet.h"

#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace membrane;

bool ObjectSet::Block::any() const {
  return llvm::any_of(Words, [](uint64_t Word) { return Word != 0; });
}

bool ObjectSet::Block::covers(const Block &Other) const {
  for (unsigned I = 0; I < BlockWords; ++I)
    if (Other.Words[I] & ~Words[I])
      return false;
  return true;
}

/// The first block from From on that does not begin before Index: a step, then
/// steps of twice the length, since one of two sets is often much larger.
const ObjectSet::Block *ObjectSet::seek(const Block *From, const Block *End,
                                        uint32_t Index) {
  if (From == End || From->Index >= Index)
    return From;
  ptrdiff_t Step = 1;
  while (End - From > Step && From[Step].Index < Index) {
    From += Step;
    Step *= 2;
  }
  const Block *Last = std::min(From + Step, End);
  return std::lower_bound(
      From + 1, Last, Index,
      [](const Block &At, uint32_t Wanted) { return At.Index < Wanted; });
}

ObjectSet::const_iterator ObjectSet::from(unsigned Number) const {
  const_iterator At(llvm::ArrayRef(
      seek(Blocks.begin(), Blocks.end(), Number / BlockBits), Blocks.end()));
  while (At != end() && *At < Number)
    ++At;
  return At;
}

size_t ObjectSet::size() const {
  size_t Count = 0;
  for (const Block &Part : Blocks)
    for (uint64_t Word : Part.Words)
      Count += size_t(llvm::popcount(Word));
  return Count;
}

bool ObjectSet::test(unsigned Number) const {
  const Block *At = seek(Blocks.begin(), Blocks.end(), Number / BlockBits);
  return At != Blocks.end() && At->Index == Number / BlockBits &&
         (At->Words[Number % BlockBits / WordBits] >> Number % WordBits & 1);
}

bool ObjectSet::test_and_set(unsigned Number) {
  uint32_t Index = Number / BlockBits;
  Block *At = Blocks.end();
  // Objects are often added in the order in which they are made.
  if (!Blocks.empty() && Blocks.back().Index >= Index)
    At = Blocks.begin() +
         (seek(Blocks.begin(), Blocks.end(), Index) - Blocks.begin());
  if (At == Blocks.end() || At->Index != Index)
    At = Blocks.insert(At, Block{Index});
  uint64_t &Word = At->Words[Number % BlockBits / WordBits];
  uint64_t Bit = uint64_t(1) << Number % WordBits;
  bool New = !(Word & Bit);
  Word |= Bit;
  return New;
}

void ObjectSet::reset(unsigned Number) {
  ObjectSet Gone;
  Gone.set(Number);
  intersectWithComplement(Gone);
}

/// Makes room for blocks that only Other has, from the back.
void ObjectSet::insert(const ObjectSet &Other, size_t Missing) {
  size_t Mine = Blocks.size(), Theirs = Other.Blocks.size();
  size_t To = Mine + Missing;
  Blocks.resize(To);
  while (Theirs) {
    const Block &Next = Other.Blocks[Theirs - 1];
    if (Mine && Blocks[Mine - 1].Index >= Next.Index) {
      Theirs -= Blocks[Mine - 1].Index == Next.Index;
      Blocks[--To] = Blocks[--Mine];
    } else {
      Blocks[--To] = Next;
      --Theirs;
    }
  }
}

bool ObjectSet::operator|=(const ObjectSet &Other) {
  bool Grown = false;
  size_t Missing = 0;
  const Block *At = Blocks.begin();
  for (const Block &New : Other.Blocks) {
    At = seek(At, Blocks.end(), New.Index);
    if (At == Blocks.end() || At->Index != New.Index) {
      ++Missing;
      continue;
    }
    Block &Known = Blocks[At - Blocks.begin()];
    Grown |= !Known.covers(New);
    for (unsigned I = 0; I < BlockWords; ++I)
      Known.Words[I] |= New.Words[I];
  }
  if (Missing)
    insert(Other, Missing);
  return Grown || Missing;
}

/// With(Mine, Theirs) changes each block, of which Other's may be null; those
/// that are empty then go.
template <typename Change>
void ObjectSet::update(const ObjectSet &Other, Change With) {
  const Block *At = Other.Blocks.begin(), *End = Other.Blocks.end();
  Block *Kept = Blocks.begin();
  for (Block &Mine : Blocks) {
    At = seek(At, End, Mine.Index);
    With(Mine, At != End && At->Index == Mine.Index ? At : nullptr);
    if (Mine.any())
      *Kept++ = Mine;
  }
  Blocks.truncate(size_t(Kept - Blocks.begin()));
}

void ObjectSet::operator&=(const ObjectSet &Other) {
  update(Other, [](Block &Mine, const Block *Theirs) {
    for (unsigned I = 0; I < BlockWords; ++I)
      Mine.Words[I] &= Theirs ? Theirs->Words[I] : 0;
  });
}

void ObjectSet::intersectWithComplement(const ObjectSet &Other) {
  update(Other, [](Block &Mine, const Block *Theirs) {
    for (unsigned I = 0; Theirs && I < BlockWords; ++I)
      Mine.Words[I] &= ~Theirs->Words[I];
  });
}

void ObjectSet::intersectWithComplement(const ObjectSet &First,
                                        const ObjectSet &Second) {
  *this = First;
  intersectWithComplement(Second);
}

bool ObjectSet::intersects(const ObjectSet &Other) const {
  const Block *At = Other.Blocks.begin(), *End = Other.Blocks.end();
  for (const Block &Mine : Blocks) {
    At = seek(At, End, Mine.Index);
    if (At == End)
      return false;
    for (unsigned I = 0; At->Index == Mine.Index && I < BlockWords; ++I)
      if (Mine.Words[I] & At->Words[I])
        return true;
  }
  return false;
}

bool ObjectSet::contains(const ObjectSet &Other) const {
  const Block *At = Blocks.begin(), *End = Blocks.end();
  for (const Block &Theirs : Other.Blocks) {
    At = seek(At, End, Theirs.Index);
    if (At == End || At->Index != Theirs.Index || !At->covers(Theirs))
      return false;
  }
  return true;
}

ObjectSet membrane::operator&(const ObjectSet &A, const ObjectSet &B) {
  const bool Fewer = A.Blocks.size() < B.Blocks.size();
  ObjectSet Both = Fewer ? A : B;
  Both &= Fewer ? B : A;
  return Both;
}
