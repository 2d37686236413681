// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One parsed unit → its facts: declarations first, then each body, then what
// they refer to.

#include "analysis/facts/Arguments.h"
#include "analysis/facts/Classes.h"
#include "analysis/facts/Declarations.h"
#include "analysis/facts/Distances.h"
#include "analysis/facts/Getters.h"
#include "analysis/facts/Lowering.h"
#include "analysis/facts/Members.h"
#include "analysis/facts/Symbols.h"
#include "analysis/frontend/Frontend.h"
#include "clang/AST/Decl.h"
#include "clang/CodeGen/ModuleBuilder.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Module.h"
#include <chrono>

namespace membrane {
namespace {

class UnitLowering {
public:
  UnitLowering(const ParsedUnit &Parsed, Unit &Lowered)
      : Parsed(Parsed), Lowered(Lowered),
        Where(Lowered.Files, Parsed.Context.getSourceManager()),
        Types(Lowered, Parsed.Context, Where), Classes(Lowered, Types),
        Symbols(Lowered, Parsed, Types, Where), Apart(Where),
        Getting(Parsed.Context, Where),
        Members(Parsed, Types, Symbols, Apart, Getting) {}

  void run();

private:
  void addFunction(const llvm::Function &Source, Surroundings &Around);
  void describe(Function &Into, const llvm::Function &Source);
  void addDeclared();
  void addPoints(const llvm::GlobalVariable &Variable);
  void sortFunctions();

  const ParsedUnit &Parsed;
  Unit &Lowered;
  Places Where;
  TypeTable Types;
  ClassTable Classes;
  SymbolTable Symbols;
  Distances Apart;
  Getters Getting;
  MemberTypes Members;
};

} // namespace

/// What the compiler made itself: initialisers, thunks, outlined blocks.
static void describeMade(Function &Into, const llvm::Function &Source,
                         Places &Where, FileId Main) {
  llvm::StringRef Name = Source.getName();
  Into.Name = Name.starts_with("_Z") ? llvm::demangle(Name) : Name.str();
  Into.Signature = Into.Name;
  Into.Variadic = Source.isVarArg();
  const llvm::DISubprogram *Program = Source.getSubprogram();
  if (Program && Program->getLine() != 0)
    Into.Where = {Where.file(Program->getFile()), Program->getLine(), 1};
  else
    Into.Where = {Main, 1, 1}; // the source has no place for it
  size_t Count = 0;
  for (const llvm::Argument &Passed : Source.args())
    Count += countLeaves(Passed.getType());
  Into.Arguments.resize(Count);
}

void UnitLowering::describe(Function &Into, const llvm::Function &Source) {
  const auto *Body =
      llvm::dyn_cast_or_null<clang::FunctionDecl>(Symbols.declaration(Source));
  if (Body && Body->getDefinition())
    Body = Body->getDefinition();
  if (!Body)
    return describeMade(Into, Source, Where, Lowered.Main);
  describeFunction(Into, *Body, Types, Where);
  Into.Arguments = mapArguments(*Body, Source, Parsed.Generator.CGM());
  Members.addBody(*Body);
}

void UnitLowering::addFunction(const llvm::Function &Source,
                               Surroundings &Around) {
  Function &Into = Lowered.Functions.emplace_back();
  describe(Into, Source);
  Into.NeverThrows = Source.doesNotThrow();
  Into.Symbol = Symbols.of(Source);
  lowerBody(Source, Around, Into);
}

void UnitLowering::addPoints(const llvm::GlobalVariable &Variable) {
  std::vector<AddressPoint> Points = Classes.pointsOf(Variable);
  if (!Points.empty())
    Lowered.Symbols[Symbols.of(Variable).Index].Points = std::move(Points);
}

void UnitLowering::addDeclared() {
  forEachDeclared(Parsed.Context, [&](const clang::NamedDecl &Declared) {
    Symbols.of(Declared);
  });
}

void UnitLowering::sortFunctions() {
  auto Key = [&](const Function &Body) {
    llvm::StringRef File;
    if (Body.Where)
      File = Lowered.Files[Body.Where.File.Index];
    return std::tuple(File, Body.Where.Line, Body.Where.Column,
                      llvm::StringRef(Lowered.Symbols[Body.Symbol.Index].Name));
  };
  llvm::sort(Lowered.Functions,
             [&](const Function &Left, const Function &Right) {
               return Key(Left) < Key(Right);
             });
}

void UnitLowering::run() {
  Lowered.MainFile = Parsed.MainFile;
  Lowered.Target = Parsed.Target;
  Lowered.Main = Where.file(Parsed.MainFile);
  const clang::ASTContext &Context = Parsed.Context;
  Lowered.PointerSize =
      uint64_t(Context.getTypeSizeInChars(Context.VoidPtrTy).getQuantity());
  clang::QualType List = Parsed.Context.getBuiltinVaListType();
  Surroundings Around{
      Symbols,
      Where,
      Members,
      Apart,
      Getting,
      Classes,
      Parsed.Module.getDataLayout(),
      uint64_t(Parsed.Context.getTypeSizeInChars(List).getQuantity())};
  for (const llvm::Function &Source : Parsed.Module)
    if (!Source.isDeclaration())
      addFunction(Source, Around);
  for (const llvm::GlobalVariable &Variable : Parsed.Module.globals())
    // The ends of a section lead to what no code names.
    if (!Variable.isDeclaration() &&
        (!Variable.hasLocalLinkage() || Variable.hasSection()) &&
        !Variable.getName().starts_with("llvm."))
      Symbols.of(Variable);
  for (const llvm::GlobalVariable &Variable : Parsed.Module.globals())
    if (!Variable.isDeclaration() && Variable.hasMetadata())
      addPoints(Variable);
  for (const llvm::GlobalAlias &Alias : Parsed.Module.aliases())
    Symbols.of(Alias);
  for (const llvm::GlobalIFunc &Resolved : Parsed.Module.ifuncs())
    Symbols.of(Resolved);
  addDeclared();
  Symbols.finish([&](const llvm::Type *Held) { return Members.typeOf(Held); });
  sortFunctions();
}

Unit lowerUnit(const ParsedUnit &Parsed) {
  auto Start = std::chrono::steady_clock::now();
  Unit Lowered;
  UnitLowering(Parsed, Lowered).run();
  std::chrono::duration<double> Spent =
      std::chrono::steady_clock::now() - Start;
  Lowered.Seconds = {Parsed.ParseSeconds, Parsed.CodeGenSeconds,
                     Parsed.PromoteSeconds, Spent.count()};
  return Lowered;
}

} // namespace membrane
