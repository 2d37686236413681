// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Class, escapes, releases and result of a function, then and now.

#include "report/FunctionChanges.h"
#include "report/Report.h"
#include "report/Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace membrane;

Spot membrane::resolve(const Surface &Answer, Location Where) {
  if (!Where.File)
    return {};
  return {Answer.Files[Where.File.Index], Where.Line, Where.Column};
}

std::vector<SpotStep> membrane::resolve(const Surface &Answer,
                                        llvm::ArrayRef<Step> Witness) {
  std::vector<SpotStep> Steps;
  Steps.reserve(Witness.size());
  for (const Step &Each : Witness)
    Steps.push_back({resolve(Answer, Each.Where), Each.Message});
  return Steps;
}

static std::string namesWords(llvm::ArrayRef<std::string> Names) {
  return Names.empty() ? "nothing" : choiceWords(Names, "'");
}

std::optional<Change>
membrane::compareReleases(llvm::ArrayRef<std::string> Before,
                          llvm::ArrayRef<std::string> After) {
  auto Holds = [](llvm::ArrayRef<std::string> All,
                  llvm::ArrayRef<std::string> Some) {
    return llvm::all_of(Some, [&](const std::string &Each) {
      return llvm::is_contained(All, Each);
    });
  };
  if (Holds(After, Before) && Holds(Before, After))
    return std::nullopt;
  Change Found;
  Found.Meaning = Before.empty()         ? Effect::Better
                  : Holds(After, Before) ? Effect::Changed
                                         : Effect::Worse;
  Found.Text =
      "released by " + namesWords(After) + ", was " + namesWords(Before);
  Found.Before = llvm::join(Before, ", ");
  Found.After = llvm::join(After, ", ");
  return Found;
}

namespace {
class FunctionComparer {
public:
  FunctionComparer(const Sides &Records, const Match<SurfaceFunction> &Both)
      : Records(Records), Old(*Both.Old), New(*Both.New) {}

  std::vector<Change> run() {
    compareClass();
    compareEscapes();
    compareArguments();
    compareResult();
    return std::move(Changes);
  }

private:
  void compareClass();
  void compareEscapes();
  void compareEscape(const Escape &Before, const Escape &After);
  void addEscape(const Escape &Out);
  void removeEscape(const Escape &Out);
  void compareArguments();
  void loseRelease(const Release &Freed);
  void gainRelease(const Release &Freed);
  void compareResult();
  bool isWithin(const Release &Freed) const;
  bool freesAll() const;

  const Sides &Records;
  const SurfaceFunction &Old, &New;
  std::vector<Change> Changes;
};
} // namespace

//===-- Class -------------------------------------------------------------===//

void FunctionComparer::compareClass() {
  AllocationClass Before = Old.Class, After = New.Class;
  Change Found;
  if (Before == After && Before == AllocationClass::Unknown) {
    Found.What = Aspect::ClassIfAssumed;
    Before = Old.ClassIfAssumed;
    After = New.ClassIfAssumed;
  }
  if (Before == After)
    return;
  Found.Meaning = After > Before ? Effect::Worse : Effect::Better;
  Found.Before = className(Before);
  Found.After = className(After);
  Found.Text = memoryWords(Records.New, New);
  if (Found.Text.empty())
    Found.Text = classWords(New.Class);
  Changes.push_back(std::move(Found));
}

//===-- Escapes -----------------------------------------------------------===//

static bool sameWay(const Escape &One, const Escape &Other) {
  return One.To == Other.To && One.Argument == Other.Argument &&
         One.Path == Other.Path;
}

static std::string visibilityWords(const Escape &Out) {
  return Out.Opaque ? "opaque" : "the caller can look into it";
}

static std::string originWords(const Escape &Out) {
  std::string Text = exitWords(Out) + " ← " + Out.Family;
  if (!Out.Release.empty())
    Text += "; release " + choiceWords(Out.Release, "");
  return Text + "; " + visibilityWords(Out);
}

/// One behind a handle that was handed out before is no news for callers,
/// unless nothing releases it; whether the handle's release knows it is told
/// with the type.
void FunctionComparer::addEscape(const Escape &Out) {
  bool Harmless = Out.Opaque && !Out.Release.empty();
  Change Found;
  Found.What = Aspect::EscapeAdded;
  Found.Meaning = Harmless ? Effect::Changed : Effect::Worse;
  Found.Path = exitWords(Out);
  Found.Text = "new escape: " + originWords(Out);
  Found.Witness = resolve(Records.New, Out.Witness);
  Changes.push_back(std::move(Found));
}

void FunctionComparer::removeEscape(const Escape &Out) {
  Change Found;
  Found.What = Aspect::EscapeRemoved;
  Found.Meaning = Out.Opaque ? Effect::Changed : Effect::Better;
  Found.Path = exitWords(Out);
  Found.Text = "no longer: " + originWords(Out);
  Changes.push_back(std::move(Found));
}

void FunctionComparer::compareEscape(const Escape &Before,
                                     const Escape &After) {
  std::string Way = exitWords(After);
  if (Before.Opaque != After.Opaque) {
    Change Found;
    Found.What = Aspect::EscapeOpacity;
    Found.Meaning = After.Opaque ? Effect::Better : Effect::Worse;
    Found.Path = Way;
    Found.Before = Before.Opaque ? "opaque" : "visible";
    Found.After = After.Opaque ? "opaque" : "visible";
    Found.Text = Way + ": " +
                 (After.Opaque ? "the caller can no longer look into '"
                               : "the caller can now look into '") +
                 After.Type + "'";
    Found.Witness = resolve(Records.New, After.Witness);
    Changes.push_back(std::move(Found));
  }
  if (auto Found = compareReleases(Before.Release, After.Release)) {
    Found->What = Aspect::EscapeRelease;
    Found->Path = Way;
    Found->Text = Way + ": " + Found->Text;
    Changes.push_back(std::move(*Found));
  }
}

void FunctionComparer::compareEscapes() {
  for (const Escape &After : New.Escapes) {
    auto Before = llvm::find_if(
        Old.Escapes, [&](const Escape &Each) { return sameWay(Each, After); });
    if (Before == Old.Escapes.end())
      addEscape(After);
    else
      compareEscape(*Before, After);
  }
  for (const Escape &Before : Old.Escapes)
    if (llvm::none_of(New.Escapes, [&](const Escape &Each) {
          return sameWay(Each, Before);
        }))
      removeEscape(Before);
}

//===-- Releases ----------------------------------------------------------===//

static const Release *findRelease(const SurfaceFunction &Function,
                                  const Release &Wanted) {
  for (const Release &Each : Function.Releases)
    if (Each.Argument == Wanted.Argument && Each.Path == Wanted.Path)
      return &Each;
  return nullptr;
}

/// Whether it is memory below an object that the function released before and
/// still does: not the callers' to know, if the release stays complete.
bool FunctionComparer::isWithin(const Release &Freed) const {
  return llvm::any_of(Old.Releases, [&](const Release &Each) {
    return Each.Argument == Freed.Argument &&
           Each.Path.size() < Freed.Path.size() &&
           llvm::StringRef(Freed.Path).starts_with(Each.Path) &&
           findRelease(New, Each);
  });
}

/// Whether it releases a handle and is known to leave nothing.
bool FunctionComparer::freesAll() const {
  return llvm::any_of(Records.New.Types, [&](const SurfaceType &Type) {
    return Type.ReleaseComplete == true &&
           llvm::is_contained(Type.Release, New.Name);
  });
}

/// Whether it is memory that the caller itself handed over.
static bool isPlain(const Release &Freed) {
  return llvm::StringRef(Freed.Path).ltrim('*').empty();
}

static Change releaseChange(const Release &Freed) {
  Change Found;
  Found.What = Aspect::Releases;
  Found.Path = argumentWords(Freed.Argument, Freed.Path);
  return Found;
}

static std::string frequencyWords(const Release &Freed) {
  return Freed.Always ? "always" : "maybe";
}

void FunctionComparer::loseRelease(const Release &Freed) {
  if (isWithin(Freed) && freesAll())
    return;
  Change Found = releaseChange(Freed);
  bool Missed = isPlain(Freed) || Freed.Always || isWithin(Freed);
  Found.Meaning = Missed ? Effect::Worse : Effect::Changed;
  Found.Before = frequencyWords(Freed);
  Found.Text = "no longer releases " + Found.Path;
  Changes.push_back(std::move(Found));
}

/// A caller that goes on to use what is released now is wrong from now on.
void FunctionComparer::gainRelease(const Release &Freed) {
  if (isWithin(Freed) && freesAll())
    return;
  Change Found = releaseChange(Freed);
  Found.Meaning =
      isPlain(Freed) && !isWithin(Freed) ? Effect::Worse : Effect::Changed;
  Found.After = frequencyWords(Freed);
  Found.Text =
      (Freed.Always ? "now releases " : "may now release ") + Found.Path;
  Changes.push_back(std::move(Found));
}

void FunctionComparer::compareArguments() {
  for (const Release &After : New.Releases) {
    const Release *Before = findRelease(Old, After);
    if (!Before) {
      gainRelease(After);
      continue;
    }
    if (Before->Always == After.Always || (isWithin(After) && freesAll()))
      continue;
    Change Found = releaseChange(After);
    Found.Meaning = After.Always ? Effect::Better : Effect::Worse;
    Found.Before = frequencyWords(*Before);
    Found.After = frequencyWords(After);
    Found.Text =
        (After.Always ? "now always releases " : "no longer always releases ") +
        Found.Path;
    Changes.push_back(std::move(Found));
  }
  for (const Release &Before : Old.Releases)
    if (!findRelease(New, Before))
      loseRelease(Before);
}

//===-- Result ------------------------------------------------------------===//

static std::string resultWords(const SurfaceFunction &Function) {
  switch (Function.Result) {
  case Ownership::None:
    return "no memory";
  case Ownership::Owned:
    return "the caller's to release";
  case Ownership::Borrowed:
    return "borrowed";
  case Ownership::Sometimes:
    return "sometimes the caller's to release" +
           (Function.Condition.empty() ? "" : ", if " + Function.Condition);
  }
  llvm_unreachable("every ownership has words");
}

/// Callers of the old function release too much or too little, unless the new
/// one is only clearer.
static Effect resultEffect(Ownership Before, Ownership After) {
  if (Before == After || After == Ownership::None)
    return Effect::Changed;
  if (Before == Ownership::Sometimes)
    return Effect::Better;
  if (Before == Ownership::None && After == Ownership::Borrowed)
    return Effect::Changed;
  return Effect::Worse;
}

void FunctionComparer::compareResult() {
  if (Old.Result == New.Result && Old.Condition == New.Condition)
    return;
  // That the result is new memory, or no longer, has been said.
  bool Told = llvm::any_of(Changes, [](const Change &Each) {
    return (Each.What == Aspect::EscapeAdded ||
            Each.What == Aspect::EscapeRemoved) &&
           Each.Path == "return";
  });
  if (Told && (Old.Result == Ownership::None || New.Result == Ownership::None))
    return;
  Change Found;
  Found.What = Aspect::Result;
  Found.Meaning = resultEffect(Old.Result, New.Result);
  Found.Path = "return";
  Found.Before = ownershipName(Old.Result);
  Found.After = ownershipName(New.Result);
  Found.Text =
      "the result is " + resultWords(New) + "; it was " + resultWords(Old);
  Changes.push_back(std::move(Found));
}

std::vector<Change>
membrane::functionChanges(const Sides &Records,
                          const Match<SurfaceFunction> &Both) {
  return FunctionComparer(Records, Both).run();
}
