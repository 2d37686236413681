// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Takes findings away that comments in the source suppress.
//
// A comment acts on the lines that clang-tidy gives it: its own, the next, or
// those from a begin to its end. Only the place of the finding itself counts,
// not those of its notes. Of each glob is kept whether it hid something, for
// the check 'suppression'. Ends because each file is read once.

#include "checks/Rows.h"
#include "llvm/ADT/STLExtras.h"
#include <map>

using namespace membrane;

/// The row of the check that looks at the comments, if it is among those.
static const Check *commentCheck(llvm::ArrayRef<const Check *> Chosen) {
  const auto *Row = llvm::find_if(
      Chosen, [](const Check *Each) { return Each->RunComment != nullptr; });
  return Row == Chosen.end() ? nullptr : *Row;
}

/// Whether a glob of a comment means the check. What tells of comments cannot
/// be suppressed by one.
static bool means(llvm::StringRef Glob, const Check &Row) {
  return !Row.RunComment && matchesGlob(Glob, (CommentPrefix + Row.Name).str());
}

static bool meansAny(const NoLint &Word) {
  return !Word.Globs || llvm::any_of(*Word.Globs, [](llvm::StringRef Glob) {
    return llvm::any_of(allChecks(),
                        [&](const Check &Row) { return means(Glob, Row); });
  });
}

namespace {
/// The comments of one file.
class Comments {
public:
  explicit Comments(llvm::StringRef Source)
      : Words(findNoLints(Source)), Used(Words.size()) {
    for (size_t Index = 0; Index < Words.size(); ++Index)
      if (Words[Index].Globs)
        Used[Index].resize(Words[Index].Globs->size());
  }

  /// Marks what hides it as used.
  bool hides(const Finding &Found) {
    bool Hidden = false;
    for (size_t Index = 0; Index < Words.size(); ++Index)
      if (covers(Words[Index], Found.Where))
        Hidden |= names(Index, Found.Check);
    return Hidden;
  }

  void check(const Check &Row, FileId File,
             llvm::ArrayRef<const Check *> Chosen, FindingSink Emit) const {
    for (size_t Index = 0; Index < Words.size(); ++Index)
      Row.RunComment(describe(Index, File, Chosen), Emit);
  }

private:
  bool isBetween(const NoLint &Begin, Location Where) const {
    if (!Begin.Other)
      return false;
    const NoLint &End = Words[*Begin.Other];
    std::pair Place(Where.Line, Where.Column);
    return Place > std::pair(Begin.Line, Begin.Column) &&
           Place < std::pair(End.Line, End.Column);
  }

  bool covers(const NoLint &Word, Location Where) const {
    switch (Word.Kind) {
    case NoLint::Word::Line:
      return Where.Line == Word.Line;
    case NoLint::Word::NextLine:
      return Where.Line == Word.Line + 1;
    case NoLint::Word::Begin:
      return isBetween(Word, Where);
    case NoLint::Word::End:
      return false;
    }
    llvm_unreachable("every word covers some lines or none");
  }

  bool names(size_t Index, llvm::StringRef Check) {
    if (!Words[Index].Globs)
      return true;
    bool Named = false;
    std::string Name = (CommentPrefix + Check).str();
    for (auto [Glob, Mark] : llvm::zip(*Words[Index].Globs, Used[Index]))
      if (matchesGlob(Glob, Name))
        Named = Mark = 1;
    return Named;
  }

  Suppression describe(size_t Index, FileId File,
                       llvm::ArrayRef<const Check *> Chosen) const {
    const NoLint &Word = Words[Index];
    Suppression Told{Word, {File, Word.Line, Word.Column}};
    bool IsBlock =
        Word.Kind == NoLint::Word::Begin || Word.Kind == NoLint::Word::End;
    if (IsBlock && !Word.Other && meansAny(Word))
      Told.Is = Suppression::State::Unbalanced;
    if (!Word.Globs || Word.Kind == NoLint::Word::End ||
        (IsBlock && !Word.Other))
      return Told;
    for (auto [Glob, Mark] : llvm::zip(*Word.Globs, Used[Index]))
      if (!Mark && llvm::StringRef(Glob).starts_with(CommentPrefix))
        describeIdle(Glob, Chosen, Told);
    return Told;
  }

  /// A glob is needless only if all that it means was looked for.
  static void describeIdle(llvm::StringRef Glob,
                           llvm::ArrayRef<const Check *> Chosen,
                           Suppression &Told) {
    bool Known = false, AllRan = true;
    for (const Check &Row : allChecks())
      if (means(Glob, Row)) {
        Known = true;
        AllRan &= llvm::is_contained(Chosen, &Row);
      }
    if (!Known)
      Told.Unknown.push_back(Glob);
    else if (AllRan)
      Told.Unused.push_back(Glob);
  }

  std::vector<NoLint> Words;
  std::vector<std::vector<char>> Used; ///< for each glob of each word
};
} // namespace

/// The findings of each file; with none for a file that is only looked at for
/// comments.
static std::map<FileId, std::vector<Finding>>
sortByFile(const Surface &Answer, std::vector<Finding> Findings,
           const Check *OfComments) {
  std::map<FileId, std::vector<Finding>> Files;
  for (Finding &Each : Findings)
    Files[Each.Where ? Each.Where.File : FileId()].push_back(std::move(Each));
  if (OfComments)
    for (const SurfaceFunction &Function : Answer.Functions)
      if (!Function.System && Function.Where)
        Files.try_emplace(Function.Where.File);
  return Files;
}

llvm::Expected<Outcome> membrane::runChecks(const Surface &Answer,
                                            llvm::StringRef Globs,
                                            SourceReader Read) {
  auto Chosen = chooseChecks(Globs);
  if (!Chosen)
    return Chosen.takeError();
  auto All = runChecks(Answer, Globs);
  if (!All)
    return All.takeError();
  const Check *OfComments = commentCheck(*Chosen);
  Outcome Shown;
  for (auto &[File, Findings] :
       sortByFile(Answer, std::move(*All), OfComments)) {
    std::unique_ptr<llvm::MemoryBuffer> Text;
    if (File && File.Index < Answer.Files.size())
      Text = Read(Answer.Files[File.Index]);
    if (!Text && File && !Findings.empty())
      Shown.Stale.push_back(File);
    Comments Of(Text ? Text->getBuffer() : "");
    for (Finding &Each : Findings)
      if (Of.hides(Each))
        ++Shown.Suppressed;
      else
        Shown.Findings.push_back(std::move(Each));
    if (OfComments)
      Of.check(*OfComments, File, *Chosen, [&](Finding Found) {
        Found.Check = OfComments->Name.str();
        Shown.Findings.push_back(std::move(Found));
      });
  }
  llvm::sort(Shown.Findings, [&](const Finding &Left, const Finding &Right) {
    return comesBefore(Answer, Left, Right);
  });
  return Shown;
}
