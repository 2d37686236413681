// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Accessors: their names and bodies, and calls of them in place of accesses.

#include "fixes/Accessors.h"
#include "clang/AST/Attr.h"
#include "clang/Basic/IdentifierTable.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace membrane {

//===-- Names -------------------------------------------------------------===//

static void listMembers(const RecordDecl &Of,
                        std::vector<const FieldDecl *> &Into) {
  for (const FieldDecl *Each : Of.fields()) {
    if (Each->getIdentifier())
      Into.push_back(Each);
    else if (const RecordDecl *Inner = Each->getType()->getAsRecordDecl())
      listMembers(*Inner, Into);
  }
}

AccessorForm::AccessorForm(const TypeView &Of) : Of(Of) {
  listMembers(*Of.Record, Members);
  std::vector<const FunctionDecl *> Declared;
  for (const FunctionDecl *Each : Of.declaredBeside())
    if (Of.isMentionedBy(*Each))
      Declared.push_back(Each);
  choosePrefix(Declared);
  chooseObject(Declared);
  const SourceText &Text = Of.Unit.Text;
  std::optional<TextRange> Braces = Text.rangeOf(Of.Record->getBraceRange());
  if (!Braces)
    return;
  LineEnd = Text.lineEnd(Braces->File).str();
  BraceAlone = Text.startsLine(*Braces);
  if (Members.empty())
    return;
  SourceLocation First = Members.front()->getBeginLoc();
  if (std::optional<TextRange> At = Text.rangeOf({First, First});
      At && Text.startsLine(*At))
    Indent = Text.indentAt(At->File, At->Begin).str();
}

/// What most names begin with: the type's own name, or all up to the first '_'.
void AccessorForm::choosePrefix(llvm::ArrayRef<const FunctionDecl *> Declared) {
  llvm::StringRef Stem = Of.Alias ? Of.Alias->getName() : Of.Record->getName();
  Stem.consume_back("_t");
  Own = (Stem + "_").str();
  std::map<std::string, size_t> Counts;
  size_t About = 0; // that have the type's name
  for (const FunctionDecl *Each : Declared) {
    About += Each->getName().starts_with(Own);
    if (size_t End = Each->getName().find('_'); End && ~End)
      ++Counts[Each->getName().take_front(End + 1).str()];
  }
  size_t Most = 0;
  for (const auto &[Text, Count] : Counts)
    if (Count > Most) {
      Most = Count;
      Prefix = Text;
    }
  if (About * 2 >= Declared.size()) {
    Prefix = Own;
  } else if (Most == 0 || Most * 2 < Declared.size()) {
    Prefix = Own;
    return;
  }
  size_t Large = 0, Small = 0;
  for (const FunctionDecl *Each : Declared) {
    llvm::StringRef Rest = Each->getName();
    if (!Rest.consume_front(Prefix) || Rest.empty())
      continue;
    ++(llvm::isUpper(Rest.front()) ? Large : Small);
  }
  Capitals = Large > Small;
}

/// What most functions call the object that they take first.
void AccessorForm::chooseObject(llvm::ArrayRef<const FunctionDecl *> Declared) {
  std::map<std::string, size_t> Counts;
  for (const FunctionDecl *Each : Declared) {
    const ParmVarDecl *First =
        Each->getNumParams() ? Each->getParamDecl(0) : nullptr;
    if (First && Of.isPointerTo(First->getType()) && First->getIdentifier() &&
        !First->getIdentifier()->hadMacroDefinition())
      ++Counts[First->getName().str()];
  }
  size_t Most = 0;
  for (const auto &[Name, Count] : Counts)
    if (Count > Most) {
      Most = Count;
      Object = Name;
    }
}

bool AccessorForm::isFree(llvm::StringRef Name) const {
  const UnitView &Unit = Of.Unit;
  for (const SurfaceFunction &Each : Unit.Answer.Functions)
    if (Each.Name == Name)
      return false;
  IdentifierTable &Known = Unit.Context.Idents;
  auto Found = Known.find(Name);
  if (Found == Known.end())
    return true;
  return !Found->second->hadMacroDefinition() &&
         Unit.Context.getTranslationUnitDecl()->lookup(Found->second).empty();
}

std::string AccessorForm::nameFor(llvm::StringRef Member,
                                  llvm::StringRef Verb) const {
  std::string Large = Verb.str() + Member.str();
  Large[0] = llvm::toUpper(Large[0]);
  Large[Verb.size()] = llvm::toUpper(Large[Verb.size()]);
  std::string Small = (Verb + "_" + Member).str();
  std::string First = Prefix + (Capitals ? Large : Small);
  for (const std::string &Each :
       {First, Prefix + Small, Own + Small, Prefix + Small + "_member"})
    if (isFree(Each))
      return Each;
  return First;
}

//===-- Functions ---------------------------------------------------------===//

const FieldDecl *AccessorForm::memberNamed(llvm::StringRef Name) const {
  auto Found = llvm::find_if(
      Members, [&](const FieldDecl *Each) { return Each->getName() == Name; });
  return Found == Members.end() ? nullptr : *Found;
}

std::string AccessorForm::body(llvm::StringRef Statement) const {
  return (BraceAlone ? LineEnd : " ") + "{" + LineEnd + Indent +
         Statement.str() + LineEnd + "}";
}

/// A type as it stands before a name; none if a part of it stands behind.
static std::optional<std::string> written(QualType Type,
                                          const ASTContext &Context) {
  std::string Text = "@";
  Type.getAsStringInternal(Text, Context.getPrintingPolicy());
  llvm::StringRef Before = Text;
  if (!Before.consume_back("@") || Before.contains("(unnamed") ||
      Before.contains("(anonymous"))
    return std::nullopt;
  return Before.rtrim().str();
}

std::optional<LibraryFunction> AccessorForm::make(const FieldDecl &Member,
                                                  TypeUse::Kind Does,
                                                  std::string &Why) const {
  const ASTContext &Context = Of.Unit.Context;
  QualType Type = Member.getType().getUnqualifiedType();
  const ArrayType *Array = Context.getAsArrayType(Type);
  bool Writes = Does == TypeUse::Kind::Write;
  if (Array)
    Type = Context.getPointerType(Array->getElementType().withConst());
  std::optional<std::string> Result = written(Type, Context);
  if (Of.isPointerTo(Type) && !Type->getPointeeType().hasQualifiers())
    Result = Of.spelledInPlace() + " *";
  if (Member.isBitField())
    Why = "a bit-field has no accessor of its type";
  else if (Array && Writes)
    Why = "an array cannot be assigned to";
  else if (!Result)
    Why = "its type has no name that a function could return";
  if (!Why.empty()) {
    Why = ("'" + Member.getName() + "': " + Why).str();
    return std::nullopt;
  }
  LibraryFunction New;
  New.Order = unsigned(llvm::find(Members, &Member) - Members.begin()) * 2 +
              unsigned(Writes);
  New.Name = nameFor(Member.getName(), Writes ? "set" : "get");
  New.Result = *Result;
  std::string Place = Object + "->" + Member.getName().str();
  std::string Gap = llvm::StringRef(*Result).ends_with("*") ? "" : " ";
  if (Writes) {
    std::string Value = Object == "value" ? "new_value" : "value";
    New.Parameters = "(" + Of.spelledInPlace() + " *" + Object + ", " +
                     *Result + Gap + Value + ")";
    New.Body = body("return " + Place + " = " + Value + ";");
  } else {
    New.Parameters = "(const " + Of.spelledInPlace() + " *" + Object + ")";
    New.Body = body("return " + Place + ";");
  }
  return New;
}

//===-- Calls -------------------------------------------------------------===//

bool callInstead(const TokenText &Tokens, size_t Member, TypeUse::Kind Does,
                 llvm::StringRef Name, std::vector<TextChange> &Into) {
  llvm::ArrayRef<TokenText::Piece> All = Tokens.all();
  bool Writes = Does == TypeUse::Kind::Write;
  if (Member < 2 || All[Member - 1].Kind != tok::arrow)
    return false;
  std::optional<size_t> First = Tokens.operandBegin(Member - 2);
  if (!First)
    return false;
  // "(a)" is a list of arguments already.
  bool Listed =
      All[*First].Kind == tok::l_paren && Tokens.closing(*First) == Member - 2;
  int Depth = 0;
  for (size_t Each = *First + 1; Listed && Each < Member - 2; ++Each) {
    Depth += All[Each].Kind == tok::l_paren || All[Each].Kind == tok::l_square;
    Depth -= All[Each].Kind == tok::r_paren || All[Each].Kind == tok::r_square;
    Listed = Depth > 0 || All[Each].Kind != tok::comma;
  }
  unsigned Begin = All[*First].Begin;
  unsigned Arrow = All[Member - 1].Begin, End = All[Member].End;
  std::vector<TextChange> New;
  New.push_back({Begin, Begin, Name.str() + (Listed ? "" : "("), Arrow});
  if (!Writes) {
    New.push_back({Arrow, End, Listed ? "" : ")", 0});
  } else {
    size_t From = Member + 2;
    if (From >= All[Member].Last || All[Member + 1].Kind != tok::equal)
      return false;
    size_t Behind = Tokens.assignedEnd(From);
    if (Behind <= From)
      return false;
    unsigned Comma = Listed ? All[Member - 2].Begin : Arrow;
    New.push_back({Comma, All[From].Begin, ", ", 0});
    New.push_back({All[Behind - 1].End, All[Behind - 1].End, ")", 0});
  }
  llvm::append_range(Into, New);
  return true;
}

std::optional<TypeUse::Kind> kindByTokens(const TokenText &Tokens,
                                          size_t Member) {
  llvm::ArrayRef<TokenText::Piece> All = Tokens.all();
  if (Member < 2 || All[Member - 1].Kind != tok::arrow)
    return std::nullopt;
  std::optional<size_t> First = Tokens.operandBegin(Member - 2);
  if (!First)
    return std::nullopt;
  if (*First > All[Member].First) {
    const TokenText::Piece &Before = All[*First - 1];
    if (Before.Kind == tok::amp || Before.Kind == tok::plusplus ||
        Before.Kind == tok::minusminus ||
        (Before.Kind == tok::raw_identifier &&
         Tokens.word(*First - 1) == "sizeof"))
      return std::nullopt;
  }
  if (Member + 1 >= All[Member].Last)
    return TypeUse::Kind::Read;
  switch (All[Member + 1].Kind) {
  case tok::equal:
    return TypeUse::Kind::Write;
  case tok::plusplus:
  case tok::minusminus:
  case tok::plusequal:
  case tok::minusequal:
  case tok::starequal:
  case tok::slashequal:
  case tok::percentequal:
  case tok::ampequal:
  case tok::pipeequal:
  case tok::caretequal:
  case tok::lesslessequal:
  case tok::greatergreaterequal:
  case tok::l_square:
  case tok::period:
    return std::nullopt;
  default:
    return TypeUse::Kind::Read;
  }
}

std::vector<Edit> editsOf(const TokenText &Tokens,
                          std::vector<TextChange> Changes) {
  // Outer calls begin before inner ones at the same place; their arrows are
  // behind those.
  llvm::sort(Changes, [](const TextChange &A, const TextChange &B) {
    if (A.Begin != B.Begin)
      return A.Begin < B.Begin;
    if ((A.End == A.Begin) != (B.End == B.Begin))
      return A.End == A.Begin;
    return std::tie(B.Rank, A.End, A.Text) < std::tie(A.Rank, B.End, B.Text);
  });
  std::vector<TextChange> Merged;
  for (TextChange &Each : Changes) {
    bool Together = !Merged.empty() && Merged.back().Begin == Each.Begin &&
                    Merged.back().End == Merged.back().Begin;
    if (!Together) {
      Merged.push_back(std::move(Each));
      continue;
    }
    Merged.back().Text += Each.Text;
    Merged.back().End = Each.End;
  }
  std::vector<Edit> Edits;
  for (const TextChange &Each : Merged)
    Edits.push_back(
        Tokens.Text.replace({Tokens.File, Each.Begin, Each.End}, Each.Text));
  return Edits;
}

} // namespace membrane
