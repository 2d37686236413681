// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Members that hold the address of another member: where the next element of a
// list is to be put (`*list->last = element; list->last = &element->next`).
//
// What is stored behind such a member is stored in one of those whose addresses
// functions put there. They are collected from all summaries; an address that
// is not clear is not among them.

#ifndef MEMBRANE_ANALYSIS_SURFACE_TAILS_H
#define MEMBRANE_ANALYSIS_SURFACE_TAILS_H

#include "analysis/escape/Escape.h"
#include "analysis/surface/Paths.h"
#include <map>
#include <set>

namespace membrane {

class Tails {
public:
  Tails(const Program &Linked, const PathNamer &Names, const Summaries &Found);

  /// A member of an object, as a step from its start.
  struct Place {
    RecordId Object;
    int64_t At = 0;
    friend auto operator<=>(const Place &, const Place &) = default;
  };
  /// The members whose addresses stand in a member of a record; none if it is
  /// no tail.
  const std::set<Place> &of(RecordId Holder, int64_t Member) const;
  /// Of those the first one in the record itself: how far it is behind the
  /// member.
  std::optional<int64_t> toFirst(RecordId Holder, int64_t Member) const;

private:
  void learn(const Function &Code, const FunctionSummary &Does);
  bool leadsToPointer(TypeId Named) const;

  const Program &Linked;
  const PathNamer &Names;
  std::map<std::pair<RecordId, int64_t>, std::set<Place>> Known;
};

} // namespace membrane

#endif
