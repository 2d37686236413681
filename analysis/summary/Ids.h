// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The small words every stage shares: typed indices, places in source files,
// byte offsets.

#ifndef MEMBRANE_ANALYSIS_SUMMARY_IDS_H
#define MEMBRANE_ANALYSIS_SUMMARY_IDS_H

#include <cstdint>
#include <numeric>
#include <tuple>

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
/// every integer k. Stride 0 is exactly Bytes; stride 1 is any offset.
/// (Granger, "Static analysis of arithmetical congruences", 1989.)
struct Offset {
  int64_t Bytes = 0;
  uint64_t Stride = 0;

  static Offset any() { return {0, 1}; }
  static Offset exact(int64_t Bytes) { return {Bytes, 0}; }
  /// Bytes + k * Stride, with Bytes reduced to [0, Stride).
  static Offset make(int64_t Bytes, uint64_t Stride) {
    if (Stride == 0)
      return {Bytes, 0};
    int64_t Rest = Bytes % int64_t(Stride);
    return {Rest < 0 ? Rest + int64_t(Stride) : Rest, Stride};
  }

  /// Any byte of an array: from Low on, before High. MaxBound as High: no end.
  static constexpr int64_t MaxBound = INT32_MAX;
  static Offset within(int64_t Low, int64_t High) {
    if (Low < 0 || Low >= High || High > MaxBound)
      return any();
    return {(Low << 32) | High, 1};
  }

  bool isExact() const { return Stride == 0; }
  bool isAny() const { return Stride == 1 && Bytes == 0; }
  bool isRange() const { return Stride == 1 && Bytes != 0; }
  int64_t low() const { return Bytes >> 32; }
  int64_t high() const { return Bytes & MaxBound; }
  /// Whether both can name a byte of one pointer.
  bool meets(const Offset &Other) const {
    if (isRange() || Other.isRange())
      return meetsRange(Other);
    uint64_t Step = std::gcd(Stride, Other.Stride);
    int64_t Distance = Bytes - Other.Bytes;
    return Step == 0 ? Distance == 0 : Distance % int64_t(Step) == 0;
  }
  /// The smallest congruence that covers both.
  Offset join(const Offset &Other) const {
    if (isRange() && (Other == *this || holds(Other)))
      return *this;
    if (Other.isRange() && Other.holds(*this))
      return Other;
    int64_t Distance = Bytes - Other.Bytes;
    uint64_t Apart = uint64_t(Distance < 0 ? -Distance : Distance);
    return make(Bytes, std::gcd(std::gcd(Stride, Other.Stride), Apart));
  }
  Offset plus(const Offset &Other) const {
    if (isRange() && Other.isExact())
      return shifted(Other.Bytes);
    if (Other.isRange() && isExact())
      return Other.shifted(Bytes);
    return make(Bytes + Other.Bytes, std::gcd(Stride, Other.Stride));
  }
  Offset negated() const { return make(-Bytes, Stride); }
  friend auto operator<=>(const Offset &, const Offset &) = default;

private:
  bool meetsRange(const Offset &Other) const {
    constexpr int64_t Whole = 8; // what stands at an offset may be a pointer
    if (!isRange())
      return Other.meetsRange(*this);
    if (Other.isExact())
      return Other.Bytes < high() && Other.Bytes + Whole > low();
    return !Other.isRange() || (Other.low() < high() && low() < Other.high());
  }
  bool holds(const Offset &Other) const {
    if (Other.isExact())
      return low() <= Other.Bytes && Other.Bytes < high();
    return Other.isRange() && low() <= Other.low() && Other.high() <= high();
  }
  Offset shifted(int64_t Distance) const {
    return within(low() + Distance,
                  high() == MaxBound ? MaxBound : high() + Distance);
  }
};

} // namespace membrane

#endif
