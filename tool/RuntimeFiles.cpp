// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The texts are in the program, made by scripts/amalgamate of the same version.

#include "tool/RuntimeFiles.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace membrane {

static constexpr struct {
  llvm::StringLiteral Name, Text;
} Files[] = {
#include "tool/Runtime.inc"
};

std::string runtimeText(llvm::StringRef Name) {
  for (const auto &[Known, Text] : Files)
    if (Known == Name)
      return Text.str();
  llvm_unreachable("a file that the runtime does not have");
}

std::vector<Edit> makeRuntime(llvm::StringRef Header) {
  std::vector<Edit> New;
  for (const auto &[Name, Text] : Files) {
    llvm::SmallString<256> Path(llvm::sys::path::parent_path(Header));
    llvm::sys::path::append(Path, Name);
    if (!llvm::sys::fs::exists(Path))
      New.push_back({Path.str().str(), 0, 0, Text.str()});
  }
  return New;
}

bool usesRuntime(const Fix &Each) {
  return llvm::any_of(Each.Edits, [](const Edit &Change) {
    llvm::StringRef Text = Change.Text;
    return Text.contains("mbr_") || Text.contains("MBR_");
  });
}

} // namespace membrane
