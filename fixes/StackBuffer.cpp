// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// stack-buffer: 'char *p = malloc(64);' becomes 'char p[64];'.
//
// Only for a block of a constant size that its holder's type describes: memory
// of the heap has no type of its own and any alignment, a variable has both.
// Tests for null that cannot be true any more go.

#include "fixes/LocalBlocks.h"
#include "clang/Lex/Lexer.h"
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
  llvm::SmallVector<const BinaryOperator *, 2> laterStores() const;
  QualType storedType() const;
  std::optional<std::string> countText(const Expr *Size) const;
  llvm::SmallVector<const Expr *, 2> sizeFactors() const;
  std::optional<std::string> countText() const;
  std::optional<std::string> textOf(const Expr *Value) const;
  std::optional<std::string> factorText(const Expr *Factor) const;
  bool isElementSize(const Expr *Size) const;
  bool isNullTest(const Stmt *Each) const;
  bool staysPointer(const Removal &Gone) const;
  bool isBeforeStores(const Stmt *Each) const;
  void findNullTests(Removal &Gone) const;
  std::optional<Obstacle> declare(llvm::StringRef Count, const Removal &Gone,
                                  std::vector<Edit> &Into) const;

  const BodyView &Body;
  const ASTContext &Context;
  const SourceText &Text;
  const LocalBlock &Block;
  QualType Element;
};

} // namespace

static bool isZeroed(const LocalBlock &Block) { return Block.Instead->Zeroed; }

/// Whether no byte of a type is for alignment only or of one of several forms.
static bool isAllValue(QualType Type, const ASTContext &Context) {
  Type = Type.getCanonicalType();
  while (const auto *Array = llvm::dyn_cast<ConstantArrayType>(Type))
    Type = Array->getElementType().getCanonicalType();
  if (Type->isIntegralOrEnumerationType() || Type->isPointerType() ||
      Type->isSpecificBuiltinType(BuiltinType::Float) ||
      Type->isSpecificBuiltinType(BuiltinType::Double))
    return true;
  return Type->isRecordType() && !Type->isUnionType() &&
         Context.hasUniqueObjectRepresentations(Type);
}

std::optional<Obstacle> StackBuffer::checkType() const {
  SourceLocation Where = Block.Allocation->getExprLoc();
  if (!Block.Holder->hasInit() ||
      stripped(Block.Holder->getInit()) != Block.Allocation ||
      !Block.Declared->isSingleDecl())
    return refuse(Where, "the holder is not declared with the block alone");
  if (Element->isVoidType() || Element->isIncompleteType() ||
      Element->isFunctionType() || Element->isVariablyModifiedType())
    return refuse(Where, "the holder's type does not say what the block is");
  for (const BinaryOperator *Store : laterStores())
    if (!isNull(Store->getRHS(), Context))
      return refuse(Store->getExprLoc(), "the holder gets another block");
  if (Block.Holder->hasAttrs())
    return refuse(Where, "the holder has attributes");
  // A variable would be made and ended by more than its declaration.
  if (!Element.isTrivialType(Context))
    return refuse(Where, "objects of the holder's type have constructors");
  if (isZeroed(Block) && !isAllValue(Element, Context))
    return refuse(Where, "an initializer may leave bytes that are not zero");
  return std::nullopt;
}

/// Where another block or null is put in the holder.
llvm::SmallVector<const BinaryOperator *, 2> StackBuffer::laterStores() const {
  llvm::SmallVector<const BinaryOperator *, 2> Stores;
  for (const DeclRefExpr *Use : Body.usesOf(Block.Holder))
    if (const auto *Store =
            llvm::dyn_cast_or_null<BinaryOperator>(Body.userOf(Use)))
      if (Store->isAssignmentOp() &&
          variableOf(Store->getLHS()) == Block.Holder)
        Stores.push_back(Store);
  return Stores;
}

/// The element's type without what only says that the function does not write
/// through the holder.
QualType StackBuffer::storedType() const {
  Qualifiers Held;
  QualType Bare =
      const_cast<ASTContext &>(Context).getUnqualifiedArrayType(Element, Held);
  Held.removeConst();
  return Context.getQualifiedType(Bare, Held);
}

std::optional<std::string> StackBuffer::textOf(const Expr *Value) const {
  // All of a macro, or nothing of it.
  CharSourceRange Whole = Lexer::makeFileCharRange(
      CharSourceRange::getTokenRange(Value->getSourceRange()), Text.Sources,
      Text.Language);
  if (Whole.isInvalid())
    return std::nullopt;
  auto [File, Begin] = Text.Sources.getDecomposedLoc(Whole.getBegin());
  TextRange Range{File, Begin, Text.Sources.getFileOffset(Whole.getEnd())};
  // The holder's own name means something else in its declarator.
  if (!Text.findName(Range, Block.Holder->getName()).empty())
    return std::nullopt;
  return Text.text(Range).str();
}

std::optional<std::string> StackBuffer::factorText(const Expr *Factor) const {
  // '(size_t)1' is one element, and no array.
  const auto *Literal = llvm::dyn_cast<IntegerLiteral>(stripped(Factor));
  if (Literal && Literal->getValue() == 1)
    return "1";
  std::optional<std::string> Inside = textOf(Factor->IgnoreParens());
  return Inside ? Inside : textOf(Factor);
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
      return factorText(Product->getRHS());
    if (isElementSize(Product->getRHS()))
      return factorText(Product->getLHS());
  }
  if (Context.getTypeSizeInChars(Element).isOne())
    return textOf(Size);
  return std::nullopt;
}

/// The arguments whose product is the size; empty if that is not known.
llvm::SmallVector<const Expr *, 2> StackBuffer::sizeFactors() const {
  llvm::SmallVector<const Expr *, 2> Factors;
  for (unsigned Index : Block.Instead->Size) {
    const Counterpart::Operand &Factor = Block.Instead->Operands[Index];
    if (Factor.Argument && *Factor.Argument < Block.Allocation->getNumArgs())
      Factors.push_back(Block.Allocation->getArg(*Factor.Argument));
    else if (Factor.Argument || Factor.Number != 1)
      return {};
  }
  return Factors;
}

std::optional<std::string> StackBuffer::countText() const {
  llvm::SmallVector<const Expr *, 2> Factors = sizeFactors();
  if (Factors.size() == 1)
    return countText(Factors.front());
  if (Factors.size() != 2)
    return std::nullopt;
  for (unsigned Size : {1u, 0u}) {
    const Expr *Count = Factors[1 - Size];
    std::optional<llvm::APSInt> Bytes =
        Factors[Size]->getIntegerConstantExpr(Context);
    bool One =
        Context.getTypeSizeInChars(Element).isOne() && Bytes && *Bytes == 1;
    if ((isElementSize(Factors[Size]) || One) &&
        Count->isIntegerConstantExpr(Context))
      return factorText(Count);
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
  storedType().print(Out, Policy, Declarator);
  if (isZeroed(Block))
    Out << (Text.Language.CPlusPlus ? " = {}" : " = {0}");
  Out << ';';
  if (Pointer) {
    if (Text.startsLine(*Range))
      Out << Text.lineEnd(Range->File)
          << Text.indentAt(Range->File, Range->Begin);
    else
      Out << ' ';
    Block.Holder->getType().print(Out, Policy, Name);
    Out << " = " << (Single ? "&" : "") << Memory << ';';
  }
  Into.push_back(Text.replace(*Range, New));
  return std::nullopt;
}

/// Whether the holder still has the block when a statement runs.
bool StackBuffer::isBeforeStores(const Stmt *Each) const {
  llvm::SmallVector<const BinaryOperator *, 2> Stores = laterStores();
  return Stores.empty() || (!Body.isRepeated(Each, Block.Scope) &&
                            llvm::all_of(Stores, [&](const auto *Store) {
                              return Each->getEndLoc() < Store->getBeginLoc();
                            }));
}

void StackBuffer::findNullTests(Removal &Gone) const {
  for (const DeclRefExpr *Use : Body.usesOf(Block.Holder))
    for (const Stmt *Up = Use; Up; Up = Body.Parents.getParent(Up)) {
      if (!isNullTest(Up) || hasLabel(llvm::cast<IfStmt>(Up)->getThen()) ||
          !isBeforeStores(Up))
        continue;
      std::optional<TextRange> Range = Text.rangeOf(Up->getSourceRange());
      if (Range && !Text.hasDirective(*Range))
        Gone.add(Up);
    }
}

std::optional<Obstacle> StackBuffer::plan(std::vector<Edit> &Into) {
  if (std::optional<Obstacle> Wrong = checkType())
    return Wrong;
  if (std::optional<SourceLocation> Other = usedOtherwise(Body, Block))
    return refuse(*Other, "the block is used as another type");
  std::optional<std::string> Count = countText();
  if (!Count)
    return refuse(Block.Allocation->getExprLoc(),
                  "the size is no constant number of elements");
  Removal Gone(Body);
  for (const CallExpr *Free : Block.Frees)
    Gone.add(Free);
  findNullTests(Gone);
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
