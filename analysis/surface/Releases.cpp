// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/Releases.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

static void note(std::vector<std::string> &Into, const std::string &Name) {
  if (!llvm::is_contained(Into, Name))
    Into.push_back(Name);
}

void ReleaseIndex::add(const Function &Code, const FunctionSummary &Found,
                       const std::string &Name) {
  for (const NodeRelease &Given : Found.Releases) {
    const Node &Block = Found.Nodes[Given.Node.Index];
    AccessPath Path = Names.pointerTo(Code, Found, Given.Node);
    if (Block.Form == Node::Kind::Argument) {
      RecordId Freed = Names.pointee(Path.Type);
      if (Freed)
        note(Records[Freed], Name);
      else if (Names.spelling(Path.Type) == "void *")
        note(Anything, Name);
      continue;
    }
    if (Block.Form != Node::Kind::Content || !Path.Holder)
      continue;
    const Node &Holder = Found.Nodes[Block.Parent.Index];
    if (Holder.Form == Node::Kind::Argument)
      note(Members[{Path.Holder, Path.Member}], Name);
  }
}

std::vector<std::string> ReleaseIndex::ofRecord(RecordId Named) const {
  auto Known = Records.find(Named);
  return Known == Records.end() ? std::vector<std::string>() : Known->second;
}

std::vector<std::string> ReleaseIndex::ofMember(RecordId Holder,
                                                int64_t Member) const {
  auto Known = Members.find({Holder, Member});
  return Known == Members.end() ? std::vector<std::string>() : Known->second;
}
