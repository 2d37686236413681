// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compares functions, types, findings and failed units, and puts what changed
// in order.

#include "report/Diff.h"
#include "report/FunctionChanges.h"
#include "report/Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include <map>

using namespace membrane;
using Sort = ChangedSubject::Sort;

llvm::StringRef membrane::effectName(Effect Meaning) {
  switch (Meaning) {
  case Effect::Worse:
    return "worse";
  case Effect::Better:
    return "better";
  case Effect::Changed:
    return "changed";
  }
  llvm_unreachable("every effect has a name");
}

llvm::StringRef membrane::aspectName(Aspect What) {
  static constexpr llvm::StringLiteral Names[] = {
      "class",        "class-if-assumed", "added",          "removed",
      "escape-added", "escape-removed",   "escape-opacity", "escape-release",
      "releases",     "result",           "opacity",        "handle-leak",
      "type-release", "release-complete", "finding-added",  "finding-removed",
      "unit"};
  static_assert(std::size(Names) == unsigned(Aspect::Unit) + 1);
  return Names[unsigned(What)];
}

Effect ChangedSubject::worst() const {
  Effect Worst = Effect::Changed;
  for (const Change &Each : Changes)
    Worst = std::min(Worst, Each.Meaning);
  return Worst;
}

namespace {
class Comparer {
public:
  Comparer(const ScanRecord &Old, const ScanRecord &New, Compared What);
  Comparison run();

private:
  bool isCompared(const SurfaceFunction *Function) const {
    return Function && (!Result.OnlyPublic || Function->Public);
  }
  void compareFunctions();
  void compareFunction(const Match<SurfaceFunction> &Both);
  void compareTypes();
  void compareFindings();
  void compareUnits();
  void addNotes();
  ChangedSubject &subject(Sort Is, llvm::StringRef Name, Spot Where);
  ChangedSubject &subject(const Match<SurfaceFunction> &Both);

  const ScanRecord &Old, &New;
  Comparison Result;
  llvm::StringSet<> Functions; ///< names of those that are compared
  std::map<std::pair<Sort, std::string>, size_t> Places; ///< in Subjects
};
} // namespace

static bool hasPublic(const ScanRecord &One) {
  return llvm::any_of(One.Answer.Functions,
                      [](const SurfaceFunction &Each) { return Each.Public; });
}

Comparer::Comparer(const ScanRecord &Old, const ScanRecord &New, Compared What)
    : Old(Old), New(New) {
  Result.OnlyPublic =
      What == Compared::Public && (hasPublic(Old) || hasPublic(New));
}

/// The subject of that name, which is made if it has no change yet.
ChangedSubject &Comparer::subject(Sort Is, llvm::StringRef Name, Spot Where) {
  auto [Known, Added] =
      Places.try_emplace({Is, Name.str()}, Result.Subjects.size());
  if (!Added)
    return Result.Subjects[Known->second];
  ChangedSubject Made;
  Made.Is = Is;
  Made.Name = Name.str();
  Made.Where = std::move(Where);
  Result.Subjects.push_back(std::move(Made));
  return Result.Subjects.back();
}

//===-- Functions ---------------------------------------------------------===//

/// Overloads and static functions share names, so that each gets its own.
ChangedSubject &Comparer::subject(const Match<SurfaceFunction> &Both) {
  const SurfaceFunction &Shown = Both.New ? *Both.New : *Both.Old;
  ChangedSubject Made;
  Made.Name = Shown.Name;
  Made.Mangled = Shown.Mangled;
  Made.Where = resolve(Both.New ? New.Answer : Old.Answer, Shown.Where);
  Places.try_emplace({Sort::Function, Shown.Name}, Result.Subjects.size());
  Result.Subjects.push_back(std::move(Made));
  return Result.Subjects.back();
}

static Change appearance(const ScanRecord &Now,
                         const Match<SurfaceFunction> &Both) {
  Change Found;
  Found.What = Aspect::Added;
  std::string Memory = memoryWords(Now.Answer, *Both.New);
  Found.After = className(Both.New->Class);
  Found.Text = std::string(Both.Old ? "now public: " : "new function: ") +
               Found.After + (Memory.empty() ? "" : "; " + Memory);
  return Found;
}

/// A user loses what is gone.
static Change loss(const Match<SurfaceFunction> &Both) {
  Change Found;
  Found.What = Aspect::Removed;
  Found.Meaning = Both.Old->Public ? Effect::Worse : Effect::Changed;
  Found.Before = className(Both.Old->Class);
  Found.Text = Both.New ? "no longer public" : "the function is gone";
  return Found;
}

void Comparer::compareFunction(const Match<SurfaceFunction> &Both) {
  bool Was = isCompared(Both.Old), Is = isCompared(Both.New);
  if (!Was && !Is)
    return;
  ++Result.Functions;
  for (const SurfaceFunction *Each : {Both.Old, Both.New})
    if (Each)
      Functions.insert(Each->Name);
  std::vector<Change> Changes;
  if (Was && Is)
    Changes = functionChanges({Old.Answer, New.Answer}, Both);
  bool WasPublic = Both.Old && Both.Old->Public;
  bool IsPublic = Both.New && Both.New->Public;
  if (Is > Was || IsPublic > WasPublic)
    Changes.push_back(appearance(New, Both));
  else if (Was > Is || WasPublic > IsPublic)
    Changes.push_back(loss(Both));
  if (Changes.empty())
    return;
  ChangedSubject &Changed = subject(Both);
  Changed.Changes = std::move(Changes);
  if (Was && Is && Both.Old->Class != Both.New->Class) {
    Changed.Before = Both.Old->Class;
    Changed.After = Both.New->Class;
  }
}

void Comparer::compareFunctions() {
  for (const auto &Both : matchFunctions(Old.Answer, New.Answer))
    compareFunction(Both);
}

//===-- Types -------------------------------------------------------------===//

static Change simpleChange(Aspect What, Effect Meaning, std::string Text) {
  Change Found;
  Found.What = What;
  Found.Meaning = Meaning;
  Found.Text = std::move(Text);
  return Found;
}

static std::vector<std::string> missingIn(llvm::ArrayRef<std::string> Names,
                                          llvm::ArrayRef<std::string> Others) {
  std::vector<std::string> Missing;
  for (const std::string &Each : Names)
    if (!llvm::is_contained(Others, Each))
      Missing.push_back(Each);
  return Missing;
}

static llvm::StringRef completeWord(const SurfaceType &Type) {
  if (Type.Release.empty())
    return "";
  if (!Type.ReleaseComplete)
    return "unknown";
  return *Type.ReleaseComplete ? "yes" : "no";
}

/// What a release that is not complete leaves, or why that is not known.
static std::string restWords(const SurfaceType &Type) {
  std::vector<std::string> Paths;
  Paths.reserve(Type.Remains.size());
  for (const Remainder &Each : Type.Remains)
    Paths.push_back(Each.Path);
  // Of many, the short ones say most.
  llvm::stable_sort(Paths,
                    [](const std::string &One, const std::string &Other) {
                      return One.size() < Other.size();
                    });
  if (!Paths.empty())
    return ": it leaves " + listWords(Paths, "'", 3);
  return Type.Doubt.empty() ? "" : ": " + Type.Doubt;
}

static void compareCompleteness(const Sides &Records, const SurfaceType &Before,
                                const SurfaceType &After,
                                std::vector<Change> &Changes) {
  llvm::StringRef Was = completeWord(Before), Is = completeWord(After);
  // Without a release there is none to be complete; that is told by itself.
  if (Was == Is || Was.empty() || Is.empty())
    return;
  bool Worse = Was == "yes" || Is == "no";
  Change Found = simpleChange(
      Aspect::ReleaseComplete,
      Worse         ? Effect::Worse
      : Is == "yes" ? Effect::Better
                    : Effect::Changed,
      Is == "yes"  ? "the release is now known to be complete"
      : Is == "no" ? "the release is no longer complete" + restWords(After)
                   : "it is not known any more whether the release is "
                     "complete" +
                         restWords(After));
  if (Was == "unknown" && Is == "no")
    Found.Text = "the release is not complete" + restWords(After);
  Found.Before = Was.str();
  Found.After = Is.str();
  for (const Remainder &Each : After.Remains)
    Found.Witness.push_back(
        {resolve(Records.New, Each.Where),
         "'" + Each.By + "' hangs '" + Each.Path + "' here"});
  Changes.push_back(std::move(Found));
}

static void compareLeaks(const SurfaceType &Before, const SurfaceType &After,
                         std::vector<Change> &Changes) {
  for (const std::string &Each : missingIn(After.Leaks, Before.Leaks)) {
    Changes.push_back(
        simpleChange(Aspect::HandleLeak, Effect::Worse,
                     "'" + Each + "' now gives out pointers into it"));
    Changes.back().After = Each;
  }
  for (const std::string &Each : missingIn(Before.Leaks, After.Leaks)) {
    Changes.push_back(
        simpleChange(Aspect::HandleLeak, Effect::Better,
                     "'" + Each + "' no longer gives out pointers into it"));
    Changes.back().Before = Each;
  }
}

static std::vector<Change> typeChanges(const Sides &Records,
                                       const SurfaceType &Before,
                                       const SurfaceType &After) {
  std::vector<Change> Changes;
  if (Before.Opaque != After.Opaque) {
    Changes.push_back(simpleChange(
        Aspect::Opacity, After.Opaque ? Effect::Better : Effect::Worse,
        After.Opaque ? "opaque now: no public header completes it"
                     : "no longer opaque: a public header completes it"));
    Changes.back().Before = Before.Opaque ? "opaque" : "visible";
    Changes.back().After = After.Opaque ? "opaque" : "visible";
  }
  compareLeaks(Before, After, Changes);
  if (auto Found = compareReleases(Before.Release, After.Release)) {
    Found->What = Aspect::TypeRelease;
    Changes.push_back(std::move(*Found));
  }
  compareCompleteness(Records, Before, After, Changes);
  return Changes;
}

void Comparer::compareTypes() {
  std::map<llvm::StringRef, const SurfaceType *> Left;
  for (const SurfaceType &Each : Old.Answer.Types)
    Left[Each.Name] = &Each;
  auto Add = [&](const Surface &Answer, const SurfaceType &Type,
                 std::vector<Change> Changes) {
    if (!Changes.empty())
      subject(Sort::Type, Type.Name, resolve(Answer, Type.Where)).Changes =
          std::move(Changes);
  };
  Result.Types = Left.size();
  for (const SurfaceType &Each : New.Answer.Types) {
    auto Before = Left.find(Each.Name);
    if (Before == Left.end()) {
      ++Result.Types;
      Add(New.Answer, Each,
          {simpleChange(Aspect::Added, Effect::Changed,
                        Each.Opaque ? "new type, opaque" : "new type")});
      continue;
    }
    Add(New.Answer, Each,
        typeChanges({Old.Answer, New.Answer}, *Before->second, Each));
    Left.erase(Before);
  }
  for (auto [Name, Type] : Left)
    Add(Old.Answer, *Type,
        {simpleChange(Aspect::Removed, Effect::Changed,
                      "no function makes or hands out one any more")});
}

//===-- Findings and units ------------------------------------------------===//

void Comparer::compareFindings() {
  for (const auto &Single : differentFindings(Old.Findings, New.Findings)) {
    const Finding &Found = Single.New ? *Single.New : *Single.Old;
    if (Result.OnlyPublic && !Functions.contains(Found.Function))
      continue;
    const Surface &Answer = Single.New ? New.Answer : Old.Answer;
    bool Heavy = Found.Severity >= Level::Warning;
    Change Said =
        simpleChange(Single.New ? Aspect::FindingAdded : Aspect::FindingRemoved,
                     !Heavy       ? Effect::Changed
                     : Single.New ? Effect::Worse
                                  : Effect::Better,
                     (Single.New ? "new finding: " : "fixed: ") +
                         Found.Message + " [" + Found.Check + "]");
    Said.Check = Found.Check;
    if (Single.New)
      Said.Witness = resolve(Answer, Found.Witness);
    subject(Sort::Function, Found.Function, resolve(Answer, Found.Where))
        .Changes.push_back(std::move(Said));
  }
}

/// What a unit says that could not be read is missing without a word.
void Comparer::compareUnits() {
  auto Compare = [&](const Surface &Here, const Surface &There,
                     Effect Meaning) {
    for (const FailedUnit &Lost : Here.Failed)
      if (llvm::none_of(There.Failed, [&](const FailedUnit &Each) {
            return Each.File == Lost.File;
          }))
        subject(Sort::Unit, Lost.File, {Lost.File})
            .Changes.push_back(simpleChange(
                Aspect::Unit, Meaning,
                (Meaning == Effect::Worse ? "could not be read: "
                                          : "can be read now; before: ") +
                    Lost.Reason));
  };
  Compare(New.Answer, Old.Answer, Effect::Worse);
  Compare(Old.Answer, New.Answer, Effect::Better);
}

void Comparer::addNotes() {
  if (Old.Tool != New.Tool)
    Result.Notes.push_back("the records are of different versions of "
                           "membrane, " +
                           Old.Tool + " and " + New.Tool +
                           "; some changes may be its own");
  size_t Both = llvm::count_if(New.Answer.Failed, [&](const FailedUnit &Lost) {
    return llvm::any_of(Old.Answer.Failed, [&](const FailedUnit &Each) {
      return Each.File == Lost.File;
    });
  });
  if (Both)
    Result.Notes.push_back(std::to_string(Both) +
                           (Both == 1 ? " unit" : " units") +
                           " could not be read in either record");
}

Comparison Comparer::run() {
  compareFunctions();
  compareTypes();
  compareFindings();
  compareUnits();
  addNotes();
  for (ChangedSubject &Each : Result.Subjects)
    llvm::stable_sort(Each.Changes, [](const Change &One, const Change &Other) {
      return std::tuple(One.What != Aspect::Added, One.Meaning) <
             std::tuple(Other.What != Aspect::Added, Other.Meaning);
    });
  // How far a class moved; 0 if it did not.
  auto Steps = [](const ChangedSubject &Each) {
    return Each.After ? -std::abs(int(*Each.After) - int(*Each.Before)) : 0;
  };
  auto Key = [&](const ChangedSubject &Each) {
    return std::tuple(Each.worst(), Steps(Each), Each.Is,
                      llvm::StringRef(Each.Where.File), Each.Where.Line,
                      llvm::StringRef(Each.Name));
  };
  llvm::stable_sort(Result.Subjects, [&](const ChangedSubject &One,
                                         const ChangedSubject &Other) {
    return Key(One) < Key(Other);
  });
  for (const ChangedSubject &Each : Result.Subjects)
    ++Result.Counts[unsigned(Each.worst())];
  return std::move(Result);
}

Comparison membrane::compareRecords(const ScanRecord &Old,
                                    const ScanRecord &New, Compared What) {
  return Comparer(Old, New, What).run();
}

//===-- Words -------------------------------------------------------------===//

static std::string counted(size_t Count, llvm::StringRef Noun) {
  return std::to_string(Count) + " " + Noun.str() + (Count == 1 ? "" : "s");
}

std::string membrane::totalWords(const Comparison &Found) {
  std::string Text;
  for (unsigned Index = 0; Index < NumEffects; ++Index)
    if (size_t Count = Found.Counts[Index])
      Text += (Text.empty() ? "" : ", ") + std::to_string(Count) + " " +
              effectName(Effect(Index)).str();
  Text += Text.empty() ? "no change in " : ", of ";
  Text += counted(Found.Functions,
                  Found.OnlyPublic ? "public function" : "function");
  return Text + " and " + counted(Found.Types, "type");
}
