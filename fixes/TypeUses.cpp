// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where a unit needs to know what is in a type.
//
// Not found: what only a compiler sees, as a call that passes on a struct in
// code that no unit instantiates. The scan of the edited program finds it, as
// it does not compile.

#include "fixes/TypeUses.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ParentMapContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace clang;

namespace membrane {

//===-- The type ----------------------------------------------------------===//

/// C++ leaves out the word 'struct'.
static bool isNamed(const RecordDecl &Each, const ASTContext &Context,
                    llvm::StringRef Name) {
  std::string Known = QualType(Context.getCanonicalTagType(&Each))
                          .getAsString(Context.getPrintingPolicy());
  return Known == Name || (Context.getLangOpts().CPlusPlus &&
                           (Each.getKindName() + " " + Known).str() == Name);
}

TypeView::TypeView(const UnitView &Unit, llvm::StringRef Name) : Unit(Unit) {
  const ASTContext &Context = Unit.Context;
  for (const Decl *Each : Context.getTranslationUnitDecl()->decls()) {
    llvm::SmallVector<const Decl *, 1> Here{Each};
    if (const auto *Block = llvm::dyn_cast<LinkageSpecDecl>(Each))
      Here.assign(Block->decls_begin(), Block->decls_end());
    for (const Decl *Inner : Here)
      if (const auto *Found = llvm::dyn_cast<RecordDecl>(Inner);
          Found && Found->isThisDeclarationADefinition() &&
          isPublic(Found->getLocation()) && isNamed(*Found, Context, Name))
        Record = Found;
    for (const Decl *Inner : Here)
      if (const auto *Named = llvm::dyn_cast<TypedefNameDecl>(Inner);
          Named && Record && !Alias && is(Named->getUnderlyingType()) &&
          Named->getUnderlyingType()->isRecordType() &&
          !Named->getUnderlyingType().hasLocalQualifiers() &&
          isPublic(Named->getLocation()))
        Alias = Named;
  }
  // It may be named before it is completed.
  if (Record && !Alias)
    for (const Decl *Each : Context.getTranslationUnitDecl()->decls())
      if (const auto *Named = llvm::dyn_cast<TypedefNameDecl>(Each);
          Named && !Alias && Named->getUnderlyingType()->isRecordType() &&
          is(Named->getUnderlyingType()) && isPublic(Named->getLocation()))
        Alias = Named;
}

bool TypeView::isPublic(SourceLocation Where) const {
  Location Place = Unit.locate(Where);
  return Place.File && Place.File.Index < Unit.Answer.PublicFile.size() &&
         Unit.Answer.PublicFile[Place.File.Index];
}

bool TypeView::is(QualType Type) const {
  if (Type.isNull())
    return false;
  Type = Unit.Context.getBaseElementType(Type);
  const RecordDecl *Found = Type->getAsRecordDecl();
  return Found && Record &&
         Found->getCanonicalDecl() == Record->getCanonicalDecl();
}

bool TypeView::isPointerTo(QualType Type) const {
  return !Type.isNull() && Type->isPointerType() && is(Type->getPointeeType());
}

const FieldDecl *TypeView::memberOf(const MemberExpr &Use) const {
  const auto *Field = llvm::dyn_cast<FieldDecl>(Use.getMemberDecl());
  if (!Field || !Field->getIdentifier())
    return nullptr;
  const RecordDecl *Holder = Field->getParent();
  while (Holder->isAnonymousStructOrUnion()) {
    const auto *Outer = llvm::dyn_cast<RecordDecl>(Holder->getParent());
    if (!Outer)
      return nullptr;
    Holder = Outer;
  }
  return Holder->getCanonicalDecl() == Record->getCanonicalDecl() ? Field
                                                                  : nullptr;
}

std::string TypeView::spelled() const {
  return Alias ? Alias->getName().str() : spelledByTag();
}

std::string TypeView::spelledByTag() const {
  std::string Tag = Record->getName().str();
  return Unit.Text.Language.CPlusPlus
             ? Tag
             : (Record->getKindName() + " " + Tag).str();
}

std::string TypeView::spelledInPlace() const {
  bool Later = Alias && !Record->getName().empty() &&
               Unit.Text.Sources.isBeforeInTranslationUnit(
                   Record->getEndLoc(), Alias->getBeginLoc());
  return Later ? spelledByTag() : spelled();
}

bool TypeView::isMentionedBy(const FunctionDecl &Function) const {
  auto Leads = [&](QualType Type) {
    while (!Type.isNull() && Type->isPointerType())
      Type = Type->getPointeeType();
    return is(Type);
  };
  return Leads(Function.getReturnType()) ||
         llvm::any_of(Function.parameters(), [&](const ParmVarDecl *Each) {
           return Leads(Each->getOriginalType());
         });
}

std::vector<const FunctionDecl *> TypeView::declaredBeside() const {
  const SourceManager &Sources = Unit.Text.Sources;
  FileID Header = Sources.getFileID(Sources.getFileLoc(Record->getLocation()));
  std::vector<const FunctionDecl *> All;
  auto Add = [&](const Decl *Each) {
    const auto *Function = llvm::dyn_cast<FunctionDecl>(Each);
    if (Function && Function->getIdentifier() &&
        Sources.getFileID(Sources.getFileLoc(Function->getLocation())) ==
            Header)
      All.push_back(Function);
  };
  for (const Decl *Each : Unit.Context.getTranslationUnitDecl()->decls()) {
    Add(Each);
    if (const auto *Block = llvm::dyn_cast<LinkageSpecDecl>(Each))
      for (const Decl *Inner : Block->decls())
        Add(Inner);
  }
  return All;
}

//===-- Uses --------------------------------------------------------------===//

namespace {

class UseFinder : public RecursiveASTVisitor<UseFinder> {
public:
  explicit UseFinder(const TypeView &Of) : Of(Of) {
    for (const FieldDecl *Each : Of.Record->fields())
      note(*Each);
  }

  TypeUses Found;

  bool shouldVisitTemplateInstantiations() const { return true; }
  bool TraverseFunctionDecl(FunctionDecl *Function) {
    llvm::SaveAndRestore<const FunctionDecl *> Inner(Current, Function);
    return RecursiveASTVisitor::TraverseFunctionDecl(Function);
  }
  bool VisitMemberExpr(MemberExpr *Use);
  bool VisitExpr(Expr *Value);
  bool VisitArraySubscriptExpr(ArraySubscriptExpr *Each);
  bool VisitBinaryOperator(BinaryOperator *Each);
  bool VisitUnaryOperator(UnaryOperator *Each);
  bool VisitUnaryExprOrTypeTraitExpr(UnaryExprOrTypeTraitExpr *Each);
  bool VisitOffsetOfExpr(OffsetOfExpr *Each);
  bool VisitDeclaratorDecl(DeclaratorDecl *Each);
  bool VisitFunctionDecl(FunctionDecl *Each);
  bool VisitTypedefNameDecl(TypedefNameDecl *Each);
  bool VisitCXXRecordDecl(CXXRecordDecl *Each);
  bool VisitCXXNewExpr(CXXNewExpr *Each);
  bool VisitCXXDeleteExpr(CXXDeleteExpr *Each);

private:
  void note(const FieldDecl &Each);
  bool add(SourceLocation Where, const llvm::Twine &Why);
  bool step(const Expr &Pointer, SourceLocation Where);
  TypeUse::Kind kindOf(const MemberExpr &Use, std::string &Why) const;

  const TypeView &Of;
  const FunctionDecl *Current = nullptr;
  llvm::StringSet<> Names; ///< of its members
};

} // namespace

void UseFinder::note(const FieldDecl &Each) {
  if (Each.getIdentifier())
    Names.insert(Each.getName());
  if (Each.isAnonymousStructOrUnion())
    if (const RecordDecl *Inner = Each.getType()->getAsRecordDecl())
      for (const FieldDecl *Deeper : Inner->fields())
        note(*Deeper);
}

bool UseFinder::add(SourceLocation Where, const llvm::Twine &Why) {
  TypeUse New;
  New.Where = Where;
  New.In = Current;
  New.Why = Why.str();
  Found.All.push_back(std::move(New));
  return true;
}

/// Up to what is done with a member: through parentheses, and members of it.
TypeUse::Kind UseFinder::kindOf(const MemberExpr &Use, std::string &Why) const {
  const Expr *Value = &Use;
  while (true) {
    auto Parents = Of.Unit.Context.getParents(*Value);
    const Expr *Parent = Parents.size() == 1 ? Parents[0].get<Expr>() : nullptr;
    const auto *Inner = llvm::dyn_cast_or_null<MemberExpr>(Parent);
    if (llvm::isa_and_nonnull<ParenExpr>(Parent) ||
        (Inner && !Inner->isArrow() && Inner->getBase() == Value)) {
      Value = Parent;
      continue;
    }
    if (const auto *Cast = llvm::dyn_cast_or_null<ImplicitCastExpr>(Parent)) {
      if (Cast->getCastKind() == CK_LValueToRValue ||
          (Cast->getCastKind() == CK_ArrayToPointerDecay && Value == &Use))
        return TypeUse::Kind::Read;
    } else if (const auto *Assign =
                   llvm::dyn_cast_or_null<BinaryOperator>(Parent)) {
      if (Assign->getOpcode() == BO_Assign && Assign->getLHS() == &Use)
        return TypeUse::Kind::Write;
    }
    const auto *Unary = llvm::dyn_cast_or_null<UnaryOperator>(Parent);
    Why = Unary && Unary->getOpcode() == UO_AddrOf
              ? "its address is taken"
              : "it is changed or used in a way that no call can replace";
    return TypeUse::Kind::Other;
  }
}

bool UseFinder::VisitMemberExpr(MemberExpr *Use) {
  const FieldDecl *Field = Of.memberOf(*Use);
  SourceLocation Where = Use->getMemberLoc();
  if (!Field) {
    if (const IdentifierInfo *Name = Use->getMemberDecl()->getIdentifier();
        Name && Where.isMacroID() && Names.contains(Name->getName()))
      Found.Others.push_back(Where);
    return true;
  }
  TypeUse New;
  std::string Why;
  New.Is = kindOf(*Use, Why);
  New.Where = Where;
  New.In = Current;
  New.Member = Use;
  if (New.Is == TypeUse::Kind::Other)
    New.Why = ("'" + Field->getName() + "': " + Why).str();
  Found.All.push_back(std::move(New));
  return true;
}

bool UseFinder::VisitExpr(Expr *Value) {
  if (!Value->getType().isNull() && Value->getType()->isRecordType() &&
      Of.is(Value->getType()))
    return add(Value->getExprLoc(), "it is used by value");
  return true;
}

/// A pointer moves in an array.
bool UseFinder::step(const Expr &Pointer, SourceLocation Where) {
  add(Where, "a pointer moves in an array of it");
  const auto *Member = llvm::dyn_cast<MemberExpr>(Pointer.IgnoreParenCasts());
  if (Member && Of.isPublic(Member->getMemberDecl()->getLocation())) {
    Found.All.back().Is = TypeUse::Kind::InArray;
    Found.All.back().Why = "'" + Member->getMemberDecl()->getNameAsString() +
                           "' of a public struct leads to an array of it";
  }
  return true;
}

bool UseFinder::VisitArraySubscriptExpr(ArraySubscriptExpr *Each) {
  if (Of.isPointerTo(Each->getBase()->getType()))
    return step(*Each->getBase(), Each->getExprLoc());
  return true;
}

bool UseFinder::VisitBinaryOperator(BinaryOperator *Each) {
  bool Moves = Each->isAdditiveOp() || Each->getOpcode() == BO_AddAssign ||
               Each->getOpcode() == BO_SubAssign;
  for (const Expr *Side : {Each->getLHS(), Each->getRHS()})
    if (Moves && Of.isPointerTo(Side->getType()))
      return step(*Side, Each->getOperatorLoc());
  return true;
}

bool UseFinder::VisitUnaryOperator(UnaryOperator *Each) {
  if (Each->isIncrementDecrementOp() &&
      Of.isPointerTo(Each->getSubExpr()->getType()))
    return step(*Each->getSubExpr(), Each->getOperatorLoc());
  return true;
}

bool UseFinder::VisitUnaryExprOrTypeTraitExpr(UnaryExprOrTypeTraitExpr *Each) {
  if (Of.is(Each->getTypeOfArgument()))
    return add(Each->getOperatorLoc(), "its size is asked for");
  return true;
}

bool UseFinder::VisitOffsetOfExpr(OffsetOfExpr *Each) {
  if (Of.is(Each->getTypeSourceInfo()->getType()))
    return add(Each->getOperatorLoc(), "the place of a member is asked for");
  return true;
}

bool UseFinder::VisitDeclaratorDecl(DeclaratorDecl *Each) {
  if (!Of.is(Each->getType()))
    return true;
  return add(Each->getLocation(), llvm::isa<FieldDecl>(Each)
                                      ? "it is a member by value"
                                      : "it is a variable or a parameter by "
                                        "value");
}

bool UseFinder::VisitFunctionDecl(FunctionDecl *Each) {
  if (Of.is(Each->getReturnType()))
    return add(Each->getLocation(), "it is returned by value");
  return true;
}

bool UseFinder::VisitTypedefNameDecl(TypedefNameDecl *Each) {
  if (Each->getUnderlyingType()->isArrayType() &&
      Of.is(Each->getUnderlyingType()))
    return add(Each->getLocation(), "arrays of it are a type");
  return true;
}

bool UseFinder::VisitCXXRecordDecl(CXXRecordDecl *Each) {
  if (Each->isThisDeclarationADefinition())
    for (const CXXBaseSpecifier &Base : Each->bases())
      if (Of.is(Base.getType()))
        return add(Base.getBeginLoc(), "a class derives from it");
  return true;
}

bool UseFinder::VisitCXXNewExpr(CXXNewExpr *Each) {
  if (Of.is(Each->getAllocatedType()))
    return add(Each->getBeginLoc(), "it is made by value");
  return true;
}

bool UseFinder::VisitCXXDeleteExpr(CXXDeleteExpr *Each) {
  if (Of.is(Each->getDestroyedType()))
    return add(Each->getBeginLoc(), "it is deleted");
  return true;
}

TypeUses findUses(const TypeView &Of) {
  UseFinder Finder(Of);
  // What the system's headers declare knows nothing of the type.
  const SourceManager &Sources = Of.Unit.Text.Sources;
  for (Decl *Each : Of.Unit.Context.getTranslationUnitDecl()->decls())
    if (!Sources.isInSystemHeader(Sources.getExpansionLoc(Each->getLocation())))
      Finder.TraverseDecl(Each);
  return std::move(Finder.Found);
}

} // namespace membrane
