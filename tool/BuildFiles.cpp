// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the build of a project needs so that edited code finds the runtime.

#include "tool/BuildFiles.h"
#include "tool/CMakeText.h"
#include "tool/Inputs.h"
#include "tool/RuntimeFiles.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace membrane {

namespace {

/// One CMakeLists.txt.
struct CMakeFile {
  std::string Path, Text;
  std::vector<CMakeCommand> Commands;
};

/// A command that makes a target or adds sources to it, and the file where it
/// stands.
struct Target {
  const CMakeFile *File;
  const CMakeCommand *Made;
  bool adds() const { return Made->Name == "target_sources"; }
  llvm::StringRef name() const { return Made->Arguments.front().Text; }
};

enum class Linking { Unknown, Keyword, Plain };

/// The CMake side of a project.
class CMakeProject {
public:
  using Reader =
      llvm::function_ref<std::optional<std::string>(llvm::StringRef)>;
  CMakeProject(const RuntimeUse &Of, Reader ReadText);

  /// The targets that have all the units; none if one is in no certain one.
  std::vector<Target> targets() const;
  /// What links them with the runtime; none if that is not certain.
  std::optional<std::vector<Edit>> link(llvm::ArrayRef<Target> Targets) const;

private:
  bool holds(const Target &Each, llvm::StringRef Unit) const;
  Linking linking(llvm::StringRef Name) const;
  bool mentions(llvm::StringRef Command, llvm::StringRef First,
                llvm::StringRef Word) const;
  std::string linesFor(const Target &Each, Linking How,
                       llvm::ArrayRef<Edit> Before) const;
  std::optional<Edit> findPackage(llvm::StringRef Name) const;

  const RuntimeUse &Of;
  std::vector<CMakeFile> Files; ///< the root's first
  bool IsWhole = true;          ///< all of them could be read
};

} // namespace

//===-- CMake -------------------------------------------------------------===//

CMakeProject::CMakeProject(const RuntimeUse &Of, Reader ReadText) : Of(Of) {
  auto Add = [&](llvm::StringRef Path) {
    std::optional<std::string> Text = ReadText(Path);
    std::optional<std::vector<CMakeCommand>> Read;
    if (Text)
      Read = readCMake(*Text);
    IsWhole &= bool(Read);
    if (Read)
      Files.push_back({Path.str(), std::move(*Text), std::move(*Read)});
  };
  std::string Top = Of.Root + "/CMakeLists.txt";
  if (!fs::exists(Top))
    return;
  Add(Top);
  std::error_code Failure;
  std::vector<std::string> Below;
  for (fs::recursive_directory_iterator Each(Of.Root, Failure, false), End;
       Each != End && !Failure; Each.increment(Failure)) {
    llvm::StringRef Path = Each->path(), Name = path::filename(Path);
    bool IsFolder = Each->type() == fs::file_type::directory_file;
    if (IsFolder && (Name.starts_with(".") ||
                     fs::exists(Path + llvm::Twine("/CMakeCache.txt"))))
      Each.no_push();
    if (!IsFolder && Name == "CMakeLists.txt" && Path != Top)
      Below.push_back(Path.str());
  }
  llvm::sort(Below);
  llvm::for_each(Below, Add);
}

bool CMakeProject::holds(const Target &Each, llvm::StringRef Unit) const {
  for (const CMakeArgument &Source : llvm::drop_begin(Each.Made->Arguments)) {
    llvm::SmallString<256> Path(path::parent_path(Each.File->Path)), Real;
    if (path::is_absolute(Source.Text))
      Path.clear();
    path::append(Path, Source.Text);
    if (Source.IsLiteral && !fs::real_path(Path, Real) && Real == Unit)
      return true;
  }
  return false;
}

std::vector<Target> CMakeProject::targets() const {
  std::vector<Target> All, Taken;
  for (const CMakeFile &File : Files)
    for (const CMakeCommand &Each : File.Commands)
      if ((Each.Name == "add_library" || Each.Name == "add_executable" ||
           Each.Name == "target_sources") &&
          Each.RunsHere && !Each.literal(0).empty())
        All.push_back({&File, &Each});
  // What makes a target is before what adds to it.
  llvm::stable_sort(All, [](const Target &Left, const Target &Right) {
    return Left.adds() < Right.adds();
  });
  llvm::StringSet<> Missing;
  for (const std::string &Unit : Of.Units)
    Missing.insert(Unit);
  for (const Target &Each : All) {
    bool Holds = false;
    for (const std::string &Unit : Of.Units)
      if (holds(Each, Unit)) {
        Holds = true;
        Missing.erase(Unit);
      }
    if (Holds && !(Each.adds() && llvm::any_of(Taken, [&](const Target &Other) {
                     return Other.name() == Each.name();
                   })))
      Taken.push_back(Each);
  }
  return Missing.empty() ? Taken : std::vector<Target>();
}

/// Which form of target_link_libraries the target needs: both must not be used
/// for one.
Linking CMakeProject::linking(llvm::StringRef Name) const {
  Linking How = Linking::Keyword;
  for (const CMakeFile &File : Files)
    for (const CMakeCommand &Each : File.Commands) {
      if (Each.Name != "target_link_libraries")
        continue;
      if (Each.literal(0).empty())
        return Linking::Unknown;
      if (Each.literal(0) != Name || Each.Arguments.size() < 2)
        continue;
      llvm::StringRef Second = Each.literal(1);
      if (Second.empty())
        return Linking::Unknown;
      if (Second != "PUBLIC" && Second != "PRIVATE" && Second != "INTERFACE")
        How = Linking::Plain;
    }
  return How;
}

/// Whether a command has First, and Word somewhere.
bool CMakeProject::mentions(llvm::StringRef Command, llvm::StringRef First,
                            llvm::StringRef Word) const {
  return llvm::any_of(Files, [&](const CMakeFile &File) {
    return llvm::any_of(File.Commands, [&](const CMakeCommand &Each) {
      return Each.Name == Command && Each.literal(0) == First &&
             llvm::any_of(Each.Arguments, [&](const CMakeArgument &One) {
               return llvm::StringRef(One.Text).ends_with(Word);
             });
    });
  });
}

/// A path as CMake writes it, from where a file is.
static std::string pathFrom(llvm::StringRef File, llvm::StringRef To) {
  llvm::SmallString<256> Up;
  llvm::StringRef From = path::parent_path(File);
  while (!To.starts_with((From + "/").str())) {
    path::append(Up, "..");
    From = path::parent_path(From);
  }
  path::append(Up, To.drop_front(From.size() + 1));
  return Up.str().str();
}

/// The lines behind the command that makes a target; empty if it has them. What
/// is said once in a file may stand in an edit before.
std::string CMakeProject::linesFor(const Target &Each, Linking How,
                                   llvm::ArrayRef<Edit> Before) const {
  llvm::StringRef Text = Each.File->Text, Name = Each.name();
  llvm::StringRef Line = Text.take_front(Each.Made->Begin);
  llvm::StringRef Indent =
      Line.drop_front(Line.find_last_of('\n') + 1).take_while(llvm::isSpace);
  std::string Break = (Text.contains("\r\n") ? "\r\n" : "\n") + Indent.str();
  std::string Private = How == Linking::Plain ? " " : " PRIVATE ";
  if (Of.OneHeader.empty())
    return mentions("target_link_libraries", Name, "membrane::runtime")
               ? ""
               : Break + "target_link_libraries(" + Name.str() + Private +
                     "membrane::runtime)";
  if (mentions("target_sources", Name, RuntimeSource) ||
      mentions(Each.Made->Name, Name, RuntimeSource))
    return "";
  llvm::SmallString<256> Whole(path::parent_path(Of.OneHeader));
  path::append(Whole, RuntimeSource);
  std::string Source = pathFrom(Each.File->Path, Whole);
  if (llvm::StringRef(Source).contains(' '))
    Source = "\"" + Source + "\"";
  bool IsFirst = llvm::none_of(
      Before, [&](const Edit &Other) { return Other.File == Each.File->Path; });
  std::string Flags = Break + "set_source_files_properties(" + Source +
                      " PROPERTIES COMPILE_OPTIONS \"-std=gnu11;-w\")";
  return Break + "target_sources(" + Name.str() + " PRIVATE " + Source + ")" +
         (IsFirst ? Flags : "") + Break + "target_link_libraries(" +
         Name.str() + Private + "Threads::Threads)";
}

/// For all folders, behind the command 'project' of the root; none if there is
/// not one such.
std::optional<Edit> CMakeProject::findPackage(llvm::StringRef Name) const {
  const CMakeFile &Top = Files.front();
  const CMakeCommand *Project = nullptr;
  for (const CMakeCommand &Each : Top.Commands)
    if (Each.Name == "project") {
      if (Project || Each.IsConditional || !Each.RunsHere)
        return std::nullopt;
      Project = &Each;
    }
  bool HasC = Project &&
              (Project->Arguments.size() == 1 ||
               llvm::any_of(Project->Arguments,
                            [](const CMakeArgument &Each) {
                              return Each.Text == "C";
                            }) ||
               llvm::none_of(Project->Arguments, [](const CMakeArgument &Each) {
                 return Each.Text == "LANGUAGES" || Each.Text == "CXX" ||
                        Each.Text == "NONE" || !Each.IsLiteral;
               }));
  if (!HasC)
    return std::nullopt;
  std::string Break =
      llvm::StringRef(Top.Text).contains("\r\n") ? "\r\n" : "\n";
  return Edit{Top.Path, Project->End, 0,
              Break + "find_package(" + Name.str() + " REQUIRED)"};
}

std::optional<std::vector<Edit>>
CMakeProject::link(llvm::ArrayRef<Target> Targets) const {
  if (!IsWhole || Targets.empty())
    return std::nullopt;
  std::vector<Edit> Edits;
  for (const Target &Each : Targets) {
    Linking How = linking(Each.name());
    if (How == Linking::Unknown)
      return std::nullopt;
    std::string Lines = linesFor(Each, How, Edits);
    if (!Lines.empty())
      Edits.push_back({Each.File->Path, Each.Made->End, 0, std::move(Lines)});
  }
  llvm::StringRef Package = Of.OneHeader.empty() ? "membrane" : "Threads";
  if (!Edits.empty() && !mentions("find_package", Package, Package)) {
    std::optional<Edit> Found = findPackage(Package);
    if (!Found)
      return std::nullopt;
    Edits.push_back(std::move(*Found));
  }
  llvm::sort(Edits);
  return Edits;
}

//===-- What to say -------------------------------------------------------===//

static std::string named(llvm::StringRef Root, llvm::StringRef Path) {
  return "'" + relativeTo(Root, Path).str() + "'";
}

/// What the file of a build system is to get.
static std::string inWords(const RuntimeUse &Of, llvm::StringRef File) {
  llvm::SmallString<256> Whole(path::parent_path(Of.OneHeader));
  path::append(Whole, RuntimeSource);
  std::string Source = relativeTo(Of.Root, Whole).str();
  bool Installed = Of.OneHeader.empty();
  if (File == "CMakeLists.txt")
    return Installed ? "find_package(membrane REQUIRED) and "
                       "target_link_libraries(TARGET PRIVATE "
                       "membrane::runtime)"
                     : "target_sources(TARGET PRIVATE " + Source +
                           "), compiled as C11 and linked with threads";
  if (File == "meson.build")
    return Installed ? "dependency('membrane-runtime') among the dependencies "
                       "of the target"
                     : "'" + Source +
                           "' among the sources and dependency('threads') "
                           "among the dependencies of the target";
  return Installed ? "the words of 'pkg-config --cflags --libs "
                     "membrane-runtime' for the compiler and the linker"
                   : "'" + Source +
                         "' among the sources, compiled as C11, and -pthread";
}

static std::string onOneLine(llvm::StringRef Text) {
  llvm::SmallVector<llvm::StringRef, 4> Words;
  llvm::SplitString(Text, Words);
  return llvm::join(Words, " ");
}

/// The file of a build system in the nearest directory, from that of the first
/// unit up to the root; empty if there is none.
static std::string nearestFile(const RuntimeUse &Of) {
  llvm::StringRef From =
      Of.Units.empty() ? llvm::StringRef(Of.Root) : Of.Units.front();
  for (; From.size() >= Of.Root.size(); From = path::parent_path(From))
    for (llvm::StringRef Name :
         {"CMakeLists.txt", "meson.build", "configure.ac", "Makefile.am",
          "Makefile", "GNUmakefile", "makefile"})
      if (fs::exists(From + "/" + Name))
        return (From + "/" + Name).str();
  return "";
}

static void sayByHand(const RuntimeUse &Of, std::vector<std::string> &Lines) {
  std::string File = nearestFile(Of);
  Lines.push_back((File.empty() ? "the build" : named(Of.Root, File)) +
                  " has to get " + inWords(Of, path::filename(File)));
}

BuildAdvice adviseBuild(
    const RuntimeUse &Of,
    llvm::function_ref<std::optional<std::string>(llvm::StringRef)> ReadText) {
  CMakeProject Project(Of, ReadText);
  std::vector<Target> Targets = Project.targets();
  BuildAdvice Advice;
  if (auto Linked = Project.link(Targets)) {
    Advice.Edits = std::move(*Linked);
    for (const Edit &Each : Advice.Edits)
      Advice.Lines.push_back(named(Of.Root, Each.File) + " gets " +
                             onOneLine(Each.Text));
    return Advice;
  }
  sayByHand(Of, Advice.Lines);
  if (Of.OneHeader.empty())
    Advice.Lines.push_back("to have no dependency, 'membrane fix "
                           "--runtime=DIRECTORY' puts the runtime into the "
                           "tree");
  return Advice;
}

} // namespace membrane
