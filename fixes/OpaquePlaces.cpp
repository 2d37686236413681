// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where a unit could have the definition of a type, and functions.
//
// A place is behind an include of a file, in no conditional but an include
// guard. It is found in the text, so that all units find the same.

#include "fixes/OpaquePlaces.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace clang;

namespace membrane {

std::string macroOf(const TokenText &Tokens, unsigned Offset) {
  std::optional<size_t> At = Tokens.at(Offset);
  if (!At || !Tokens.all()[*At].Directive)
    return "";
  size_t Hash = *At;
  while (Hash > 0 && Tokens.all()[Hash].Kind != tok::hash)
    --Hash;
  return Hash + 2 < Tokens.all().size() ? Tokens.word(Hash + 2).str() : "";
}

static bool isHeader(llvm::StringRef Path) {
  llvm::StringRef Ending = llvm::sys::path::extension(Path);
  return Ending.starts_with(".h") || Ending == ".inc" || Ending.empty();
}

/// Behind the last include of a file before an offset.
static std::optional<PrivatePlace> placeIn(const OpaqueUnit &In, FileID File,
                                           unsigned Before) {
  const TokenText &Tokens = In.Tokens.of(File);
  const SourceText &Text = In.text();
  std::string Public = Text.pathOf(Text.Sources.getFileID(
      Text.Sources.getFileLoc(In.Of.Record->getLocation())));
  PrivatePlace Place;
  Place.File = Text.pathOf(File);
  Place.LineEnd = Text.lineEnd(File).str();
  Place.IsMain = !isHeader(Place.File);
  for (const TokenText::Include &Each : Tokens.includes()) {
    llvm::StringRef Name = llvm::StringRef(Each.Header).drop_front();
    Name = Name.drop_back(Name.empty() ? 0 : 1);
    if (llvm::sys::path::filename(Name) == llvm::sys::path::filename(Public))
      Place.Header = Each.Header;
    if (Each.Depth <= Tokens.guards() && Each.End <= Before)
      Place.Offset = Each.End;
  }
  if (!Place.Offset)
    return std::nullopt;
  return Place;
}

/// The first use in a file, as an offset.
static unsigned firstUse(const SourceText &Text, FileID File,
                         llvm::ArrayRef<SourceLocation> Needed) {
  unsigned First = ~0U;
  for (SourceLocation Each : Needed) {
    auto [In, Offset] = Text.Sources.getDecomposedLoc(Each);
    if (In == File)
      First = std::min(First, Offset);
  }
  return First;
}

/// Files in which the definition would be seen by all that need it.
static void findCandidates(const OpaqueUnit &In,
                           llvm::ArrayRef<SourceLocation> Needed,
                           TypeReport &Report) {
  const SourceText &Text = In.text();
  std::set<std::string> Done;
  Text.forEachFile([&](FileID File) {
    if (In.Of.isPublic(Text.Sources.getLocForStartOfFile(File)) ||
        !Done.insert(Text.pathOf(File)).second)
      return;
    std::optional<PrivatePlace> Place =
        placeIn(In, File, firstUse(Text, File, Needed));
    bool IsHeader = isHeader(Text.pathOf(File));
    if (!Place || (IsHeader && Place->Header.empty()))
      return;
    if (IsHeader)
      Report.Shared.push_back(Place->File);
    SourceLocation Where = Text.Sources.getComposedLoc(File, Place->Offset);
    auto Before = [&](SourceLocation A, SourceLocation B) {
      return Text.Sources.isBeforeInTranslationUnit(A, B);
    };
    if (Before(In.Of.Record->getLocation(), Where) &&
        llvm::all_of(Needed,
                     [&](SourceLocation Use) { return !Before(Use, Where); }))
      Report.Candidates.push_back(std::move(*Place));
  });
}

/// Behind the last of the unit's public functions that have to do with the
/// type.
static void findHome(const OpaqueUnit &In, TypeReport &Report) {
  const SourceText &Text = In.text();
  FileID Main = Text.Sources.getMainFileID();
  const TokenText &Tokens = In.Tokens.of(Main);
  std::vector<const FunctionDecl *> Like;
  PrivatePlace Home;
  for (const Decl *Each :
       In.Of.Unit.Context.getTranslationUnitDecl()->decls()) {
    const auto *Function = llvm::dyn_cast<FunctionDecl>(Each);
    if (!Function || !Function->doesThisDeclarationHaveABody() ||
        !Function->isExternallyVisible() ||
        In.Of.isPublic(Function->getLocation()) ||
        llvm::none_of(Function->redecls(), [&](const FunctionDecl *Other) {
          return In.Of.isPublic(Other->getLocation());
        }))
      continue;
    Report.DefinesPublic = true;
    SourceLocation End = Function->getBodyRBrace();
    std::optional<size_t> Brace =
        End.isFileID() && Text.Sources.getFileID(End) == Main
            ? Tokens.at(Text.Sources.getFileOffset(End))
            : std::nullopt;
    if (!Brace || Tokens.all()[*Brace].Depth || !In.Of.isMentionedBy(*Function))
      continue;
    Like.push_back(Function);
    Home.Offset = Tokens.behindLine(Tokens.all()[*Brace].End);
  }
  if (Like.empty())
    return;
  Home.File = Text.pathOf(Main);
  Home.LineEnd = Text.lineEnd(Main).str();
  Home.IsMain = true;
  Home.Functions = unsigned(Like.size());
  Home.Style = styleOf(In, Like);
  Report.Homes.push_back(std::move(Home));
}

void findPlaces(const OpaqueUnit &In, llvm::ArrayRef<SourceLocation> Needed,
                TypeReport &Report) {
  const SourceText &Text = In.text();
  Report.Main = Text.pathOf(Text.Sources.getMainFileID());
  findHome(In, Report);
  findCandidates(In, Needed, Report);
  if (Needed.empty())
    return;
  SourceLocation First = Needed.front();
  for (SourceLocation Each : Needed)
    if (Text.Sources.isBeforeInTranslationUnit(Each, First))
      First = Each;
  auto [File, Offset] = Text.Sources.getDecomposedLoc(First);
  if (auto Place = placeIn(In, File, Offset))
    Report.Needs.push_back(std::move(*Place));
  else
    Report.LibraryForbids.push_back(
        Text.obstacle(First, "'" + In.Of.spelled() +
                                 "' cannot be opaque: what it holds is "
                                 "needed here, and above is no #include "
                                 "behind which its definition could come"));
}

} // namespace membrane
