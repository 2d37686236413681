// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Wraps Clang's CodeGen: what is unused is emitted as well, time is taken
// apart, and SROA runs over every function when the unit ends.
//
// Clang decides what to emit while it parses, but the linkage of an inline
// function in C depends on declarations that may still follow. So bodies are
// collected as they come and the ones that CodeGen left out are handed to it
// again, marked, when the unit is complete.

#include "analysis/frontend/Emission.h"

#include "analysis/frontend/Exchanges.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"
#include "clang/CodeGen/ModuleBuilder.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/Analysis/AssumptionCache.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/PassInstrumentation.h"
#include "llvm/IR/PassManager.h"
#include "llvm/Support/BuryPointer.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Utils/PromoteMemToReg.h"

using namespace clang;

namespace membrane {

using Clock = std::chrono::steady_clock;

static double secondsSince(Clock::time_point Start) {
  return std::chrono::duration<double>(Clock::now() - Start).count();
}

/// Class templates of the C++ library that own memory and are declared extern:
/// no unit of a program would have their bodies.
static constexpr llvm::StringLiteral ReopenedTemplates[] = {"basic_string"};

namespace {

/// Adds the time from its construction to its destruction to a total.
class Stopwatch {
public:
  explicit Stopwatch(double &Total) : Total(Total), Start(Clock::now()) {}
  ~Stopwatch() { Total += secondsSince(Start); }
  Stopwatch(const Stopwatch &) = delete;
  Stopwatch &operator=(const Stopwatch &) = delete;

private:
  double &Total;
  Clock::time_point Start;
};

class Emission : public ASTConsumer {
public:
  Emission(CompilerInstance &Instance, llvm::StringRef MainFile,
           std::unique_ptr<CodeGenerator> Generator, UnitCallback Use,
           Clock::time_point Start)
      : Instance(Instance), MainFile(MainFile), Generator(std::move(Generator)),
        Use(Use), Start(Start) {}
  /// If the AST stays in memory, so does the module.
  ~Emission() override {
    if (Instance.getFrontendOpts().DisableFree)
      llvm::BuryPointer(std::move(Generator));
  }

  void Initialize(ASTContext &Context) override {
    Stopwatch Watch(CodeGenSeconds);
    Generator->Initialize(Context);
  }
  bool HandleTopLevelDecl(DeclGroupRef Group) override;
  void HandleInlineFunctionDefinition(FunctionDecl *Method) override {
    Stopwatch Watch(CodeGenSeconds);
    Generator->HandleInlineFunctionDefinition(Method);
  }
  void HandleTagDeclDefinition(TagDecl *Tag) override {
    Stopwatch Watch(CodeGenSeconds);
    Generator->HandleTagDeclDefinition(Tag);
  }
  void HandleTagDeclRequiredDefinition(const TagDecl *Tag) override {
    Stopwatch Watch(CodeGenSeconds);
    Generator->HandleTagDeclRequiredDefinition(Tag);
  }
  void HandleCXXImplicitFunctionInstantiation(FunctionDecl *Made) override {
    Generator->HandleCXXImplicitFunctionInstantiation(Made);
  }
  void HandleCXXStaticMemberVarInstantiation(VarDecl *Made) override {
    Stopwatch Watch(CodeGenSeconds);
    Generator->HandleCXXStaticMemberVarInstantiation(Made);
  }
  void CompleteTentativeDefinition(VarDecl *Variable) override {
    Stopwatch Watch(CodeGenSeconds);
    Generator->CompleteTentativeDefinition(Variable);
  }
  void CompleteExternalDeclaration(DeclaratorDecl *Declared) override {
    Generator->CompleteExternalDeclaration(Declared);
  }
  void AssignInheritanceModel(CXXRecordDecl *Class) override {
    Generator->AssignInheritanceModel(Class);
  }
  void HandleVTable(CXXRecordDecl *Class) override {
    Stopwatch Watch(CodeGenSeconds);
    Generator->HandleVTable(Class);
  }
  void HandleTranslationUnit(ASTContext &Context) override;

private:
  void collectBodies(Decl *Declared);
  void emitLeftOut(ASTContext &Context);

  CompilerInstance &Instance;
  llvm::StringRef MainFile;
  std::unique_ptr<CodeGenerator> Generator;
  UnitCallback Use;
  Clock::time_point Start;
  double CodeGenSeconds = 0;
  /// Functions with a body outside system headers, in the order of the source.
  std::vector<FunctionDecl *> Bodies;
};

} // namespace

/// A member that was declared extern counts as instantiated already, unless
/// its point of instantiation is forgotten.
template <typename Member> static void reopen(Member *Declared) {
  MemberSpecializationInfo *Info = Declared->getMemberSpecializationInfo();
  if (!Info || Info->getTemplateSpecializationKind() !=
                   TSK_ExplicitInstantiationDeclaration)
    return;
  Info->setTemplateSpecializationKind(TSK_ImplicitInstantiation);
  Info->setPointOfInstantiation(SourceLocation());
}

/// Makes an extern template (its members, if it is a class) one that is
/// instantiated where it is used.
static void reopenTemplate(Decl *Declared) {
  if (auto *Function = dyn_cast<FunctionDecl>(Declared))
    return reopen(Function);
  if (auto *Variable = dyn_cast<VarDecl>(Declared))
    return reopen(Variable);
  auto *Class = dyn_cast<CXXRecordDecl>(Declared);
  if (!Class || Class->isInjectedClassName())
    return;
  if (auto *Special = dyn_cast<ClassTemplateSpecializationDecl>(Class))
    Special->setSpecializationKind(TSK_ImplicitInstantiation);
  else
    reopen(Class);
  for (Decl *Member : Class->decls())
    reopenTemplate(Member);
}

/// Whether Declared is an extern template of the table, or a member of one.
static bool isToReopen(const Decl *Declared) {
  const auto *Class = dyn_cast<CXXRecordDecl>(Declared);
  if (const auto *Method = dyn_cast<CXXMethodDecl>(Declared))
    Class = Method->getParent();
  return isa_and_nonnull<ClassTemplateSpecializationDecl>(Class) &&
         Class->isInStdNamespace() &&
         llvm::is_contained(ReopenedTemplates, Class->getName());
}

/// Extern templates stand in namespaces.
static void reopenTemplates(Decl *Declared) {
  if (isToReopen(Declared))
    return reopenTemplate(Declared);
  if (isa<NamespaceDecl, LinkageSpecDecl>(Declared))
    for (Decl *Member : cast<DeclContext>(Declared)->decls())
      reopenTemplates(Member);
}

/// Notes every function under Declared that has a body of its own. The
/// patterns of templates have no code; methods stand in their class.
void Emission::collectBodies(Decl *Declared) {
  if (Instance.getSourceManager().isInSystemHeader(Declared->getLocation()))
    return;
  if (auto *Function = dyn_cast<FunctionDecl>(Declared)) {
    if (Function->doesThisDeclarationHaveABody() && !Function->isTemplated() &&
        !Function->isTemplateInstantiation())
      Bodies.push_back(Function);
    return;
  }
  auto *Inner = dyn_cast<DeclContext>(Declared);
  if (!Inner || Inner->isDependentContext())
    return;
  if (isa<NamespaceDecl, LinkageSpecDecl, ExportDecl, CXXRecordDecl>(Declared))
    for (Decl *Member : Inner->decls())
      collectBodies(Member);
}

bool Emission::HandleTopLevelDecl(DeclGroupRef Group) {
  Stopwatch Watch(CodeGenSeconds);
  for (Decl *Declared : Group) {
    reopenTemplates(Declared);
    collectBodies(Declared);
  }
  return Generator->HandleTopLevelDecl(Group);
}

/// Marks the bodies that CodeGen may leave out and hands them to it again. At
/// -O0 it also skips what is only available externally (inline in C99) unless
/// that is to be inlined always.
void Emission::emitLeftOut(ASTContext &Context) {
  for (FunctionDecl *Function : Bodies) {
    if (Function->isInvalidDecl() || Context.DeclMustBeEmitted(Function))
      continue;
    if (Context.GetGVALinkageForFunction(Function) == GVA_AvailableExternally &&
        !Function->hasAttr<AlwaysInlineAttr>())
      Function->addAttr(AlwaysInlineAttr::CreateImplicit(Context));
    Function->addAttr(UsedAttr::CreateImplicit(Context));
    Generator->HandleTopLevelDecl(DeclGroupRef(Function));
  }
}

/// Removes Clang's lists of what must be kept, where the marks above put half
/// of the unit, and of annotations: they would look like a use of functions.
static void eraseKeepLists(llvm::Module &Module) {
  for (const char *Name :
       {"llvm.used", "llvm.compiler.used", "llvm.global.annotations"})
    if (llvm::GlobalVariable *List = Module.getNamedGlobal(Name))
      List->eraseFromParent();
  for (llvm::GlobalObject &Kept : Module.global_objects())
    Kept.removeDeadConstantUsers();
}

/// Promotes what is only loaded and stored as a whole. SROA does that as well,
/// but takes each variable apart first.
static void promoteWhole(llvm::Function &Function,
                         llvm::FunctionAnalysisManager &Analyses) {
  std::vector<llvm::AllocaInst *> Whole;
  for (llvm::Instruction &Each : llvm::reverse(Function.getEntryBlock()))
    if (auto *Slot = llvm::dyn_cast<llvm::AllocaInst>(&Each))
      if (llvm::isAllocaPromotable(Slot))
        Whole.push_back(Slot);
  llvm::PromoteMemToReg(
      Whole, Analyses.getResult<llvm::DominatorTreeAnalysis>(Function),
      &Analyses.getResult<llvm::AssumptionAnalysis>(Function));
}

static void promoteToSsa(llvm::Module &Module) {
  llvm::FunctionAnalysisManager Analyses;
  Analyses.registerPass([] { return llvm::PassInstrumentationAnalysis(); });
  Analyses.registerPass([] { return llvm::DominatorTreeAnalysis(); });
  Analyses.registerPass([] { return llvm::AssumptionAnalysis(); });
  Analyses.registerPass([] { return llvm::TargetIRAnalysis(); });
  for (llvm::Function &Function : Module) {
    if (Function.isDeclaration())
      continue;
    promoteWhole(Function, Analyses);
    llvm::SROAPass(llvm::SROAOptions::PreserveCFG).run(Function, Analyses);
    Analyses.clear(Function, Function.getName());
  }
}

void Emission::HandleTranslationUnit(ASTContext &Context) {
  {
    Stopwatch Watch(CodeGenSeconds);
    emitLeftOut(Context);
    Generator->HandleTranslationUnit(Context);
  }
  llvm::Module *Module = Generator->GetModule();
  if (!Module || Instance.getDiagnostics().hasErrorOccurred())
    return;
  double UntilHere = secondsSince(Start);
  double PromoteSeconds = 0;
  {
    Stopwatch Watch(PromoteSeconds);
    eraseKeepLists(*Module);
    promoteToSsa(*Module);
    straightenExchanges(*Module);
  }
  Use({MainFile.str(), Context, *Generator, *Module, Instance.getPreprocessor(),
       UntilHere - CodeGenSeconds, CodeGenSeconds, PromoteSeconds});
}

std::unique_ptr<ASTConsumer> createEmission(CompilerInstance &Instance,
                                            llvm::StringRef MainFile,
                                            llvm::LLVMContext &Context,
                                            UnitCallback Use,
                                            Clock::time_point Start) {
  return std::make_unique<Emission>(
      Instance, MainFile, CreateLLVMCodeGen(Instance, MainFile, Context), Use,
      Start);
}

} // namespace membrane
