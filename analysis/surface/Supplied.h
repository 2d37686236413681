// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which members of records may hold functions that a client supplied.
//
// A client cannot write into a record that it cannot look into: what stands
// there, the program has put there. If it only ever puts null pointers and its
// own functions there, an allocator that is called through such a member is the
// library's. One pass over all stores and copies, when it is first asked.

#ifndef MEMBRANE_ANALYSIS_SURFACE_SUPPLIED_H
#define MEMBRANE_ANALYSIS_SURFACE_SUPPLIED_H

#include "analysis/escape/Escape.h"
#include <optional>
#include <set>
#include <vector>

namespace membrane {

class SuppliedMembers {
public:
  /// Who the clients are. If nobody has said what they see, the code that was
  /// read may be theirs, too: then every member is taken for supplied.
  enum class Clients : uint8_t { Unknown, Outside };
  SuppliedMembers(const Program &Linked, const Summaries &Found, Clients Who)
      : Linked(Linked), Found(Found), Who(Who) {}

  /// Whether the program may put what it was given At bytes into a record, as
  /// long as only its own bodies write there.
  bool isSupplied(RecordId Whole, int64_t At) const;

private:
  using Member = std::pair<RecordId, int64_t>;
  /// What is known of a place from a member access: in which records it is.
  struct Writes {
    std::set<Member> Outer; ///< places that may hold what was given
    std::set<Member> Inner; ///< the same, in the records nested there
    /// Sizes of copies to what no member access tells.
    std::set<uint64_t> Copied;
  };
  static constexpr int64_t PointerSize = 8;
  static constexpr int64_t LargestCopy = 4096; ///< longer: its first bytes

  std::vector<Member> nested(RecordId Whole, int64_t At) const;
  void add(RecordId Whole, int64_t At, Writes &Into) const;
  void collect(const Function &Code, Writes &Into) const;
  void addCopy(const Fact &Step, const Member &Start, Writes &Into) const;
  bool makesOwn(SymbolId Callee) const;
  bool isOwn(const Function &Code, ValueId Given,
             const std::map<ValueId, SymbolId> &Calls) const;

  const Program &Linked;
  const Summaries &Found;
  Clients Who;
  mutable std::optional<Writes> Known;
};

} // namespace membrane

#endif
