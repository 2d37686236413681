// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/Destructors.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

Destructors::Destructors(const Program &Linked, const Summaries &Found)
    : Linked(Linked), Found(Found) {
  for (uint32_t I = 0; I < Linked.Functions.size(); ++I) {
    const Function &Code = Linked.Functions[I];
    if (!Code.Destructor || !Code.ThisType)
      continue;
    TypeId Class = Linked.Types[Code.ThisType.Index].Element;
    if (Class && Linked.Types[Class.Index].Record)
      Of.try_emplace(Linked.Types[Class.Index].Record, I);
  }
}

bool Destructors::frees(uint32_t Index, llvm::ArrayRef<Offset> Held) const {
  const FunctionSummary &Does = Found.Of[Index];
  return llvm::any_of(Does.Releases, [&](const NodeRelease &Given) {
    const Node &Block = Does.Nodes[Given.Node.Index];
    if (Block.Form != Node::Kind::Content)
      return false;
    const Node &Object = Does.Nodes[Block.Parent.Index];
    return Object.Form == Node::Kind::Argument && Object.Number == 0 &&
           llvm::any_of(Held, [&](Offset At) { return At.meets(Block.At); });
  });
}

/// "ns::list<int>::~list".
static std::string destructorOf(llvm::StringRef Class) {
  llvm::StringRef Plain = Class.take_until([](char C) { return C == '<'; });
  size_t Colon = Plain.rfind(':');
  llvm::StringRef Own = Colon == Plain.npos ? Plain : Plain.substr(Colon + 1);
  return (Class + "::~" + Own).str();
}

std::string Destructors::thatFrees(RecordId Class,
                                   llvm::ArrayRef<Offset> Held) const {
  const Record &Described = Linked.Records[Class.Index];
  if (!Described.Destroys)
    return "";
  auto Known = Of.find(Class);
  if (Known == Of.end())
    return destructorOf(Described.Name);
  return frees(Known->second, Held) ? Linked.Functions[Known->second].Name : "";
}
