// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the values of one function are made of: addresses, and its own integer
// arguments.

#ifndef MEMBRANE_ANALYSIS_LINK_INTEGERFLOW_H
#define MEMBRANE_ANALYSIS_LINK_INTEGERFLOW_H

#include "analysis/link/Link.h"
#include "llvm/ADT/BitVector.h"

namespace membrane {

class IntegerFlow {
public:
  static constexpr uint64_t PointerSize = 8;

  /// What is known of the rest of the program so far.
  class Knowledge {
  public:
    virtual bool isGiven(uint32_t Index, uint32_t Argument) const = 0;
    /// Whether a function gives an integer that is an address; and whether one
    /// that is called by this shape does.
    virtual bool givesAddress(SymbolId Callee) const = 0;
    virtual bool givesAddress(llvm::StringRef CallShape) const = 0;
    virtual bool holdsAddress(const IntegerMember &Named) const = 0;
    /// Whether what is loaded from a member becomes an address.
    virtual bool isRead(const IntegerMember &Named) const = 0;

  protected:
    ~Knowledge() = default;
  };

  /// Index is of the program's functions. Linear in the facts, times the
  /// nesting of loops.
  IntegerFlow(const Program &Linked, uint32_t Index, const Knowledge &Known);

  /// Whether an argument is declared as a number, of any width.
  static bool isNumber(const Program &Linked, const Function &Code,
                       uint32_t Argument) {
    return declared(Linked, Code, Argument);
  }
  /// Whether it is declared as an integer with room for an address, and not
  /// named after one (uintptr_t).
  static bool isInteger(const Program &Linked, const Function &Code,
                        uint32_t Argument);

  /// Whether it is declared as a number that can be a part of an address only.
  static bool isNarrow(const Program &Linked, const Function &Code,
                       uint32_t Argument);

  uint32_t index() const { return Index; }
  /// Whether it may be an address, as far as is known.
  bool isAddress(ValueId Named) const;
  /// Whether a store may bring an address to where there was none: `*p += 1`
  /// does not.
  bool storesAddress(const Fact &Store) const;
  /// The integer arguments of which it is made.
  llvm::SmallVector<uint32_t, 2> madeOf(ValueId Named) const;
  /// The members that stand at an address, if all are integers.
  llvm::ArrayRef<MemberPlace> integersAt(ValueId Address) const;
  /// Whether a function is declared to give an integer.
  static bool givesInteger(const Program &Linked, const Function &Code);
  /// Its integer arguments that it uses as addresses, or loses.
  llvm::SmallVector<uint32_t, 2> usedArguments() const;

private:
  static const Type *declared(const Program &Linked, const Function &Code,
                              uint32_t Argument);
  uint64_t mask(ValueId Named) const;
  void propagate();
  bool addMade(ValueId Named, uint64_t New);
  bool addAddress(ValueId Named);
  bool run(const Fact &Step);
  bool isInTable(ValueId Place) const;
  bool runLoad(const Fact &Step);
  bool runCall(const Fact &Step);
  bool isPointer(ValueId Named) const;
  uint64_t usedBy(const Fact &Step) const;
  uint64_t usedByCall(const Fact &Call) const;
  llvm::StringRef shapeOf(const Fact &Call) const;
  llvm::SmallVector<uint32_t, 2> list(uint64_t Mask) const;

  const Program &Linked;
  uint32_t Index;
  const Function &Code;
  const Knowledge &Known;
  std::vector<uint64_t> Made;               ///< by value, see mask
  llvm::BitVector Addresses;                ///< by value
  std::vector<const Fact *> Definitions;    ///< by value
  llvm::SmallVector<uint32_t, 8> Arguments; ///< the integers, by bit
  std::vector<int8_t> BitOf;                ///< by argument; -1: none
};

} // namespace membrane

#endif
