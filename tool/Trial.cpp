// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two scans → what fixes do to the answer.

#include "tool/Trial.h"
#include "tool/Scans.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include <set>

namespace membrane {

using FindingCounts = std::map<FindingKey, size_t>;

static FindingCounts countFindings(const Surface &Of,
                                   llvm::ArrayRef<Finding> All) {
  FindingCounts Counts;
  for (const Finding &Each : All)
    ++Counts[findingKey(Of, Each)];
  return Counts;
}

/// What happens to a function that takes a region: what it returns is that
/// region's, and not the caller's to release.
static bool isMeant(const ChangedSubject &Subject, const Change &Each) {
  if (Subject.After != AllocationClass::Parameterized)
    return false;
  return Each.What == Aspect::Result || Each.What == Aspect::EscapeRelease ||
         Each.What == Aspect::EscapeAdded;
}

/// Names of functions that are in the second answer alone.
static llvm::StringSet<> newFunctions(const Surface &Old, const Surface &New) {
  llvm::StringSet<> Names;
  for (const SurfaceFunction &Each : New.Functions)
    Names.insert(Each.Name);
  for (const SurfaceFunction &Each : Old.Functions)
    Names.erase(Each.Name);
  return Names;
}

/// A release of the library that was not there takes the place of that of the
/// family.
static bool isOwnRelease(const Change &Each, const llvm::StringSet<> &Added) {
  return Each.What == Aspect::EscapeRelease && Added.contains(Each.After);
}

/// A new release of which it is not known that it releases all; "" if none.
static std::string doubtfulRelease(const Surface &New,
                                   const llvm::StringSet<> &Added) {
  for (const SurfaceType &Type : New.Types)
    for (const std::string &Name : Type.Release)
      if (!Type.ReleaseComplete.value_or(false) && Added.contains(Name))
        return "it is not known whether '" + Name +
               "' would release all that hangs under '" + Type.Name + "'";
  return "";
}

/// Whether a release that is gone was of what hangs under memory that is still
/// released.
static bool isDeeper(const ChangedSubject &Subject, const Change &Each,
                     const Surface &New) {
  return llvm::any_of(New.Functions, [&](const SurfaceFunction &Function) {
    return Function.Mangled == Subject.Mangled &&
           llvm::any_of(Function.Releases, [&](const Release &Left) {
             llvm::StringRef Path = Each.Path;
             return Path.consume_front("argument " +
                                       std::to_string(Left.Argument.Index)) &&
                    !Left.Path.empty() && Path.ltrim().starts_with(Left.Path) &&
                    Path.ltrim().size() > Left.Path.size();
           });
  });
}

/// What happens where a type becomes opaque: pointers into it that were in
/// plain sight before are leaks now, copies of a function are one, and a caller
/// does not see what is released with one.
static bool isMeant(const ChangedSubject &Subject, const Change &Each,
                    const Fix &Done, const Surface &New) {
  if (Done.Opaque.empty())
    return false;
  if (Subject.Is == ChangedSubject::Sort::Type)
    return Subject.Name == Done.Opaque && Each.What == Aspect::HandleLeak;
  if (Each.What == Aspect::Releases)
    return isDeeper(Subject, Each, New);
  return Each.What == Aspect::Removed &&
         llvm::is_contained(Done.Moved, Subject.Mangled);
}

/// How many findings of each check are gone with functions that moved. One
/// cause is told of one function, which may be another then.
static std::map<std::string, size_t>
findingsOfMoved(const Comparison &Changed, llvm::ArrayRef<Fix> Tried) {
  std::map<std::string, size_t> Gone;
  for (const Fix &Done : Tried)
    for (const ChangedSubject &Subject : Changed.Subjects)
      if (llvm::is_contained(Done.Moved, Subject.Mangled))
        for (const Change &Each : Subject.Changes)
          Gone[Each.Check] += Each.What == Aspect::FindingRemoved;
  return Gone;
}

static bool takeOne(std::map<std::string, size_t> &Gone, const Change &Each) {
  if (Each.What != Aspect::FindingAdded || Gone[Each.Check] == 0)
    return false;
  --Gone[Each.Check];
  return true;
}

/// Checks, and functions of which they told by another one with the same cause.
static std::set<std::pair<std::string, std::string>>
otherFunctions(llvm::ArrayRef<Finding> All) {
  std::set<std::pair<std::string, std::string>> Others;
  for (const Finding &Each : All)
    for (const std::string &Symbol : Each.Others)
      Others.insert({Each.Check, Symbol});
  return Others;
}

std::map<size_t, FixKind> findingsGone(const Fix &Of, const ScanView &Old,
                                       const ScanView &New) {
  FindingCounts Left = countFindings(New.Answer, New.Found.Findings);
  std::map<size_t, FixKind> Gone;
  for (auto [Index, Kind] : Of.Mended) {
    size_t &Same = Left[findingKey(Old.Answer, Old.Found.Findings[Index])];
    if (Same == 0)
      Gone.try_emplace(Index, Kind);
    else
      --Same;
  }
  return Gone;
}

/// What happens to a function that releases an object with its region: the
/// region goes with its last holder, and nothing in it is released singly.
static bool isMeantByRelease(const Change &Each) {
  return Each.What == Aspect::Releases;
}

/// Whether a finding is about a function that stays as it is beside a new one.
static bool isAboutKept(const Fix &Done, const Finding &About) {
  return Done.Beside.count(About.Symbol);
}

/// A function beside one that stays and that is no better; "" if none.
static std::string besideNoBetter(const Fix &Done, const ScanView &Old,
                                  const ScanView &New) {
  auto ClassOf = [](const ScanView &Of, llvm::StringRef Name) {
    for (const SurfaceFunction &Each : Of.Answer.Functions)
      if (Each.Mangled == Name)
        return Each.ClassIfAssumed;
    return AllocationClass::Unknown;
  };
  for (const auto &[Kept, Beside] : Done.Beside)
    if (ClassOf(New, Beside) >= ClassOf(Old, Kept))
      return "'" + Beside + "' would be no better than '" + Kept + "'";
  return "";
}

/// A copy has the faults of the function that stays.
static bool isCopied(const ChangedSubject &Subject, const Change &Each,
                     const Fix &Done, llvm::ArrayRef<Finding> Were) {
  if (Each.What != Aspect::FindingAdded)
    return false;
  return llvm::any_of(Done.Beside, [&](const auto &Known) {
    return Known.second == Subject.Name &&
           llvm::any_of(Were, [&](const Finding &About) {
             return About.Symbol == Known.first && About.Check == Each.Check &&
                    !llvm::StringRef(About.Check).starts_with("non-opaque-");
           });
  });
}

std::string whatGetsWorse(llvm::ArrayRef<Fix> Tried, const ScanView &Old,
                          const ScanView &New) {
  FindingCounts Mended;
  for (const Fix &Each : Tried)
    for (auto [Index, Kind] : Each.Mended)
      if (!isAboutKept(Each, Old.Found.Findings[Index]))
        ++Mended[findingKey(Old.Answer, Old.Found.Findings[Index])];
  FindingCounts Were = countFindings(Old.Answer, Old.Found.Findings);
  FindingCounts Are = countFindings(New.Answer, New.Found.Findings);
  for (const auto &[Key, Count] : Mended)
    if (Are[Key] + Count > Were[Key])
      return "the finding '" + Key.Check + "' would still be there";
  for (const Fix &Each : Tried)
    if (std::string Same = besideNoBetter(Each, Old, New); !Same.empty())
      return Same;
  llvm::StringSet<> Added = newFunctions(Old.Answer, New.Answer);
  if (std::string Doubt = doubtfulRelease(New.Answer, Added); !Doubt.empty())
    return Doubt;
  llvm::Expected<ScanRecord> Before = recordOf(Old.Answer, Old.Found);
  llvm::Expected<ScanRecord> After = recordOf(New.Answer, New.Found);
  if (!Before || !After)
    llvm::report_fatal_error("a record of this program cannot be read");
  Comparison Changed = compareRecords(*Before, *After, Compared::All);
  llvm::StringSet<> Parameterized, Releasing;
  for (const Fix &Each : Tried) {
    Releasing.insert(Each.Releasing.begin(), Each.Releasing.end());
    for (const std::string &Name : Each.Parameterized)
      Parameterized.insert(Name);
  }
  std::map<std::string, size_t> Gone = findingsOfMoved(Changed, Tried);
  // One that comes to the front now did the same before.
  auto Others = otherFunctions(Old.Found.Findings);
  for (const ChangedSubject &Subject : Changed.Subjects)
    for (const Change &Each : Subject.Changes)
      if (Each.Meaning == Effect::Worse && !takeOne(Gone, Each) &&
          !(Each.What == Aspect::FindingAdded &&
            Others.count({Each.Check, Subject.Mangled})) &&
          llvm::none_of(Tried,
                        [&](const Fix &Done) {
                          return isMeant(Subject, Each, Done, New.Answer) ||
                                 isCopied(Subject, Each, Done,
                                          Old.Found.Findings);
                        }) &&
          !(Releasing.contains(Subject.Name) && isMeantByRelease(Each)) &&
          !(Parameterized.contains(Subject.Mangled) &&
            isMeant(Subject, Each)) &&
          !isOwnRelease(Each, Added))
        return "'" + Subject.Name + "' would get worse: " + Each.Text;
  return "";
}

} // namespace membrane
