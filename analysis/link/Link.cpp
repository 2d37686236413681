// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The phases of the link, and the questions a program answers.

#include "analysis/link/Link.h"

#include "analysis/link/CallGraph.h"
#include "analysis/link/Carriers.h"
#include "analysis/link/Copies.h"
#include "analysis/link/HeldCalls.h"
#include "analysis/link/KeptAddresses.h"
#include "analysis/link/Merge.h"
#include "analysis/link/MethodPointers.h"
#include "analysis/link/NamedHooks.h"
#include "analysis/link/PassedOn.h"
#include "analysis/link/Tables.h"
#include "analysis/link/Targets.h"
#include "analysis/link/ThreadValues.h"
#include "analysis/link/Unfilled.h"
#include "analysis/link/Unwritten.h"
#include "analysis/link/UserData.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace membrane;

/// What the linker calls __start_X and __stop_X is what stands in section X.
static void findSectionEnds(Program &Linked) {
  llvm::StringMap<std::vector<SymbolId>> In;
  for (uint32_t I = 0; I < Linked.Symbols.size(); ++I)
    if (const Symbol &Held = Linked.Symbols[I];
        Held.Defined && !Held.Section.empty())
      In[Held.Section].push_back(SymbolId(I));
  for (uint32_t I = 0; I < Linked.Symbols.size() && !In.empty(); ++I) {
    const Symbol &End = Linked.Symbols[I];
    llvm::StringRef Section = End.Name;
    if (End.Defined || !(Section.consume_front("__start_") ||
                         Section.consume_front("__stop_")))
      continue;
    auto Known = In.find(Section);
    if (Known == In.end())
      continue;
    Linked.SectionEnds[SymbolId(I)] = Known->second;
    Linked.Gathered.insert(SymbolId(I));
    for (SymbolId Variable : Known->second)
      if (!Linked.Symbols[Variable.Index].Constant)
        Linked.Gathered.insert(Variable);
  }
}

Program membrane::linkUnits(std::vector<Unit> Units,
                            const LinkOptions &Options) {
  if (Options.Known)
    dropCopies(Units, *Options.Known);
  Program Linked = mergeUnits(std::move(Units));
  addNotes(Linked, Options.Notes);
  markPublic(Linked, Options);
  findSectionEnds(Linked);
  nameThreadValues(Linked, Options);
  if (Options.Known)
    nameHookCalls(Linked, *Options.Known);
  Linked.PassedOn = findPassedOn(Linked, Options.Known);
  if (Options.Known)
    passHeldCalls(Linked, *Options.Known);
  for (SymbolId Variable : findUnwritten(Linked, Options))
    Linked.Symbols[Variable.Index].Constant = true;
  IndirectTargets Reached = findIndirectTargets(Linked, Options);
  Linked.TargetLists = std::move(Reached.Lists);
  Linked.Indirect = std::move(Reached.Calls);
  Linked.Offsets = std::move(Reached.Offsets);
  Linked.StoredAt = std::move(Reached.StoredAt);
  Linked.Carriers = findCarriers(Linked);
  Linked.Kept = findKeptAddresses(Linked);
  Linked.Unfilled = findUnfilled(Linked, Options, Reached.Filled);
  closeMethodCalls(Linked, Options.Known);
  Linked.UserData = findUserData(Linked, Options.Known);
  Linked.ShutTables = findShutTables(Linked);
  Linked.Components = orderComponents(Linked);
  return Linked;
}

SymbolId Program::resolve(SymbolId Named) const {
  // A cycle of aliases is no valid input; the bound keeps it harmless.
  for (unsigned Steps = 0; Named && Steps < 16; ++Steps) {
    SymbolId Next = Symbols[Named.Index].Aliasee;
    if (!Next)
      return Named;
    Named = Next;
  }
  return Named;
}

bool Program::isPublic(SymbolId Named) const {
  return llvm::any_of(Symbols[Named.Index].DeclaredIn,
                      [&](FileId Where) { return PublicFile[Where.Index]; });
}

const Function *Program::body(SymbolId Named) const {
  SymbolId Resolved = resolve(Named);
  if (!Resolved || BodyOf[Resolved.Index] == NoBody)
    return nullptr;
  return &Functions[BodyOf[Resolved.Index]];
}

bool Program::isExcluded(const CallTargets &Targets, SymbolId Found) const {
  if (!Targets.Sure || llvm::is_contained(Targets.Functions, Found))
    return false;
  auto Stored = StoredAt.find(resolve(Found));
  if (Stored == StoredAt.end())
    return true;
  return Stored->second &&
         llvm::none_of(Offsets[Targets.Offsets], [&](int64_t At) {
           return llvm::binary_search(*Stored->second, At);
         });
}

void Program::dropExcluded(const CallTargets &Targets,
                           std::vector<SymbolId> &Found) const {
  llvm::erase_if(Found,
                 [&](SymbolId Each) { return isExcluded(Targets, Each); });
}

bool Program::isPassedOn(SymbolId Callee, uint32_t Argument) const {
  return PassedOn.count({resolve(Callee), Argument}) != 0;
}

const CallTargets &Program::targets(const CallSite &Site) const {
  static const CallTargets Nothing;
  auto Found = llvm::lower_bound(Indirect, Site,
                                 [](const auto &Entry, const CallSite &Wanted) {
                                   return Entry.first < Wanted;
                                 });
  return Found != Indirect.end() && Found->first == Site ? Found->second
                                                         : Nothing;
}
