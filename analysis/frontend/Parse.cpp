// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parses one unit in this process and lowers it to SSA.
//
// Takes a compile command as the database has it; hands the unit to a
// callback. The working directory is that of a file system of the parse's
// own, so units parse in parallel. Arguments that Clang rejects are left out
// and the unit is tried again; every round drops at least one argument, which
// is why it ends.

#include "analysis/frontend/AnalyserMacro.h"
#include "analysis/frontend/Emission.h"
#include "analysis/frontend/Frontend.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Basic/Version.h"
#include "clang/Driver/CreateInvocationFromArgs.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/Support/BuryPointer.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace clang;

namespace membrane {

namespace {

/// What an attempt reported: the first error, and the errors without a place
/// in a file, which are about the arguments.
struct Report {
  std::string FirstError;
  std::vector<std::string> Unplaced;
  std::vector<std::string> Warnings;
};

/// Keeps errors and the words of warnings, drops everything else.
class ErrorRecorder : public DiagnosticConsumer {
public:
  explicit ErrorRecorder(Report &Kept) : Kept(Kept) {}

  void HandleDiagnostic(DiagnosticsEngine::Level Level,
                        const Diagnostic &Info) override {
    if (Level < DiagnosticsEngine::Warning)
      return;
    llvm::SmallString<128> Message;
    Info.FormatDiagnostic(Message);
    if (Level == DiagnosticsEngine::Warning)
      return Kept.Warnings.push_back(Message.str().str());
    DiagnosticConsumer::HandleDiagnostic(Level, Info);
    std::string Place;
    if (Info.getLocation().isValid() && Info.hasSourceManager())
      Place = describe(Info.getSourceManager(), Info.getLocation());
    if (Place.empty())
      Kept.Unplaced.push_back(Message.str().str());
    if (Kept.FirstError.empty())
      Kept.FirstError = Place.empty() ? Message.str().str()
                                      : Place + ": " + Message.str().str();
  }

private:
  static std::string describe(const SourceManager &Sources,
                              SourceLocation Where) {
    PresumedLoc Place = Sources.getPresumedLoc(Where);
    if (Place.isInvalid())
      return "";
    return llvm::formatv("{0}:{1}:{2}", Place.getFilename(), Place.getLine(),
                         Place.getColumn());
  }

  Report &Kept;
};

/// Runs the parse with our consumer.
class EmissionAction : public ASTFrontendAction {
public:
  EmissionAction(llvm::StringRef MainFile, llvm::LLVMContext &Context,
                 UnitCallback Use)
      : MainFile(MainFile), Context(Context), Use(Use),
        Start(std::chrono::steady_clock::now()) {}

protected:
  bool BeginSourceFileAction(CompilerInstance &Instance) override {
    defineAnalyserMacro(Instance.getPreprocessor());
    return true;
  }

  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &Instance,
                                                 llvm::StringRef) override {
    return createEmission(Instance, MainFile, Context, Use, Start);
  }

private:
  llvm::StringRef MainFile;
  llvm::LLVMContext &Context;
  UnitCallback Use;
  std::chrono::steady_clock::time_point Start;
};

/// One unit's parse: what stays the same over all attempts.
struct Parse {
  const CompileCommand &Command;
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files;
  bool KeepsWarnings;
  UnitCallback Use;
  bool KeepLarge;
};

} // namespace

/// Bytes of declarations from which on a unit is large.
static constexpr size_t LargeUnit = size_t(8) << 20;

/// What the arguments cannot say or must not decide.
static void adjustInvocation(CompilerInvocation &Invocation,
                             bool KeepsWarnings) {
  // For code that is to look different to this analyser.
  Invocation.getPreprocessorOpts().addMacroDef("__membrane__=1");
  CodeGenOptions &CodeGen = Invocation.getCodeGenOpts();
  CodeGen.OptimizationLevel = 0;
  CodeGen.DisableO0ImplyOptNone = true;
  CodeGen.DisableLifetimeMarkers = true;
  CodeGen.DiscardValueNames = true;
  CodeGen.VerifyModule = false;
  // Virtual calls and vtables say of which class they are.
  CodeGen.LTOUnit = true;
  CodeGen.WholeProgramVTables = true;
  CodeGen.ClearASTBeforeBackend = false;
  CodeGen.setDebugInfo(llvm::codegenoptions::DebugLineTablesOnly);
  CodeGen.DebugColumnInfo = true;
  DiagnosticOptions &Diagnostics = Invocation.getDiagnosticOpts();
  Diagnostics.IgnoreWarnings = !KeepsWarnings;
  Diagnostics.ShowCarets = false;
  Diagnostics.ErrorLimit = 1;
  Diagnostics.VerifyDiagnostics = false;
  Diagnostics.DiagnosticSerializationFile.clear();
  Invocation.getDependencyOutputOpts() = DependencyOutputOptions();
  Invocation.getFrontendOpts().DisableFree = false;
  Invocation.getFrontendOpts().ShowStats = false;
}

static std::unique_ptr<CompilerInvocation>
createInvocation(const Parse &Unit, llvm::ArrayRef<std::string> Arguments,
                 Report &Errors) {
  ErrorRecorder Recorder(Errors);
  DiagnosticOptions Quiet;
  Quiet.IgnoreWarnings = true;
  CreateInvocationOptions Options;
  Options.Diags = CompilerInstance::createDiagnostics(
      *Unit.Files, Quiet, &Recorder, /*ShouldOwnClient=*/false);
  Options.VFS = Unit.Files;
  std::vector<const char *> Pointers;
  for (const std::string &Argument : Arguments)
    Pointers.push_back(Argument.c_str());
  std::unique_ptr<CompilerInvocation> Invocation =
      clang::createInvocation(Pointers, Options);
  if (Invocation)
    adjustInvocation(*Invocation, Unit.KeepsWarnings);
  else if (Errors.FirstError.empty())
    Errors.FirstError = "the command compiles nothing";
  return Invocation;
}

/// Parses once. The report is empty if all went well.
static Report attempt(const Parse &Unit,
                      llvm::ArrayRef<std::string> Arguments) {
  Report Errors;
  auto Context = std::make_unique<llvm::LLVMContext>();
  Context->setDiscardValueNames(true);
  std::unique_ptr<CompilerInstance> Instance;
  bool Stays = false;
  auto Use = [&](const ParsedUnit &Parsed) {
    Stays =
        Unit.KeepLarge && Parsed.Context.getASTAllocatedMemory() >= LargeUnit;
    Instance->getFrontendOpts().DisableFree = Stays;
    ParsedUnit Told = Parsed;
    Told.Stays = Stays;
    Told.Warnings = Errors.Warnings;
    Told.Target = targetOf(Unit.Command);
    Unit.Use(Told);
  };
  EmissionAction Action(Unit.Command.File, *Context, Use);
  std::shared_ptr<CompilerInvocation> Invocation =
      createInvocation(Unit, Arguments, Errors);
  if (!Invocation || !Errors.FirstError.empty())
    return Errors;
  ErrorRecorder Recorder(Errors);
  Instance = std::make_unique<CompilerInstance>(std::move(Invocation));
  Instance->setVirtualFileSystem(Unit.Files);
  Instance->createDiagnostics(&Recorder, /*ShouldOwnClient=*/false);
  Instance->createFileManager();
  Instance->createSourceManager();
  if (!Instance->ExecuteAction(Action) && Errors.FirstError.empty())
    Errors.FirstError = "clang gave up without an error";
  // The module has gone the way of the AST already.
  if (Stays) {
    llvm::BuryPointer(std::move(Instance));
    llvm::BuryPointer(std::move(Context));
  }
  return Errors;
}

/// Whether one of the messages that refuse arguments quotes this one, or the
/// value that it carries. Only what tunes the compiler can go; a target or a
/// path that is wrong fails the unit.
static bool isRefused(llvm::StringRef Argument, const Report &Errors) {
  if (!Argument.starts_with("-f") && !Argument.starts_with("-m") &&
      !Argument.starts_with("-std="))
    return false;
  for (llvm::StringRef Message : Errors.Unplaced) {
    llvm::SmallVector<llvm::StringRef, 8> Pieces;
    Message.split(Pieces, '\'');
    for (size_t Next = 1; Next < Pieces.size(); Next += 2) {
      llvm::StringRef Quoted = Pieces[Next];
      if (Argument == Quoted || Argument.ends_with(("=" + Quoted).str()) ||
          (Quoted.ends_with("=") && Argument.starts_with(Quoted)))
        return true;
    }
  }
  return false;
}

/// The arguments without those that Clang refused.
static std::vector<std::string>
dropRefused(llvm::ArrayRef<std::string> Arguments, const Report &Errors) {
  std::vector<std::string> Kept;
  for (const std::string &Argument : Arguments) {
    if (!isRefused(Argument, Errors))
      Kept.push_back(Argument);
    else if (!Kept.empty() && Kept.back() == "-Xclang")
      Kept.pop_back();
  }
  return Kept;
}

llvm::Error parseUnit(const CompileCommand &Command,
                      const FrontendOptions &Options, UnitCallback Use) {
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files = Options.Files;
  if (!Files)
    Files = llvm::vfs::createPhysicalFileSystem();
  if (std::error_code Failure =
          Files->setCurrentWorkingDirectory(Command.Directory))
    return llvm::createStringError(
        Failure, "%s: cannot enter its directory '%s': %s",
        Command.File.c_str(), Command.Directory.c_str(),
        Failure.message().c_str());
  std::vector<std::string> Arguments = adaptArguments(Command, Options);
  for (llvm::StringRef Argument : Arguments)
    if (Argument.starts_with("@"))
      return llvm::createStringError(
          llvm::inconvertibleErrorCode(),
          "%s: cannot read the response file '%s' of its command",
          Command.File.c_str(), Argument.drop_front().str().c_str());
  if (!llvm::is_contained(Arguments, "-resource-dir"))
    return llvm::createStringError(
        llvm::inconvertibleErrorCode(),
        "%s: cannot find Clang's own headers; give --resource-dir what "
        "'clang-" CLANG_VERSION_MAJOR_STRING " -print-resource-dir' prints",
        Command.File.c_str());
  Parse Unit{Command, Files, Options.KeepsWarnings, Use, Options.KeepLarge};
  Report Errors = attempt(Unit, Arguments);
  while (!Errors.Unplaced.empty()) {
    std::vector<std::string> Fewer = dropRefused(Arguments, Errors);
    if (Fewer.size() == Arguments.size())
      break;
    Arguments = std::move(Fewer);
    Errors = attempt(Unit, Arguments);
  }
  if (Errors.FirstError.empty())
    return llvm::Error::success();
  return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                 Errors.FirstError);
}

} // namespace membrane
