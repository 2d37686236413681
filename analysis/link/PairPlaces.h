// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the program reads and writes members of records, to tell which of them
// are written and read together.

#ifndef MEMBRANE_ANALYSIS_LINK_PAIRPLACES_H
#define MEMBRANE_ANALYSIS_LINK_PAIRPLACES_H

#include "analysis/link/Link.h"
#include <map>
#include <memory>
#include <optional>

namespace membrane {

/// A member of the object at Base, Bytes behind that.
struct PairPlace {
  ValueId Base;
  int64_t Bytes = 0;
  MemberKey Member;
};

/// Two members of one object. Distance: bytes from the first to the second.
struct MemberPair {
  MemberKey Hook, Given;
  int64_t Distance = 0;
  friend auto operator<=>(const MemberPair &, const MemberPair &) = default;
};

class PairPlaces {
public:
  PairPlaces(const Program &Linked, const Models *Known)
      : Linked(Linked), Known(Known), Bodies(Linked.Functions.size()) {}

  /// The fact that makes a value, or null.
  const Fact *definition(uint32_t In, ValueId Named);
  /// The pair that two values were read from, if nothing is written between.
  std::optional<MemberPair> readTogether(uint32_t In, ValueId Hook,
                                         ValueId Given);
  /// The member that a value was read from.
  std::optional<MemberKey> memberRead(uint32_t In, ValueId Read);
  /// Whether all that stands in one of the members was stored there by its
  /// name, and what stands beside it in a union comes in no object of it.
  bool areKnown(const MemberPair &Pair);
  /// Stores to a member.
  llvm::ArrayRef<CallSite> stores(MemberKey Member);
  /// The store to the other member of the pair that is made with one; null if
  /// there is none, or more.
  const Fact *partner(const MemberPair &Pair, const CallSite &Store);
  const Fact &at(const CallSite &Site) const {
    return Linked.Functions[Site.Function].Blocks[Site.Block].Facts[Site.Fact];
  }
  /// Whether members of a union begin where a store is made.
  bool isOfUnion(const CallSite &Store);

private:
  /// By value: block and fact that make it, if any.
  struct Body {
    std::vector<std::optional<std::pair<uint32_t, uint32_t>>> Made;
    std::vector<uint32_t> Before; ///< by block: how many lead there
  };
  Body &body(uint32_t In);
  std::optional<PairPlace> placeOf(uint32_t In, ValueId Address);
  bool areOne(uint32_t In, ValueId A, ValueId B);
  bool changes(uint32_t In, const Fact &Step,
               const std::optional<PairPlace> &Member);
  bool nothingWritten(uint32_t In, ValueId A, ValueId B);
  /// Whether a store is to an object that was allocated right there.
  bool isToNew(const CallSite &Store);
  void readAll();
  ValueId startOf(uint32_t In, ValueId Address, int64_t &Inside);
  llvm::SmallVector<MemberPlace, 2> membersOf(uint32_t In, ValueId Address);
  void readFact(const CallSite &Site);
  void readStore(const CallSite &Store);
  void readCopy(const Function &Code, const Fact &Copy);
  void readUse(uint32_t In, ValueId Address);
  void findUnions();
  void addInner(TypeId Held, std::set<RecordId> &Into) const;

  const Program &Linked;
  const Models *Known;
  std::vector<std::unique_ptr<Body>> Bodies;
  bool Read = false;
  std::map<MemberKey, std::vector<CallSite>> Stores;
  std::map<RecordId, std::vector<CallSite>> StoresIn; ///< by record
  std::set<MemberKey> Exposed;   ///< their address is used otherwise
  std::set<RecordId> PartCopied; ///< of which some bytes are copied
  /// Of a record in a union: the union and the other records in it.
  std::map<RecordId, std::set<RecordId>> Peers;
};

} // namespace membrane

#endif
