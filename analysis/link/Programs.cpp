// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Takes the targets of units, and which of them define `main`.
//
// Units of a target are linked together. A target with `main` is a program: no
// other program has what it defines, and no client of a library. A folder says
// less: it may hold several targets, so it is believed only if it holds one
// program at most, and not of what stands beside `main` itself. A target that
// needs what only programs define is a part of these (a plugin, or the inner
// libraries of an application). Not modelled: which libraries a program is
// linked with; the build does not say it here.

#include "analysis/link/Programs.h"

#include "analysis/models/Models.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/xxhash.h"
#include <map>

using namespace membrane;

static bool isStrong(const Symbol &Named) {
  return Named.Defined && Named.Link == Linkage::External;
}

UnitGroups::UnitGroups(llvm::ArrayRef<Unit> Units) : HasMain(Units.size()) {
  llvm::StringMap<uint32_t> Known;
  for (uint32_t I = 0; I < Units.size(); ++I) {
    llvm::StringRef Name = Units[I].Target;
    auto [Entry, New] = Known.try_emplace(Name, uint32_t(Targets.size()));
    if (New)
      Targets.push_back({Name.empty() || Name.ends_with("/"), 0});
    TargetOf.push_back(Entry->second);
    StandsFor.push_back(I);
    for (const Symbol &Named : Units[I].Symbols)
      if (isStrong(Named)) {
        DefinedIn[Named.Name].push_back(I);
        HasMain[I] = HasMain[I] || Named.Name == "main";
      }
    Targets[Entry->second].Mains += HasMain[I];
  }
}

bool UnitGroups::isOfProgram(size_t Position) const {
  const Target &Its = Targets[TargetOf[Position]];
  return HasMain[Position] || (Its.Mains != 0 && !Its.Folder);
}

bool UnitGroups::areApart(size_t One, size_t Other) const {
  bool Same = TargetOf[One] == TargetOf[Other];
  return isOfProgram(One) && isOfProgram(Other) &&
         (!Same || Targets[TargetOf[One]].Folder);
}

bool UnitGroups::areNamedApart(size_t One, size_t Other) const {
  return TargetOf[One] != TargetOf[Other] && !Targets[TargetOf[One]].Folder &&
         !Targets[TargetOf[Other]].Folder;
}

std::vector<uint32_t> UnitGroups::among(llvm::ArrayRef<uint32_t> Defining,
                                        size_t Position) const {
  const Target &Its = Targets[TargetOf[Position]];
  std::vector<uint32_t> Own, Others;
  bool BesideMain = false;
  for (uint32_t Each : Defining) {
    if (TargetOf[Each] == TargetOf[Position]) {
      Own.push_back(Each);
      BesideMain |= HasMain[Each];
    }
    if (!areApart(Each, Position))
      Others.push_back(Each);
  }
  bool Believed = !Its.Folder || (Its.Mains <= 1 && !BesideMain);
  if (!Own.empty() && Believed)
    return Own;
  return Others.empty() ? Defining.vec() : Others;
}

std::vector<uint32_t> UnitGroups::meaning(llvm::StringRef Name,
                                          size_t Position) const {
  auto Found = DefinedIn.find(Name);
  if (Found == DefinedIn.end() || Found->second.size() < 2)
    return {};
  if (llvm::is_contained(Found->second, uint32_t(Position)))
    return {StandsFor[Position]};
  std::vector<uint32_t> Meant = among(Found->second, Position);
  for (uint32_t &Each : Meant)
    Each = StandsFor[Each];
  llvm::sort(Meant);
  Meant.erase(llvm::unique(Meant), Meant.end());
  return Meant;
}

//===-- Units that say the same -------------------------------------------===//

void UnitGroups::joinTwins(llvm::ArrayRef<Unit> Units) {
  llvm::StringMap<unsigned> Commands;
  for (const Unit &Each : Units)
    ++Commands[Each.MainFile];
  std::map<std::pair<uint64_t, uint64_t>, uint32_t> First;
  for (uint32_t I = 0; I < Units.size(); ++I) {
    if (Commands[Units[I].MainFile] < 2)
      continue;
    std::string Bytes = writeUnit(Units[I]);
    llvm::XXH128_hash_t Sum =
        llvm::xxh3_128bits(llvm::arrayRefFromStringRef(Bytes));
    StandsFor[I] = First.try_emplace({Sum.high64, Sum.low64}, I).first->second;
  }
  // Each round makes more groups, or is the last.
  while (splitTwins(Units))
    continue;
}

/// Parts units for whose names units that say different things stand.
bool UnitGroups::splitTwins(llvm::ArrayRef<Unit> Units) {
  using Meanings = std::vector<std::vector<uint32_t>>;
  std::vector<uint32_t> Sizes(Units.size());
  for (uint32_t Each : StandsFor)
    ++Sizes[Each];
  std::map<std::pair<uint32_t, Meanings>, uint32_t> First;
  std::vector<uint32_t> Next = StandsFor;
  for (uint32_t I = 0; I < Units.size(); ++I) {
    if (Sizes[StandsFor[I]] < 2)
      continue;
    Meanings Means;
    for (const Symbol &Named : Units[I].Symbols)
      if (Named.Link != Linkage::Internal)
        Means.push_back(meaning(Named.Name, I));
    Next[I] =
        First.try_emplace({StandsFor[I], std::move(Means)}, I).first->second;
  }
  bool Changed = Next != StandsFor;
  StandsFor = std::move(Next);
  return Changed;
}

//===-- The library alone -------------------------------------------------===//

namespace {

/// Sorts out what is not the library's.
class LibrarySearch {
public:
  LibrarySearch(llvm::ArrayRef<Unit> Units, const Models &Known);

  bool isInside(size_t Position) const { return Inside[Position]; }
  /// Takes out the targets that need what only stands outside; whether any.
  bool shrink();

private:
  void addNames(size_t Position, llvm::StringSet<> &Defined) const;
  bool needs(const Unit &User, const llvm::StringSet<> &Offered) const;

  llvm::ArrayRef<Unit> Units;
  const Models &Known;
  UnitGroups Groups;
  std::vector<bool> Inside;
};

} // namespace

LibrarySearch::LibrarySearch(llvm::ArrayRef<Unit> Units, const Models &Known)
    : Units(Units), Known(Known), Groups(Units) {
  for (size_t I = 0; I < Units.size(); ++I)
    Inside.push_back(!Groups.isOfProgram(I));
}

void LibrarySearch::addNames(size_t Position,
                             llvm::StringSet<> &Defined) const {
  for (const Symbol &Named : Units[Position].Symbols)
    if (Named.Defined && Named.Link != Linkage::Internal)
      Defined.insert(Named.Name);
}

bool LibrarySearch::needs(const Unit &User,
                          const llvm::StringSet<> &Offered) const {
  return llvm::any_of(User.Symbols, [&](const Symbol &Named) {
    return !Named.Defined && Offered.contains(Named.Name) &&
           !Known.find(Named.Name);
  });
}

bool LibrarySearch::shrink() {
  llvm::StringSet<> Own, Offered;
  for (size_t I = 0; I < Units.size(); ++I)
    addNames(I, Inside[I] ? Own : Offered);
  for (const auto &Entry : Own)
    Offered.erase(Entry.getKey());
  std::set<uint32_t> Leaving;
  for (size_t I = 0; I < Units.size(); ++I)
    if (Inside[I] && needs(Units[I], Offered))
      Leaving.insert(Groups.target(I));
  for (size_t I = 0; I < Units.size(); ++I)
    Inside[I] = Inside[I] && !Leaving.count(Groups.target(I));
  return !Leaving.empty();
}

size_t membrane::putProgramsLast(std::vector<Unit> &Units,
                                 const Models &Known) {
  LibrarySearch Search(Units, Known);
  // Each round takes a target out, or is the last.
  while (Search.shrink())
    continue;
  std::vector<Unit> Library, Others;
  for (size_t I = 0; I < Units.size(); ++I)
    (Search.isInside(I) ? Library : Others).push_back(std::move(Units[I]));
  size_t Count = Library.size();
  std::move(Others.begin(), Others.end(), std::back_inserter(Library));
  Units = std::move(Library);
  return Count;
}
