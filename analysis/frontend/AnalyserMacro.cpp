// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/frontend/AnalyserMacro.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/MacroInfo.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

using namespace clang;

static constexpr llvm::StringRef Asked = "__clang_analyzer__";
static constexpr llvm::StringRef Attribute = "analyzer_noreturn";

/// Whether a text has the attribute in each group of lines, from #if to #endif,
/// that depends on the macro; elsewhere it may leave out what the program does.
static bool asksForAttribute(llvm::StringRef Text) {
  struct Group {
    size_t Start;
    bool Asks;
  };
  llvm::SmallVector<Group, 8> Around;
  for (llvm::StringRef Rest = Text; !Rest.empty();) {
    auto [Whole, Next] = Rest.split('\n');
    size_t Start = size_t(Whole.data() - Text.data());
    llvm::StringRef Line = Whole.trim();
    llvm::StringRef Directive =
        Line.consume_front("#") ? Line.ltrim() : llvm::StringRef();
    bool Asks = Whole.contains(Asked);
    if (Directive.starts_with("if"))
      Around.push_back({Start, false});
    else if (Asks && Directive.starts_with("define"))
      return false; // whoever asks for that
    if (Asks && !Around.empty())
      Around.back().Asks = true;
    if (Directive.starts_with("endif") && !Around.empty()) {
      Group Last = Around.pop_back_val();
      if (Last.Asks && !Text.slice(Last.Start, Start).contains(Attribute))
        return false;
    }
    Rest = Next;
  }
  return Text.contains(Attribute);
}

namespace {

/// Defines the macro or takes it back whenever the preprocessor comes to
/// another file.
class AnalyserMacro : public PPCallbacks {
public:
  explicit AnalyserMacro(Preprocessor &Reader)
      : Reader(Reader), Name(Reader.getIdentifierInfo(Asked)),
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
      Entry->second = asksForAttribute(Sources.getBufferData(Text));
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
