// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The arguments of the machine-level signature → the declared parameters.
//
// Clang's own description of the call (CGFunctionInfo) says how each
// parameter is passed; this walks it as CodeGen does and checks the number of
// arguments at the end. Not explained, so Hidden: inalloca (32-bit Windows).

#include "analysis/facts/Arguments.h"
#include "analysis/facts/Leaves.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/RecordLayout.h"
#include "clang/CodeGen/CGFunctionInfo.h"
#include "clang/CodeGen/CodeGenABITypes.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Module.h"

using namespace clang;
using clang::CodeGen::ABIArgInfo;
using clang::CodeGen::CGFunctionInfo;

namespace membrane {
namespace {

/// Lists the origins of one function's machine arguments.
class Mapper {
public:
  Mapper(const ASTContext &Context, const llvm::DataLayout &Layout)
      : Context(Context), Layout(Layout) {}

  std::vector<ArgumentOrigin> Origins;

  void add(int32_t Parameter, int64_t Offset = 0) {
    ArgumentOrigin Origin;
    Origin.Parameter = Parameter;
    Origin.Offset = Offset;
    Origins.push_back(Origin);
  }
  void addType(int32_t Parameter, llvm::Type *Passed, int64_t Offset);
  void addParameter(int32_t Parameter, QualType Declared,
                    const ABIArgInfo &Passing);

private:
  void addIndirect(int32_t Parameter);
  void addCoerced(int32_t Parameter, const ABIArgInfo &Passing);
  void addExpanded(int32_t Parameter, QualType Declared, int64_t Offset);
  void addExpandedRecord(int32_t Parameter, const RecordDecl *Definition,
                         int64_t Offset);

  const ASTContext &Context;
  const llvm::DataLayout &Layout;
};

} // namespace

void Mapper::addType(int32_t Parameter, llvm::Type *Passed, int64_t Offset) {
  llvm::SmallVector<Leaf, 8> Leaves;
  collectLeaves(Passed, Layout, Leaves);
  for (const Leaf &Scalar : Leaves)
    add(Parameter, Offset + int64_t(Scalar.Bytes));
}

void Mapper::addIndirect(int32_t Parameter) {
  add(Parameter);
  Origins.back().Indirect = Parameter >= 0;
}

void Mapper::addParameter(int32_t Parameter, QualType Declared,
                          const ABIArgInfo &Passing) {
  if (Passing.getPaddingType())
    add(ArgumentOrigin::Hidden);
  switch (Passing.getKind()) {
  case ABIArgInfo::Ignore:
  case ABIArgInfo::InAlloca:
    return;
  case ABIArgInfo::Indirect:
  case ABIArgInfo::IndirectAliased:
    return addIndirect(Parameter);
  case ABIArgInfo::Expand:
    return addExpanded(Parameter, Declared, 0);
  case ABIArgInfo::Direct:
  case ABIArgInfo::Extend:
  case ABIArgInfo::TargetSpecific:
    return addType(Parameter, Passing.getCoerceToType(),
                   Passing.getDirectOffset());
  case ABIArgInfo::CoerceAndExpand:
    return addCoerced(Parameter, Passing);
  }
}

void Mapper::addCoerced(int32_t Parameter, const ABIArgInfo &Passing) {
  llvm::StructType *Whole = Passing.getCoerceAndExpandType();
  const llvm::StructLayout *Members = Layout.getStructLayout(Whole);
  for (unsigned I = 0; I != Whole->getNumElements(); ++I)
    if (!ABIArgInfo::isPaddingForCoerceAndExpand(Whole->getElementType(I)))
      addType(Parameter, Whole->getElementType(I),
              int64_t(Members->getElementOffset(I).getFixedValue()));
}

void Mapper::addExpanded(int32_t Parameter, QualType Declared, int64_t Offset) {
  if (const auto *Array = Context.getAsConstantArrayType(Declared)) {
    int64_t Step =
        Context.getTypeSizeInChars(Array->getElementType()).getQuantity();
    for (uint64_t I = 0; I != Array->getZExtSize(); ++I)
      addExpanded(Parameter, Array->getElementType(),
                  Offset + int64_t(I) * Step);
  } else if (const auto *Definition = Declared->getAsRecordDecl()) {
    addExpandedRecord(Parameter, Definition->getDefinition(), Offset);
  } else if (const auto *Complex = Declared->getAs<ComplexType>()) {
    add(Parameter, Offset);
    add(Parameter,
        Offset + Context.getTypeSizeInChars(Complex->getElementType())
                     .getQuantity());
  } else {
    add(Parameter, Offset);
  }
}

void Mapper::addExpandedRecord(int32_t Parameter, const RecordDecl *Definition,
                               int64_t Offset) {
  const ASTRecordLayout &Members = Context.getASTRecordLayout(Definition);
  if (const auto *Class = dyn_cast<CXXRecordDecl>(Definition))
    for (const CXXBaseSpecifier &Base : Class->bases())
      if (const auto *Parent = Base.getType()->getAsCXXRecordDecl())
        addExpandedRecord(
            Parameter, Parent->getDefinition(),
            Offset + Members.getBaseClassOffset(Parent->getDefinition())
                         .getQuantity());
  const FieldDecl *Largest = nullptr;
  for (const FieldDecl *Member : Definition->fields()) {
    if (Member->isZeroLengthBitField())
      continue;
    if (!Definition->isUnion())
      addExpanded(
          Parameter, Member->getType(),
          Offset +
              int64_t(Members.getFieldOffset(Member->getFieldIndex()) / 8));
    else if (!Largest || Context.getTypeSize(Member->getType()) >
                             Context.getTypeSize(Largest->getType()))
      Largest = Member;
  }
  if (Largest)
    addExpanded(Parameter, Largest->getType(), Offset);
}

/// Whether the unit knows the layout of all that is passed or returned by
/// value: of what it only declares (a virtual function of a class template in a
/// vtable), Clang does not complete the types.
static bool knowsLayouts(const FunctionDecl &Declared) {
  auto IsKnown = [](QualType Passed) {
    return Passed->isVoidType() || !Passed->isIncompleteType();
  };
  return IsKnown(Declared.getReturnType()) &&
         llvm::all_of(Declared.parameters(), [&](const ParmVarDecl *Passed) {
           return IsKnown(Passed->getType());
         });
}

static const CGFunctionInfo *describeCall(const FunctionDecl &Declared,
                                          CodeGen::CodeGenModule &Code) {
  ASTContext &Context = Declared.getASTContext();
  CanQualType Written =
      Context.getCanonicalType(Declared.getType()).getUnqualifiedType();
  const auto *Method = dyn_cast<CXXMethodDecl>(&Declared);
  if (Method && Method->isInstance()) {
    const auto *Prototype =
        Declared.getType().getCanonicalType()->castAs<FunctionProtoType>();
    return &CodeGen::arrangeCXXMethodType(Code, Method->getParent(), Prototype,
                                          Method);
  }
  if (CanQual<FunctionProtoType> Prototype = Written.getAs<FunctionProtoType>())
    return &CodeGen::arrangeFreeFunctionType(Code, Prototype);
  if (CanQual<FunctionNoProtoType> Old = Written.getAs<FunctionNoProtoType>())
    return &CodeGen::arrangeFreeFunctionType(Code, Old);
  return nullptr;
}

/// The declared parameter of each argument of the call, before the ABI: the
/// object first, a hidden size after each pass_object_size parameter.
static std::vector<int32_t> parametersOf(const FunctionDecl &Declared) {
  std::vector<int32_t> Parameters;
  const auto *Method = dyn_cast<CXXMethodDecl>(&Declared);
  if (Method && Method->isInstance())
    Parameters.push_back(ArgumentOrigin::This);
  const auto *Prototype = Declared.getType()->getAs<FunctionProtoType>();
  for (unsigned I = 0; I != Declared.getNumParams(); ++I) {
    Parameters.push_back(int32_t(I));
    if (Prototype && Prototype->hasExtParameterInfos() &&
        Prototype->getExtParameterInfo(I).hasPassObjectSize())
      Parameters.push_back(ArgumentOrigin::Hidden);
  }
  return Parameters;
}

/// A base-object constructor or destructor of a class with virtual bases gets
/// its VTT after the object.
static void insertTableOfTables(std::vector<ArgumentOrigin> &Origins,
                                const FunctionDecl &Declared, size_t Wanted) {
  if (!isa<CXXConstructorDecl, CXXDestructorDecl>(Declared) ||
      Origins.size() + 1 != Wanted || Origins.empty())
    return;
  if (cast<CXXMethodDecl>(Declared).getParent()->getNumVBases() != 0)
    Origins.insert(Origins.begin() + 1, ArgumentOrigin());
}

static size_t countMachineArguments(const llvm::Function &Machine) {
  size_t Count = 0;
  for (const llvm::Argument &Passed : Machine.args())
    Count += countLeaves(Passed.getType());
  return Count;
}

std::vector<ArgumentOrigin> mapArguments(const FunctionDecl &Declared,
                                         const llvm::Function &Machine,
                                         CodeGen::CodeGenModule &Code) {
  size_t Wanted = countMachineArguments(Machine);
  std::vector<ArgumentOrigin> Unexplained(Wanted);
  const CGFunctionInfo *Call =
      knowsLayouts(Declared) ? describeCall(Declared, Code) : nullptr;
  if (!Call)
    return Unexplained;
  const ABIArgInfo &Result = Call->getReturnInfo();
  std::vector<int32_t> Parameters = parametersOf(Declared);
  if (Call->arg_size() != Parameters.size() || Result.isInAlloca())
    return Unexplained;
  Mapper Mapped(Declared.getASTContext(), Machine.getParent()->getDataLayout());
  bool ResultLast = Result.isIndirect() && Result.isSRetAfterThis();
  if (Result.isIndirect() && !ResultLast)
    Mapped.add(ArgumentOrigin::Result);
  for (size_t I = 0; I != Parameters.size(); ++I) {
    const auto &Passed = Call->arguments()[I];
    Mapped.addParameter(Parameters[I], Passed.type, Passed.info);
    if (I == 0 && ResultLast)
      Mapped.add(ArgumentOrigin::Result);
  }
  insertTableOfTables(Mapped.Origins, Declared, Wanted);
  return Mapped.Origins.size() == Wanted ? Mapped.Origins : Unexplained;
}

} // namespace membrane
