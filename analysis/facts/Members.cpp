// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM's struct types, as member accesses name them → the unit's Records.

#include "analysis/facts/Members.h"
#include "analysis/facts/Distances.h"
#include "analysis/facts/Getters.h"
#include "analysis/facts/Symbols.h"
#include "analysis/facts/Types.h"
#include "analysis/frontend/Frontend.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/Stmt.h"
#include "clang/CodeGen/CodeGenABITypes.h"
#include "clang/CodeGen/ModuleBuilder.h"
#include "llvm/IR/DerivedTypes.h"

using namespace clang;

namespace membrane {

void MemberTypes::addRecord(const RecordDecl *Used) {
  const RecordDecl *Definition = Used->getDefinition();
  // One that may alias says nothing of what stands there: it is a way to read
  // bytes that are not aligned, or of another type.
  if (!Definition || Definition->isInvalidDecl() ||
      Definition->isDependentType() || Definition->hasAttr<MayAliasAttr>() ||
      !Seen.insert(Definition).second)
    return;
  llvm::Type *Lowered = CodeGen::convertTypeForMemory(
      Parsed.Generator.CGM(), Parsed.Context.getCanonicalTagType(Definition));
  if (const auto *Machine = llvm::dyn_cast<llvm::StructType>(Lowered))
    Sources.try_emplace(Machine, Definition);
}

void MemberTypes::addType(QualType Used) {
  if (const auto *Tag = Used->getBaseElementTypeUnsafe()->getAsRecordDecl())
    addRecord(Tag);
}

void MemberTypes::addStatement(const FunctionDecl &Body, const Stmt &Inside) {
  if (const auto *Access = dyn_cast<MemberExpr>(&Inside)) {
    if (const auto *Member = dyn_cast<FieldDecl>(Access->getMemberDecl()))
      addRecord(Member->getParent());
  } else if (const auto *Operator = dyn_cast<BinaryOperator>(&Inside)) {
    Apart.note(*Operator);
  } else if (const auto *Call = dyn_cast<CallExpr>(&Inside)) {
    Getting.note(*Call);
  } else if (const auto *List = dyn_cast<InitListExpr>(&Inside)) {
    addType(List->getType());
  } else if (const auto *Closure = dyn_cast<LambdaExpr>(&Inside)) {
    addRecord(Closure->getLambdaClass());
  } else if (const auto *Declaration = dyn_cast<DeclStmt>(&Inside)) {
    for (const Decl *Local : Declaration->decls()) {
      const auto *Variable = dyn_cast<VarDecl>(Local);
      if (Variable && Variable->isStaticLocal())
        Symbols.addStaticLocal(
            (Body.getName() + "." + Variable->getName()).str(), *Variable);
    }
  }
}

void MemberTypes::addBody(const FunctionDecl &Body) {
  llvm::SmallVector<const Stmt *, 64> Work;
  if (const auto *Method = dyn_cast<CXXMethodDecl>(&Body))
    addRecord(Method->getParent());
  if (const auto *Made = dyn_cast<CXXConstructorDecl>(&Body))
    for (const CXXCtorInitializer *Member : Made->inits())
      Work.push_back(Member->getInit());
  Work.push_back(Body.getBody());
  bool PlainNames = !Parsed.Context.getLangOpts().CPlusPlus;
  while (!Work.empty()) {
    const Stmt *Inside = Work.pop_back_val();
    if (!Inside)
      continue;
    if (PlainNames || !isa<DeclStmt>(Inside))
      addStatement(Body, *Inside);
    // Backwards, so that the stack gives them in the order of the source.
    size_t Start = Work.size();
    for (const Stmt *Child : Inside->children())
      Work.push_back(Child);
    std::reverse(Work.begin() + Start, Work.end());
  }
}

/// For accesses that the bodies do not show: the record of that name, if
/// CodeGen agrees.
void MemberTypes::addByName(const llvm::StructType *Machine) {
  if (!Machine->hasName())
    return;
  llvm::StringRef Name = Machine->getName().split('.').second;
  Name.consume_back(".base");
  if (Name.contains("::") || Name.empty())
    return;
  DeclarationName Wanted = &Parsed.Context.Idents.get(Name);
  for (const NamedDecl *Found :
       Parsed.Context.getTranslationUnitDecl()->lookup(Wanted)) {
    if (const auto *Tag = dyn_cast<RecordDecl>(Found))
      addRecord(Tag);
    else if (const auto *Alias = dyn_cast<TypedefNameDecl>(Found))
      addType(Alias->getUnderlyingType());
  }
}

/// "class.Base.base" is "class.Base" without its tail padding.
static const llvm::StructType *wholeOf(const llvm::StructType *Machine) {
  llvm::StringRef Name = Machine->hasName() ? Machine->getName() : "";
  if (!Name.consume_back(".base"))
    return Machine;
  const auto *Whole =
      llvm::StructType::getTypeByName(Machine->getContext(), Name);
  return Whole ? Whole : Machine;
}

const RecordDecl *MemberTypes::sourceOf(const llvm::StructType *Machine) {
  const llvm::StructType *Whole = wholeOf(Machine);
  if (!Sources.count(Whole))
    addByName(Whole);
  return Sources.lookup(Whole);
}

RecordId MemberTypes::of(const llvm::StructType *Machine) {
  auto Entry = Known.find(Machine);
  if (Entry != Known.end())
    return Entry->second;
  const RecordDecl *Source = sourceOf(Machine);
  // If there is none, a later body may show it.
  return Source ? Known[Machine] = Types.of(Source) : RecordId();
}

QualType MemberTypes::writtenAs(const llvm::Type *Machine) {
  if (const auto *Struct = dyn_cast<llvm::StructType>(Machine)) {
    const RecordDecl *Source = sourceOf(Struct);
    return Source ? QualType(Parsed.Context.getCanonicalTagType(Source))
                  : QualType();
  }
  const auto *Array = dyn_cast<llvm::ArrayType>(Machine);
  QualType Element = Array ? writtenAs(Array->getElementType()) : QualType();
  if (Element.isNull())
    return {};
  return Parsed.Context.getConstantArrayType(
      Element, llvm::APInt(64, Array->getNumElements()), nullptr,
      ArraySizeModifier::Normal, 0);
}

TypeId MemberTypes::typeOf(const llvm::Type *Machine) {
  QualType Written = writtenAs(Machine);
  return Written.isNull() ? TypeId() : Types.of(Written);
}

} // namespace membrane
