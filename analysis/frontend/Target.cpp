// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which target of the build a command is of, by the name of its output.
//
// Build systems give each program and library a folder for its objects (CMake,
// Meson) or a prefix of their names (Automake); a command that also links is
// its own target. All that other outputs say is the folder.

#include "analysis/frontend/Frontend.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

namespace path = llvm::sys::path;

namespace membrane {

/// How the folders end that hold the objects of one target.
static constexpr llvm::StringLiteral TargetFolders[] = {
    ".dir", ".p", "@cus", "@exe", "@sha", "@sta",
};

/// Endings of what a linker makes.
static constexpr llvm::StringLiteral LinkedFiles[] = {
    "",
    ".dll",
    ".exe",
    ".so",
};

/// The folder of a target that the output is in, empty if there is none.
static llvm::StringRef targetFolder(llvm::StringRef Output) {
  for (llvm::StringRef Folder = path::parent_path(Output); !Folder.empty();
       Folder = path::parent_path(Folder)) {
    llvm::StringRef Name = path::filename(Folder);
    if (llvm::any_of(TargetFolders, [&](llvm::StringRef Ending) {
          return Name.size() > Ending.size() && Name.ends_with(Ending);
        }))
      return Folder;
  }
  return "";
}

std::string targetOf(const CompileCommand &Command) {
  llvm::StringRef Output = Command.Output;
  if (Output.empty())
    return (path::parent_path(Command.File) + "/").str();
  if (llvm::StringRef Folder = targetFolder(Output); !Folder.empty())
    return Folder.str();
  if (llvm::is_contained(LinkedFiles, path::extension(Output)))
    return Output.str();
  std::string Folder = (path::parent_path(Output) + "/").str();
  llvm::StringRef Prefix = path::stem(Output);
  bool Named = Prefix.consume_back(path::stem(Command.File)) &&
               Prefix.consume_back("-") && !Prefix.empty();
  return Named ? Folder + Prefix.str() : Folder;
}

} // namespace membrane
