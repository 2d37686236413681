// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the source says of a function or variable: its name, signature,
// attributes, and the files that declare it.

#include "analysis/facts/Declarations.h"
#include "analysis/facts/Contracts.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/Expr.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;

namespace membrane {

std::string sourceName(const NamedDecl &Declared,
                       const PrintingPolicy &Policy) {
  std::string Name;
  llvm::raw_string_ostream Out(Name);
  Declared.getNameForDiagnostic(Out, Policy, /*Qualified=*/true);
  // A static local is known by the function that it belongs to.
  const auto *Owner = dyn_cast_or_null<FunctionDecl>(Declared.getDeclContext());
  if (isa<VarDecl>(Declared) && Owner)
    return sourceName(*Owner, Policy) + "::" + Name;
  return Name;
}

static std::string parametersOf(const FunctionDecl &Declared,
                                const PrintingPolicy &Policy) {
  bool IsC = !Declared.getASTContext().getLangOpts().CPlusPlus;
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  llvm::ListSeparator Comma;
  for (const ParmVarDecl *Given : Declared.parameters()) {
    Out << Comma;
    Given->getOriginalType().print(Out, Policy, Given->getName());
  }
  if (Declared.isVariadic())
    Out << Comma << "...";
  bool Prototype = Declared.getType()->isFunctionProtoType();
  if (Text.empty() && Prototype && IsC)
    Out << "void";
  return Text;
}

std::string signatureOf(const FunctionDecl &Declared,
                        const PrintingPolicy &Policy) {
  std::string Declarator =
      sourceName(Declared, Policy) + "(" + parametersOf(Declared, Policy) + ")";
  const auto *Prototype = Declared.getType()->getAs<FunctionProtoType>();
  if (Prototype && Prototype->isConst())
    Declarator += " const";
  if (isa<CXXConstructorDecl, CXXDestructorDecl, CXXConversionDecl>(Declared))
    return Declarator;
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  Declared.getReturnType().print(Out, Policy, Declarator);
  return Text;
}

static std::vector<FileId> filesOf(const NamedDecl &Declared, Places &Where) {
  std::vector<FileId> Files;
  for (const Decl *Again : Declared.redecls())
    if (Location Place = Where.locate(Again->getLocation()))
      Files.push_back(Place.File);
  llvm::sort(Files);
  Files.erase(llvm::unique(Files), Files.end());
  return Files;
}

/// The function that malloc(dealloc) names, or ownership_returns' family.
static void describeFresh(Symbol &Described, const FunctionDecl &Declared) {
  for (const auto *Restrict : Declared.specific_attrs<RestrictAttr>()) {
    Described.ReturnsFresh = true;
    const Expr *Deallocator = Restrict->getDeallocator();
    if (!Deallocator)
      continue;
    const auto *Named =
        dyn_cast<DeclRefExpr>(Deallocator->IgnoreParenImpCasts());
    if (Named)
      Described.Deallocator = Named->getDecl()->getNameAsString();
  }
  for (const auto *Owned : Declared.specific_attrs<OwnershipAttr>())
    if (Owned->getOwnKind() == OwnershipAttr::Returns)
      Described.ReturnsFresh = true;
}

static void describeAttributes(Symbol &Described,
                               const FunctionDecl &Declared) {
  for (const FunctionDecl *Again : Declared.redecls()) {
    Described.NoReturn |= Again->isNoReturn();
    Described.ReturnsTwice |= Again->hasAttr<ReturnsTwiceAttr>();
    describeFresh(Described, *Again);
  }
}

void describeSymbol(Symbol &Described, const NamedDecl &Declared,
                    TypeTable &Types, Places &Where) {
  Described.SourceName = sourceName(Declared, Types.policy());
  const NamedDecl *Named = &Declared;
  if (const auto *Body = dyn_cast<FunctionDecl>(&Declared)) {
    if (const FunctionDecl *Definition = Body->getDefinition())
      Named = Definition;
    else
      Described.Signature = signatureOf(*Body, Types.policy());
    describeAttributes(Described, *Body);
    Described.Contracts = contractsOf(*Body, Where);
  } else if (const auto *Variable = dyn_cast<VarDecl>(&Declared)) {
    if (const VarDecl *Definition = Variable->getDefinition())
      Named = Definition;
    Described.Type = Types.of(cast<VarDecl>(Named)->getType());
  }
  Described.Where = Where.locate(Named->getLocation());
  Described.System = Where.isSystem(Named->getLocation());
  // Clients cannot name the variable of a class that is private to it.
  bool Hidden = isa<VarDecl>(Declared) && Declared.getAccess() == AS_private;
  if (Declared.hasExternalFormalLinkage() && !Hidden)
    Described.DeclaredIn = filesOf(Declared, Where);
}

void describeFunction(Function &Described, const FunctionDecl &Declared,
                      TypeTable &Types, Places &Where) {
  Described.Name = sourceName(Declared, Types.policy());
  Described.Signature = signatureOf(Declared, Types.policy());
  Described.Where = Where.locate(Declared.getLocation());
  Described.Result = Types.of(Declared.getReturnType());
  Described.Variadic = Declared.isVariadic();
  for (const ParmVarDecl *Given : Declared.parameters()) {
    TypeId Passed = Types.of(Given->getType());
    Described.Parameters.push_back({Given->getNameAsString(), Passed});
  }
  const auto *Method = dyn_cast<CXXMethodDecl>(&Declared);
  if (!Method || !Method->isInstance())
    return;
  Described.Method = true;
  Described.Destructor = isa<CXXDestructorDecl>(Method);
  Described.ThisType = Types.of(Method->getThisType());
}

static void
visitContext(const DeclContext &Scope,
             llvm::function_ref<void(const NamedDecl &Declared)> Use) {
  const SourceManager &Sources = Scope.getParentASTContext().getSourceManager();
  for (const Decl *Inside : Scope.decls()) {
    if (Sources.isInSystemHeader(Inside->getLocation()))
      continue;
    if (const auto *Class = dyn_cast<CXXRecordDecl>(Inside);
        Class &&
        (Class->isDependentContext() || !Class->isCompleteDefinition()))
      continue;
    if (isa<NamespaceDecl, LinkageSpecDecl, ExportDecl, CXXRecordDecl>(Inside))
      visitContext(*cast<DeclContext>(Inside), Use);
    const auto *Code = dyn_cast<FunctionDecl>(Inside);
    if ((!Code && !isa<VarDecl>(Inside)) || Inside->isImplicit() ||
        (Code && Code->isDeleted()))
      continue;
    const auto &Declared = *cast<ValueDecl>(Inside);
    if (Declared.hasExternalFormalLinkage() && !Declared.isTemplated())
      Use(Declared);
  }
}

void forEachDeclared(ASTContext &Context,
                     llvm::function_ref<void(const NamedDecl &Declared)> Use) {
  visitContext(*Context.getTranslationUnitDecl(), Use);
}

} // namespace membrane
