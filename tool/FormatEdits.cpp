// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Edits → edits that leave a tidy text.

#include "tool/FormatEdits.h"
#include "clang/Driver/Types.h"
#include "clang/Format/Format.h"
#include "clang/Tooling/Core/Replacement.h"
#include "llvm/Support/Path.h"

namespace format = clang::format;
namespace tooling = clang::tooling;

namespace membrane {

//===-- Blank lines -------------------------------------------------------===//

namespace {

/// Lines of a text by where they begin.
class Lines {
public:
  explicit Lines(llvm::StringRef Text) : Text(Text) {}

  bool isStart(size_t At) const {
    return At == 0 || At == Text.size() || Text[At - 1] == '\n';
  }
  size_t before(size_t At) const {
    size_t End = Text.rfind('\n', At < 2 ? 0 : At - 1);
    return End == llvm::StringRef::npos ? 0 : End + 1;
  }
  size_t behind(size_t At) const {
    size_t End = Text.find('\n', At);
    return End == llvm::StringRef::npos ? Text.size() : End + 1;
  }
  llvm::StringRef at(size_t At) const {
    return Text.slice(At, behind(At)).trim();
  }
  /// Where the comment begins that ends before a line; At if none does.
  size_t commentBefore(size_t At) const {
    size_t Top = At;
    while (Top > 0) {
      size_t Line = before(Top);
      if (at(Line).ends_with("*/"))
        while (Line > 0 && !at(Line).contains("/*"))
          Line = before(Line);
      llvm::StringRef Whole = Text.slice(Line, Top).trim();
      if (!Whole.starts_with("//") &&
          !(Whole.starts_with("/*") && Whole.find("*/") + 2 == Whole.size()))
        break;
      Top = Line;
    }
    return Top;
  }

private:
  llvm::StringRef Text;
};

} // namespace

/// Lines that go take the comment along that was on them alone. They leave no
/// two blank lines where there were not two, and none at the start or end of a
/// block.
static void dropLinesAround(llvm::StringRef Text,
                            llvm::MutableArrayRef<Edit> Edits) {
  Lines Of(Text);
  auto EndOf = [](const Edit &Each) { return Each.Offset + Each.Length; };
  auto Goes = [&](const Edit &Each) {
    return Each.Text.empty() && Each.Length && Of.isStart(Each.Offset) &&
           Of.isStart(EndOf(Each));
  };
  for (size_t First = 0, Last; First < Edits.size(); First = Last + 1) {
    Last = First;
    if (!Goes(Edits[First]))
      continue;
    while (Last + 1 < Edits.size() && Goes(Edits[Last + 1]) &&
           Edits[Last + 1].Offset == EndOf(Edits[Last]))
      ++Last;
    size_t Begin = Edits[First].Offset, End = EndOf(Edits[Last]);
    if (Begin == 0 || End == Text.size())
      continue;
    auto Ends = [&](size_t At) {
      return Of.at(At).empty() || Of.at(At).starts_with("}");
    };
    size_t Top = Of.commentBefore(Begin);
    if (Top > 0 && Top < Begin && Ends(End) &&
        (First == 0 || EndOf(Edits[First - 1]) < Top) &&
        (Of.at(Of.before(Top)).empty() ||
         Of.at(Of.before(Top)).ends_with("{"))) {
      Edits[First].Length += Begin - Top;
      Edits[First].Offset = Top;
      Begin = Top;
    }
    size_t Above = Of.before(Begin), Below = Of.behind(End);
    bool IsFree = Last + 1 == Edits.size() || Edits[Last + 1].Offset > Below;
    bool WasFree = First == 0 || EndOf(Edits[First - 1]) < Above;
    if (Of.at(End).empty() && IsFree &&
        (Of.at(Above).empty() || Of.at(Above).ends_with("{"))) {
      Edits[Last].Length += Below - End;
    } else if (Of.at(Above).empty() && WasFree && Of.at(End).starts_with("}")) {
      Edits[First].Length += Begin - Above;
      Edits[First].Offset = Above;
    }
  }
}

//===-- The project's style -----------------------------------------------===//

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
  dropLinesAround(Text, Edits);
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
