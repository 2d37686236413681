// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The text form of a program: who calls whom, callees first.

#include "analysis/link/Link.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <set>

using namespace membrane;

static void printCallees(const Program &Linked, uint32_t Index,
                         llvm::raw_ostream &Out) {
  std::set<std::string> Direct, Unseen;
  const Function &Body = Linked.Functions[Index];
  for (const Block &Part : Body.Blocks)
    for (const Fact &Step : Part.Facts) {
      if (Step.Form != Fact::Kind::Call || !Step.Callee)
        continue;
      const Function *Callee = Linked.body(Step.Callee);
      if (Callee)
        Direct.insert(Callee->Name);
      else
        Unseen.insert(Linked.Symbols[Linked.resolve(Step.Callee).Index].Name);
    }
  if (!Direct.empty())
    Out << "  calls " << llvm::join(Direct, ", ") << "\n";
  if (!Unseen.empty())
    Out << "  calls without body " << llvm::join(Unseen, ", ") << "\n";
}

static void printIndirect(const Program &Linked, uint32_t Index,
                          llvm::raw_ostream &Out) {
  auto First = llvm::lower_bound(Linked.Indirect, CallSite{Index, 0, 0},
                                 [](const auto &Entry, const CallSite &Site) {
                                   return Entry.first < Site;
                                 });
  for (; First != Linked.Indirect.end() && First->first.Function == Index;
       ++First) {
    const Fact &Step = Linked.Functions[Index]
                           .Blocks[First->first.Block]
                           .Facts[First->first.Fact];
    Out << "  calls through pointer at " << Step.Where.Line << ":"
        << Step.Where.Column << ":";
    for (SymbolId Callee : First->second.Functions)
      Out << " " << Linked.Symbols[Callee.Index].Name;
    Out << (First->second.Open ? " and others\n" : "\n");
  }
}

void membrane::print(const Program &Linked, llvm::raw_ostream &Out) {
  for (const std::vector<uint32_t> &Members : Linked.Components)
    for (uint32_t Index : Members) {
      Out << "function " << Linked.Functions[Index].Name;
      if (Members.size() > 1)
        Out << " (in a cycle of " << Members.size() << ")";
      Out << "\n";
      printCallees(Linked, Index, Out);
      printIndirect(Linked, Index, Out);
    }
  for (const std::string &Note : Linked.Notes)
    Out << "note: " << Note << "\n";
}
