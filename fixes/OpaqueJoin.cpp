// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What all units say about a type that is to become opaque → one fix.
//
// A unit is the library's if it defines a function that a public header
// declares, or if it reads a private header of such a unit that includes the
// type's; else it is a client. The definition goes where all units of the
// library see it that look inside: into their only source file, else into a
// private header that they include, else into a new one.

#include "fixes/OpaqueJoin.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace path = llvm::sys::path;

namespace membrane {

namespace {

class TypeJoin {
public:
  TypeJoin(const Surface &Answer, const Goal &Wanted,
           std::vector<TypeReport> Reports)
      : Answer(Answer), Wanted(Wanted), Reports(std::move(Reports)) {}

  void finish(Fixes &Into);

private:
  using Units = std::vector<const TypeReport *>;

  void forbid(const Obstacle &Why);
  void forbid(const std::string &Why);
  void separate();
  void collectObstacles();
  void joinMacros();
  void joinHeaders();
  void gatherFunctions();
  bool chooseCandidate();
  void makeHeader();
  void placeFunctions();
  std::string inFile(llvm::StringRef Text, llvm::StringRef LineEnd) const;
  const PrivatePlace *homeAmong(const Units &All) const;
  void insert(const std::string &File, uint32_t Offset, std::string Text);

  const Surface &Answer;
  const Goal &Wanted;
  std::vector<TypeReport> Reports;
  Units Library, Clients, Inside; ///< Inside: of Library, those that look
  std::vector<Edit> Edits;
  std::vector<LibraryFunction> Accessors, Moved;
  const PrivatePlace *Home = nullptr;
  std::optional<Obstacle> Cannot;
};

} // namespace

void TypeJoin::forbid(const Obstacle &Why) {
  if (!Cannot)
    Cannot = Why;
}

/// Of the type as a whole.
void TypeJoin::forbid(const std::string &Why) {
  const SurfaceType &Type = Answer.Types[Wanted.Type];
  forbid(Obstacle{Answer.Files[Type.Where.File.Index], Type.Where.Line,
                  Type.Where.Column,
                  "'" + Reports.front().Type + "' cannot be opaque: " + Why});
}

void TypeJoin::insert(const std::string &File, uint32_t Offset,
                      std::string Text) {
  Edits.push_back({File, Offset, 0, std::move(Text)});
}

/// With the line ends of another file.
std::string TypeJoin::inFile(llvm::StringRef Text,
                             llvm::StringRef LineEnd) const {
  std::string Changed;
  for (char Each : Text)
    if (Each == '\n')
      Changed += LineEnd;
    else if (Each != '\r')
      Changed += Each;
  return Changed;
}

//===-- Who is who --------------------------------------------------------===//

void TypeJoin::separate() {
  std::set<std::string> Internal;
  for (const TypeReport &Each : Reports)
    if (Each.DefinesPublic)
      Internal.insert(Each.Shared.begin(), Each.Shared.end());
  for (const TypeReport &Each : Reports) {
    bool Own = Each.DefinesPublic ||
               llvm::any_of(Each.Shared, [&](const std::string &File) {
                 return Internal.count(File);
               });
    (Own ? Library : Clients).push_back(&Each);
    if (Own && !Each.Needs.empty())
      Inside.push_back(&Each);
  }
  if (Library.empty())
    forbid("no source file defines a function of its header");
}

void TypeJoin::collectObstacles() {
  for (const TypeReport &Each : Reports)
    if (!Each.Forbids.empty())
      forbid(Each.Forbids.front());
  for (const TypeReport *Each : Clients)
    if (!Each->ClientForbids.empty())
      forbid(Each->ClientForbids.front());
  for (const TypeReport *Each : Library)
    if (!Each->LibraryForbids.empty())
      forbid(Each->LibraryForbids.front());
}

//===-- The public header -------------------------------------------------===//

/// One place of a macro may mean different things to different units. What
/// nothing expands is edited by its text, unless another definition of the same
/// macro is only for the library.
void TypeJoin::joinMacros() {
  using Is = MacroAccess::Is;
  std::map<std::pair<std::string, uint32_t>, std::map<Is, const MacroAccess *>>
      Places;
  std::set<std::string> Left;
  for (const TypeReport &Unit : Reports)
    for (const MacroAccess &Each : Unit.Macros) {
      Places[{Each.File, Each.Offset}].try_emplace(Each.State, &Each);
      if (Each.State == Is::Left)
        Left.insert(Each.Macro);
    }
  for (const auto &[Place, States] : Places) {
    if (States.count(Is::Edited) && States.count(Is::Other))
      forbid(States.at(Is::Edited)->Why);
    if (States.count(Is::Edited) && States.count(Is::Left))
      forbid(States.at(Is::Left)->Why);
    const MacroAccess *Only = States.begin()->second;
    if (Only->State != Is::Unseen || Left.count(Only->Macro))
      continue;
    if (Only->Edits.empty())
      forbid(Only->Why);
    llvm::append_range(Edits, Only->Edits);
    llvm::append_range(Accessors, Only->Accessors);
  }
}

void TypeJoin::joinHeaders() {
  std::map<std::string, const CompletingHeader *> Headers;
  for (const TypeReport &Unit : Reports)
    for (const CompletingHeader &Each : Unit.Headers) {
      auto [Known, New] = Headers.try_emplace(Each.File, &Each);
      if (New)
        Edits.push_back(Each.Cut);
      if (inFile(Each.Definition, "\n") !=
          inFile(Headers.begin()->second->Definition, "\n"))
        forbid("headers define it differently");
    }
  if (Headers.empty())
    return forbid("its definition is not found");
  for (const auto &[File, Each] : Headers) {
    std::string Declared = Each->DeclareLead;
    for (const LibraryFunction &Function : Accessors)
      Declared += declare(Each->Style, Function) + ";" + Each->LineEnd;
    if (!Accessors.empty())
      insert(File, Each->DeclareAt, Declared);
  }
}

/// Sorted, each once; of one name there can be only one.
static bool unite(std::vector<LibraryFunction> &All) {
  llvm::sort(All);
  All.erase(std::unique(All.begin(), All.end()), All.end());
  std::set<std::string> Names;
  return llvm::all_of(All, [&](const LibraryFunction &Each) {
    return Names.insert(Each.Name).second;
  });
}

void TypeJoin::gatherFunctions() {
  for (const TypeReport &Each : Reports) {
    llvm::append_range(Edits, Each.HeaderEdits);
    llvm::append_range(Accessors, Each.HeaderAccessors);
    llvm::append_range(Moved, Each.Moved);
  }
  for (const TypeReport *Each : Clients) {
    llvm::append_range(Edits, Each->ClientEdits);
    llvm::append_range(Accessors, Each->ClientAccessors);
  }
  if (!unite(Accessors) || !unite(Moved))
    forbid("units see its functions differently");
  if (Answer.ExportsListed && Accessors.size() + Moved.size())
    forbid("the list of what the library exports would need '" +
           (Accessors.empty() ? Moved : Accessors).front().Name + "'");
}

//===-- The private place -------------------------------------------------===//

/// Where most functions of the type are.
const PrivatePlace *TypeJoin::homeAmong(const Units &All) const {
  const PrivatePlace *Best = nullptr;
  for (const TypeReport *Unit : All)
    for (const PrivatePlace &Each : Unit->Homes)
      if (!Best || Each.Functions > Best->Functions)
        Best = &Each;
  return Best;
}

/// A file that is there already and that all who look inside read in time.
bool TypeJoin::chooseCandidate() {
  if (Inside.empty())
    return false;
  auto Has = [](const TypeReport &Unit, const PrivatePlace &Place) {
    return llvm::any_of(Unit.Candidates, [&](const PrivatePlace &Each) {
      return Each.File == Place.File && Each.Offset == Place.Offset;
    });
  };
  std::string Stem =
      path::stem(Reports.front().Headers.front().File).str() + "_";
  const PrivatePlace *Best = nullptr;
  auto Rank = [&](const PrivatePlace &Each) {
    return std::make_tuple(
        Each.IsMain, path::filename(Each.File).starts_with(Stem), Each.File);
  };
  for (const PrivatePlace &Each : Inside.front()->Candidates)
    if (llvm::all_of(Inside,
                     [&](const TypeReport *Unit) { return Has(*Unit, Each); }))
      if (!Best || Rank(*Best) < Rank(Each))
        Best = &Each;
  if (!Best)
    return false;
  Units Seeing;
  for (const TypeReport *Unit : Library)
    if (Has(*Unit, *Best) && (!Best->IsMain || Unit->Main == Best->File))
      Seeing.push_back(Unit);
  Home = homeAmong(Seeing);
  std::string Definition =
      inFile(Reports.front().Headers.front().Definition + "\n", Best->LineEnd);
  insert(Best->File, Best->Offset, Best->LineEnd + Definition);
  return true;
}

/// How a file of one folder is named in another.
static std::string relativePath(llvm::StringRef Folder, llvm::StringRef File) {
  llvm::SmallString<128> Up;
  while (!Folder.empty() &&
         !(File.starts_with(Folder) &&
           (Folder.ends_with("/") ||
            File.drop_front(Folder.size()).starts_with("/")))) {
    Folder = path::parent_path(Folder);
    Up += "../";
  }
  llvm::StringRef Rest = File.drop_front(Folder.size());
  Rest.consume_front("/");
  return (Up + Rest).str();
}

/// A new private header, which all who look inside include.
void TypeJoin::makeHeader() {
  const CompletingHeader &Public = Reports.front().Headers.front();
  if (!Answer.PublicChosen)
    return forbid("all headers are public; say which are with '--public'");
  Home = homeAmong(Inside);
  std::string Folder =
      path::parent_path(Home ? Home->File : Inside.front()->Main).str();
  std::string Stem = Folder + "/" + path::stem(Public.File).str() + "_private";
  std::string File = Stem + ".h";
  for (unsigned Number = 2; llvm::sys::fs::exists(File); ++Number)
    File = Stem + std::to_string(Number) + ".h";
  std::string Header = "\"" + relativePath(Folder, Public.File) + "\"";
  for (const TypeReport *Unit : Inside) {
    const PrivatePlace &Need = Unit->Needs.front();
    if (path::parent_path(Need.File) == Folder && !Need.Header.empty())
      Header = Need.Header;
    insert(Need.File, Need.Offset,
           "#include \"" + relativePath(path::parent_path(Need.File), File) +
               "\"" + Need.LineEnd);
  }
  std::string Guard = path::filename(File).upper();
  for (char &Each : Guard)
    Each = llvm::isAlnum(Each) ? Each : '_';
  Edit New{File, 0, 0, ""};
  New.Text =
      inFile("#ifndef " + Guard + "\n#define " + Guard + "\n\n#include " +
                 Header + "\n\n" + Public.Definition + "\n\n#endif\n",
             Public.LineEnd);
  Edits.push_back(std::move(New));
}

void TypeJoin::placeFunctions() {
  if (Accessors.empty() && Moved.empty())
    return;
  if (!Home)
    return forbid("no source file that looks inside has a place for '" +
                  (Accessors.empty() ? Moved : Accessors).front().Name + "'");
  std::string Text;
  for (const std::vector<LibraryFunction> *All : {&Moved, &Accessors})
    for (const LibraryFunction &Each : *All)
      Text += "\n" + declare(Home->Style, Each) + Each.Body + "\n";
  insert(Home->File, Home->Offset, inFile(Text, Home->LineEnd));
}

//===-- Together ----------------------------------------------------------===//

void TypeJoin::finish(Fixes &Into) {
  std::set<size_t> Claims;
  for (const TypeReport &Each : Reports)
    Claims.insert(Each.Claims.begin(), Each.Claims.end());
  if (Claims.empty())
    return;
  separate();
  collectObstacles();
  if (!Cannot)
    joinMacros();
  if (!Cannot)
    gatherFunctions();
  if (!Cannot)
    joinHeaders();
  if (!Cannot && Inside.empty())
    forbid("no source file of the library looks inside");
  if (!Cannot && !chooseCandidate())
    makeHeader();
  if (!Cannot)
    placeFunctions();
  auto Merged = mergeEdits(Edits);
  if (!Merged)
    forbid(llvm::toString(Merged.takeError()));
  if (Cannot) {
    for (size_t Finding : Claims)
      Into.Withheld.try_emplace(Finding, *Cannot);
    return;
  }
  Fix New{Reports.front().Type, {}, std::move(*Merged), {}};
  New.Opaque = Answer.Types[Wanted.Type].Name;
  for (const std::vector<LibraryFunction> *All : {&Moved, &Accessors})
    for (const LibraryFunction &Each : *All)
      New.Moved.push_back(Each.Name);
  for (size_t Finding : Claims)
    New.Mended.try_emplace(Finding, FixKind::OpaqueType);
  Into.Offered.push_back(std::move(New));
}

void joinOpaqueType(const Surface &Answer, const Goal &Wanted,
                    std::vector<TypeReport> Reports, Fixes &Into) {
  if (!Reports.empty())
    TypeJoin(Answer, Wanted, std::move(Reports)).finish(Into);
}

} // namespace membrane
