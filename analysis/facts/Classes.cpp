// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/facts/Classes.h"
#include "analysis/facts/Types.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/Mangle.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Metadata.h"

using namespace clang;

namespace membrane {

/// Mangles the name of every class with virtual functions.
void ClassTable::readClasses() {
  IsRead = true;
  ASTContext &Context = Types.context();
  std::unique_ptr<MangleContext> Mangler(Context.createMangleContext());
  for (const clang::Type *Known : Context.getTypes()) {
    const auto *Class = Known->getAsCXXRecordDecl();
    Class = Class ? Class->getDefinition() : nullptr;
    if (!Class || Class->isInvalidDecl() || Class->isDependentContext() ||
        !Class->isDynamicClass())
      continue;
    std::string Name;
    llvm::raw_string_ostream Out(Name);
    Mangler->mangleCanonicalTypeName(Context.getCanonicalTagType(Class), Out);
    ByName.try_emplace(Name, Class);
  }
}

RecordId ClassTable::of(const llvm::Metadata &Identifier) {
  if (!IsRead)
    readClasses();
  if (const auto *Name = llvm::dyn_cast<llvm::MDString>(&Identifier)) {
    auto Known = ByName.find(Name->getString());
    return Known == ByName.end() ? RecordId() : Types.of(Known->second);
  }
  auto [Entry, IsNew] =
      Nameless.try_emplace(&Identifier, RecordId(Lowered.Records.size()));
  if (IsNew) {
    Record Own;
    Own.Name = "(class " + std::to_string(Nameless.size()) + " of " +
               Lowered.MainFile + ")";
    Lowered.Records.push_back(std::move(Own));
  }
  return Entry->second;
}

std::vector<AddressPoint>
ClassTable::pointsOf(const llvm::GlobalVariable &Table) {
  llvm::SmallVector<llvm::MDNode *, 4> Marks;
  Table.getMetadata(llvm::LLVMContext::MD_type, Marks);
  std::vector<AddressPoint> Points;
  for (const llvm::MDNode *Mark : Marks) {
    const auto *Start =
        llvm::mdconst::dyn_extract<llvm::ConstantInt>(Mark->getOperand(0));
    RecordId Class = Start ? of(*Mark->getOperand(1)) : RecordId();
    if (Class)
      Points.push_back({Start->getSExtValue(), Class});
  }
  return Points;
}

} // namespace membrane
