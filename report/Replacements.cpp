// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Edits → the YAML that clang-apply-replacements reads.

#include "report/Report.h"
#include "clang/Tooling/ReplacementsYaml.h"

namespace membrane {

void writeReplacements(llvm::ArrayRef<PatchedFile> Files,
                       llvm::raw_ostream &Out) {
  clang::tooling::TranslationUnitReplacements All;
  for (const PatchedFile &File : Files)
    for (const Edit &Each : File.Edits)
      All.Replacements.emplace_back(Each.File, Each.Offset, Each.Length,
                                    Each.Text);
  if (!Files.empty() && !Files.front().Edits.empty())
    All.MainSourceFile = Files.front().Edits.front().File;
  llvm::yaml::Output Yaml(Out);
  Yaml << All;
}

} // namespace membrane
