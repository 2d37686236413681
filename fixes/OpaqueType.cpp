// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// opaque-type: 'struct buffer {...};' of a public header becomes
// 'struct buffer;'.
//
// A unit says what would have to change in it, whether it turns out to be the
// library's or a client's: the header with its macros and inline functions,
// what clients would call in place of accesses, and where the library could
// have the definition.

#include "analysis/frontend/Frontend.h"
#include "fixes/OpaquePlaces.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringSet.h"

using namespace clang;

namespace membrane {

namespace {

class OpaqueType {
public:
  OpaqueType(const OpaqueUnit &In, const Goal &Wanted)
      : In(In), Of(In.Of), Text(In.text()), Wanted(Wanted), Form(In.Of) {}

  TypeReport plan();

private:
  /// Where the text names a member.
  using Spelling = std::pair<FileID, unsigned>;

  void sortUses();
  void planAccesses(Spelling Where, llvm::ArrayRef<const TypeUse *> Uses);
  std::optional<LibraryFunction> callFor(Spelling Where,
                                         llvm::ArrayRef<const TypeUse *> Uses,
                                         std::string &Why);
  void keep(const TypeUse &Use, const llvm::Twine &Why);
  void need(const TypeUse &Use);
  void planUnseen();
  void planHidden(const TokenText &Tokens, size_t Member);
  void planUnseen(const TokenText &Tokens, llvm::ArrayRef<size_t> Members,
                  const llvm::StringSet<> &Others);
  void moveFunctions();
  bool isPointer(llvm::StringRef Words) const;
  void requireMakers();
  void claim();
  bool isMacroBody(Spelling Where) const;
  Spelling spellingOf(SourceLocation Where) const;
  Obstacle obstacleAt(const TokenText &Tokens, size_t Token,
                      const llvm::Twine &Why) const;

  const OpaqueUnit &In;
  const TypeView &Of;
  const SourceText &Text;
  const Goal &Wanted;
  AccessorForm Form;
  TypeReport Report;
  TypeUses Uses;
  std::set<Spelling> Seen; ///< members in the text that the AST has
  std::set<Spelling> OfOthers;
  llvm::SetVector<const FunctionDecl *> Moved;
  std::vector<SourceLocation> Needed; ///< in files that are not public
  std::map<FileID, std::vector<TextChange>> Changes;
};

} // namespace

OpaqueType::Spelling OpaqueType::spellingOf(SourceLocation Where) const {
  return Text.Sources.getDecomposedLoc(Text.Sources.getSpellingLoc(Where));
}

bool OpaqueType::isMacroBody(Spelling Where) const {
  if (Text.pathOf(Where.first).empty())
    return false;
  const TokenText &Tokens = In.Tokens.of(Where.first);
  std::optional<size_t> At = Tokens.at(Where.second);
  return At && Tokens.all()[*At].Directive;
}

Obstacle OpaqueType::obstacleAt(const TokenText &Tokens, size_t Token,
                                const llvm::Twine &Why) const {
  return Text.obstacle(
      Text.Sources.getComposedLoc(Tokens.File, Tokens.all()[Token].Begin), Why);
}

//===-- Uses --------------------------------------------------------------===//

/// The library has to see the definition before this.
void OpaqueType::need(const TypeUse &Use) {
  SourceLocation Where = Text.Sources.getExpansionLoc(Use.Where);
  if (!Of.isPublic(Where))
    Needed.push_back(Where);
}

/// A use that no call takes the place of: the code has to be the library's.
void OpaqueType::keep(const TypeUse &Use, const llvm::Twine &Why) {
  Obstacle Here = Text.obstacle(Use.Where, "'" + Of.spelled() +
                                               "' cannot be opaque: " + Why);
  if (Use.Is == TypeUse::Kind::InArray) {
    Report.Forbids.push_back(std::move(Here));
  } else if (!Of.isPublic(Text.Sources.getExpansionLoc(Use.Where))) {
    need(Use);
    Report.ClientForbids.push_back(std::move(Here));
  } else if (Use.In && Use.In->doesThisDeclarationHaveABody() &&
             Of.isPublic(Use.In->getLocation())) {
    Moved.insert(Use.In);
  } else {
    Report.Forbids.push_back(std::move(Here));
  }
}

/// The function to call at one place of the text, if all that expand it agree.
std::optional<LibraryFunction>
OpaqueType::callFor(Spelling Where, llvm::ArrayRef<const TypeUse *> Here,
                    std::string &Why) {
  const TypeUse &First = *Here.front();
  const FieldDecl *Member = Of.memberOf(*First.Member);
  if (Text.pathOf(Where.first).empty())
    Why = "a macro makes the member's name";
  else if (OfOthers.count(Where))
    Why = "the macro is used with other types too";
  for (const TypeUse *Each : Here)
    if (Each->Is == TypeUse::Kind::Other)
      Why = Each->Why;
    else if (Each->Is != First.Is || Of.memberOf(*Each->Member) != Member)
      Why = "uses of the macro differ";
    else if (!Each->Member->isArrow() ||
             spellingOf(Each->Member->getOperatorLoc()).first != Where.first)
      Why = "it is used by value, or a macro makes a part of the access";
  if (!Why.empty())
    return std::nullopt;
  return Form.make(*Member, First.Is, Why);
}

void OpaqueType::planAccesses(Spelling Where,
                              llvm::ArrayRef<const TypeUse *> Here) {
  SourceLocation Place = Text.Sources.getComposedLoc(Where.first, Where.second);
  bool Public = Of.isPublic(Place), Macro = isMacroBody(Where);
  std::string Why;
  std::optional<LibraryFunction> Call = callFor(Where, Here, Why);
  if (Call && Public && !Macro) {
    for (const TypeUse *Each : Here)
      keep(*Each, "it is used outside of functions");
    return;
  }
  if (Call) {
    const TokenText &Tokens = In.Tokens.of(Where.first);
    std::optional<size_t> At = Tokens.at(Where.second);
    if (!At || !callInstead(Tokens, *At, Here.front()->Is, Call->Name,
                            Changes[Where.first])) {
      Why = "the text around the access is not simple";
      Call = std::nullopt;
    }
  }
  if (Public && Macro)
    Report.Macros.push_back(
        {Call ? MacroAccess::Is::Edited : MacroAccess::Is::Left,
         macroOf(In.Tokens.of(Where.first), Where.second),
         Text.pathOf(Where.first),
         Where.second,
         {},
         {},
         Text.obstacle(Place,
                       "'" + Of.spelled() + "' cannot be opaque: " + Why)});
  if (!Call) {
    for (const TypeUse *Each : Here)
      keep(*Each, Why);
  } else if (Public) {
    Report.HeaderAccessors.push_back(*Call);
  } else {
    Report.ClientAccessors.push_back(*Call);
    for (const TypeUse *Each : Here)
      need(*Each);
  }
}

void OpaqueType::sortUses() {
  Uses = findUses(Of);
  for (SourceLocation Each : Uses.Others)
    OfOthers.insert(spellingOf(Each));
  for (Spelling Each : OfOthers)
    if (isMacroBody(Each))
      Report.Macros.push_back({MacroAccess::Is::Other,
                               macroOf(In.Tokens.of(Each.first), Each.second),
                               Text.pathOf(Each.first),
                               Each.second,
                               {},
                               {},
                               {}});
  std::map<Spelling, std::vector<const TypeUse *>> ByPlace;
  for (const TypeUse &Each : Uses.All)
    if (Each.Member)
      ByPlace[spellingOf(Each.Where)].push_back(&Each);
    else
      keep(Each, Each.Why);
  Seen = OfOthers;
  for (const auto &[Where, Here] : ByPlace) {
    Seen.insert(Where);
    planAccesses(Where, Here);
  }
  for (auto &[File, All] : Changes) {
    std::vector<Edit> Edits = editsOf(In.Tokens.of(File), std::move(All));
    bool Public = Of.isPublic(Text.Sources.getLocForStartOfFile(File));
    llvm::append_range(Public ? Report.HeaderEdits : Report.ClientEdits, Edits);
  }
}

//===-- What the AST does not have ----------------------------------------===//

/// An access in code that is left out.
void OpaqueType::planHidden(const TokenText &Tokens, size_t Member) {
  bool Public = Of.isPublic(Text.Sources.getLocForStartOfFile(Tokens.File));
  (Public ? Report.Forbids : Report.ClientForbids)
      .push_back(obstacleAt(Tokens, Member,
                            "'" + Of.spelled() +
                                "' cannot be opaque: code that this build "
                                "leaves out may look into it"));
}

/// All accesses of a macro of a public header that is not expanded.
void OpaqueType::planUnseen(const TokenText &Tokens,
                            llvm::ArrayRef<size_t> Members,
                            const llvm::StringSet<> &Others) {
  unsigned First = Tokens.all()[Members.front()].Begin;
  MacroAccess New{MacroAccess::Is::Unseen,
                  macroOf(Tokens, First),
                  Text.pathOf(Tokens.File),
                  First,
                  {},
                  {},
                  obstacleAt(Tokens, Members.front(),
                             "'" + Of.spelled() +
                                 "' cannot be opaque: a macro that nothing "
                                 "expands may look into it")};
  std::vector<TextChange> Calls;
  bool Known = true;
  for (size_t Member : Members) {
    const FieldDecl *Field = Form.memberNamed(Tokens.word(Member));
    std::optional<TypeUse::Kind> Does = kindByTokens(Tokens, Member);
    std::string Why;
    std::optional<LibraryFunction> Call =
        Does ? Form.make(*Field, *Does, Why) : std::nullopt;
    Known &= Call && !Others.contains(Tokens.word(Member)) &&
             callInstead(Tokens, Member, *Does, Call->Name, Calls);
    if (Call)
      New.Accessors.push_back(std::move(*Call));
  }
  if (Known)
    New.Edits = editsOf(Tokens, std::move(Calls));
  Report.Macros.push_back(std::move(New));
}

namespace {

/// Names of the members of all structs of public headers but one.
class OtherMembers : public RecursiveASTVisitor<OtherMembers> {
public:
  explicit OtherMembers(const TypeView &Of) : Of(Of) {
    for (Decl *Each : Of.Unit.Context.getTranslationUnitDecl()->decls())
      if (Of.isPublic(Each->getLocation()))
        TraverseDecl(Each);
  }
  bool VisitFieldDecl(FieldDecl *Field) {
    const RecordDecl *Holder = Field->getParent();
    while (Holder->isAnonymousStructOrUnion() &&
           llvm::isa<RecordDecl>(Holder->getParent()))
      Holder = llvm::cast<RecordDecl>(Holder->getParent());
    if (Field->getIdentifier() && Of.isPublic(Field->getLocation()) &&
        Holder->getCanonicalDecl() != Of.Record->getCanonicalDecl())
      Names.insert(Field->getName());
    return true;
  }
  bool TraverseStmt(Stmt *) { return true; }

  llvm::StringSet<> Names;

private:
  const TypeView &Of;
};

} // namespace

void OpaqueType::planUnseen() {
  OtherMembers Others(Of);
  std::set<std::string> Done;
  Text.forEachFile([&](FileID File) {
    if (!Done.insert(Text.pathOf(File)).second)
      return;
    const TokenText &Tokens = In.Tokens.of(File);
    bool Public = Of.isPublic(Text.Sources.getLocForStartOfFile(File));
    std::map<size_t, std::vector<size_t>> Macros; // by the body's begin
    for (size_t Each = 1; Each < Tokens.all().size(); ++Each) {
      const TokenText::Piece &At = Tokens.all()[Each];
      llvm::StringRef Name = Tokens.word(Each);
      if (Tokens.all()[Each - 1].Kind != tok::arrow ||
          At.Kind != tok::raw_identifier || !Form.memberNamed(Name) ||
          Seen.count({File, At.Begin}))
        continue;
      if (!At.Directive && !Others.Names.contains(Name))
        planHidden(Tokens, Each);
      if (At.Directive && Public)
        Macros[At.First].push_back(Each);
    }
    for (const auto &[Body, Members] : Macros)
      planUnseen(Tokens, Members, Others.Names);
  });
}

//===-- The rest ----------------------------------------------------------===//

void OpaqueType::moveFunctions() {
  for (const FunctionDecl *Each : Moved) {
    auto Planned = planMove(In, *Each,
                            Report.Headers.empty() ? DeclarationStyle()
                                                   : Report.Headers[0].Style);
    if (auto *Cannot = std::get_if<Obstacle>(&Planned)) {
      Report.Forbids.push_back(std::move(*Cannot));
      continue;
    }
    auto &Done = std::get<MovedFunction>(Planned);
    Report.HeaderEdits.push_back(std::move(Done.InHeader));
    Report.Moved.push_back(std::move(Done.InLibrary));
  }
}

/// Whether the words mean a pointer to the type, perhaps by a name for it.
bool OpaqueType::isPointer(llvm::StringRef Words) const {
  const SurfaceType &Type = Of.Unit.Answer.Types[Wanted.Type];
  if (Words == Of.spelled() + " *" || Words == Type.Name + " *")
    return true;
  ASTContext &Context = Of.Unit.Context;
  auto Known = Context.Idents.find(Words);
  if (Known == Context.Idents.end())
    return false;
  for (const NamedDecl *Each :
       Context.getTranslationUnitDecl()->lookup(Known->second))
    if (const auto *Name = llvm::dyn_cast<TypedefNameDecl>(Each))
      return Of.isPointerTo(Name->getUnderlyingType());
  return false;
}

/// Who gets the memory for one from the caller cannot be given a type that the
/// caller does not know.
void OpaqueType::requireMakers() {
  const Surface &Answer = Of.Unit.Answer;
  const SurfaceType &Type = Answer.Types[Wanted.Type];
  for (const std::string &Name : Type.Constructors) {
    auto Maker = llvm::find_if(Answer.Functions, [&](const SurfaceFunction &F) {
      return F.Name == Name && F.Public;
    });
    if (Maker == Answer.Functions.end() ||
        llvm::any_of(Maker->Escapes,
                     [&](const Escape &Out) { return isPointer(Out.Type); }))
      continue;
    Report.Forbids.push_back({Answer.Files[Maker->Where.File.Index],
                              Maker->Where.Line, Maker->Where.Column,
                              "'" + Of.spelled() + "' cannot be opaque: '" +
                                  Name +
                                  "' starts one in memory of the caller"});
  }
}

/// The findings about functions that have to do with the type.
void OpaqueType::claim() {
  ASTContext &Context = Of.Unit.Context;
  for (size_t Index = 0; Index < Wanted.Findings.size(); ++Index) {
    const SurfaceFunction &About =
        Of.Unit.Answer.Functions[Wanted.Functions[Index]];
    auto Known = Context.Idents.find(About.Name);
    if (Known == Context.Idents.end())
      continue;
    for (const NamedDecl *Each :
         Context.getTranslationUnitDecl()->lookup(Known->second))
      if (const auto *Function = llvm::dyn_cast<FunctionDecl>(Each);
          Function && Of.isMentionedBy(*Function)) {
        Report.Claims.push_back(Wanted.Findings[Index]);
        break;
      }
  }
}

TypeReport OpaqueType::plan() {
  Report.Type = Of.spelled();
  auto Header = planHeader(In);
  if (auto *Cannot = std::get_if<Obstacle>(&Header))
    Report.Forbids.push_back(std::move(*Cannot));
  else
    Report.Headers.push_back(std::get<CompletingHeader>(std::move(Header)));
  requireMakers();
  sortUses();
  planUnseen();
  moveFunctions();
  findPlaces(In, Needed, Report);
  claim();
  return std::move(Report);
}

UnitEdits planOpaqueType(const ParsedUnit &Parsed, const UnitView &Unit,
                         const Goal &Wanted) {
  UnitEdits Result;
  TypeView Of(Unit, Unit.Answer.Types[Wanted.Type].Name);
  if (!Of.Record)
    return Result;
  UnitTokens Tokens(Unit.Text);
  OpaqueUnit In{Of, Parsed.Macros, Tokens};
  Result.Report = writeReport(OpaqueType(In, Wanted).plan());
  return Result;
}

} // namespace membrane
