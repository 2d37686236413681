// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finding the files of a diff, taking it back, and comparing two scans.

#include "tool/ChangedOnly.h"
#include "tool/Patch.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace membrane {

//===-- Where the files are -----------------------------------------------===//

namespace {

/// How names of a diff become paths.
struct Naming {
  std::string Directory;
  unsigned Strip = 0; ///< folders to leave out

  std::string place(llvm::StringRef Name, const PatchFile &Of) const {
    if (path::is_absolute(Name))
      return Name.str();
    for (unsigned Left = Of.HasPrefixes ? Strip : 0; Left; --Left)
      if (Name.contains('/'))
        Name = Name.split('/').second;
    return Directory + "/" + Name.str();
  }
};

} // namespace

static std::string realPath(llvm::StringRef Path) {
  llvm::SmallString<256> Real;
  return fs::real_path(Path, Real) ? Path.str() : Real.str().str();
}

/// The working directory, its parents, and the same of the root.
static std::vector<std::string> directories(llvm::StringRef Root) {
  std::vector<std::string> Found;
  for (llvm::StringRef Start : {llvm::StringRef("."), Root}) {
    std::string From = realPath(Start);
    for (llvm::StringRef Each = From; !Each.empty();
         Each = path::parent_path(Each))
      Found.push_back(Each == "/" ? "" : Each.str());
  }
  return Found;
}

/// Whether names look like git's: "a/..." and "b/...".
static bool looksLikeGit(llvm::ArrayRef<PatchFile> Files) {
  auto HasLetter = [](llvm::StringRef Name) {
    return Name.empty() || (Name.size() > 2 && Name[1] == '/' &&
                            llvm::StringRef("abciow").contains(Name.front()));
  };
  return llvm::all_of(Files, [&](const PatchFile &Each) {
    return !Each.HasPrefixes || (HasLetter(Each.Old) && HasLetter(Each.New));
  });
}

/// How many of the files that the diff leaves are there.
static size_t countThere(llvm::ArrayRef<PatchFile> Files, const Naming &By) {
  return llvm::count_if(Files, [&](const PatchFile &Each) {
    return Each.New.empty() || fs::exists(By.place(Each.New, Each));
  });
}

/// The first way to read the names by which most files are there.
static Naming findNaming(llvm::ArrayRef<PatchFile> Files,
                         llvm::StringRef Root) {
  Naming Best;
  size_t Most = 0;
  unsigned Likely = looksLikeGit(Files) ? 1 : 0;
  for (unsigned Strip : {Likely, 1 - Likely})
    for (const std::string &Directory : directories(Root)) {
      Naming Tried{Directory, Strip};
      size_t Count = countThere(Files, Tried);
      if (Best.Directory.empty() || Count > Most)
        Best = Tried, Most = Count;
    }
  return Best;
}

//===-- Taking it back ----------------------------------------------------===//

static FileOverlay::Loader textLoader(std::string Text) {
  return [Text = std::move(Text)] { return llvm::ErrorOr<std::string>(Text); };
}

namespace {

class ChangeReader {
public:
  ChangeReader(llvm::StringRef Name, const Naming &By) : Name(Name), By(By) {
    Made.Then = std::make_shared<Earlier>();
    Made.Then->Top = By.Directory;
  }

  llvm::Error add(const PatchFile &Given);
  SourceChange take() { return std::move(Made); }

private:
  llvm::Error complain(const PatchFile &File, const llvm::Twine &Text) {
    return llvm::createStringError(Name + ":" + llvm::Twine(File.Line) + ": " +
                                   Text);
  }
  llvm::Error addNew(const PatchFile &File, Reversal &Back);
  llvm::Error addOld(const PatchFile &File, Reversal Back);
  std::string inside(llvm::StringRef Path) const;

  llvm::StringRef Name;
  const Naming &By;
  SourceChange Made;
  llvm::StringSet<> Seen;
};

} // namespace

/// Reads the new file and takes the diff back.
llvm::Error ChangeReader::addNew(const PatchFile &File, Reversal &Back) {
  std::string Place = By.place(File.New, File);
  if (!Seen.insert(Place).second)
    return complain(File, "'" + File.New +
                              "' is in the diff twice; give one "
                              "diff of all that has changed");
  auto Buffer = llvm::MemoryBuffer::getFile(Place, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return complain(File, "the diff does not apply: cannot read '" + Place +
                              "': " + Buffer.getError().message());
  llvm::Expected<Reversal> Read =
      reversePatch(File, (*Buffer)->getBuffer(), Name);
  if (!Read)
    return Read.takeError();
  Back = std::move(*Read);
  std::string Real = realPath(Place);
  Made.Added[Real].insert(Back.Added.begin(), Back.Added.end());
  Made.TakenAbove[Real].insert(Back.TakenAbove.begin(), Back.TakenAbove.end());
  if (File.Old.empty() || File.IsCopy || By.place(File.Old, File) != Place)
    Made.Then->Files.hide(Place);
  return llvm::Error::success();
}

std::string ChangeReader::inside(llvm::StringRef Path) const {
  Path.consume_front(By.Directory + "/");
  return Path.str();
}

llvm::Error ChangeReader::addOld(const PatchFile &File, Reversal Back) {
  std::string Place = By.place(File.Old, File);
  if (File.New.empty()) {
    if (fs::exists(Place))
      return complain(File, "the diff does not apply: '" + File.Old +
                                "' is gone in it, but '" + Place +
                                "' is there");
    llvm::Expected<Reversal> Read = reversePatch(File, "", Name);
    if (!Read)
      return Read.takeError();
    Back = std::move(*Read);
    if (isSource(Place))
      Made.Then->Deleted.push_back(inside(Place));
  } else if (std::string New = By.place(File.New, File); New != Place) {
    Made.Then->OldNames[inside(New)] = inside(Place);
  }
  Made.Then->Files.add(Place, textLoader(std::move(Back.Old)));
  return llvm::Error::success();
}

/// Other programs than git compare two folders, or two names of one file: the
/// old one stands for what was at the place of the new one. One that is gone
/// has a new name too.
static PatchFile inOnePlace(const PatchFile &File, const Naming &By) {
  PatchFile Plain = File;
  if (File.IsGit || File.New.empty())
    return Plain;
  if (!File.Old.empty())
    Plain.Old = File.New;
  bool LeavesNothing = File.Hunks.size() == 1 &&
                       File.Hunks[0].NewStart + File.Hunks[0].NewCount == 0;
  if (LeavesNothing && !fs::exists(By.place(File.New, File)))
    Plain.New.clear();
  return Plain;
}

llvm::Error ChangeReader::add(const PatchFile &Given) {
  PatchFile File = inOnePlace(Given, By);
  if (File.IsLink) {
    Made.Then->Notes.push_back(
        "taken as it is now, as it is a link or submodule: " +
        (File.New.empty() ? File.Old : File.New));
    return llvm::Error::success();
  }
  Reversal Back;
  if (!File.New.empty())
    if (llvm::Error Wrong = addNew(File, Back))
      return Wrong;
  if (File.Old.empty() || File.IsCopy)
    return llvm::Error::success();
  return addOld(File, std::move(Back));
}

llvm::Expected<SourceChange> readChange(const Request &Asked,
                                        const Inputs &Selected) {
  const std::string &File = Asked.DiffFile;
  std::string Name = File == "-" ? "<stdin>" : File;
  auto Buffer = llvm::MemoryBuffer::getFileOrSTDIN(File);
  if (!Buffer)
    return llvm::createStringError("cannot read the diff '" + Name +
                                   "': " + Buffer.getError().message());
  llvm::Expected<std::vector<PatchFile>> Files =
      parsePatch((*Buffer)->getBuffer(), Name);
  if (!Files)
    return Files.takeError();
  Naming By = findNaming(*Files, Selected.Root);
  ChangeReader Reader(Name, By);
  for (const PatchFile &Each : *Files)
    if (llvm::Error Wrong = Reader.add(Each))
      return Wrong;
  return Reader.take();
}

//===-- Both scans --------------------------------------------------------===//

std::optional<Scanned> scanBefore(const Request &Asked, const Inputs &Selected,
                                  const SourceChange &Made, StageTimes &Times) {
  Request Quietly = Asked;
  Quietly.Quiet = true;
  Inputs Old = inputsOf(Selected, Made.Then);
  if (areSame(Old, Selected, Asked))
    return std::nullopt;
  llvm::Expected<Scanned> Before = scanInputs(Old, Quietly, Times);
  if (Before)
    return std::move(*Before);
  Scanned Nothing;
  Nothing.Answer.Failed.push_back(
      {"the program", llvm::toString(Before.takeError())});
  return Nothing;
}

namespace {

/// Compares the functions and findings of two scans.
class Selection {
public:
  Selection(const SourceChange &Made, const Scanned &Before, Scanned &Now);
  void keepFindings();
  void keepFunctions();
  void note();

private:
  using LineSets = llvm::StringMap<std::set<unsigned>>;

  void compareClasses();
  bool isOn(Location Where, const LineSets &Lines) const;
  bool isTouched(const SurfaceFunction &Function, const LineSets &Lines) const;
  bool isNew(const Finding &Found);
  bool isBrought(const Finding &Found);
  void keep(std::vector<Finding> &Findings);

  const SourceChange &Made;
  const Scanned &Before;
  Scanned &Now;
  FunctionStarts Starts;
  std::vector<std::string> Real;       ///< names of Now's files without links
  std::vector<std::string> Reclassed;  ///< a note for each
  llvm::StringSet<> Symbols;           ///< of what has another class
  llvm::StringSet<> Named;             ///< of what the findings are about
  Baseline Known;                      ///< what was found before
  size_t Unchanged = 0, Elsewhere = 0; ///< functions and findings that go
};

} // namespace

static std::string symbolOf(const SurfaceFunction &Function) {
  return Function.Mangled.empty() ? Function.Name : Function.Mangled;
}

/// The linker's name, and for one that the linker does not see its file.
static std::string keyOf(const SurfaceFunction &Function,
                         llvm::StringRef File) {
  std::string Key = symbolOf(Function);
  return Function.Linkage == "internal" ? Key + " " + File.str() : Key;
}

static llvm::StringRef fileOf(const Surface &Answer, FileId File) {
  return File && File.Index < Answer.Files.size()
             ? llvm::StringRef(Answer.Files[File.Index])
             : "";
}

Selection::Selection(const SourceChange &Made, const Scanned &Before,
                     Scanned &Now)
    : Made(Made), Before(Before), Now(Now), Starts(Now.Answer) {
  for (const std::string &File : Now.Answer.Files)
    Real.push_back(realPath(File));
  for (const Finding &Each : Before.Found.Findings)
    ++Known[findingKey(Before.Answer, Each)];
  compareClasses();
}

void Selection::compareClasses() {
  llvm::StringMap<AllocationClass> Old;
  for (const SurfaceFunction &Each : Before.Answer.Functions)
    Old[keyOf(Each, fileOf(Before.Answer, Each.Where.File))] = Each.Class;
  for (const SurfaceFunction &Each : Now.Answer.Functions) {
    std::string File =
        oldNameOf(fileOf(Now.Answer, Each.Where.File), *Made.Then);
    auto Found = Old.find(keyOf(Each, File));
    if (Found == Old.end() || Found->second == Each.Class)
      continue;
    Symbols.insert(symbolOf(Each));
    Reclassed.push_back("'" + Each.Name + "' is " +
                        className(Each.Class).str() + ", was " +
                        className(Found->second).str());
  }
}

bool Selection::isOn(Location Where, const LineSets &Lines) const {
  if (!Where || Where.File.Index >= Real.size())
    return false;
  auto Found = Lines.find(Real[Where.File.Index]);
  return Found != Lines.end() && Found->second.contains(Where.Line);
}

/// Whether a line of the function's text is one of Lines.
bool Selection::isTouched(const SurfaceFunction &Function,
                          const LineSets &Lines) const {
  Location Start = Function.Where;
  if (!Start || Start.File.Index >= Real.size())
    return false;
  auto Found = Lines.find(Real[Start.File.Index]);
  if (Found == Lines.end())
    return false;
  auto First = Found->second.lower_bound(Start.Line);
  Location End = Starts.after(Function);
  return First != Found->second.end() && (!End || *First < End.Line);
}

bool Selection::isNew(const Finding &Found) {
  auto Old = Known.find(findingKey(Now.Answer, Found));
  if (Old == Known.end() || Old->second == 0)
    return true;
  --Old->second;
  return false;
}

bool Selection::isBrought(const Finding &Found) {
  bool New = isNew(Found); // each counts, also those that stay anyway
  return New || isOn(Found.Where, Made.Added) || Symbols.contains(Found.Symbol);
}

void Selection::keep(std::vector<Finding> &Findings) {
  std::erase_if(Findings, [&](const Finding &Each) {
    bool Goes = !isBrought(Each);
    Elsewhere += Goes;
    if (!Goes)
      Named.insert(Each.Symbol);
    return Goes;
  });
}

void Selection::keepFindings() {
  keep(Now.Found.Known);
  Elsewhere = 0; // those are hidden already
  keep(Now.Found.Findings);
}

void Selection::keepFunctions() {
  Unchanged =
      std::erase_if(Now.Answer.Functions, [&](const SurfaceFunction &Each) {
        return !Symbols.contains(symbolOf(Each)) &&
               !Named.contains(symbolOf(Each)) &&
               !isTouched(Each, Made.Added) &&
               !isTouched(Each, Made.TakenAbove);
      });
}

static std::string counted(size_t Count, llvm::StringRef Noun) {
  return std::to_string(Count) + " " + Noun.str() + (Count == 1 ? "" : "s");
}

void Selection::note() {
  static constexpr size_t Most = 20;
  std::vector<std::string> &Notes = Now.Answer.Notes;
  for (const std::string &Each : llvm::ArrayRef(Reclassed).take_front(Most))
    Notes.push_back(Each);
  if (Reclassed.size() > Most)
    Notes.push_back(std::to_string(Reclassed.size() - Most) +
                    " more functions have another class");
  if (Unchanged || Elsewhere)
    Notes.push_back("only what the change brings is told, not " +
                    counted(Unchanged, "other function") + " and " +
                    counted(Elsewhere, "other finding"));
  llvm::append_range(Notes, Made.Then->Notes);
  for (const FailedUnit &Each : Before.Answer.Failed)
    Notes.push_back("before the change '" + Each.File +
                    "' could not be read: " + Each.Reason);
}

void keepChanged(const SourceChange &Made, const Scanned &Before,
                 Scanned &Now) {
  Selection Chosen(Made, Before, Now);
  Chosen.keepFindings();
  Chosen.keepFunctions();
  Chosen.note();
}

} // namespace membrane
