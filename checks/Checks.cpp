// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table of checks, and running those that were asked for.
//
// Takes a surface and comma-separated globs of names; gives findings in the
// order of their places. Ends because every check looks once at every
// function.

#include "checks/Checks.h"
#include "checks/Rows.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/GlobPattern.h"
#include <map>
#include <set>
#include <tuple>

using namespace membrane;

// The only list of checks, sorted by name. Each has a file here, a page in
// docs/checks and a test in test/checks.
static constexpr Check Checks[] = {
    {"allocator-bypass",
     "Finds allocations that go past the library's or the caller's allocator.",
     Level::Warning, Scope::Code, checkAllocatorBypass},
    {"ambiguous-ownership",
     "Finds functions whose caller cannot know whether to release the result.",
     Level::Warning, Scope::Interface, checkAmbiguousOwnership},
    {"contained-heap",
     "Finds heap memory that a scratch region or the stack would serve for.",
     Level::Remark, Scope::Code, checkContainedHeap},
    {"contract", "Finds functions that are worse than their contracts promise.",
     Level::Error, Scope::Code, checkContract},
    {"hidden-global",
     "Finds functions that retain memory in the library's globals.",
     Level::Note, Scope::Interface, checkHiddenGlobal},
    {"leak", "Finds memory that is neither freed nor reachable on some path.",
     Level::Warning, Scope::Code, checkLeak},
    {"leaky-handle",
     "Finds functions that give out a pointer into an opaque handle.",
     Level::Note, Scope::Handle, nullptr, checkLeakyHandle},
    {"mapped-per-call",
     "Finds functions that map and unmap memory on every call.", Level::Remark,
     Scope::Code, checkMappedPerCall},
    {"missing-contract",
     "Finds public functions whose contract is known and not written.",
     Level::Remark, Scope::Interface, checkMissingContract},
    {"missing-release",
     "Finds functions that hand out a handle that no public function releases.",
     Level::Warning, Scope::Interface, checkMissingRelease},
    {"mixed-release",
     "Finds functions whose result may need different release functions, or is "
     "released by the wrong one.",
     Level::Error, Scope::Interface, checkMixedRelease},
    {"non-opaque-argument",
     "Finds functions that hand out a non-opaque allocation through an "
     "argument, a callback or a public variable.",
     Level::Warning, Scope::Interface, checkNonOpaqueArgument},
    {"non-opaque-return",
     "Finds functions that return a non-opaque allocation.", Level::Warning,
     Scope::Interface, checkNonOpaqueReturn},
    {"partial-release",
     "Finds release functions that leave something that hangs under the "
     "handle.",
     Level::Warning, Scope::Handle, nullptr, checkPartialRelease},
    {"scattered-handle",
     "Finds handles that are built of many blocks, which one region would "
     "serve for.",
     Level::Remark, Scope::Handle, nullptr, checkScatteredHandle},
    {"suppression",
     "Finds comments that are to suppress findings and suppress nothing.",
     Level::Note, Scope::Comment, nullptr, nullptr, checkSuppression},
    {"unbounded-stack",
     "Finds functions that need stack whose size nothing bounds.",
     Level::Warning, Scope::Interface, checkUnboundedStack},
};

llvm::ArrayRef<Check> membrane::allChecks() { return Checks; }

static constexpr struct {
  Level Severity;
  llvm::StringLiteral Name;
} Levels[] = {{Level::Remark, "remark"},
              {Level::Note, "note"},
              {Level::Warning, "warning"},
              {Level::Error, "error"}};

llvm::StringRef membrane::levelName(Level Severity) {
  for (const auto &Row : Levels)
    if (Row.Severity == Severity)
      return Row.Name;
  llvm_unreachable("every level has a name");
}

std::optional<Level> membrane::parseLevel(llvm::StringRef Name) {
  for (const auto &Row : Levels)
    if (Row.Name == Name)
      return Row.Severity;
  return std::nullopt;
}

//===-- Which checks ------------------------------------------------------===//

static llvm::Error wrongGlob(llvm::StringRef Glob, llvm::StringRef Why) {
  std::string Known;
  for (const Check &Row : Checks)
    Known += (Known.empty() ? "" : ", ") + Row.Name.str();
  return llvm::createStringError("'" + Glob + "' " + Why +
                                 "; the checks are: " + Known);
}

// Applies one glob to the set of chosen rows.
static llvm::Error applyGlob(llvm::StringRef Glob,
                             llvm::MutableArrayRef<bool> Chosen) {
  llvm::StringRef Name = Glob;
  bool Wanted = !Name.consume_front("-");
  llvm::Expected<llvm::GlobPattern> Pattern = llvm::GlobPattern::create(Name);
  if (!Pattern)
    return wrongGlob(Glob, "is no pattern of check names (" +
                               llvm::toString(Pattern.takeError()) + ")");
  bool Matched = false;
  for (size_t Index = 0; Index < Chosen.size(); ++Index)
    if (Pattern->match(Checks[Index].Name)) {
      Chosen[Index] = Wanted;
      Matched = true;
    }
  return Matched ? llvm::Error::success() : wrongGlob(Glob, "matches no check");
}

// A list that begins with a '-' takes away from those that run without one:
// all but those that only remark.
llvm::Expected<llvm::SmallVector<const Check *>>
membrane::chooseChecks(llvm::StringRef Globs) {
  llvm::SmallVector<llvm::StringRef> Parts;
  Globs.split(Parts, ',', -1, false);
  for (llvm::StringRef &Part : Parts)
    Part = Part.trim();
  llvm::erase(Parts, "");
  llvm::SmallVector<bool> Chosen(std::size(Checks), false);
  if (Parts.empty() || Parts.front().starts_with("-"))
    for (size_t Index = 0; Index < Chosen.size(); ++Index)
      Chosen[Index] = Checks[Index].Default > Level::Remark;
  for (llvm::StringRef Part : Parts)
    if (llvm::Error Wrong = applyGlob(Part, Chosen))
      return Wrong;
  llvm::SmallVector<const Check *> Rows;
  for (size_t Index = 0; Index < Chosen.size(); ++Index)
    if (Chosen[Index])
      Rows.push_back(&Checks[Index]);
  return Rows;
}

//===-- Places ------------------------------------------------------------===//

static llvm::StringRef fileOf(const Surface &Answer, FileId File) {
  return File ? llvm::StringRef(Answer.Files[File.Index]) : "";
}

FunctionStarts::FunctionStarts(const Surface &Answer) {
  for (const SurfaceFunction &Function : Answer.Functions)
    All.push_back(Function.Where);
  llvm::sort(All);
}

Location FunctionStarts::after(const SurfaceFunction &Function) const {
  auto Next = llvm::upper_bound(All, Function.Where);
  return Next != All.end() && Next->File == Function.Where.File ? *Next
                                                                : Location();
}

Location membrane::placeIn(const FunctionStarts &Starts,
                           const SurfaceFunction &Function,
                           llvm::ArrayRef<Step> Witness) {
  if (!Function.Where)
    return Witness.empty() ? Location() : Witness.front().Where;
  Location Next = Starts.after(Function);
  for (const Step &One : Witness)
    if (One.Where && One.Where.File == Function.Where.File &&
        One.Where >= Function.Where && (!Next || One.Where < Next))
      return One.Where;
  return Function.Where;
}

bool membrane::comesBefore(const Surface &Answer, const Finding &Left,
                           const Finding &Right) {
  auto Key = [&](const Finding &Of) {
    return std::make_tuple(fileOf(Answer, Of.Where.File), Of.Where.Line,
                           Of.Where.Column, llvm::StringRef(Of.Check),
                           llvm::StringRef(Of.Message));
  };
  return Key(Left) < Key(Right);
}

//===-- Running -----------------------------------------------------------===//

namespace {
class Run {
public:
  explicit Run(const Surface &Answer) : Answer(Answer), Starts(Answer) {
    HasPublic = llvm::any_of(Answer.Functions, [](const SurfaceFunction &Each) {
      return Each.Public;
    });
    for (const SurfaceFunction &Each : Answer.Functions)
      if (isInterface(Each))
        ByName.try_emplace(Each.Name, &Each);
  }

  void check(const Check &Row) {
    size_t First = Findings.size();
    if (Row.RunType)
      checkTypes(Row);
    else if (Row.Run)
      checkFunctions(Row);
    std::vector<Finding> Own(std::make_move_iterator(Findings.begin() + First),
                             std::make_move_iterator(Findings.end()));
    Findings.resize(First);
    mergeCauses(Own);
  }

  std::vector<Finding> take() {
    auto Before = [&](const Finding &Left, const Finding &Right) {
      return comesBefore(Answer, Left, Right);
    };
    llvm::sort(Findings, Before);
    // Two that say the same of the same place are one to the reader.
    auto Same = [&](const Finding &Left, const Finding &Right) {
      return !Before(Left, Right);
    };
    Findings.erase(llvm::unique(Findings, Same), Findings.end());
    return std::move(Findings);
  }

private:
  void checkFunctions(const Check &Row) {
    for (const SurfaceFunction &Function : Answer.Functions)
      if (!Function.System &&
          (Row.Looks == Scope::Code || isInterface(Function)))
        Row.Run(Function, [&](Finding Found) {
          record(Row, Function, std::move(Found));
        });
  }

  // Of those with one cause, the one that shows the way with the fewest steps.
  void mergeCauses(std::vector<Finding> &Of) {
    std::map<std::string, Finding *> Best;
    std::map<std::string, std::set<std::string>> Functions;
    auto IsNearer = [&](const Finding &Left, const Finding &Right) {
      auto Key = [](const Finding &One) {
        return std::pair(One.Witness.empty(), One.Witness.size());
      };
      return Key(Left) != Key(Right) ? Key(Left) < Key(Right)
                                     : comesBefore(Answer, Left, Right);
    };
    for (Finding &One : Of) {
      auto [Known, New] = Best.try_emplace(One.Cause, &One);
      Functions[One.Cause].insert(One.Function);
      if (!New && IsNearer(One, *Known->second))
        Known->second = &One;
    }
    for (const Finding &One : Of)
      if (!One.Cause.empty() && Best[One.Cause] != &One)
        Best[One.Cause]->Others.push_back(One.Symbol);
    for (Finding &One : Of) {
      if (!One.Cause.empty() && Best[One.Cause] != &One)
        continue;
      size_t Others = Functions[One.Cause].size() - 1;
      if (!One.Cause.empty() && Others)
        One.Advice +=
            "; " + std::to_string(Others) +
            (Others == 1 ? " other function does" : " other functions do") +
            " the same";
      Findings.push_back(std::move(One));
    }
  }

  void checkTypes(const Check &Row) {
    for (const SurfaceType &Type : Answer.Types)
      Row.RunType(Type, [&](Finding Found) {
        if (const SurfaceFunction *Named = ByName.lookup(Found.Function))
          record(Row, *Named, std::move(Found));
      });
  }

  bool isInterface(const SurfaceFunction &Function) const {
    return HasPublic ? Function.Public : Function.Linkage != "internal";
  }

  void record(const Check &Row, const SurfaceFunction &Function,
              Finding Found) {
    Found.Check = Row.Name.str();
    Found.Severity = Row.Default;
    Found.Function = Function.Name;
    Found.Symbol = Function.Mangled.empty() ? Function.Name : Function.Mangled;
    Found.Definition = Function.Where;
    if (!Found.Where)
      Found.Where = placeIn(Starts, Function, Found.Witness);
    Findings.push_back(std::move(Found));
  }

  const Surface &Answer;
  FunctionStarts Starts;
  bool HasPublic = false;
  /// What others can call; the first of a name.
  llvm::StringMap<const SurfaceFunction *> ByName;
  std::vector<Finding> Findings;
};
} // namespace

llvm::Expected<std::vector<Finding>>
membrane::runChecks(const Surface &Answer, llvm::StringRef Globs) {
  auto Chosen = chooseChecks(Globs);
  if (!Chosen)
    return Chosen.takeError();
  Run Now(Answer);
  for (const Check *Row : *Chosen)
    Now.check(*Row);
  return Now.take();
}
