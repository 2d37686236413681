// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// annotate: 'struct db *db_open(void);' gets 'MEMBRANE_OPAQUE(db_close)' before
// it, in the project's own macro if it has one.
//
// The answer says where the declarations stand and which macros are known
// there, so no unit is parsed for it. One fix for each header.

#include "fixes/Fixes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"

namespace membrane {

namespace {

/// What one header gets, and the findings about it.
struct Header {
  std::vector<const Annotation *> Given;
  std::vector<size_t> Findings;
};

} // namespace

/// The headers with findings, by path; findings about what cannot be written
/// are withheld.
static std::map<std::string, Header> findHeaders(const Surface &Answer,
                                                 llvm::ArrayRef<Finding> Found,
                                                 llvm::ArrayRef<Annotation> All,
                                                 Fixes &Into) {
  llvm::StringMap<const Annotation *> ByName;
  for (const Annotation &Each : All)
    ByName.try_emplace(Each.Function->Mangled, &Each);
  std::map<std::string, Header> Headers;
  for (size_t Index = 0; Index < Found.size(); ++Index) {
    const Annotation *About = ByName.lookup(Found[Index].Symbol);
    if (Found[Index].Check != "missing-contract" || !About ||
        About->Missing.empty())
      continue;
    Location Where = About->At.Where;
    if (!About->Obstacle.empty()) {
      Into.Withheld.try_emplace(
          Index, Obstacle{Where.File ? Answer.Files[Where.File.Index] : "",
                          Where.Line, Where.Column, About->Obstacle});
      continue;
    }
    Header &Of = Headers[Answer.Files[About->At.Where.File.Index]];
    Of.Given.push_back(About);
    Of.Findings.push_back(Index);
  }
  return Headers;
}

void planAnnotations(
    const Surface &Answer, llvm::ArrayRef<Finding> Found,
    llvm::function_ref<llvm::Expected<std::string>(llvm::StringRef)> Read,
    llvm::StringRef OneHeader, Fixes &Into) {
  std::vector<Annotation> All = findAnnotations(Answer, Assuming::Refused);
  for (const auto &[Path, Of] : findHeaders(Answer, Found, All, Into)) {
    llvm::SmallString<256> Real;
    llvm::Expected<std::string> Text = Read(Path);
    std::string Why = Text ? "" : llvm::toString(Text.takeError());
    if (Why.empty() && llvm::sys::fs::real_path(Path, Real))
      Why = "'" + Path + "' is not there any more";
    std::vector<Edit> Edits;
    if (Why.empty())
      Edits = editsOfHeader(Real, *Text, Of.Given);
    bool Includes = llvm::any_of(Edits, [](const Edit &Each) {
      return llvm::StringRef(Each.Text).starts_with("#include");
    });
    if (Includes && !OneHeader.empty())
      Why = "the runtime in the project has no <membrane/contract.h>";
    Fix New{llvm::StringRef(Path).rsplit('/').second.str(), {}, Edits, {}};
    for (size_t Finding : Of.Findings)
      if (Why.empty())
        New.Mended.try_emplace(Finding, FixKind::Annotate);
      else
        Into.Withheld.try_emplace(Finding, Obstacle{Path, 1, 1, Why});
    if (Why.empty())
      Into.Offered.push_back(std::move(New));
  }
}

} // namespace membrane
