// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Flows of pointers through the expressions of one unit. Calls are in
// PointerCalls.cpp.

#include "fixes/PointerFlow.h"
#include "fixes/BodyView.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace clang;

namespace membrane {

//===-- Places ------------------------------------------------------------===//

unsigned PointerFlow::add(std::string Name, QualType Type) {
  auto [Known, New] = ByName.try_emplace(Name, unsigned(All.size()));
  if (New)
    All.push_back({std::move(Name), Type});
  return Known->second;
}

std::string PointerFlow::keyOf(SourceLocation Where) const {
  auto [File, Offset] =
      Unit.Text.Sources.getDecomposedLoc(Unit.Text.Sources.getFileLoc(Where));
  return Unit.Text.pathOf(File) + ":" + std::to_string(Offset);
}

std::string PointerFlow::keyOf(const FunctionDecl *Function) const {
  std::string Name = Function->getNameAsString();
  if (Function->isExternallyVisible())
    return Name;
  return Name + "@" + keyOf(Function->getCanonicalDecl()->getLocation());
}

unsigned PointerFlow::placeOf(const ValueDecl *Variable) {
  QualType Type = Variable->getType();
  if (const auto *Parameter = llvm::dyn_cast<ParmVarDecl>(Variable))
    if (const auto *Function =
            llvm::dyn_cast<FunctionDecl>(Parameter->getDeclContext()))
      return add("parameter " +
                     std::to_string(Parameter->getFunctionScopeIndex()) +
                     " of " + keyOf(Function),
                 Type);
  if (const auto *Member = llvm::dyn_cast<FieldDecl>(Variable)) {
    // Members of a union share their bytes.
    const RecordDecl *Whole = Member->getParent();
    size_t Before = All.size();
    unsigned Here =
        add("member " + keyOf(Whole->isUnion() ? Whole->getLocation()
                                               : Member->getLocation()),
            Type);
    if (Here == Before)
      end(FlowRole::Apart, {Here}, Member->getLocation(),
          "what hangs under the object may be released through '" +
              Member->getName() + "', which is no part of it");
    return Here;
  }
  const auto *Named = llvm::dyn_cast<VarDecl>(Variable);
  if (Named && Named->hasExternalStorage()
          ? true
          : Named && Named->isExternallyVisible())
    return add("global " + Named->getNameAsString(), Type);
  return add("variable " + keyOf(Variable->getCanonicalDecl()->getLocation()),
             Type);
}

unsigned PointerFlow::cellOf(QualType Pointer) {
  QualType Plain = Pointer.getCanonicalType().getUnqualifiedType();
  if (const auto *Of = Plain->getAs<PointerType>())
    Plain =
        Unit.Context.getPointerType(Of->getPointeeType().getUnqualifiedType());
  return add("what is behind pointers to " + Plain.getAsString(), Plain);
}

unsigned PointerFlow::resultOf(const FunctionDecl &Function) {
  return add("result of " + keyOf(&Function), Function.getReturnType());
}

void PointerFlow::flow(llvm::ArrayRef<unsigned> From, unsigned To) {
  for (unsigned Each : From)
    if (Each != To)
      Flows.push_back({Each, To});
}

void PointerFlow::link(unsigned One, unsigned Other) {
  flow({One}, Other);
  flow({Other}, One);
}

void PointerFlow::end(FlowRole Role, llvm::ArrayRef<unsigned> At,
                      SourceLocation Where, const llvm::Twine &Why) {
  for (unsigned Each : At)
    Ends.push_back(
        {Role, All[Each].Name, Unit.Text.obstacle(Where, Why.str()), true});
}

/// A place of its own for memory that comes from somewhere else.
unsigned PointerFlow::outside(const Expr &Value, const llvm::Twine &Why) {
  unsigned Here = add("value " + keyOf(Value.getExprLoc()) + " " +
                          std::to_string(uintptr_t(Value.getStmtClass())),
                      Value.getType());
  end(FlowRole::Foreign, {Here}, Value.getExprLoc(), Why);
  end(FlowRole::Outside, {Here}, Value.getExprLoc(), Why);
  return Here;
}

//===-- Values ------------------------------------------------------------===//

static bool isPointerToPointer(QualType Type) {
  return Type->isPointerType() && Type->getPointeeType()->isPointerType();
}

static const RecordDecl *recordBehind(QualType Pointer) {
  return Pointer->isPointerType() ? Pointer->getPointeeType()->getAsRecordDecl()
                                  : nullptr;
}

PointerFlow::Places PointerFlow::sourcesOfCast(const CastExpr &Cast) {
  const Expr *Inner = Cast.getSubExpr();
  switch (Cast.getCastKind()) {
  case CK_LValueToRValue:
    return sourcesOfLValue(Inner);
  case CK_ArrayToPointerDecay:
    return addressOf(Inner);
  case CK_NullToPointer:
  case CK_FunctionToPointerDecay:
  case CK_BuiltinFnToFnPtr:
    return {};
  case CK_IntegralToPointer:
    if (isNull(&Cast, Unit.Context))
      return {};
    return {outside(Cast, "a number is used as an address")};
  default:
    break;
  }
  if (!Inner->getType()->isPointerType())
    return {outside(Cast, "a value is used as an address")};
  Places From = sourcesOf(Inner);
  QualType Old = Inner->getType(), New = Cast.getType();
  if (isPointerToPointer(Old) && isPointerToPointer(New))
    link(cellOf(Old->getPointeeType()), cellOf(New->getPointeeType()));
  const RecordDecl *OldRecord = recordBehind(Old),
                   *NewRecord = recordBehind(New);
  if (OldRecord && NewRecord &&
      OldRecord->getCanonicalDecl() != NewRecord->getCanonicalDecl())
    end(FlowRole::Lost, From, Cast.getExprLoc(),
        "'" + Old.getAsString() + "' is used as '" + New.getAsString() +
            "' here");
  return From;
}

/// What a pointer that stands there is.
PointerFlow::Places PointerFlow::sourcesOfLValue(const Expr *Value) {
  Value = Value->IgnoreParens();
  if (!Value->getType()->isPointerType())
    return {};
  if (const auto *Named = llvm::dyn_cast<DeclRefExpr>(Value))
    return {placeOf(Named->getDecl())};
  if (const auto *Member = llvm::dyn_cast<MemberExpr>(Value))
    return {placeOf(Member->getMemberDecl())};
  return {cellOf(Value->getType())};
}

/// Pointers into the object that an expression names.
PointerFlow::Places PointerFlow::addressOf(const Expr *Value) {
  Value = Value->IgnoreParens();
  if (Value->getType()->isPointerType())
    for (unsigned Each : sourcesOfLValue(Value))
      link(Each, cellOf(Value->getType()));
  if (const auto *Member = llvm::dyn_cast<MemberExpr>(Value))
    return Member->isArrow() ? sourcesOf(Member->getBase())
                             : addressOf(Member->getBase());
  if (const auto *Element = llvm::dyn_cast<ArraySubscriptExpr>(Value))
    return sourcesOf(Element->getBase());
  if (const auto *Behind = llvm::dyn_cast<UnaryOperator>(Value))
    if (Behind->getOpcode() == UO_Deref)
      return sourcesOf(Behind->getSubExpr());
  if (const auto *Named = llvm::dyn_cast<DeclRefExpr>(Value)) {
    if (llvm::isa<FunctionDecl>(Named->getDecl()))
      return {};
    unsigned Here = add("address of " + keyOf(Named->getDecl()->getLocation()),
                        Value->getType());
    end(FlowRole::Outside, {Here}, Value->getExprLoc(),
        "'" + Named->getDecl()->getName() + "' is in no region");
    return {Here};
  }
  if (const auto *Object = llvm::dyn_cast<CompoundLiteralExpr>(Value)) {
    unsigned Here =
        add("address of " + keyOf(Object->getExprLoc()), Value->getType());
    end(FlowRole::Outside, {Here}, Value->getExprLoc(),
        "this object is in no region");
    return {Here};
  }
  if (llvm::isa<StringLiteral, PredefinedExpr>(Value))
    return {};
  return {outside(*Value, "this address is not understood")};
}

PointerFlow::Places PointerFlow::sourcesOf(const Expr *Value) {
  Value = Value->IgnoreParens();
  if (!Value->getType()->isPointerType() && !Value->getType()->isArrayType())
    return {};
  if (isNull(Value, Unit.Context))
    return {};
  if (const auto *Cast = llvm::dyn_cast<CastExpr>(Value))
    return sourcesOfCast(*Cast);
  if (const auto *Call = llvm::dyn_cast<CallExpr>(Value))
    return resultOf(*Call);
  if (const auto *Choice = llvm::dyn_cast<AbstractConditionalOperator>(Value)) {
    Places From = sourcesOf(Choice->getTrueExpr());
    llvm::append_range(From, sourcesOf(Choice->getFalseExpr()));
    return From;
  }
  if (const auto *Named = llvm::dyn_cast<OpaqueValueExpr>(Value))
    return Named->getSourceExpr() ? sourcesOf(Named->getSourceExpr())
                                  : Places();
  if (const auto *One = llvm::dyn_cast<UnaryOperator>(Value)) {
    if (One->getOpcode() == UO_AddrOf)
      return addressOf(One->getSubExpr());
    return sourcesOf(One->getSubExpr());
  }
  if (const auto *Two = llvm::dyn_cast<BinaryOperator>(Value)) {
    if (Two->getOpcode() == BO_Comma)
      return sourcesOf(Two->getRHS());
    if (Two->isAssignmentOp())
      return sourcesOfLValue(Two->getLHS());
    Places From = sourcesOf(Two->getLHS());
    llvm::append_range(From, sourcesOf(Two->getRHS()));
    return From;
  }
  if (llvm::isa<ImplicitValueInitExpr, AddrLabelExpr>(Value))
    return {};
  if (Value->isLValue())
    return sourcesOfLValue(Value);
  return {outside(*Value, "this value is not understood")};
}

//===-- The walk ----------------------------------------------------------===//

void PointerFlow::keep(const VarDecl *In, llvm::ArrayRef<unsigned> What,
                       SourceLocation Where) {
  end(FlowRole::Kept, What, Where,
      "the block is kept in '" + In->getName() + "'");
}

/// The pointers in a struct.
PointerFlow::Places PointerFlow::membersOf(QualType Type) {
  Places Found;
  while (const ArrayType *Row = Unit.Context.getAsArrayType(Type)) {
    Type = Row->getElementType();
    if (Type->isPointerType())
      Found.push_back(cellOf(Type));
  }
  const RecordDecl *Whole = Type->getAsRecordDecl();
  if (Whole && Whole->getDefinition())
    for (const FieldDecl *Member : Whole->getDefinition()->fields()) {
      if (Member->getType()->isPointerType())
        Found.push_back(placeOf(Member));
      else
        llvm::append_range(Found, membersOf(Member->getType()));
    }
  return Found;
}

/// The global variable, if any, in or behind which a place is that is no
/// member of a handle.
const VarDecl *PointerFlow::keeperOf(const Expr *Place) const {
  while (true) {
    Place = Place->IgnoreParenCasts();
    if (const auto *Member = llvm::dyn_cast<MemberExpr>(Place)) {
      Place = Member->getBase();
      if (Member->isArrow() && isHandle(Place->getType()))
        return nullptr;
    } else if (const auto *Each = llvm::dyn_cast<ArraySubscriptExpr>(Place)) {
      Place = Each->getBase();
    } else if (const auto *One = llvm::dyn_cast<UnaryOperator>(Place)) {
      Place = One->getSubExpr();
    } else {
      break;
    }
  }
  const auto *Named = llvm::dyn_cast<DeclRefExpr>(Place);
  const auto *Root =
      Named ? llvm::dyn_cast<VarDecl>(Named->getDecl()) : nullptr;
  return Root && Root->hasGlobalStorage() ? Root : nullptr;
}

/// What an object starts with.
void PointerFlow::initialize(QualType Type, std::optional<unsigned> Into,
                             const Expr *Value) {
  if (!Value)
    return;
  const auto *List = llvm::dyn_cast<InitListExpr>(Value->IgnoreParens());
  if (List && List->isSyntacticForm() && List->getSemanticForm())
    List = List->getSemanticForm();
  if (Type->isPointerType()) {
    if (List)
      Value = List->getNumInits() ? List->getInit(0) : nullptr;
    if (Value)
      flow(sourcesOf(Value), Into ? *Into : cellOf(Type));
    return;
  }
  if (!List)
    return;
  if (const ArrayType *Row = Unit.Context.getAsArrayType(Type)) {
    for (const Expr *Each : List->inits())
      initialize(Row->getElementType(), std::nullopt, Each);
    return;
  }
  const RecordDecl *Whole = Type->getAsRecordDecl();
  if (!Whole)
    return;
  if (Whole->isUnion()) {
    if (const FieldDecl *Member = List->getInitializedFieldInUnion())
      if (List->getNumInits())
        initialize(Member->getType(), placeOf(Member), List->getInit(0));
    return;
  }
  unsigned Next = 0;
  for (const FieldDecl *Member : Whole->fields())
    if (!Member->isUnnamedBitField() && Next < List->getNumInits())
      initialize(Member->getType(),
                 Member->getType()->isPointerType()
                     ? std::optional(placeOf(Member))
                     : std::nullopt,
                 List->getInit(Next++));
}

class PointerFlow::Walker : public RecursiveASTVisitor<PointerFlow::Walker> {
public:
  explicit Walker(PointerFlow &Into) : Into(Into) {}

  bool TraverseFunctionDecl(FunctionDecl *Function) {
    llvm::SaveAndRestore<const FunctionDecl *> Inner(Into.Current, Function);
    return RecursiveASTVisitor<PointerFlow::Walker>::TraverseFunctionDecl(
        Function);
  }
  bool VisitFunctionDecl(FunctionDecl *Function) {
    Into.Named.insert(Into.Unit.Text.Sources.getFileLoc(Function->getLocation())
                          .getRawEncoding());
    Into.declare(Function);
    return true;
  }
  bool VisitVarDecl(VarDecl *Variable) {
    QualType Type = Variable->getType();
    if (!llvm::isa<ParmVarDecl>(Variable) && Variable->getInit())
      Into.initialize(Type,
                      Type->isPointerType()
                          ? std::optional(Into.placeOf(Variable))
                          : std::nullopt,
                      Variable->getInit());
    if (Type->isPointerType() && Variable->hasGlobalStorage())
      Into.keep(Variable, {Into.placeOf(Variable)}, Variable->getLocation());
    return true;
  }
  bool VisitCompoundLiteralExpr(CompoundLiteralExpr *Object) {
    Into.initialize(Object->getType(), std::nullopt, Object->getInitializer());
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Two) {
    if (Two->getOpcode() == BO_Assign && Two->getType()->isPointerType())
      for (unsigned To : Into.sourcesOfLValue(Two->getLHS()))
        Into.flow(Into.sourcesOf(Two->getRHS()), To);
    if (Two->getOpcode() == BO_Assign)
      if (const VarDecl *In = Into.keeperOf(Two->getLHS()))
        Into.keep(In,
                  Two->getType()->isPointerType()
                      ? Into.sourcesOf(Two->getRHS())
                      : Into.membersOf(Two->getType()),
                  Two->getExprLoc());
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *One) {
    if (One->getOpcode() == UO_AddrOf)
      Into.addressOf(One->getSubExpr());
    return true;
  }
  bool VisitCastExpr(CastExpr *Cast) {
    if (Cast->getCastKind() == CK_PointerToIntegral)
      Into.end(FlowRole::Lost, Into.sourcesOf(Cast->getSubExpr()),
               Cast->getExprLoc(), "its address is used as a number");
    else if (Cast->getType()->isPointerType())
      Into.sourcesOfCast(*Cast);
    return true;
  }
  bool VisitReturnStmt(ReturnStmt *Exit) {
    if (Into.Current && Exit->getRetValue() &&
        Into.Current->getReturnType()->isPointerType())
      Into.flow(Into.sourcesOf(Exit->getRetValue()),
                Into.resultOf(*Into.Current));
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) {
    Into.resultOf(*Call);
    Callees.insert(Call->getCallee()->IgnoreParenImpCasts());
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *Use) {
    const auto *Function = llvm::dyn_cast<FunctionDecl>(Use->getDecl());
    if (Function)
      Into.Named.insert(Into.Unit.Text.Sources.getFileLoc(Use->getLocation())
                            .getRawEncoding());
    if (Function && !Callees.contains(Use)) {
      if (const FunctionDecl *Body = Function->getDefinition())
        Function = Body;
      Into.Taken.try_emplace(Function, Use->getLocation());
    }
    return true;
  }

private:
  PointerFlow &Into;
  llvm::SmallPtrSet<const Expr *, 16> Callees;
};

/// Whether the call at a place is one of an allocator, or as good as that. What
/// other functions of the program allocate flows out of them.
static bool isAllocator(const Site &Place) {
  bool Same = Place.Instead && !Place.Instead.NeverNull &&
              llvm::all_of(Place.Instead.Operands, [](const auto &Each) {
                return Each.Argument.has_value();
              });
  return Place.Grows || Same || (Place.Instead && Place.Witness.size() == 1);
}

PointerFlow::PointerFlow(const UnitView &Unit) : Unit(Unit) {
  for (const SurfaceFunction &Each : Unit.Answer.Functions) {
    ByPlace[Each.Where] = &Each;
    if (Each.Linkage != "internal" && !Each.System)
      External[Each.Name] = &Each;
    HasPublic |= Each.Public && !Each.System;
    Closed |= Each.Name == "main";
    for (const Site &Place : Each.Sites)
      if (isAllocator(Place))
        Sites[Place.Witness.back().Where] = &Place;
  }
  for (const SurfaceType &Type : Unit.Answer.Types)
    if (Type.Opaque)
      Handles.insert(Type.Where);
  Walker(*this).TraverseDecl(Unit.Context.getTranslationUnitDecl());
  for (auto [Function, Where] : Taken)
    for (const ParmVarDecl *Each : Function->parameters())
      if (Each->getType()->isPointerType() && !isHandle(Each->getType())) {
        end(FlowRole::Foreign, {placeOf(Each)}, Where,
            "'" + Function->getName() + "' is called through a pointer");
        end(FlowRole::Outside, {placeOf(Each)}, Where,
            "'" + Function->getName() + "' is called through a pointer");
      }
}

void PointerFlow::tell(UnitEdits &Into) const {
  std::set<std::pair<unsigned, unsigned>> Once(Flows.begin(), Flows.end());
  for (auto [From, To] : Once)
    Into.Flows.push_back({All[From].Name, All[To].Name});
  llvm::append_range(Into.Ends, Ends);
}

//===-- Reach -------------------------------------------------------------===//

llvm::BitVector PointerFlow::closure(llvm::ArrayRef<unsigned> Start,
                                     Way Along) const {
  bool Back = Along == Way::Back;
  std::vector<llvm::SmallVector<unsigned, 2>> Next(All.size());
  for (auto [From, To] : Flows)
    Next[Back ? To : From].push_back(Back ? From : To);
  llvm::BitVector Met(unsigned(All.size()));
  llvm::SmallVector<unsigned, 32> Work(Start);
  while (!Work.empty()) {
    unsigned Here = Work.pop_back_val();
    if (Met.test(Here))
      continue;
    Met.set(Here);
    llvm::append_range(Work, Next[Here]);
  }
  return Met;
}

llvm::BitVector PointerFlow::reachedFrom(llvm::ArrayRef<unsigned> Start) const {
  return closure(Start, Way::Onward);
}

llvm::BitVector PointerFlow::reaching(llvm::ArrayRef<unsigned> End) const {
  return closure(End, Way::Back);
}

} // namespace membrane
