// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A block of memory that one local variable of a function holds.
//
// The analysis knows that the function gives the block back on every way out;
// what is asked here is whether the text shows it in a form that can be edited.

#include "fixes/LocalBlocks.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace membrane {

namespace {

class BlockFinder {
public:
  BlockFinder(const BodyView &Body, llvm::ArrayRef<const Site *> Wanted)
      : Body(Body), Text(Body.Unit.Text), Wanted(Wanted) {}

  std::optional<Obstacle> find(const Site &Place, LocalBlock &Into) const;

private:
  std::optional<Obstacle> findHolder(LocalBlock &Block) const;
  const VarDecl *findOutput(const LocalBlock &Block) const;
  bool isGiven(const UnaryOperator *Address) const;
  std::optional<Obstacle> findFrees(LocalBlock &Block) const;
  std::optional<Obstacle> checkUses(const LocalBlock &Block) const;
  std::optional<Obstacle> checkUse(const DeclRefExpr *Use) const;
  bool isWanted(const Expr *Value) const;
  Obstacle refuse(SourceLocation Where, const VarDecl *Holder,
                  const char *Why) const {
    return Text.obstacle(Where, "'" + Holder->getName() + "' " + Why);
  }

  const BodyView &Body;
  const SourceText &Text;
  llvm::ArrayRef<const Site *> Wanted;
};

} // namespace

const Stmt *userOf(const BodyView &Body, const DeclRefExpr &Use) {
  const Stmt *Up = Body.Parents.getParent(&Use);
  while (llvm::isa_and_nonnull<ParenExpr>(Up))
    Up = Body.Parents.getParent(Up);
  return Up;
}

bool isRead(const BodyView &Body, const DeclRefExpr &Use) {
  const Stmt *Up = userOf(Body, Use);
  const auto *Cast = llvm::dyn_cast_or_null<ImplicitCastExpr>(Up);
  return (Cast && Cast->getCastKind() == CK_LValueToRValue) ||
         llvm::isa_and_nonnull<UnaryExprOrTypeTraitExpr>(Up);
}

/// Whether a value is one of the blocks, or null.
bool BlockFinder::isWanted(const Expr *Value) const {
  if (isNull(Value, Body.Unit.Context))
    return true;
  const auto *Call = llvm::dyn_cast<CallExpr>(stripped(Value));
  return Call && llvm::any_of(Wanted, [&](const Site *Place) {
           return Body.Unit.locate(Call->getExprLoc()) ==
                  Place->Witness.back().Where;
         });
}

/// 'p' in 'make(&p)', if that is where the function stores the block.
const VarDecl *BlockFinder::findOutput(const LocalBlock &Block) const {
  llvm::ArrayRef<SurfaceFunction> All = Body.Unit.Answer.Functions;
  auto Callee = llvm::find_if(All, [&](const SurfaceFunction &Each) {
    return Each.Mangled == Block.Place->Callee;
  });
  const VarDecl *Output = nullptr;
  if (Callee == All.end())
    return Output;
  for (const Escape &Out : Callee->Escapes) {
    if (Out.To != Exit::Argument || Out.Path != "*" || Out.Argument.Index < 0 ||
        unsigned(Out.Argument.Index) >= Block.Allocation->getNumArgs())
      return nullptr;
    const auto *Address = llvm::dyn_cast<UnaryOperator>(
        stripped(Block.Allocation->getArg(unsigned(Out.Argument.Index))));
    const VarDecl *Variable = Address && Address->getOpcode() == UO_AddrOf
                                  ? variableOf(Address->getSubExpr())
                                  : nullptr;
    if (!Variable || Output)
      return nullptr;
    Output = Variable;
  }
  return Output;
}

/// Whether an address goes to a call that stores one of the blocks there, and
/// nowhere else in it.
bool BlockFinder::isGiven(const UnaryOperator *Address) const {
  const VarDecl *Given = variableOf(Address->getSubExpr());
  const auto *Call = llvm::dyn_cast_or_null<CallExpr>(Body.userOf(Address));
  if (!Call || llvm::count_if(Call->arguments(), [&](const Expr *Each) {
                 const auto *Other =
                     llvm::dyn_cast<UnaryOperator>(stripped(Each));
                 return Other && variableOf(Other->getSubExpr()) == Given;
               }) != 1)
    return false;
  return llvm::any_of(Wanted, [&](const Site *Place) {
    LocalBlock Block;
    Block.Place = Place;
    Block.Allocation = Call;
    return Body.Unit.locate(Call->getExprLoc()) ==
               Place->Witness.back().Where &&
           findOutput(Block) == Given;
  });
}

std::optional<Obstacle> BlockFinder::findHolder(LocalBlock &Block) const {
  // The result of 'n = make(&p)' is no block.
  Block.Holder = findOutput(Block);
  const Stmt *User = Block.Holder ? nullptr : Body.userOf(Block.Allocation);
  const auto *Store = llvm::dyn_cast_or_null<BinaryOperator>(User);
  if (const auto *Declared = llvm::dyn_cast_or_null<DeclStmt>(User)) {
    for (const Decl *Each : Declared->decls())
      if (const auto *Variable = llvm::dyn_cast<VarDecl>(Each))
        if (stripped(Variable->getInit()) == Block.Allocation)
          Block.Holder = Variable;
  } else if (Store && Store->getOpcode() == BO_Assign &&
             stripped(Store->getRHS()) == Block.Allocation) {
    Block.Holder = variableOf(Store->getLHS());
  }
  SourceLocation Where = Block.Allocation->getExprLoc();
  if (!Block.Holder)
    return Text.obstacle(Where, "the block is not put in a variable at once");
  if (!Block.Holder->hasLocalStorage() ||
      llvm::isa<ParmVarDecl>(Block.Holder) ||
      !Block.Holder->getType()->isPointerType())
    return refuse(Where, Block.Holder, "is no local pointer");
  return std::nullopt;
}

/// Whether what becomes of one use of the holder is known.
std::optional<Obstacle> BlockFinder::checkUse(const DeclRefExpr *Use) const {
  const auto *Holder = llvm::cast<VarDecl>(Use->getDecl());
  if (isRead(Body, *Use))
    return std::nullopt;
  const Stmt *Up = userOf(Body, *Use);
  const auto *Store = llvm::dyn_cast_or_null<BinaryOperator>(Up);
  if (Store && Store->getOpcode() == BO_Assign &&
      variableOf(Store->getLHS()) == Holder) {
    if (isWanted(Store->getRHS()))
      return std::nullopt;
    return refuse(Use->getLocation(), Holder, "gets another pointer here");
  }
  const auto *Operator = llvm::dyn_cast_or_null<UnaryOperator>(Up);
  if (Operator && Operator->getOpcode() == UO_AddrOf && isGiven(Operator))
    return std::nullopt;
  if (Operator && Operator->getOpcode() == UO_AddrOf)
    return refuse(Use->getLocation(), Holder, "has its address taken here");
  return refuse(Use->getLocation(), Holder, "is changed here");
}

std::optional<Obstacle> BlockFinder::checkUses(const LocalBlock &Block) const {
  const VarDecl *Holder = Block.Holder;
  if (Holder->hasInit() && !isWanted(Holder->getInit()))
    return refuse(Holder->getLocation(), Holder, "starts as another pointer");
  for (const DeclRefExpr *Use : Body.usesOf(Holder))
    if (std::optional<Obstacle> Unknown = checkUse(Use))
      return Unknown;
  if (std::optional<SourceLocation> Hidden = Body.hiddenUse(Holder))
    return refuse(*Hidden, Holder, "stands in code that this build leaves out");
  return std::nullopt;
}

/// Whether what a call evaluates has an effect beside that of its function.
static bool doesMore(const CallExpr *Call, const ASTContext &Context) {
  return llvm::any_of(Call->children(), [&](const Stmt *Each) {
    const auto *Operand = llvm::dyn_cast<Expr>(Each);
    return Operand && Operand->HasSideEffects(Context);
  });
}

std::optional<Obstacle> BlockFinder::findFrees(LocalBlock &Block) const {
  const Site &Place = *Block.Place;
  if (Place.MoreEnds)
    return Text.obstacle(Block.Allocation->getExprLoc(),
                         "it is released in more places than are followed");
  llvm::SmallPtrSet<const FunctionDecl *, 2> Callees;
  for (const Step &End : Place.Ends) {
    if (!llvm::is_contained(Place.Frees, End.Where))
      return Text.obstacle(Block.Allocation->getExprLoc(),
                           "line " + std::to_string(End.Where.Line) + ": " +
                               End.Message);
    llvm::ArrayRef<const CallExpr *> Calls = Body.callsAt(End.Where);
    if (Calls.size() != 1 || Calls.front()->getNumArgs() == 0 ||
        variableOf(Calls.front()->getArg(0)) != Block.Holder)
      return Text.obstacle(Block.Allocation->getExprLoc(),
                           "line " + std::to_string(End.Where.Line) +
                               ": it is released through something else than "
                               "'" +
                               Block.Holder->getNameAsString() + "'");
    Block.Frees.push_back(Calls.front());
    Callees.insert(Calls.front()->getDirectCallee());
  }
  // Also where it can only be null, and in code that is never reached.
  Callees.erase(nullptr);
  for (const CallExpr *Call : Body.calls())
    if (Callees.contains(Call->getDirectCallee()) && Call->getNumArgs() > 0 &&
        variableOf(Call->getArg(0)) == Block.Holder &&
        !llvm::is_contained(Block.Frees, Call))
      Block.Frees.push_back(Call);
  for (const CallExpr *Free : Block.Frees)
    if (doesMore(Free, Body.Unit.Context))
      return Text.obstacle(Free->getBeginLoc(),
                           "the release has another effect in its operands");
  return std::nullopt;
}

std::optional<Obstacle> BlockFinder::find(const Site &Place,
                                          LocalBlock &Into) const {
  Into.Place = &Place;
  Into.Instead = &Place.Instead;
  llvm::ArrayRef<const CallExpr *> Calls =
      Body.callsAt(Place.Witness.back().Where);
  if (Calls.size() != 1)
    return Text.obstacle(Body.Function.getLocation(),
                         "the allocation is no single call in the text");
  // Whoever sets the hook wants to be asked for all memory.
  if (!Place.Hook.empty())
    return Text.obstacle(Calls.front()->getExprLoc(),
                         "the block comes through '" + Place.Hook +
                             "', which the library's user can set");
  Into.Allocation = Calls.front();
  SourceLocation Where = Into.Allocation->getExprLoc();
  if (Where.isMacroID())
    return Text.obstacle(Where, "the allocation is written " +
                                    Text.macroPhrase(Where));
  if (std::optional<Obstacle> None = findHolder(Into))
    return None;
  if (std::optional<Obstacle> Unknown = checkUses(Into))
    return Unknown;
  for (const Stmt *Each = Into.Allocation; Each;
       Each = Body.Parents.getParent(Each))
    if (const auto *Block = llvm::dyn_cast<CompoundStmt>(Each)) {
      for (const Stmt *Child : Block->body())
        if (const auto *Declared = llvm::dyn_cast<DeclStmt>(Child))
          if (llvm::is_contained(Declared->decls(), Into.Holder)) {
            Into.Declared = Declared;
            Into.Scope = Block;
          }
      if (Into.Scope)
        break;
    }
  if (!Into.Scope)
    return refuse(Into.Holder->getLocation(), Into.Holder,
                  "is not declared in a block");
  if (Body.isRepeated(Into.Allocation, Into.Scope))
    return Text.obstacle(Where, "blocks that a loop allocates and releases one "
                                "by one would pile up");
  return findFrees(Into);
}

std::vector<std::variant<LocalBlock, Obstacle>>
findLocalBlocks(const BodyView &Body, llvm::ArrayRef<const Site *> Wanted) {
  BlockFinder Finder(Body, Wanted);
  std::vector<std::variant<LocalBlock, Obstacle>> Found;
  for (const Site *Place : Wanted) {
    LocalBlock Block;
    if (std::optional<Obstacle> Cannot = Finder.find(*Place, Block))
      Found.push_back(std::move(*Cannot));
    else
      Found.push_back(std::move(Block));
  }
  return Found;
}

} // namespace membrane
