// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What hangs under one object must not come to hang under another: it would go
// with the first one's region.

#include "fixes/ObjectHomes.h"
#include "fixes/OwnRegion.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace membrane {

namespace {

/// A value that gets into a place, or into what a pointer leads to.
struct Move {
  const Expr *What, *Into;
  SourceLocation Where;
};

/// Variables and members that lead to objects, and what one function stores.
class MoveFinder : public RecursiveASTVisitor<MoveFinder> {
public:
  MoveFinder(const RecordDecl *Object, const RecordSet &Hanging,
             const PointerFlow &Flow)
      : Object(Object), Hanging(Hanging), Flow(Flow) {}

  /// Places that lead to the objects, or to what is no part of one: with two,
  /// or one of these, something may be moved.
  unsigned Owners = 0;
  std::vector<Move> Pointers; ///< stored anywhere but in a variable
  std::vector<Move> Copies;   ///< of what is behind pointers, or of structs

  bool VisitVarDecl(VarDecl *Each) {
    QualType Last = Each->getType();
    bool Direct = leadsToObject(Last);
    while (!leadsToObject(Last) &&
           (Last->isPointerType() || Last->isArrayType()))
      Last = Last->isPointerType()
                 ? Last->getPointeeType()
                 : QualType(Last->getArrayElementTypeNoTypeQual(), 0);
    Owners += Direct || !leadsToObject(Last) ? owners(Last) : 2;
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *Each) {
    const auto *Named = llvm::dyn_cast<VarDecl>(Each->getDecl());
    if (Named && Named->hasGlobalStorage())
      Owners += owners(Each->getType());
    return true;
  }
  bool VisitMemberExpr(MemberExpr *Each) {
    Owners += owners(Each->getType());
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Two) {
    const Expr *Into = Two->getLHS()->IgnoreParens();
    if (Two->getOpcode() != BO_Assign)
      return true;
    if (Two->getType()->isRecordType())
      Copies.push_back({Two->getRHS(), Into, Two->getExprLoc()});
    else if (Two->getType()->isPointerType() && !llvm::isa<DeclRefExpr>(Into))
      Pointers.push_back({Two->getRHS(), Into, Two->getExprLoc()});
    return true;
  }
  bool VisitCallExpr(CallExpr *Call);

private:
  bool leadsToObject(QualType Pointer) const {
    return Pointer->isPointerType() &&
           Pointer->getPointeeType()->getAsRecordDecl() &&
           Pointer->getPointeeType()->getAsRecordDecl()->getDefinition() ==
               Object;
  }
  /// Whether a struct of the program that hangs under no object, or a pointer
  /// to one.
  bool isApart(QualType Type) const {
    if (Type->isPointerType())
      Type = Type->getPointeeType();
    const RecordDecl *Whole = Type->getAsRecordDecl();
    Whole = Whole ? Whole->getDefinition() : nullptr;
    return Whole && Whole != Object && !Hanging.contains(Whole) &&
           !Flow.Unit.Text.Sources.isInSystemHeader(Whole->getLocation());
  }
  unsigned owners(QualType Type) const {
    return isApart(Type) ? 2 : leadsToObject(Type);
  }

  const RecordDecl *Object;
  const RecordSet &Hanging;
  const PointerFlow &Flow;
};

/// Whether a struct has a pointer somewhere.
bool holdsPointers(QualType Held) {
  while (Held->isArrayType())
    Held = QualType(Held->getArrayElementTypeNoTypeQual(), 0);
  const RecordDecl *Whole = Held->getAsRecordDecl();
  return Held->isPointerType() ||
         (Whole && Whole->getDefinition() &&
          llvm::any_of(Whole->getDefinition()->fields(),
                       [](const FieldDecl *Each) {
                         return holdsPointers(Each->getType());
                       }));
}

/// Whether pointers can be in what is copied from or to there.
bool mayHoldPointers(QualType Pointer) {
  if (!Pointer->isPointerType())
    return false;
  QualType Held = Pointer->getPointeeType();
  return Held->isVoidType() || Held->isIncompleteType() || holdsPointers(Held);
}

} // namespace

/// What a callee does with its arguments: what its record says, and bytes that
/// it may copy if nobody knows.
bool MoveFinder::VisitCallExpr(CallExpr *Call) {
  Owners += owners(Call->getType());
  const FunctionDecl *Callee = Call->getDirectCallee();
  const SurfaceFunction *As = Callee ? Flow.recordOf(Callee) : nullptr;
  auto Stores = [&](unsigned What, unsigned Into) {
    if (!As || As->Coarse)
      return mayHoldPointers(Call->getArg(What)->IgnoreParenCasts()->getType());
    bool Whole = leadsToObject(Call->getArg(What)->getType());
    return llvm::any_of(As->Stores, [&](const Keep &One) {
      return One.Argument.Index == int(What) && One.Into.Index == int(Into) &&
             !(Whole && One.Path.empty());
    });
  };
  for (unsigned Into = 0; Into < Call->getNumArgs(); ++Into) {
    QualType To = Call->getArg(Into)->IgnoreParenCasts()->getType();
    if (!mayHoldPointers(To) || To->getPointeeType().isConstQualified())
      continue;
    // What a callee puts in members that are no part of an object flows there.
    if (As && !As->Coarse && isApart(To))
      continue;
    for (unsigned What = 0; What < Call->getNumArgs(); ++What)
      if (What != Into && Stores(What, Into))
        Copies.push_back({Call->getArg(What)->IgnoreParenCasts(),
                          Call->getArg(Into)->IgnoreParenCasts(),
                          Call->getExprLoc()});
  }
  return true;
}

/// Whether an object, or what hangs under one, is found behind a pointer of a
/// type. A client's bytes are none.
static bool leadsTo(QualType Type, const RecordDecl *Object,
                    const RecordSet &Hanging, RecordSet &Met) {
  while (Type->isPointerType() || Type->isArrayType())
    Type = Type->isPointerType()
               ? Type->getPointeeType()
               : QualType(Type->getArrayElementTypeNoTypeQual(), 0);
  const RecordDecl *Whole = Type->getAsRecordDecl();
  Whole = Whole ? Whole->getDefinition() : nullptr;
  if (!Whole || !Met.insert(Whole).second)
    return false;
  return Whole == Object || Hanging.contains(Whole) ||
         llvm::any_of(Whole->fields(), [&](const FieldDecl *Member) {
           return leadsTo(Member->getType(), Object, Hanging, Met);
         });
}

/// Whether others than the program's functions may call one and have it put
/// something there. Where these call it, their own code is looked at.
bool OwnRegion::mayMoveTo(const FunctionDecl &Each, const SurfaceFunction &As,
                          unsigned Argument) const {
  if (Flow.Taken.contains(&Each))
    return true;
  bool Seen = As.Linkage == "internal" || (HasPublic && !As.Public);
  RecordSet Met;
  return !Seen && Argument < Each.getNumParams() &&
         leadsTo(Each.getParamDecl(Argument)->getType(), Object, Hanging, Met);
}

/// Whether who has a pointer can change pointers behind it.
bool OwnRegion::isSlot(QualType Pointer) const {
  QualType Held =
      Pointer->isPointerType() ? Pointer->getPointeeType() : QualType();
  if (Held.isNull() || Held.isConstQualified() || !holdsPointers(Held))
    return false;
  const RecordDecl *Whole = Held->getAsRecordDecl();
  if (!Whole)
    return true;
  Location Where = Unit.locate(Whole->getDefinition()->getLocation());
  return llvm::none_of(Unit.Answer.Types, [&](const SurfaceType &Type) {
    return Type.Where == Where && Type.Opaque;
  });
}

/// A function of the interface that lets its callers change the pointers of an
/// object: they may swap them with those of another.
std::optional<Obstacle> OwnRegion::checkSlots(const FunctionDecl &Each) const {
  const SurfaceFunction *As = Flow.recordOf(&Each);
  if (!As || !isOfInterface(*As))
    return std::nullopt;
  std::vector<unsigned> Given;
  if (isSlot(Each.getReturnType()))
    Given.push_back(Flow.resultOf(Each));
  for (const ParmVarDecl *Parameter : Each.parameters())
    if (QualType Type = Parameter->getType();
        Type->isPointerType() && isSlot(Type->getPointeeType()))
      Given.push_back(Flow.cellOf(Type->getPointeeType()));
  llvm::BitVector From = Flow.reaching(Given);
  if (!meets(From, Objects) && !meets(From, Members))
    return std::nullopt;
  return Text.obstacle(Each.getLocation(),
                       "who calls '" + Each.getName() +
                           "' can move what hangs under one object to another");
}

std::optional<Obstacle> OwnRegion::checkMoves(const FunctionDecl &Each) {
  if (auto Cannot = checkSlots(Each))
    return Cannot;
  MoveFinder All(Object, Hanging, Flow);
  All.TraverseDecl(const_cast<FunctionDecl *>(&Each));
  if (const SurfaceFunction *As = Flow.recordOf(&Each))
    for (const Keep &One : As->Stores)
      if (One.Argument.Index >= 0 && One.Into.Index >= 0 &&
          One.Argument != One.Into &&
          unsigned(One.Argument.Index) < Each.getNumParams() &&
          !One.Path.empty() && mayMoveTo(Each, *As, unsigned(One.Into.Index)) &&
          isObject(Each.getParamDecl(unsigned(One.Argument.Index))->getType()))
        return Text.obstacle(Each.getLocation(), "'" + Each.getName() +
                                                     "' moves what hangs under "
                                                     "one object to another");
  if (All.Owners < 2)
    return std::nullopt;
  ObjectHomes Homes(bodyOf(&Each), Flow, Object, Hanging, Makers);
  auto IsNested = [&](const Expr *Value) {
    return reachesNested(Flow.reaching(Flow.sourcesOf(Value)));
  };
  auto Refuse = [&](const Move &One) {
    return Text.obstacle(One.Where, "what hangs under one object may be moved "
                                    "to another here");
  };
  for (const Move &One : All.Pointers)
    if (llvm::any_of(Flow.sourcesOfLValue(One.Into),
                     [&](unsigned Place) { return Members.contains(Place); }) &&
        !isNull(One.What, Unit.Context) && IsNested(One.What) &&
        !Homes.haveOneHome(*One.Into, *One.What))
      return Refuse(One);
  for (const Move &One : All.Copies) {
    QualType Type = One.What->getType();
    // Also from a pointer into the object itself.
    bool Holds =
        Type->isPointerType()
            ? isObject(Type) || IsNested(One.What) ||
                  meets(Flow.reaching(Flow.sourcesOf(One.What)), Objects)
            : holdsPointers(Type);
    if (Holds && !Homes.haveOneHome(*One.Into, *One.What))
      return Refuse(One);
  }
  return std::nullopt;
}

} // namespace membrane
