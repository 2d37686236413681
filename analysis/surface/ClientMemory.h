// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the library's own variables hold addresses of what is its clients':
// what is hung there later, clients reach by their own pointers.

#ifndef MEMBRANE_ANALYSIS_SURFACE_CLIENTMEMORY_H
#define MEMBRANE_ANALYSIS_SURFACE_CLIENTMEMORY_H

#include "analysis/escape/Escape.h"
#include <map>
#include <optional>

namespace membrane {

class ClientMemory {
public:
  ClientMemory(const Program &Linked, const Summaries &Found)
      : Linked(Linked), Found(Found) {}

  /// Whether what a function finds behind a variable may be in an object of a
  /// client's. One pass over all summaries, when it is first asked.
  bool leadsTo(const FunctionSummary &Does, NodeId Object) const;

private:
  bool isKeptIn(uint32_t Variable, Offset At) const;
  void collect(const Function &Code, const FunctionSummary &Does) const;
  bool isNumber(const Function &Code, const Node &Argument,
                const SummaryCell &Place, const Node &Variable) const;

  const Program &Linked;
  const Summaries &Found;
  using Kept = std::map<uint32_t, std::vector<Offset>>; ///< by variable
  mutable std::optional<Kept> Places;
};

} // namespace membrane

#endif
