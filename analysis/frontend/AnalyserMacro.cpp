// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/frontend/AnalyserMacro.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/MacroInfo.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/DenseMap.h"

using namespace clang;

namespace {

/// Defines the macro or takes it back whenever the preprocessor comes to
/// another file.
class AnalyserMacro : public PPCallbacks {
public:
  explicit AnalyserMacro(Preprocessor &Reader)
      : Reader(Reader), Name(Reader.getIdentifierInfo("__clang_analyzer__")),
        Model(Reader.getIdentifierInfo("__membrane__")) {}

  void FileChanged(SourceLocation Where, FileChangeReason Reason,
                   SrcMgr::CharacteristicKind, FileID) override {
    if (Reason != EnterFile && Reason != ExitFile)
      return;
    MacroInfo *Known = Reader.getMacroInfo(Name);
    MacroInfo *Ours = Reader.getMacroInfo(Model);
    if (!Ours || (Known && Known != Ours))
      return;
    bool Wanted = asks(Reader.getSourceManager().getFileID(Where));
    if (Wanted && !Known)
      Reader.appendDefMacroDirective(Name, Ours, Where);
    else if (!Wanted && Known)
      Reader.appendMacroDirective(Name, new (Reader.getPreprocessorAllocator())
                                            UndefMacroDirective(Where));
  }

private:
  bool asks(FileID Text) {
    const SourceManager &Sources = Reader.getSourceManager();
    const FileEntry *File = Sources.getFileEntryForID(Text);
    if (!File)
      return false;
    auto [Entry, New] = Asks.try_emplace(File, false);
    if (New)
      Entry->second = Sources.getBufferData(Text).contains("analyzer_noreturn");
    return Entry->second;
  }

  Preprocessor &Reader;
  IdentifierInfo *Name, *Model;
  llvm::DenseMap<const FileEntry *, bool> Asks;
};

} // namespace

void membrane::defineAnalyserMacro(Preprocessor &Reader) {
  Reader.addPPCallbacks(std::make_unique<AnalyserMacro>(Reader));
}
