// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Planned fixes → those that hold.
//
// All fixes are tried together first, since most are good; if they are not,
// halves are, until the bad ones are found. A trial costs a scan of the edited
// units, so k bad ones of n cost about k log n of them.

#include "tool/FixSelection.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace fs = llvm::sys::fs;

namespace membrane {

void FixSelection::withhold(const Fix &Bad, llvm::StringRef Why) {
  for (auto [Index, Kind] : Bad.Mended) {
    Location Where = Of.outcome().Findings[Index].Where;
    All.Withheld.try_emplace(
        Index, Obstacle{Where ? Of.answer().Files[Where.File.Index] : "",
                        Where.Line, Where.Column, Why.str()});
  }
}

void FixSelection::withholdTried(const Fix &Bad, llvm::StringRef Why) {
  for (auto [Index, Kind] : Bad.Mended)
    All.Withheld.erase(Index);
  withhold(Bad, Why);
}

static bool isInside(llvm::StringRef Root, llvm::StringRef File) {
  return File.starts_with(Root) &&
         (Root.ends_with("/") || File.drop_front(Root.size()).starts_with("/"));
}

/// Why a file must not be edited; empty if it may be. A unit that could not be
/// read cannot be verified either.
static std::string whyFixed(const EditableProgram &Of, llvm::StringRef Root,
                            llvm::StringRef File) {
  if (!isInside(Root, File))
    return ("'" + File + "' is outside of the root").str();
  for (const FailedUnit &Each : Of.failed()) {
    llvm::SmallString<256> Path(Each.File);
    llvm::sys::path::make_absolute(Of.root(), Path);
    if (fs::equivalent(Path.str(), File))
      return "'" + Each.File +
             "' does not compile with all of its commands: " + Each.Reason;
  }
  return "";
}

void FixSelection::dropUnfit() {
  llvm::SmallString<128> Root;
  if (fs::real_path(Of.root(), Root))
    Root = Of.root();
  std::vector<Fix> Fit;
  EditSet Edits;
  for (Fix &Each : All.Offered) {
    std::string Why;
    for (const Edit &Change : Each.Edits)
      if (Why.empty())
        Why = whyFixed(Of, Root, Change.File);
    if (!Why.empty()) {
      withhold(Each, Why);
    } else if (Edits.add(Each.Edits)) {
      Fit.push_back(std::move(Each));
    } else {
      withhold(Each, "another fix edits the same place; apply that and run "
                     "again");
      Late.push_back(std::move(Each));
    }
  }
  All.Offered = std::move(Fit);
}

void FixSelection::dropCreating() {
  auto Creates = [&](const Fix &Each) {
    auto New = llvm::find_if(
        Each.Edits, [&](const Edit &Made) { return Of.isNew(Made.File); });
    if (New == Each.Edits.end())
      return false;
    withholdTried(Each, "clang-apply-replacements cannot create '" + New->File +
                            "'; use the diff or --in-place");
    return true;
  };
  llvm::erase_if(All.Offered, Creates);
  llvm::erase_if(Late, Creates);
}

/// Adds to Good what of Tried holds together with it.
llvm::Error FixSelection::sift(std::vector<Fix> Tried, std::vector<Fix> &Good) {
  if (Tried.empty())
    return llvm::Error::success();
  std::vector<Fix> Both = Good;
  llvm::append_range(Both, Tried);
  llvm::Expected<std::string> Wrong = Of.tryOut(Both, Times);
  if (!Wrong)
    return Wrong.takeError();
  if (Wrong->empty()) {
    Good = std::move(Both);
    return llvm::Error::success();
  }
  if (Tried.size() == 1) {
    withhold(Tried.front(), *Wrong);
    return llvm::Error::success();
  }
  size_t Half = Tried.size() / 2;
  std::vector<Fix> First(Tried.begin(), Tried.begin() + Half);
  std::vector<Fix> Second(Tried.begin() + Half, Tried.end());
  if (llvm::Error Failure = sift(std::move(First), Good))
    return Failure;
  return sift(std::move(Second), Good);
}

/// Moves to Good those types that can be opaque, one by one, with the findings
/// that are gone then.
llvm::Error FixSelection::addTypes(std::vector<Fix> &Types,
                                   std::vector<Fix> &Good) {
  std::vector<Fix> Bad;
  for (Fix &Each : Types) {
    std::vector<Fix> Tried = Good;
    Tried.push_back(Each);
    std::map<size_t, FixKind> Mended;
    llvm::Expected<std::string> Wrong = Of.tryOut(Tried, Times, &Mended);
    if (!Wrong)
      return Wrong.takeError();
    if (!Wrong->empty()) {
      withholdTried(Each, *Wrong);
      Bad.push_back(std::move(Each));
      continue;
    }
    Fix Left = Each;
    for (auto [Index, Kind] : Mended) {
      Left.Mended.erase(Index);
      All.Withheld.erase(Index);
    }
    withhold(Left, "it is about more than what is in '" + Left.Subject + "'");
    Each.Mended = std::move(Mended);
    Good.push_back(std::move(Each));
  }
  Types = std::move(Bad);
  return llvm::Error::success();
}

static std::set<size_t> mendedBy(llvm::ArrayRef<Fix> All) {
  std::set<size_t> Mended;
  for (const Fix &Each : All)
    for (auto [Index, Kind] : Each.Mended)
      Mended.insert(Index);
  return Mended;
}

/// What made way for another fix is tried if that one did not hold.
llvm::Error FixSelection::addLate(std::vector<Fix> &Good) {
  for (const Fix &Each : Late) {
    std::set<size_t> Done = mendedBy(Good);
    bool Again = llvm::any_of(
        Each.Mended, [&](auto About) { return Done.count(About.first); });
    EditSet Edits;
    for (const Fix &Other : Good)
      Edits.add(Other.Edits);
    if (Again || !Edits.add(Each.Edits))
      continue;
    for (auto [Index, Kind] : Each.Mended)
      All.Withheld.erase(Index);
    std::vector<Fix> One = {Each};
    if (llvm::Error Failure = Each.Opaque.empty() ? sift(std::move(One), Good)
                                                  : addTypes(One, Good))
      return Failure;
  }
  return llvm::Error::success();
}

/// A type becomes opaque if that mends something that no other fix does, and
/// then in place of the others that would mend the same.
llvm::Error FixSelection::verify() {
  std::vector<Fix> Types, Later, Others, Good;
  for (Fix &Each : All.Offered)
    (Each.Opaque.empty() ? Others : Later).push_back(std::move(Each));
  auto TakeUncovered = [&](const std::set<size_t> &Covered) {
    Types.clear();
    llvm::erase_if(Later, [&](Fix &Each) {
      bool Needed = llvm::any_of(
          Each.Mended, [&](auto About) { return !Covered.count(About.first); });
      if (Needed)
        Types.push_back(std::move(Each));
      return Needed;
    });
  };
  TakeUncovered(mendedBy(Others));
  if (llvm::Error Failure = addTypes(Types, Good))
    return Failure;
  // Beside the other fixes, some may be good.
  llvm::append_range(Later, std::move(Types));
  std::set<size_t> Done = mendedBy(Good);
  llvm::erase_if(Others, [&](const Fix &Each) {
    bool Other = llvm::any_of(
        Each.Mended, [&](auto About) { return Done.count(About.first); });
    if (Other)
      withhold(Each, "another fix mends a part of it; apply that and run "
                     "again");
    return Other;
  });
  if (llvm::Error Failure = sift(std::move(Others), Good))
    return Failure;
  TakeUncovered(mendedBy(Good));
  if (llvm::Error Failure = addTypes(Types, Good))
    return Failure;
  if (llvm::Error Failure = addLate(Good))
    return Failure;
  // What one fix could not mend, another one does.
  for (size_t Index : mendedBy(Good))
    All.Withheld.erase(Index);
  All.Offered = std::move(Good);
  return llvm::Error::success();
}

} // namespace membrane
