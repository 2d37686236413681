// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/link/Alike.h"

using namespace membrane;

/// A number that is smaller than a pointer is no address.
static bool hasRoom(const Program &Linked, const Field &Member) {
  constexpr uint64_t PointerSize = 8;
  if (!Member.Type)
    return true;
  const Type &Held = Linked.Types[Member.Type.Index];
  return Held.Form != Type::Kind::Scalar || !Held.Size ||
         Held.Size >= PointerSize;
}

std::vector<MemberKey> membrane::membersAlike(const Program &Linked,
                                              MemberKey Member) {
  llvm::StringRef Name;
  for (const Field &Inner : Linked.Records[Member.first.Index].Fields)
    if (int64_t(Inner.Offset) == Member.second)
      Name = Inner.Name;
  std::vector<MemberKey> Found;
  for (uint32_t I = 0; I < Linked.Records.size(); ++I)
    for (const Field &Other : Linked.Records[I].Fields)
      if (int64_t(Other.Offset) == Member.second && Other.Name == Name &&
          hasRoom(Linked, Other))
        Found.push_back({RecordId(I), Member.second});
  return Found;
}
