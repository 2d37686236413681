// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// stack-buffer: 'char *p = malloc(64);' becomes 'char p[64];'.
//
// Only for a block of a constant size that its holder's type describes: memory
// of the heap has no type of its own and any alignment, a variable has both.
// Tests for null that cannot be true any more go.

#include "fixes/LocalBlocks.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace membrane {

namespace {

class StackBuffer {
public:
  StackBuffer(const BodyView &Body, const LocalBlock &Block)
      : Body(Body), Context(Body.Unit.Context), Text(Body.Unit.Text),
        Block(Block), Element(Block.Holder->getType()->getPointeeType()) {}

  std::optional<Obstacle> plan(std::vector<Edit> &Into);

private:
  Obstacle refuse(SourceLocation Where, const char *Why) const {
    return Text.obstacle(Where, Why);
  }
  std::optional<Obstacle> checkType() const;
  std::optional<Obstacle> checkCasts() const;
  std::optional<std::string> countText(const Expr *Size) const;
  std::optional<std::string> countText() const;
  std::optional<std::string> textOf(const Expr *Value) const;
  bool isElementSize(const Expr *Size) const;
  bool isNullTest(const Stmt *Each) const;
  bool staysPointer(const Removal &Gone) const;
  std::optional<Obstacle> declare(llvm::StringRef Count, const Removal &Gone,
                                  std::vector<Edit> &Into) const;

  const BodyView &Body;
  const ASTContext &Context;
  const SourceText &Text;
  const LocalBlock &Block;
  QualType Element;
};

} // namespace

std::optional<Obstacle> StackBuffer::checkType() const {
  SourceLocation Where = Block.Allocation->getExprLoc();
  if (!Block.Holder->hasInit() ||
      stripped(Block.Holder->getInit()) != Block.Allocation ||
      !Block.Declared->isSingleDecl())
    return refuse(Where, "the holder is not declared with the block alone");
  if (Element->isVoidType() || Element->isIncompleteType() ||
      Element->isFunctionType())
    return refuse(Where, "the holder's type does not say what the block is");
  return std::nullopt;
}

/// Whether the block is used as what the holder says, or by functions of the
/// system, which want no alignment.
std::optional<Obstacle> StackBuffer::checkCasts() const {
  for (const DeclRefExpr *Use : Body.usesOf(Block.Holder)) {
    const Expr *Value = Use;
    const Stmt *Up = Body.Parents.getParent(Use);
    for (; llvm::isa_and_nonnull<ParenExpr, CastExpr>(Up);
         Up = Body.Parents.getParent(Up)) {
      Value = llvm::cast<Expr>(Up);
      QualType To = Value->getType();
      if (!To->isPointerType() || To->isVoidPointerType() ||
          Context.hasSameUnqualifiedType(To->getPointeeType(), Element) ||
          To->getPointeeType()->isCharType())
        continue;
      return refuse(Use->getLocation(), "the block is used as another type");
    }
    const auto *Call = llvm::dyn_cast_or_null<CallExpr>(Up);
    const Decl *Callee = Call ? Call->getCalleeDecl() : nullptr;
    bool System =
        Callee && Text.Sources.isInSystemHeader(Callee->getLocation());
    bool Freed = Call && llvm::is_contained(Block.Frees, Call);
    bool Test = llvm::isa_and_nonnull<BinaryOperator>(Up);
    if (Value->getType()->isVoidPointerType() && !System && !Freed && !Test)
      return refuse(Use->getLocation(), "the block is used as another type");
  }
  return std::nullopt;
}

std::optional<std::string> StackBuffer::textOf(const Expr *Value) const {
  std::optional<TextRange> Range = Text.rangeOf(
      Text.Sources.getExpansionRange(Value->getSourceRange()).getAsRange());
  if (!Range)
    return std::nullopt;
  return Text.text(*Range).str();
}

bool StackBuffer::isElementSize(const Expr *Size) const {
  const auto *Of = llvm::dyn_cast<UnaryExprOrTypeTraitExpr>(stripped(Size));
  return Of && Of->getKind() == UETT_SizeOf &&
         Context.hasSameUnqualifiedType(Of->getTypeOfArgument(), Element);
}

/// How many elements a size is, as the source says it.
std::optional<std::string> StackBuffer::countText(const Expr *Size) const {
  if (!Size->isIntegerConstantExpr(Context))
    return std::nullopt;
  if (isElementSize(Size))
    return "1";
  if (const auto *Product =
          llvm::dyn_cast<BinaryOperator>(Size->IgnoreParenImpCasts());
      Product && Product->getOpcode() == BO_Mul) {
    if (isElementSize(Product->getLHS()))
      return textOf(Product->getRHS()->IgnoreParens());
    if (isElementSize(Product->getRHS()))
      return textOf(Product->getLHS()->IgnoreParens());
  }
  if (Context.getTypeSizeInChars(Element).isOne())
    return textOf(Size);
  return std::nullopt;
}

std::optional<std::string> StackBuffer::countText() const {
  const CallExpr &Call = *Block.Allocation;
  if (Block.Place->InRegion == "mbr_alloc" && Call.getNumArgs() == 1)
    return countText(Call.getArg(0));
  if (Block.Place->InRegion != "mbr_calloc" || Call.getNumArgs() != 2)
    return std::nullopt;
  for (unsigned Size : {1u, 0u}) {
    const Expr *Count = Call.getArg(1 - Size);
    bool One = Context.getTypeSizeInChars(Element).isOne() &&
               Call.getArg(Size)->EvaluateKnownConstInt(Context) == 1;
    if ((isElementSize(Call.getArg(Size)) || One) &&
        Count->isIntegerConstantExpr(Context))
      return textOf(Count);
  }
  return std::nullopt;
}

/// 'if (!p) ...' and the like, without an else, that no jump enters.
bool StackBuffer::isNullTest(const Stmt *Each) const {
  const auto *Choice = llvm::dyn_cast<IfStmt>(Each);
  if (!Choice || Choice->getElse() || Choice->getInit() ||
      Choice->getConditionVariable() ||
      !llvm::isa_and_nonnull<CompoundStmt>(Body.Parents.getParent(Choice)))
    return false;
  const Expr *Test = Choice->getCond()->IgnoreParenImpCasts();
  if (const auto *Not = llvm::dyn_cast<UnaryOperator>(Test))
    return Not->getOpcode() == UO_LNot &&
           variableOf(Not->getSubExpr()) == Block.Holder;
  const auto *Equal = llvm::dyn_cast<BinaryOperator>(Test);
  if (!Equal || Equal->getOpcode() != BO_EQ)
    return false;
  return (variableOf(Equal->getLHS()) == Block.Holder &&
          isNull(Equal->getRHS(), Context)) ||
         (variableOf(Equal->getRHS()) == Block.Holder &&
          isNull(Equal->getLHS(), Context));
}

static bool hasLabel(const Stmt *Each) {
  if (!Each || llvm::isa<LabelStmt, SwitchCase>(Each))
    return Each != nullptr;
  return llvm::any_of(Each->children(), hasLabel);
}

/// Whether what stays of the function needs a pointer: one that is set again,
/// measured, or tested for null.
bool StackBuffer::staysPointer(const Removal &Gone) const {
  return llvm::any_of(Body.usesOf(Block.Holder), [&](const DeclRefExpr *Use) {
    if (Gone.contains(Use))
      return false;
    const Stmt *Up = Body.Parents.getParent(Use);
    for (; llvm::isa_and_nonnull<ParenExpr, CastExpr>(Up);
         Up = Body.Parents.getParent(Up))
      if (llvm::cast<Expr>(Up)->getType()->isBooleanType())
        return true;
    const auto *Operator = llvm::dyn_cast_or_null<BinaryOperator>(Up);
    const auto *Not = llvm::dyn_cast_or_null<UnaryOperator>(Up);
    return llvm::isa_and_nonnull<UnaryExprOrTypeTraitExpr, IfStmt, WhileStmt,
                                 DoStmt, ForStmt, ConditionalOperator>(Up) ||
           (Not && Not->getOpcode() == UO_LNot) ||
           (Operator && (Operator->isAssignmentOp() ||
                         Operator->isEqualityOp() || Operator->isLogicalOp()));
  });
}

/// Rewrites the declaration.
std::optional<Obstacle> StackBuffer::declare(llvm::StringRef Count,
                                             const Removal &Gone,
                                             std::vector<Edit> &Into) const {
  std::optional<TextRange> Range =
      Text.statementRange(Block.Declared->getSourceRange());
  if (!Range)
    return refuse(Block.Declared->getBeginLoc(),
                  "a macro makes the declaration");
  PrintingPolicy Policy(Text.Language);
  std::string Name = Block.Holder->getNameAsString();
  bool Single = Count == "1", Pointer = Single || staysPointer(Gone);
  std::string Memory = Pointer ? Body.freeName(Name + "_memory") : Name;
  std::string Declarator = Single ? Memory : Memory + "[" + Count.str() + "]";
  std::string New;
  llvm::raw_string_ostream Out(New);
  Element.getUnqualifiedType().print(Out, Policy, Declarator);
  if (Block.Place->InRegion == "mbr_calloc")
    Out << (Text.Language.CPlusPlus ? " = {}" : " = {0}");
  Out << ';';
  if (Pointer) {
    Out << Text.lineEnd(Range->File)
        << Text.indentAt(Range->File, Range->Begin);
    Block.Holder->getType().print(Out, Policy, Name);
    Out << " = " << (Single ? "&" : "") << Memory << ';';
  }
  Into.push_back(Text.replace(*Range, New));
  return std::nullopt;
}

std::optional<Obstacle> StackBuffer::plan(std::vector<Edit> &Into) {
  if (std::optional<Obstacle> Wrong = checkType())
    return Wrong;
  if (std::optional<Obstacle> Wrong = checkCasts())
    return Wrong;
  std::optional<std::string> Count = countText();
  if (!Count)
    return refuse(Block.Allocation->getExprLoc(),
                  "the size is no constant number of elements");
  Removal Gone(Body);
  for (const CallExpr *Free : Block.Frees)
    Gone.add(Free);
  for (const DeclRefExpr *Use : Body.usesOf(Block.Holder))
    for (const Stmt *Up = Use; Up; Up = Body.Parents.getParent(Up))
      if (isNullTest(Up) && !hasLabel(llvm::cast<IfStmt>(Up)->getThen()))
        Gone.add(Up);
  if (std::optional<Obstacle> Wrong = Gone.finish(Into))
    return Wrong;
  return declare(*Count, Gone, Into);
}

std::optional<Obstacle> planStackBuffer(const BodyView &Body,
                                        const LocalBlock &Block,
                                        std::vector<Edit> &Into) {
  return StackBuffer(Body, Block).plan(Into);
}

} // namespace membrane
