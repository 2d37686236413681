// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The small words every stage shares: typed indices, places in source files,
// byte offsets.

#ifndef MEMBRANE_ANALYSIS_SUMMARY_IDS_H
#define MEMBRANE_ANALYSIS_SUMMARY_IDS_H

#include <cstdint>
#include <numeric>
#include <tuple>
#include <utility>

namespace membrane {

/// An index into one table. Two kinds of index do not mix. A
/// default-constructed one names nothing and is false.
template <typename Tag> struct Id {
  static constexpr uint32_t None = UINT32_MAX;
  uint32_t Index = None;

  Id() = default;
  explicit constexpr Id(uint32_t Position) : Index(Position) {}
  explicit operator bool() const { return Index != None; }
  friend auto operator<=>(const Id &, const Id &) = default;
};

using FileId = Id<struct FileTag>;     ///< a source file or header
using SymbolId = Id<struct SymbolTag>; ///< a function or variable
using TypeId = Id<struct TypeTag>;     ///< a C or C++ type
using RecordId = Id<struct RecordTag>; ///< a struct, union or class
using ValueId = Id<struct ValueTag>;   ///< an SSA value in one function
using BlockId = Id<struct BlockTag>;   ///< a basic block in one function
using TargetListId = Id<struct TargetListTag>; ///< what some calls reach

/// A place in a source file; Line and Column count from 1, 0 is unknown.
struct Location {
  FileId File;
  uint32_t Line = 0;
  uint32_t Column = 0;

  explicit operator bool() const { return bool(File) && Line != 0; }
  friend auto operator<=>(const Location &, const Location &) = default;
};

/// A set of byte offsets from the start of an object: Bytes + k * Stride for
/// every integer k, or, with bounds, for those k that stay in Span bytes from
/// Bytes on. Stride 0 is exactly Bytes; stride 1 is any offset.
/// (Granger, "Static analysis of arithmetical congruences", 1989.)
struct Offset {
  int64_t Bytes = 0;
  uint32_t Stride = 0;
  uint32_t Span = 0; ///< 0: without bounds

  static Offset any() { return {0, 1}; }
  static Offset exact(int64_t Bytes) { return {Bytes}; }
  /// Bytes + k * Stride, with Bytes reduced to [0, Stride).
  static Offset make(int64_t Bytes, uint64_t Stride) {
    if (Stride == 0)
      return exact(Bytes);
    if (Stride > UINT32_MAX)
      return any();
    int64_t Rest = Bytes % int64_t(Stride);
    return {Rest < 0 ? Rest + int64_t(Stride) : Rest, uint32_t(Stride)};
  }

  /// Any byte of an array, or a place in any of its elements: from Low on,
  /// before High. MaxBound as High: no end.
  static constexpr int64_t MaxBound = INT32_MAX;
  static Offset within(int64_t Low, int64_t High, uint64_t Stride = 1) {
    if (Low < 0 || Low >= High || High > MaxBound)
      return make(Low, Stride);
    if (Stride > 1 && High != MaxBound && Stride >= uint64_t(High - Low))
      return exact(Low);
    return {Low, uint32_t(Stride),
            High == MaxBound ? NoEnd : uint32_t(High - Low)};
  }

  bool isExact() const { return Stride == 0; }
  bool isAny() const { return Stride == 1 && Span == 0; }
  bool isBounded() const { return Span != 0; }
  /// Whether every byte between two bounds is meant.
  bool isRange() const { return Stride == 1 && isBounded(); }
  int64_t low() const { return Bytes; }
  int64_t high() const { return Span == NoEnd ? MaxBound : Bytes + Span; }
  /// The first byte, and where the last one ends, as far as that is known.
  int64_t first() const { return isEndless() ? INT64_MIN : Bytes; }
  int64_t end() const {
    if (isBounded())
      return high();
    return isEndless() ? INT64_MAX : Bytes + 1;
  }
  /// Whether both can name a byte of one pointer.
  bool meets(const Offset &Other) const {
    if (isExact() && Other.isExact())
      return Bytes == Other.Bytes;
    if (isRange() || Other.isRange())
      return meetsRange(Other);
    int64_t Step = std::gcd(Stride, Other.Stride);
    return (Bytes - Other.Bytes) % Step == 0 && first() < Other.end() &&
           Other.first() < end();
  }
  /// The smallest congruence that covers both.
  Offset join(const Offset &Other) const {
    if (holds(Other))
      return *this;
    if (Other.holds(*this))
      return Other;
    int64_t Distance = Bytes - Other.Bytes;
    uint64_t Apart = uint64_t(Distance < 0 ? -Distance : Distance);
    return make(Bytes, std::gcd(std::gcd(Stride, Other.Stride), Apart));
  }
  Offset plus(const Offset &Other) const {
    if (isBounded() && Other.isExact())
      return shifted(Other.Bytes);
    if (Other.isBounded() && isExact())
      return Other.shifted(Bytes);
    return make(Bytes + Other.Bytes, std::gcd(Stride, Other.Stride));
  }
  Offset negated() const { return make(-Bytes, Stride); }
  /// What tells it from others, in two words.
  std::pair<int64_t, uint64_t> key() const {
    return {Bytes, uint64_t(Span) << 32 | Stride};
  }
  friend auto operator<=>(const Offset &, const Offset &) = default;

private:
  static constexpr uint32_t NoEnd = UINT32_MAX;

  bool isEndless() const { return Stride != 0 && Span == 0; }
  bool meetsRange(const Offset &Other) const {
    constexpr int64_t Whole = 8; // what stands at an offset may be a pointer
    if (!isRange())
      return Other.meetsRange(*this);
    if (Other.isExact())
      return Other.Bytes < high() && Other.Bytes + Whole > low();
    if (!Other.isBounded())
      return true;
    int64_t Reach = Other.isRange() ? 0 : Whole - 1;
    return Other.low() < high() && low() < Other.high() + Reach;
  }
  /// Whether a bounded one covers another.
  bool holds(const Offset &Other) const {
    if (!isBounded() || (Other.Bytes - Bytes) % int64_t(Stride) != 0)
      return false;
    if (Other.isExact())
      return low() <= Other.Bytes && Other.Bytes < high();
    return Other.isBounded() && Other.Stride % Stride == 0 &&
           low() <= Other.low() && Other.high() <= high();
  }
  Offset shifted(int64_t Distance) const {
    return within(low() + Distance,
                  high() == MaxBound ? MaxBound : high() + Distance, Stride);
  }
};

} // namespace membrane

#endif
