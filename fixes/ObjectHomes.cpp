// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// In whose region a block belongs.
//
// Follows the block through the variables of its function to the stores that
// hang it somewhere, and from what it is hung under back to a variable that
// holds the object, or something that hangs under that. Each variable is
// followed once, so this ends. If there are two homes, nobody can tell which
// region lives as long as the block has to.

#include "fixes/ObjectHomes.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace membrane {

static const RecordDecl *pointee(QualType Pointer) {
  const RecordDecl *Whole = Pointer->isPointerType()
                                ? Pointer->getPointeeType()->getAsRecordDecl()
                                : nullptr;
  return Whole ? Whole->getDefinition() : nullptr;
}

bool ObjectHomes::isObject(const VarDecl *Variable) const {
  return Object && pointee(Variable->getType()) == Object;
}

bool ObjectHomes::isHanging(QualType Pointer) const {
  const RecordDecl *Whole = pointee(Pointer);
  return Whole && (Whole == Object || Hanging.contains(Whole));
}

void ObjectHomes::refuse(const Stmt *Where, const llvm::Twine &Why) {
  if (!Cannot)
    Cannot = Body.Unit.Text.obstacle(Where->getBeginLoc(), Why.str());
}

/// All that a variable is set to but null.
std::vector<const Expr *> ObjectHomes::valuesOf(const VarDecl *Of) const {
  std::vector<const Expr *> Values;
  auto Add = [&](const Expr *Value) {
    if (!isNull(Value, Body.Unit.Context))
      Values.push_back(Value);
  };
  if (Of->hasInit())
    Add(Of->getInit());
  for (const DeclRefExpr *Use : Body.usesOf(Of)) {
    const Stmt *Up = Body.Parents.getParent(Use);
    while (llvm::isa_and_nonnull<ParenExpr>(Up))
      Up = Body.Parents.getParent(Up);
    if (const auto *Two = llvm::dyn_cast_or_null<BinaryOperator>(Up)) {
      if (Two->isAssignmentOp() && variableOf(Two->getLHS()) == Of)
        Add(Two->getRHS());
    } else if (const auto *One = llvm::dyn_cast_or_null<UnaryOperator>(Up)) {
      // Changed in place, or where the text does not say.
      if (One->isIncrementDecrementOp() || One->getOpcode() == UO_AddrOf)
        Values.push_back(One);
    }
  }
  return Values;
}

//===-- To where it is hung -----------------------------------------------===//

void ObjectHomes::followVariable(const VarDecl *Holder) {
  if (!Holders.insert(Holder).second)
    return;
  if (!Holder->hasLocalStorage())
    return refuse(Body.Function.getBody(),
                  "'" + Holder->getName() + "' is no variable of the function");
  for (const DeclRefExpr *Use : Body.usesOf(Holder)) {
    const Stmt *Up = Body.Parents.getParent(Use);
    while (llvm::isa_and_nonnull<ParenExpr>(Up))
      Up = Body.Parents.getParent(Up);
    const auto *Read = llvm::dyn_cast_or_null<ImplicitCastExpr>(Up);
    if (Read && Read->getCastKind() == CK_LValueToRValue)
      followUse(Read, Holder);
    const auto *Address = llvm::dyn_cast_or_null<UnaryOperator>(Up);
    if (Address && Address->getOpcode() == UO_AddrOf)
      refuse(Use, "'" + Holder->getName() + "' has its address taken here");
  }
}

/// One place where the block, or a pointer into it, is used.
void ObjectHomes::followUse(const Expr *Use, const VarDecl *Holder) {
  const Stmt *Below = Use, *Up = Body.Parents.getParent(Use);
  for (;; Below = Up, Up = Body.Parents.getParent(Up)) {
    if (llvm::isa_and_nonnull<ParenExpr, ConditionalOperator>(Up))
      continue;
    const auto *Cast = llvm::dyn_cast_or_null<CastExpr>(Up);
    if (Cast && Cast->getType()->isPointerType() &&
        Cast->getCastKind() != CK_LValueToRValue)
      continue;
    const auto *Sum = llvm::dyn_cast_or_null<BinaryOperator>(Up);
    if (Sum && Sum->isAdditiveOp() && Sum->getType()->isPointerType())
      continue;
    break;
  }
  if (const auto *Choice = llvm::dyn_cast_or_null<ConditionalOperator>(Below))
    if (!Choice->getType()->isPointerType())
      return;
  if (const auto *Store = llvm::dyn_cast_or_null<BinaryOperator>(Up)) {
    if (Store->getOpcode() != BO_Assign || Store->getRHS() != Below)
      return;
    if (const VarDecl *Next = variableOf(Store->getLHS()))
      followVariable(Next);
    else
      addRoot(Store->getLHS());
    // The value of an assignment may be used again.
    return followUse(Store, Holder);
  }
  if (const auto *Declared = llvm::dyn_cast_or_null<DeclStmt>(Up)) {
    for (const Decl *Each : Declared->decls())
      if (const auto *Next = llvm::dyn_cast<VarDecl>(Each))
        if (Next->getInit() == Below)
          followVariable(Next);
    return;
  }
  Returned |= llvm::isa_and_nonnull<ReturnStmt>(Up);
  if (const auto *Call = llvm::dyn_cast_or_null<CallExpr>(Up))
    return followCall(*Call, llvm::cast<Expr>(Below));
  if (llvm::isa_and_nonnull<InitListExpr, StmtExpr, CompoundLiteralExpr>(Up))
    refuse(Use, "the block is put in an object that is written as a whole");
}

/// A callee that keeps an argument in another one hangs it there.
void ObjectHomes::followCall(const CallExpr &Call, const Expr *Argument) {
  const SurfaceFunction *As = Flow.recordOf(Call.getDirectCallee());
  if (!As)
    return; // it may release it, which the flows say
  auto Place = llvm::find(Call.arguments(), Argument);
  int Index = int(Place - Call.arg_begin());
  for (const Keep &One : As->Stores) {
    if (One.Argument.Index != Index)
      continue;
    if (One.Into.Index >= 0 && unsigned(One.Into.Index) < Call.getNumArgs())
      addRoot(Call.getArg(unsigned(One.Into.Index)));
    else
      refuse(&Call, "'" + As->Name + "' keeps the block somewhere");
  }
  for (const Retention &One : As->Retains)
    if (!One.Fresh && One.Argument.Index == Index)
      refuse(&Call,
             "'" + As->Name + "' keeps the block in '" + One.Global + "'");
}

//===-- Back to the object ------------------------------------------------===//

void ObjectHomes::addRoot(const Expr *Place) {
  for (bool Base = false;; Base = true) {
    Place = Place->IgnoreParenCasts();
    // What is behind a pointer in an object may be another object.
    const RecordDecl *Behind =
        Base && Place->getType()->isPointerType()
            ? Place->getType()->getPointeeType()->getAsRecordDecl()
            : nullptr;
    if (Behind && Behind->getDefinition() == Object && !variableOf(Place))
      return refuse(Place, "it is not known in which object this is");
    if (const auto *Member = llvm::dyn_cast<MemberExpr>(Place))
      Place = Member->getBase();
    else if (const auto *Element = llvm::dyn_cast<ArraySubscriptExpr>(Place))
      Place = Element->getBase();
    else if (const auto *One = llvm::dyn_cast<UnaryOperator>(Place))
      Place = One->getSubExpr();
    else
      break;
  }
  if (const VarDecl *Root = variableOf(Place))
    return addVariable(Root);
  const auto *Call = llvm::dyn_cast<CallExpr>(Place);
  const SurfaceFunction *As =
      Call ? Flow.recordOf(Call->getDirectCallee()) : nullptr;
  if (As && As->Borrows.size() == 1 && As->Borrows.front().FromArgument) {
    int From = As->Borrows.front().Argument.Index;
    if (From >= 0 && unsigned(From) < Call->getNumArgs())
      return addRoot(Call->getArg(unsigned(From)));
  }
  refuse(Place, "it is not known in which object this is");
}

/// Whether a value is a block that is allocated or resized here.
bool ObjectHomes::isFresh(const Expr *Value) const {
  const auto *Call = llvm::dyn_cast<CallExpr>(stripped(Value));
  if (!Call)
    return false;
  const FunctionDecl *Callee = Call->getDirectCallee();
  auto Is = [&](const PointerFlow::MemoryCall &Each) {
    return Each.At == Call;
  };
  return llvm::any_of(Flow.Allocations, Is) || llvm::any_of(Flow.Resizes, Is) ||
         (Callee && Callee->getDefinition() &&
          Makers.contains(Callee->getDefinition()));
}

void ObjectHomes::addVariable(const VarDecl *Root) {
  if (!Roots.insert(Root).second)
    return;
  if (!Root->hasLocalStorage())
    return refuse(Body.Function.getBody(),
                  "the block is kept in '" + Root->getName() + "'");
  if (isObject(Root)) {
    Homes.insert(Root);
    return;
  }
  if (llvm::isa<ParmVarDecl>(Root) && isHanging(Root->getType())) {
    Homes.insert(Root);
    return;
  }
  if (llvm::isa<ParmVarDecl>(Root))
    return refuse(Body.Function.getBody(),
                  "'" + Root->getName() + "' does not lead to the object");
  std::vector<const Expr *> Values = valuesOf(Root);
  if (Values.empty())
    return refuse(Body.Function.getBody(),
                  "'" + Root->getName() + "' does not lead to the object");
  for (const Expr *Value : Values) {
    if (isFresh(Value))
      followVariable(Root);
    else
      addRoot(Value);
  }
}

//===-- Whether it is there -----------------------------------------------===//

/// Whether a condition that is Result says that a variable is not null.
enum class Truth : uint8_t { True, False };

static bool saysThere(const Expr *Condition, Truth Is, const VarDecl *Of,
                      const ASTContext &Context) {
  bool Result = Is == Truth::True;
  Condition = Condition->IgnoreParenImpCasts();
  if (const auto *Not = llvm::dyn_cast<UnaryOperator>(Condition))
    return Not->getOpcode() == UO_LNot &&
           saysThere(Not->getSubExpr(), Result ? Truth::False : Truth::True, Of,
                     Context);
  auto Names = [&](const Expr *Value) {
    const Expr *Plain = stripped(Value);
    if (const auto *Set = llvm::dyn_cast<BinaryOperator>(Plain))
      if (Set->getOpcode() == BO_Assign)
        Plain = Set->getLHS();
    return variableOf(Plain) == Of;
  };
  const auto *Two = llvm::dyn_cast<BinaryOperator>(Condition);
  if (!Two || Two->isAssignmentOp())
    return Result && Names(Condition);
  if (Two->getOpcode() == (Result ? BO_LAnd : BO_LOr))
    return saysThere(Two->getLHS(), Is, Of, Context) ||
           saysThere(Two->getRHS(), Is, Of, Context);
  bool Compares = (Names(Two->getLHS()) && isNull(Two->getRHS(), Context)) ||
                  (Names(Two->getRHS()) && isNull(Two->getLHS(), Context));
  return Compares && Two->getOpcode() == (Result ? BO_NE : BO_EQ);
}

static bool leaves(const Stmt *Each) {
  if (const auto *Block = llvm::dyn_cast_or_null<CompoundStmt>(Each))
    return !Block->body_empty() && leaves(Block->body_back());
  if (const auto *Call = llvm::dyn_cast_or_null<CallExpr>(Each))
    return Call->getDirectCallee() && Call->getDirectCallee()->isNoReturn();
  return llvm::isa_and_nonnull<ReturnStmt, GotoStmt, BreakStmt, ContinueStmt>(
      Each);
}

/// Whether a statement surely looks behind a variable.
static bool looksBehind(const Stmt *Each, const VarDecl *Of) {
  if (const auto *Member = llvm::dyn_cast<MemberExpr>(Each))
    if (Member->isArrow() && variableOf(Member->getBase()) == Of)
      return true;
  if (const auto *Two = llvm::dyn_cast<BinaryOperator>(Each))
    if (Two->isLogicalOp())
      return looksBehind(Two->getLHS(), Of);
  if (!llvm::isa<Expr, DeclStmt>(Each) ||
      llvm::isa<AbstractConditionalOperator, StmtExpr,
                UnaryExprOrTypeTraitExpr>(Each))
    return false;
  return llvm::any_of(Each->children(), [&](const Stmt *Inner) {
    return Inner && looksBehind(Inner, Of);
  });
}

bool ObjectHomes::isGuarded(const CallExpr &Allocation,
                            const VarDecl *Home) const {
  const ASTContext &Context = Body.Unit.Context;
  const Stmt *Below = &Allocation;
  for (const Stmt *Up = Body.Parents.getParent(Below); Up;
       Below = Up, Up = Body.Parents.getParent(Up)) {
    if (const auto *Choice = llvm::dyn_cast<IfStmt>(Up)) {
      if (Below != Choice->getCond() &&
          saysThere(Choice->getCond(),
                    Below == Choice->getThen() ? Truth::True : Truth::False,
                    Home, Context))
        return true;
    }
    const auto *Block = llvm::dyn_cast<CompoundStmt>(Up);
    if (!Block)
      continue;
    for (const Stmt *Before : Block->body()) {
      if (Before == Below)
        break;
      if (llvm::isa<Expr, DeclStmt>(Before) && looksBehind(Before, Home))
        return true;
      const auto *Choice = llvm::dyn_cast<IfStmt>(Before);
      if (Choice && leaves(Choice->getThen()) &&
          saysThere(Choice->getCond(), Truth::False, Home, Context))
        return true;
    }
  }
  return false;
}

/// Whether the variable has its only value where the allocation is, and that is
/// not null.
bool ObjectHomes::isReady(const CallExpr &Allocation,
                          const VarDecl *Home) const {
  bool Parameter = llvm::isa<ParmVarDecl>(Home);
  std::vector<const Expr *> Values = valuesOf(Home);
  if (Values.size() != (Parameter ? 0 : 1))
    return false;
  if (!Parameter) {
    // Set before, in a block that is still open.
    const SourceManager &Sources = Body.Unit.Text.Sources;
    if (!Sources.isBeforeInTranslationUnit(Values.front()->getBeginLoc(),
                                           Allocation.getBeginLoc()))
      return false;
    const Stmt *Around = Values.front();
    while (Around && !llvm::isa<CompoundStmt>(Around))
      Around = Body.Parents.getParent(Around);
    const Stmt *Up = &Allocation;
    while (Up && Up != Around)
      Up = Body.Parents.getParent(Up);
    if (!Up)
      return false;
  }
  bool Tested = false;
  for (const DeclRefExpr *Use : Body.usesOf(Home)) {
    const Stmt *User = Body.userOf(Use);
    const auto *Two = llvm::dyn_cast_or_null<BinaryOperator>(User);
    const auto *One = llvm::dyn_cast_or_null<UnaryOperator>(User);
    Tested |=
        llvm::isa_and_nonnull<IfStmt, WhileStmt, ConditionalOperator>(User) ||
        (Two && (Two->isLogicalOp() || Two->isEqualityOp())) ||
        (One && One->getOpcode() == UO_LNot);
  }
  return !Tested || isGuarded(Allocation, Home);
}

void ObjectHomes::clear() {
  Homes.clear();
  Holders.clear();
  Roots.clear();
  Cannot.reset();
  Returned = false;
}

const VarDecl *ObjectHomes::homeOfValue(const Expr &Value) {
  clear();
  addRoot(&Value);
  return !Cannot && Homes.size() == 1 ? *Homes.begin() : nullptr;
}

bool ObjectHomes::haveOneHome(const Expr &Into, const Expr &What) {
  clear();
  addRoot(&Into);
  // What is made here and hung nowhere is no part of an object, unless the
  // callers hang it.
  bool Hung = !Homes.empty() || Makers.contains(&Body.Function);
  addRoot(&What);
  return !Cannot && Hung && Homes.size() == 1;
}

std::variant<const VarDecl *, Obstacle>
ObjectHomes::homeOf(const CallExpr &Allocation) {
  clear();
  followUse(&Allocation, nullptr);
  if (Cannot)
    return *Cannot;
  if (Homes.size() != 1)
    return Body.Unit.Text.obstacle(
        Allocation.getExprLoc(),
        Homes.empty() ? "'" + Body.Function.getNameAsString() +
                            "' allocates without having the object"
                      : "the block is hung under more than one object");
  const VarDecl *Home = *Homes.begin();
  if (!isReady(Allocation, Home))
    return Body.Unit.Text.obstacle(Allocation.getExprLoc(),
                                   "'" + Home->getName() +
                                       "' may not lead to the object yet");
  return Home;
}

} // namespace membrane
