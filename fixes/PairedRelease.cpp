// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// paired-release: 'struct db *db_open(void);' gets
// 'void db_close(struct db *db);' behind it, and a definition.
//
// The declaration stands in the header behind that of the function that makes
// the object, the definition behind that of what it calls, or behind the maker.
// The name is the maker's with the other word of a pair, if it ends in one.

#include "fixes/Planner.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace membrane {

namespace {

class PairedRelease {
public:
  PairedRelease(const UnitView &Unit, const Goal &Wanted)
      : Unit(Unit), Text(Unit.Text), Wanted(Wanted),
        Maker(Unit.Answer.Functions[Wanted.Maker]) {}

  std::optional<Obstacle> plan(const FunctionDecl &Before,
                               std::vector<Edit> &Into);

private:
  const FunctionDecl *declaration() const;
  QualType handle(const FunctionDecl &Made) const;
  std::optional<std::string> name() const;
  bool isTaken(llvm::StringRef Name) const;
  std::string parameter(QualType Handle) const;
  std::string prefix(const FunctionDecl &Made) const;
  std::optional<Obstacle> declare(const FunctionDecl &Made,
                                  llvm::StringRef Head,
                                  std::vector<Edit> &Into) const;
  std::optional<Obstacle> define(const FunctionDecl &Before,
                                 llvm::StringRef Head,
                                 std::vector<Edit> &Into) const;
  llvm::StringRef indent(const FunctionDecl &Of) const;

  const UnitView &Unit;
  const SourceText &Text;
  const Goal &Wanted;
  const SurfaceFunction &Maker;
  std::string Parameter;
};

} // namespace

/// How makers end and how their releases do.
static constexpr std::pair<llvm::StringLiteral, llvm::StringLiteral> Pairs[] = {
    {"new", "free"},   {"create", "destroy"}, {"open", "close"},
    {"alloc", "free"}, {"allocate", "free"},  {"make", "free"},
    {"init", "free"},  {"New", "Free"},       {"Create", "Destroy"},
    {"Open", "Close"}, {"Alloc", "Free"},     {"Allocate", "Free"},
    {"Make", "Free"},  {"Init", "Free"},
};

/// The declaration of the maker in a header that clients read.
const FunctionDecl *PairedRelease::declaration() const {
  IdentifierInfo &Name = Unit.Context.Idents.get(Maker.Name);
  for (const NamedDecl *Each :
       Unit.Context.getTranslationUnitDecl()->lookup(&Name))
    for (const Decl *Again : Each->redecls()) {
      FileId File = Unit.locate(Again->getLocation()).File;
      if (llvm::any_of(Maker.DeclaredAt, [&](const DeclarationPlace &Place) {
            return File && Place.Where.File == File;
          }))
        return llvm::dyn_cast<FunctionDecl>(Again);
    }
  return nullptr;
}

/// The type of the object: the maker's result, or what it stores.
QualType PairedRelease::handle(const FunctionDecl &Made) const {
  for (const Escape &Out : Maker.Escapes) {
    if (!Out.Opaque || !Out.Unreleased)
      continue;
    if (Out.To == Exit::Return && Out.Path.empty())
      return Made.getReturnType();
    int Index = Out.Argument.Index;
    if (Out.To == Exit::Argument && Out.Path == "*" && Index >= 0 &&
        unsigned(Index) < Made.getNumParams())
      return Made.getParamDecl(unsigned(Index))->getType()->getPointeeType();
  }
  return {};
}

bool PairedRelease::isTaken(llvm::StringRef Name) const {
  IdentifierInfo &Known = Unit.Context.Idents.get(Name);
  return Known.hasMacroDefinition() ||
         !Unit.Context.getTranslationUnitDecl()->lookup(&Known).empty() ||
         llvm::any_of(Unit.Answer.Functions, [&](const SurfaceFunction &Each) {
           return Each.Name == Name;
         });
}

std::optional<std::string> PairedRelease::name() const {
  llvm::StringRef Stem = Maker.Name, Release = "_free";
  for (auto [Begins, Ends] : Pairs) {
    llvm::StringRef Rest = Maker.Name;
    // 'renew' ends in no word of its own.
    bool Apart = Rest.consume_back(Begins) && !Rest.empty() &&
                 (!llvm::isLower(Begins[0]) || Rest.ends_with("_"));
    if (Apart) {
      Stem = Rest;
      Release = Ends;
    }
  }
  std::string Name = (Stem + Release).str();
  return isTaken(Name) ? std::nullopt : std::optional(Name);
}

/// What other functions call such an object.
std::string PairedRelease::parameter(QualType Handle) const {
  for (const Decl *Each : Unit.Context.getTranslationUnitDecl()->decls())
    if (const auto *Function = llvm::dyn_cast<FunctionDecl>(Each))
      for (const ParmVarDecl *Taken : Function->parameters())
        if (!Taken->getName().empty() &&
            !Unit.Text.Sources.isInSystemHeader(Function->getLocation()) &&
            Unit.Context.hasSameType(Taken->getType(), Handle))
          return Taken->getName().str();
  return "object";
}

/// Words before the type, as 'extern' or those that export a symbol.
std::string PairedRelease::prefix(const FunctionDecl &Made) const {
  SourceLocation Type = Text.Sources.getFileLoc(Made.getTypeSpecStartLoc());
  auto [File, Offset] = Text.Sources.getDecomposedLoc(Type);
  llvm::StringRef Before = Text.text(File).take_front(Offset);
  Before = Before.drop_front(Before.rfind('\n') + 1).ltrim();
  bool Words = llvm::all_of(Before, [](char Each) {
    return llvm::isAlnum(Each) || Each == '_' || Each == ' ' || Each == '\t';
  });
  // A qualifier of the type is none.
  return Words && !Before.contains("const") ? Before.str() : "";
}

std::optional<Obstacle> PairedRelease::declare(const FunctionDecl &Made,
                                               llvm::StringRef Head,
                                               std::vector<Edit> &Into) const {
  FunctionTypeLoc Taken = Made.getFunctionTypeLoc();
  std::optional<TextRange> List =
      Taken ? Text.statementRange({Made.getLocation(), Taken.getRParenLoc()})
            : std::nullopt;
  if (!List || Made.getTypeSpecStartLoc().isMacroID() ||
      Text.text(*List).back() != ';')
    return Text.obstacle(Made.getLocation(),
                         "a macro makes a part of the declaration, or "
                         "attributes follow it");
  unsigned Type = Text.Sources.getFileOffset(Made.getTypeSpecStartLoc());
  bool Marked = llvm::any_of(Made.attrs(), [&](const Attr *Each) {
    return !Each->isImplicit() && !Each->isInherited() &&
           Text.Sources.getFileOffset(
               Text.Sources.getFileLoc(Each->getLocation())) < Type;
  });
  if (Marked && prefix(Made).empty())
    return Text.obstacle(Made.getLocation(),
                         "what stands before the declaration is no word on "
                         "its line");
  // Nothing is found in the first line, and one more is 0.
  unsigned Line = unsigned(Text.text(List->File).rfind('\n', Type) + 1);
  unsigned Begin = Line + unsigned(Text.indentAt(List->File, Type).size());
  Into.push_back(Text.addBehind({List->File, Begin, List->End},
                                prefix(Made) + "void " + Head.str() + ";"));
  return std::nullopt;
}

llvm::StringRef PairedRelease::indent(const FunctionDecl &Of) const {
  const auto *Body = llvm::dyn_cast<CompoundStmt>(Of.getBody());
  if (!Body || Body->body_empty())
    return "  ";
  std::optional<TextRange> First =
      Text.rangeOf((*Body->body_begin())->getSourceRange());
  if (!First || !Text.startsLine(*First))
    return "  ";
  return Text.indentAt(First->File, First->Begin);
}

std::optional<Obstacle> PairedRelease::define(const FunctionDecl &Before,
                                              llvm::StringRef Head,
                                              std::vector<Edit> &Into) const {
  std::optional<TextRange> All = Text.rangeOf(Before.getSourceRange());
  std::optional<TextRange> Name =
      Text.rangeOf({Before.getLocation(), Before.getLocation()});
  FunctionTypeLoc Type = Before.getFunctionTypeLoc();
  std::optional<TextRange> Between =
      Type
          ? Text.rangeOf({Type.getRParenLoc(), Before.getBody()->getBeginLoc()})
          : std::nullopt;
  if (!All || !Name || !Between)
    return Text.obstacle(Before.getLocation(),
                         "a macro makes a part of the function");
  if (All->File != Text.Sources.getMainFileID())
    return Text.obstacle(Before.getLocation(), "the code is in a header");
  SourceLocation Start = Text.Sources.getLocForStartOfFile(All->File);
  if (!Text.conditionsAround(Start, Before.getLocation()).empty())
    return Text.obstacle(Before.getLocation(),
                         "only some builds have this function");
  std::string End = Text.lineEnd(All->File).str();
  std::string New = End + End + "void" + (Text.startsLine(*Name) ? End : " ") +
                    Head.str() +
                    (Text.text(*Between).contains('\n') ? End : " ") + "{" +
                    End + indent(Before).str() + Wanted.Release + "(" +
                    Parameter + ");" + End + "}";
  Into.push_back(Text.replace({All->File, All->End, All->End}, New));
  return std::nullopt;
}

std::optional<Obstacle> PairedRelease::plan(const FunctionDecl &Before,
                                            std::vector<Edit> &Into) {
  const FunctionDecl *Made = declaration();
  if (!Made)
    return Text.obstacle(Before.getLocation(),
                         "no public header that this unit reads declares '" +
                             Maker.Name + "'");
  QualType Handle = handle(*Made);
  if (Handle.isNull() || !Handle->isPointerType() ||
      Handle->isVoidPointerType())
    return Text.obstacle(Made->getLocation(),
                         "the type does not say what the object is");
  IdentifierInfo &Release = Unit.Context.Idents.get(Wanted.Release);
  if (Unit.Context.getTranslationUnitDecl()->lookup(&Release).empty())
    return Text.obstacle(Before.getLocation(),
                         "'" + Wanted.Release + "' is not declared here");
  std::optional<std::string> Name = name();
  if (!Name)
    return Text.obstacle(Made->getLocation(),
                         "the name that a release would have is taken");
  Parameter = parameter(Handle);
  std::string Head;
  llvm::raw_string_ostream Out(Head);
  Out << *Name << '(';
  Handle.getUnqualifiedType().print(Out, PrintingPolicy(Text.Language),
                                    Parameter);
  Out << ')';
  if (auto Cannot = declare(*Made, Head, Into))
    return Cannot;
  return define(Before, Head, Into);
}

UnitEdits planPairedRelease(const UnitView &Unit, const Goal &Wanted) {
  UnitEdits Result;
  const SurfaceFunction &Of = Unit.Answer.Functions[Wanted.Functions.front()];
  const FunctionDecl *Before = Unit.definitionAt(Of.Where);
  if (!Before)
    return Result;
  std::optional<Obstacle> Cannot =
      PairedRelease(Unit, Wanted).plan(*Before, Result.Edits);
  if (Cannot)
    Result.Edits.clear();
  for (size_t Finding : Wanted.Findings)
    if (Cannot)
      Result.Withheld.try_emplace(Finding, *Cannot);
    else
      Result.Mended.try_emplace(Finding, FixKind::PairedRelease);
  return Result;
}

} // namespace membrane
