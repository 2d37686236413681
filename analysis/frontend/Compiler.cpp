// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads the names of compilers and launchers out of tables, and finds Clang's
// own headers. A name that is in no table is taken for a C compiler.

#include "analysis/frontend/Compiler.h"
#include "clang/Basic/Version.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/TargetParser/Triple.h"

namespace path = llvm::sys::path;

namespace membrane {

/// Programs that run the compiler that follows them.
struct Launcher {
  llvm::StringLiteral Name;
  enum { Direct, AfterDashes } Compiler; ///< follows at once, or after "--"
};
static constexpr Launcher Launchers[] = {
    {"buildcache", Launcher::Direct}, {"ccache", Launcher::Direct},
    {"cmake", Launcher::AfterDashes}, {"colorgcc", Launcher::Direct},
    {"distcc", Launcher::Direct},     {"env", Launcher::Direct},
    {"gomacc", Launcher::Direct},     {"icecc", Launcher::Direct},
    {"nice", Launcher::Direct},       {"recc", Launcher::Direct},
    {"sccache", Launcher::Direct},    {"time", Launcher::Direct},
};

/// How the name of a compiler ends, longer endings before those they end in.
struct Ending {
  llvm::StringLiteral Name;
  enum { C, Cxx } Language;
};
static constexpr Ending Endings[] = {
    {"clang++", Ending::Cxx}, {"clang", Ending::C}, {"icpc", Ending::Cxx},
    {"icpx", Ending::Cxx},    {"g++", Ending::Cxx}, {"c++", Ending::Cxx},
    {"gcc", Ending::C},       {"icc", Ending::C},   {"icx", Ending::C},
    {"tcc", Ending::C},       {"CC", Ending::Cxx},  {"cc", Ending::C},
};

/// Where packages put Clang's headers.
static constexpr llvm::StringLiteral CommonResourceDirectories[] = {
    "/usr/lib/llvm-" CLANG_VERSION_MAJOR_STRING
    "/lib/clang/" CLANG_VERSION_MAJOR_STRING,
    "/usr/lib/clang/" CLANG_VERSION_MAJOR_STRING,
    "/usr/lib64/clang/" CLANG_VERSION_MAJOR_STRING,
    "/usr/local/lib/clang/" CLANG_VERSION_MAJOR_STRING,
    "/opt/homebrew/opt/llvm/lib/clang/" CLANG_VERSION_MAJOR_STRING,
};

/// The file name less ".exe" and a version: "gcc-12.2" is "gcc".
static llvm::StringRef programName(llvm::StringRef Program) {
  llvm::StringRef Name = path::filename(Program);
  Name.consume_back_insensitive(".exe");
  llvm::StringRef Bare = Name.rtrim("0123456789.");
  return Bare.size() < Name.size() && Bare.consume_back("-") ? Bare : Name;
}

static const Launcher *findLauncher(llvm::StringRef Program) {
  const Launcher *Found = llvm::find_if(
      Launchers, [Name = programName(Program)](const Launcher &Row) {
        return Row.Name == Name;
      });
  return Found == std::end(Launchers) ? nullptr : Found;
}

size_t countLauncherArguments(llvm::ArrayRef<std::string> Arguments) {
  size_t Count = 0;
  while (Count + 1 < Arguments.size()) {
    const Launcher *Found = findLauncher(Arguments[Count]);
    if (!Found)
      return Count;
    if (Found->Compiler == Launcher::AfterDashes)
      while (Count + 1 < Arguments.size() && Arguments[Count] != "--")
        ++Count;
    ++Count;
    // Its own options and, as for env and ccache, NAME=VALUE.
    while (Count + 1 < Arguments.size() &&
           (llvm::StringRef(Arguments[Count]).starts_with("-") ||
            llvm::StringRef(Arguments[Count]).contains('=')))
      ++Count;
  }
  return Count;
}

CompilerName readCompilerName(llvm::StringRef Program) {
  llvm::StringRef Name = programName(Program);
  CompilerName Result;
  const Ending *Found = llvm::find_if(
      Endings, [&](const Ending &Row) { return Name.ends_with(Row.Name); });
  if (Found == std::end(Endings))
    return Result;
  Result.IsCxx = Found->Language == Ending::Cxx;
  llvm::StringRef Prefix = Name.drop_back(Found->Name.size());
  if (!Prefix.consume_back("-") || !Prefix.contains('-'))
    return Result;
  if (llvm::Triple(Prefix).getArch() != llvm::Triple::UnknownArch)
    Result.Target = Prefix.str();
  return Result;
}

std::string findCompilerDirectory(const CompileCommand &Command) {
  size_t Position = countLauncherArguments(Command.Arguments);
  if (Position >= Command.Arguments.size())
    return "";
  llvm::SmallString<128> Program(Command.Arguments[Position]);
  if (path::has_parent_path(Program))
    path::make_absolute(Command.Directory, Program);
  else if (auto Found = llvm::sys::findProgramByName(Program))
    Program = *Found;
  llvm::SmallString<128> Real;
  if (llvm::sys::fs::real_path(Program, Real))
    return "";
  return path::parent_path(Real).str();
}

static bool holdsHeaders(const llvm::Twine &Directory) {
  return llvm::sys::fs::exists(Directory + "/include/stddef.h");
}

std::string findResourceDirectory(const CompileCommand &Command) {
  if (holdsHeaders(MEMBRANE_RESOURCE_DIR))
    return MEMBRANE_RESOURCE_DIR;
  std::string Directory = findCompilerDirectory(Command);
  if (!Directory.empty()) {
    llvm::SmallString<128> Beside(path::parent_path(Directory));
    path::append(Beside, "lib", "clang", CLANG_VERSION_MAJOR_STRING);
    if (holdsHeaders(Beside))
      return Beside.str().str();
  }
  for (llvm::StringRef Common : CommonResourceDirectories)
    if (holdsHeaders(Common))
      return Common.str();
  return "";
}

} // namespace membrane
