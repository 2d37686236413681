// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which members that are integers stand where a function stores.
//
// A store may name the member, or reach it by a pointer to it, by an element
// that it is not, or as a member of another record that the object is taken
// for: what the function takes an object for is known from its accesses, and
// from the types of what it passes, is given and copies. Not known: an object
// that another function finds in memory, or gets by a call through a pointer,
// and takes for another record. (Libraries declare members as pointers to one
// record and keep another there, of which those who load them know.)

#ifndef MEMBRANE_ANALYSIS_LINK_INTEGERPLACES_H
#define MEMBRANE_ANALYSIS_LINK_INTEGERPLACES_H

#include "analysis/link/Link.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace membrane {

/// The integers of a record that have room for an address, of inner records
/// too, by the offset of the first.
using RecordIntegers = std::vector<std::pair<int64_t, IntegerMember>>;
RecordIntegers integersOf(const Program &Linked, RecordId Whole);
class IntegerPlaces {
public:
  /// What an object is taken for, from an offset on.
  using View = std::pair<RecordId, int64_t>;
  static constexpr size_t MaxViews = 32;
  using ViewList = llvm::SmallVector<View, 2>;
  /// Of the arguments of functions, by index and number.
  using ArgumentViews = std::map<std::pair<uint32_t, uint32_t>, ViewList>;

  IntegerPlaces(const Program &Linked, const Function &Code,
                const ArgumentViews &Passed);

  /// How an argument leads to a place: it is the address, or the address of
  /// something around it; or others may use it as the address.
  enum Way : uint8_t { Start, Around, Elsewhere };
  struct Reached {
    std::vector<IntegerMember> Members;
    /// Those of which it is not known what object they lead to.
    llvm::SmallVector<std::pair<uint32_t, Way>, 2> Arguments;
  };
  /// What Size bytes at an address may be; 0: any number of them.
  Reached at(ValueId Address, uint64_t Size) const;
  /// Which integer a pointer leads to, if it is one to an integer.
  Reached pointedTo(ValueId Address) const;
  /// Whether a copy may bring addresses from where no store is seen.
  bool bringsAny(const Fact &Copy) const { return Foreign.contains(&Copy); }

  /// An object is taken for both records; the second starts Bytes behind the
  /// first.
  struct Pun {
    RecordId First, Second;
    int64_t Bytes = 0;
    auto operator<=>(const Pun &) const = default;
  };
  std::vector<Pun> puns() const;
  /// What the function, and those that it passes it to, take what an argument
  /// leads to for.
  ViewList viewsOf(uint32_t Argument) const;

private:
  using Base = std::pair<ValueId, Offset>;

  void noteArgument(uint32_t Value, uint32_t Argument);
  void noteTypes(const Fact &Step);
  void notePassed(ValueId Given, std::pair<uint32_t, uint32_t> Inner);
  void note(ValueId Address, RecordId Taken);
  bool shareViews(const Fact &Step);
  void shareViews(Fact::Kind By);
  bool isForeign(const Fact &Copy) const;
  bool share(ValueId One, ValueId Other);
  bool addView(ValueId Root, View Taken);
  RecordId behind(TypeId Pointer) const;
  Base rootOf(ValueId Address) const;
  void addMembers(RecordId Holder, Offset At, uint64_t Size,
                  Reached &Into) const;
  enum class Question : uint8_t { Stored, PointedTo };
  static Way wayTo(Offset At, uint64_t Size, Question Asked);
  void walk(ValueId Address, uint64_t Size, Question Asked,
            Reached &Into) const;

  const Program &Linked;
  const Function &Code;
  const ArgumentViews &Passed;
  std::vector<const Fact *> Definitions;    ///< by value
  llvm::DenseMap<uint32_t, ViewList> Views; ///< by value
  llvm::DenseSet<const Fact *> Foreign;     ///< copies
};

} // namespace membrane

#endif
