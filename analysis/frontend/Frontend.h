// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A compile command → the unit's declarations (AST) and its SSA module.
//
// One in-process parse gives both: CodeGen at -O0 (without optnone, line
// tables on) runs over the AST of the parse, then SROA. The only stage that
// knows Clang's driver and the flags of other compilers.

#ifndef MEMBRANE_ANALYSIS_FRONTEND_FRONTEND_H
#define MEMBRANE_ANALYSIS_FRONTEND_FRONTEND_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <string>
#include <vector>

namespace clang {
class ASTContext;
class CodeGenerator;
class Preprocessor;
class SourceManager;
} // namespace clang
namespace llvm {
class Module;
} // namespace llvm

namespace membrane {

/// One entry of a compilation database.
struct CompileCommand {
  std::string Directory;              ///< absolute; relative paths start here
  std::string File;                   ///< absolute, dots removed
  std::vector<std::string> Arguments; ///< [0] is the compiler
  std::string Output = {};            ///< absolute; empty if it is not told
};

struct FrontendOptions {
  /// Clang's own headers; empty: found by findResourceDirectory.
  std::string ResourceDirectory;
  /// Appended to every command (--extra-arg).
  std::vector<std::string> ExtraArguments;
  /// Where files are read, of this parse alone; null: the disk.
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files = nullptr;
  /// Whether ParsedUnit::Warnings is filled.
  bool KeepsWarnings = false;
  /// Whether a large unit stays in memory until the process ends: taking it
  /// apart object by object takes as long as a fifth of its parse.
  bool KeepLarge = false;
};

/// One unit after the parse; lives as long as the callback that gets it.
struct ParsedUnit {
  std::string MainFile;
  clang::ASTContext &Context;
  clang::CodeGenerator &Generator; ///< GetAddrOfGlobal, CGM for ABI questions
  llvm::Module &Module;            ///< after SROA
  clang::Preprocessor &Macros;     ///< as they are at the end of the unit
  double ParseSeconds = 0, CodeGenSeconds = 0, PromoteSeconds = 0;
  bool Stays = false; ///< in memory, see KeepLarge
  /// What Clang warns of with the command's own flags, without places.
  llvm::ArrayRef<std::string> Warnings = {};
  std::string Target = {}; ///< see targetOf
};

/// Reads and checks BUILD/compile_commands.json (or the file itself). Errors
/// carry line and column, or say how to get a database. Entries that are no
/// compilation of C or C++ (-cc1 dependency runs, assembler, -E) are left
/// out; the same file with different flags stays twice.
llvm::Expected<std::vector<CompileCommand>>
readCompilationDatabase(llvm::StringRef Path);

/// The target that the command is of: units of one are linked together. A name
/// that ends in '/' is only a folder, which may hold objects of several.
std::string targetOf(const CompileCommand &Command);

/// The arguments that clang understands and that mean the same: no output, no
/// -Werror, nothing that only gcc knows, response files expanded.
std::vector<std::string> adaptArguments(const CompileCommand &Command,
                                        const FrontendOptions &Options);

/// Where Clang's headers are on this machine: the directory baked in at build
/// time, else beside the compiler that the command names, else where packages
/// put them. Empty if none.
std::string findResourceDirectory(const CompileCommand &Command);

/// Parses and lowers one unit to SSA and hands it to Use. The error is the
/// first error that Clang reported, with file, line and column.
llvm::Error parseUnit(const CompileCommand &Command,
                      const FrontendOptions &Options,
                      llvm::function_ref<void(const ParsedUnit &)> Use);

} // namespace membrane

#endif
