// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The AST consumer that turns declarations into SSA while they are parsed.
//
// Takes the declarations of one parse as Clang hands them out; gives the AST
// and the module, after SROA, to one callback at the end of the unit. Bodies
// that Clang would leave out because nothing uses them (static, inline and
// methods defined in a class, outside system headers) are emitted too.
// Templates appear as their instantiations only. Of extern templates, whose
// bodies another unit has, only those of a table are instantiated here.

#ifndef MEMBRANE_ANALYSIS_FRONTEND_EMISSION_H
#define MEMBRANE_ANALYSIS_FRONTEND_EMISSION_H

#include "analysis/frontend/Frontend.h"
#include <chrono>
#include <memory>

namespace clang {
class ASTConsumer;
class CompilerInstance;
} // namespace clang
namespace llvm {
class LLVMContext;
} // namespace llvm

namespace membrane {

using UnitCallback = llvm::function_ref<void(const ParsedUnit &)>;

/// The consumer for one unit, whose work began at Start. Use is called once, at
/// the end of the unit, and only if neither the parse nor CodeGen met an error.
/// MainFile, Context and Use outlive the consumer.
std::unique_ptr<clang::ASTConsumer>
createEmission(clang::CompilerInstance &Instance, llvm::StringRef MainFile,
               llvm::LLVMContext &Context, UnitCallback Use,
               std::chrono::steady_clock::time_point Start);

} // namespace membrane

#endif
