// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Edits → the same edits in the project's layout.

#include "tool/FormatEdits.h"
#include "clang/Driver/Types.h"
#include "clang/Format/Format.h"
#include "clang/Tooling/Core/Replacement.h"
#include "llvm/Support/Path.h"

namespace format = clang::format;
namespace tooling = clang::tooling;

namespace membrane {

/// The layout that a .clang-format in a folder above asks for.
static std::optional<format::FormatStyle> styleOf(llvm::StringRef File,
                                                  llvm::StringRef Text) {
  // For any other file, clang-format would guess that it is C++.
  llvm::StringRef Extension = llvm::sys::path::extension(File);
  if (clang::driver::types::lookupTypeForExtension(Extension.drop_front(
          Extension.empty() ? 0 : 1)) == clang::driver::types::TY_INVALID)
    return std::nullopt;
  // Every complaint about the file is the project's own matter.
  auto Ignore = [](const llvm::SMDiagnostic &, void *) {};
  llvm::Expected<format::FormatStyle> Style = format::getStyle(
      format::DefaultFormatStyle, File, /*FallbackStyle=*/"none", Text,
      /*FS=*/nullptr, /*AllowUnknownOptions=*/true, Ignore);
  if (!Style) {
    llvm::consumeError(Style.takeError());
    return std::nullopt;
  }
  if (Style->DisableFormat || !Style->isCpp())
    return std::nullopt;
  // The order of the other headers is not this edit's.
  Style->SortIncludes = {};
  return *Style;
}

/// As replacements, where those that touch each other are one: clang-format
/// knows no order of two insertions at one place.
static std::vector<tooling::Replacement> joined(llvm::ArrayRef<Edit> Edits) {
  std::vector<tooling::Replacement> All;
  for (const Edit &Each : Edits) {
    Edit Whole = Each;
    if (!All.empty() &&
        All.back().getOffset() + All.back().getLength() == Each.Offset) {
      Whole.Offset = All.back().getOffset();
      Whole.Length += All.back().getLength();
      Whole.Text = All.back().getReplacementText().str() + Each.Text;
      All.pop_back();
    }
    All.emplace_back(Whole.File, Whole.Offset, Whole.Length, Whole.Text);
  }
  return All;
}

std::vector<Edit> formatEdits(llvm::StringRef Text, std::vector<Edit> Edits) {
  if (Edits.empty())
    return Edits;
  const std::string File = Edits.front().File;
  std::optional<format::FormatStyle> Style = styleOf(File, Text);
  if (!Style)
    return Edits;
  tooling::Replacements Plain;
  for (const tooling::Replacement &Each : joined(Edits))
    if (llvm::Error Failure = Plain.add(Each)) {
      llvm::consumeError(std::move(Failure));
      return Edits;
    }
  llvm::Expected<tooling::Replacements> Formatted =
      format::formatReplacements(Text, Plain, *Style);
  if (!Formatted) {
    llvm::consumeError(Formatted.takeError());
    return Edits;
  }
  std::vector<Edit> Result;
  for (const tooling::Replacement &Each : *Formatted)
    Result.push_back({File, Each.getOffset(), Each.getLength(),
                      Each.getReplacementText().str()});
  return Result;
}

} // namespace membrane
