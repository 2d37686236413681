// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Commands as they were before a change.

#include "tool/Earlier.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace membrane {

bool isSource(llvm::StringRef File) {
  return llvm::is_contained({".c", ".cc", ".cpp", ".cxx", ".C", ".c++"},
                            path::extension(File));
}

static std::string absoluteIn(llvm::StringRef Directory, llvm::StringRef Name) {
  llvm::SmallString<128> Whole(Name);
  path::make_absolute(Directory, Whole);
  path::remove_dots(Whole, /*remove_dot_dot=*/true);
  return Whole.str().str();
}

std::string oldNameOf(llvm::StringRef File, const Earlier &Then) {
  llvm::SmallString<256> Real;
  if (fs::real_path(File, Real))
    return File.str();
  llvm::StringRef Inside = Real;
  if (!Inside.consume_front(Then.Top) || !Inside.consume_front("/"))
    return File.str();
  auto Old = Then.OldNames.find(Inside);
  if (Old == Then.OldNames.end())
    return File.str();
  llvm::StringRef Above = File;
  return Above.consume_back(Inside) ? Above.str() + Old->second
                                    : Then.Top + "/" + Old->second;
}

static CompileCommand commandOf(const CompileCommand &Now,
                                const Earlier &Then) {
  CompileCommand Old = Now;
  Old.File = oldNameOf(Now.File, Then);
  if (Old.File == Now.File)
    return Old;
  for (std::string &Each : Old.Arguments)
    if (absoluteIn(Now.Directory, Each) == Now.File)
      Each = Old.File;
  return Old;
}

bool touchesAny(const Earlier &Then, const Inputs &Now) {
  return llvm::any_of(Now.Commands, [&](const CompileCommand &Each) {
    llvm::SmallString<256> Real;
    return !fs::real_path(Each.File, Real) &&
           Real.str().starts_with(Then.Top + "/");
  });
}

Inputs inputsOf(const Inputs &Now, const std::shared_ptr<const Earlier> &Then) {
  Inputs Old = Now;
  Old.Commands.clear();
  for (const CompileCommand &Each : Now.Commands)
    if (CompileCommand Command = commandOf(Each, *Then);
        Then->Files.exists(Command.File))
      Old.Commands.push_back(std::move(Command));
  Old.Files = std::shared_ptr<const FileOverlay>(Then, &Then->Files);
  return Old;
}

} // namespace membrane
