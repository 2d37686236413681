// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Into which opaque handles a function gives out pointers: as its result,
// through an argument that the caller can look into, or to a function of the
// caller's.
//
// What clients stored in a handle is their own and no leak: a member into
// which public functions only ever put arguments, or what stands in memory that
// clients can look into, and what hangs there is never fresh (the `user`
// pointer of a callback). Nor is what goes back to the caller's allocator.

#ifndef MEMBRANE_ANALYSIS_SURFACE_HANDLELEAKS_H
#define MEMBRANE_ANALYSIS_SURFACE_HANDLELEAKS_H

#include "analysis/surface/Recorder.h"

namespace membrane {

class HandleLeaks {
public:
  explicit HandleLeaks(const SurfaceContext &Shared) : Shared(Shared) {}

  /// What a public function stores in members; all before the first `of`.
  void learn(const Function &Code, const FunctionSummary &Does);
  struct Found {
    std::set<RecordId> Shown;  ///< by its result, or where the caller can look
    std::set<RecordId> Handed; ///< to a function of the caller's only
  };
  /// The records of the handles that it gives out pointers into.
  Found of(const Function &Code, const FunctionSummary &Does) const;

private:
  using Member = std::pair<RecordId, int64_t>;
  struct Stored {
    bool Arguments = false, Others = false;
  };

  std::optional<Member> memberAt(const Function &Code,
                                 const FunctionSummary &Does, NodeId Holder,
                                 Offset At) const;
  RecordId handleOf(const Function &Code, const FunctionSummary &Does,
                    const Target &To) const;
  bool isCallers(const Function &Code, const FunctionSummary &Does,
                 NodeId Named) const;
  bool isClients(const Function &Code, const FunctionSummary &Does,
                 NodeId Named) const;
  std::optional<Member> hookAt(const Function &Code,
                               const FunctionSummary &Does, NodeId Hook) const;
  bool isAllocator(const Function &Code, const FunctionSummary &Does,
                   NodeId Hook) const;
  void addHanded(const Function &Code, const FunctionSummary &Does,
                 std::set<RecordId> &Handles) const;
  bool canLookAt(const Function &Code, const FunctionSummary &Does,
                 const SummaryCell &Place) const;

  const SurfaceContext &Shared;
  std::map<Member, Stored> Members;
  std::set<RecordId> Allocators; ///< what holds allocators of the caller's
};

} // namespace membrane

#endif
