// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM's functions and variables → the unit's Symbols.

#include "analysis/facts/Symbols.h"
#include "analysis/facts/Arguments.h"
#include "analysis/facts/Constants.h"
#include "analysis/facts/Declarations.h"
#include "analysis/facts/Directives.h"
#include "analysis/frontend/Frontend.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/GlobalDecl.h"
#include "clang/CodeGen/ModuleBuilder.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalAlias.h"
#include "llvm/IR/GlobalIFunc.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/GlobalStatus.h"

namespace membrane {

std::string callShape(const llvm::FunctionType &Shape) {
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  Shape.print(Out);
  return Text;
}

SymbolTable::SymbolTable(Unit &Lowered, const ParsedUnit &Parsed,
                         TypeTable &Types, Places &Where)
    : Lowered(Lowered), Parsed(Parsed), Types(Types), Where(Where),
      Macros(Parsed.Macros) {}

static Linkage linkageOf(const llvm::GlobalValue &Global) {
  switch (Global.getLinkage()) {
  case llvm::GlobalValue::ExternalLinkage:
    return Linkage::External;
  case llvm::GlobalValue::AvailableExternallyLinkage:
    return Linkage::Copy;
  case llvm::GlobalValue::LinkOnceAnyLinkage:
  case llvm::GlobalValue::LinkOnceODRLinkage:
  case llvm::GlobalValue::WeakODRLinkage:
    return Linkage::Inline;
  case llvm::GlobalValue::WeakAnyLinkage:
  case llvm::GlobalValue::ExternalWeakLinkage:
    return Linkage::Weak;
  case llvm::GlobalValue::CommonLinkage:
    return Linkage::Common;
  case llvm::GlobalValue::AppendingLinkage:
  case llvm::GlobalValue::InternalLinkage:
  case llvm::GlobalValue::PrivateLinkage:
    return Linkage::Internal;
  }
  llvm_unreachable("linkage is one of LLVM's");
}

/// The linker's name: without the mark that keeps LLVM from mangling it.
static llvm::StringRef linkerName(llvm::StringRef Name) {
  Name.consume_front("\1");
  return Name;
}

const clang::NamedDecl *
SymbolTable::declaration(const llvm::GlobalValue &Global) {
  auto [Entry, IsNew] = Declared.try_emplace(&Global);
  if (!IsNew)
    return Entry->second;
  const clang::Decl *Found =
      Parsed.Generator.GetDeclForMangledName(Global.getName());
  const auto *Named = llvm::dyn_cast_or_null<clang::NamedDecl>(Found);
  if (Named && !llvm::isa<clang::FunctionDecl, clang::VarDecl>(Named))
    Named = nullptr;
  if (!Named)
    Named = staticLocal(Global);
  Declared[&Global] = Named;
  return Named;
}

bool SymbolTable::reportsMisuse(const llvm::GlobalValue &Function) {
  const auto *Code =
      llvm::dyn_cast_or_null<clang::FunctionDecl>(declaration(Function));
  return Code &&
         Code->getMostRecentDecl()->hasAttr<clang::AnalyzerNoReturnAttr>() &&
         Code->getReturnType()->isVoidType();
}

void SymbolTable::addStaticLocal(llvm::StringRef MachineName,
                                 const clang::VarDecl &Variable) {
  StaticLocals[MachineName].push_back(&Variable);
}

const clang::NamedDecl *
SymbolTable::staticLocal(const llvm::GlobalValue &Global) {
  llvm::StringRef Name = Global.getName();
  auto Known = StaticLocals.find(Name);
  if (Known != StaticLocals.end())
    return Known->second.front();
  auto [Start, Number] = Name.rsplit('.');
  Known = StaticLocals.find(Start);
  unsigned Rank = 0;
  if (Known == StaticLocals.end() || Number.getAsInteger(10, Rank))
    return nullptr;
  // The numbers of LLVM's renaming grow in the order of the source.
  size_t Position = 1;
  for (const llvm::GlobalVariable &Other : Parsed.Module.globals()) {
    auto [OtherStart, OtherNumber] = Other.getName().rsplit('.');
    unsigned OtherRank = 0;
    if (OtherStart == Start && !OtherNumber.getAsInteger(10, OtherRank) &&
        OtherRank < Rank)
      ++Position;
  }
  return Position < Known->second.size() ? Known->second[Position] : nullptr;
}

SymbolId SymbolTable::of(const llvm::GlobalValue &Global) {
  auto [Entry, IsNew] =
      ByGlobal.try_emplace(&Global, SymbolId(Lowered.Symbols.size()));
  SymbolId Found = Entry->second;
  if (!IsNew)
    return Found;
  Lowered.Symbols.emplace_back();
  Symbol Described;
  describe(Described, Global);
  Lowered.Symbols[Found.Index] = std::move(Described);
  if (const auto *Variable = llvm::dyn_cast<llvm::GlobalVariable>(&Global))
    if (Variable->hasInitializer())
      Pending.push_back({Found, Variable});
  return Found;
}

bool SymbolTable::isDeleting(const clang::NamedDecl &Source,
                             llvm::StringRef Name) const {
  const auto *Gone = llvm::dyn_cast<clang::CXXDestructorDecl>(&Source);
  return Gone && Gone->isVirtual() &&
         Parsed.Generator.GetMangledName(
             clang::GlobalDecl(Gone, clang::Dtor_Deleting)) == Name;
}

void SymbolTable::describe(Symbol &Described, const clang::NamedDecl &Source) {
  describeSymbol(Described, Source, Types, Where);
  if (const auto *Code = llvm::dyn_cast<clang::FunctionDecl>(&Source))
    Described.DeclaredAt = Macros.placesOf(*Code, Where);
}

/// The record of which a function returns an address, by its type.
RecordId SymbolTable::givenBy(const clang::FunctionDecl &Code) {
  clang::QualType Result = Code.getReturnType();
  if (!Result->isPointerType() && !Result->isReferenceType())
    return {};
  clang::QualType Inner = Result->getPointeeType();
  const clang::RecordDecl *Whole = Inner->getAsRecordDecl();
  if (!Whole || Where.isSystem(Whole->getLocation()))
    return {};
  return Lowered.Types[Types.of(Inner).Index].Record;
}

/// What there is to know for a contract to stand in for the body, and of what
/// comes from there.
void SymbolTable::describeUnseen(Symbol &Described,
                                 const clang::NamedDecl &Source,
                                 const llvm::GlobalValue &Global) {
  const auto *Code = llvm::dyn_cast<clang::FunctionDecl>(&Source);
  const auto *Machine = llvm::dyn_cast<llvm::Function>(&Global);
  if (!Code || !Machine || Described.Defined)
    return;
  Described.Origins = mapArguments(*Code, *Machine, Parsed.Generator.CGM());
  Described.Writable = writableArguments(*Code);
  Described.Called = calledParameters(*Code);
  Described.Gives = givenBy(*Code);
}

/// A variable's section if there may be names for its ends: the linker gives
/// them (__start_probes, __stop_probes), or its script does. None if it is one
/// of the compiler's own.
static llvm::StringRef gatheredIn(const llvm::GlobalVariable &Variable) {
  llvm::StringRef Section = Variable.getSection();
  bool Own = llvm::any_of(
      llvm::ArrayRef<llvm::StringRef>(
          {".data", ".bss", ".rodata", ".tdata", ".tbss", ".sdata", ".sbss"}),
      [&](llvm::StringRef Name) { return Section.starts_with(Name); });
  return Own ? llvm::StringRef() : Section;
}

/// What is declared const, or seen by its unit alone, which only reads it.
static bool isNeverWritten(const llvm::GlobalVariable &Variable) {
  if (Variable.isConstant() || !Variable.hasLocalLinkage() ||
      !gatheredIn(Variable).empty())
    return Variable.isConstant();
  llvm::GlobalStatus Uses;
  bool AddressTaken = llvm::GlobalStatus::analyzeGlobal(&Variable, Uses);
  return !AddressTaken &&
         Uses.StoredType <= llvm::GlobalStatus::InitializerStored;
}

void SymbolTable::describe(Symbol &Described, const llvm::GlobalValue &Global) {
  Described.Name = linkerName(Global.getName()).str();
  Described.Link = linkageOf(Global);
  Described.Defined =
      !Global.isDeclaration() && !llvm::isa<llvm::GlobalIFunc>(Global);
  const auto *Shape = llvm::dyn_cast<llvm::FunctionType>(Global.getValueType());
  Described.Form = Shape ? Symbol::Kind::Function : Symbol::Kind::Variable;
  if (Shape)
    Described.CallShape = callShape(*Shape);
  else if (Global.getValueType()->isSized())
    Described.Size =
        Parsed.Module.getDataLayout().getTypeAllocSize(Global.getValueType());
  if (const auto *Alias = llvm::dyn_cast<llvm::GlobalAlias>(&Global))
    if (const llvm::GlobalObject *Object = Alias->getAliaseeObject())
      Described.Aliasee = of(*Object);
  if (const auto *Variable = llvm::dyn_cast<llvm::GlobalVariable>(&Global)) {
    Described.Constant = isNeverWritten(*Variable) || Described.isOfClass();
    Described.Section = gatheredIn(*Variable).str();
  }
  if (const auto *Code = llvm::dyn_cast<llvm::Function>(&Global)) {
    Described.NoReturn = Code->doesNotReturn();
    Described.ReturnsTwice =
        Code->hasFnAttribute(llvm::Attribute::ReturnsTwice);
  }
  if (const clang::NamedDecl *Source = declaration(Global)) {
    describe(Described, *Source);
    describeUnseen(Described, *Source, Global);
    Described.Deleting = isDeleting(*Source, Global.getName());
  } else if (Described.Name.starts_with("_Z"))
    Described.SourceName = llvm::demangle(Described.Name);
}

static clang::GlobalDecl globalDecl(const clang::NamedDecl &Declared) {
  if (const auto *Made = llvm::dyn_cast<clang::CXXConstructorDecl>(&Declared))
    return {Made, clang::Ctor_Complete};
  if (const auto *Gone = llvm::dyn_cast<clang::CXXDestructorDecl>(&Declared))
    return {Gone, clang::Dtor_Complete};
  if (const auto *Code = llvm::dyn_cast<clang::FunctionDecl>(&Declared))
    return Code;
  return llvm::cast<clang::VarDecl>(&Declared);
}

SymbolId SymbolTable::of(const clang::NamedDecl &Source) {
  std::string Name = Parsed.Generator.GetMangledName(globalDecl(Source)).str();
  if (const llvm::GlobalValue *Global = Parsed.Module.getNamedValue(Name))
    return of(*Global);
  auto [Entry, IsNew] =
      ByName.try_emplace(linkerName(Name), SymbolId(Lowered.Symbols.size()));
  if (!IsNew)
    return Entry->second;
  SymbolId Added = Entry->second;
  Lowered.Symbols.emplace_back();
  Symbol Described;
  Described.Name = linkerName(Name).str();
  Described.Form = llvm::isa<clang::FunctionDecl>(Source)
                       ? Symbol::Kind::Function
                       : Symbol::Kind::Variable;
  describe(Described, Source);
  if (Described.Type)
    Described.Size = Lowered.Types[Described.Type.Index].Size;
  Lowered.Symbols[Added.Index] = std::move(Described);
  return Added;
}

void SymbolTable::collectPointers(std::vector<InitialPointer> &Pointers,
                                  const llvm::Constant &Given, int64_t Offset) {
  if (llvm::isa<llvm::ConstantData>(Given))
    return;
  const llvm::DataLayout &Layout = Parsed.Module.getDataLayout();
  if (const auto *Struct = llvm::dyn_cast<llvm::ConstantStruct>(&Given)) {
    const llvm::StructLayout *Members =
        Layout.getStructLayout(Struct->getType());
    for (unsigned I = 0; I != Struct->getNumOperands(); ++I)
      collectPointers(
          Pointers, *Struct->getOperand(I),
          Offset + int64_t(Members->getElementOffset(I).getFixedValue()));
    return;
  }
  if (llvm::isa<llvm::ConstantArray, llvm::ConstantVector>(Given)) {
    for (unsigned I = 0; I != Given.getNumOperands(); ++I) {
      const auto &Element = *llvm::cast<llvm::Constant>(Given.getOperand(I));
      int64_t Step =
          int64_t(Layout.getTypeAllocSize(Element.getType()).getFixedValue());
      collectPointers(Pointers, Element, Offset + I * Step);
    }
    return;
  }
  auto Address = addressOf(Given, Layout);
  if (Address && Address->Target)
    Pointers.push_back({Offset, of(*Address->Target), Address->Bytes});
}

/// A large table is not read for its nulls.
static constexpr size_t MaxNulls = 32;

static void collectNulls(std::vector<int64_t> &Nulls,
                         const llvm::Constant &Given, int64_t Offset,
                         const llvm::DataLayout &Layout) {
  if (Nulls.size() == MaxNulls)
    return;
  if (Given.getType()->isPointerTy() && Given.isNullValue())
    Nulls.push_back(Offset);
  auto *Struct = llvm::dyn_cast<llvm::StructType>(Given.getType());
  if (!Struct)
    return;
  const llvm::StructLayout *Members = Layout.getStructLayout(Struct);
  for (unsigned I = 0; I != Struct->getNumElements(); ++I)
    if (const llvm::Constant *Member = Given.getAggregateElement(I))
      collectNulls(Nulls, *Member,
                   Offset +
                       int64_t(Members->getElementOffset(I).getFixedValue()),
                   Layout);
}

/// The type_info of classes of which a handler stops one of the class that
/// Given describes. (Itanium C++ ABI, 2.9.5: one base, or flags, a count and
/// for each base its type_info and flags of its own.)
static llvm::SmallVector<const llvm::GlobalVariable *, 2>
catchingBases(const llvm::GlobalVariable &Given) {
  constexpr uint64_t Repeated = 1, Public = 2;
  llvm::SmallVector<const llvm::GlobalVariable *, 2> Bases;
  auto *Parts = llvm::dyn_cast<llvm::ConstantStruct>(Given.getInitializer());
  if (!Parts || !Given.getName().starts_with("_ZTI"))
    return Bases;
  auto Number = [&](unsigned At) -> std::optional<uint64_t> {
    auto *Held = llvm::dyn_cast<llvm::ConstantInt>(Parts->getOperand(At));
    return Held ? std::optional(Held->getZExtValue()) : std::nullopt;
  };
  auto Add = [&](unsigned At) {
    if (auto *Base =
            llvm::dyn_cast<llvm::GlobalVariable>(Parts->getOperand(At)))
      Bases.push_back(Base);
  };
  unsigned Count = Parts->getNumOperands();
  if (Count == 3 && Parts->getOperand(2)->getType()->isPointerTy())
    Add(2);
  // A base that is there twice is ambiguous.
  if (Count < 6 || !Number(2) || !Number(3) || (*Number(2) & Repeated))
    return Bases;
  for (unsigned At = 4; At + 1 < Count; At += 2)
    if (Number(At + 1).value_or(0) & Public)
      Add(At);
  return Bases;
}

bool SymbolTable::isConstant(const llvm::GlobalVariable &Variable) {
  return Lowered.Symbols[of(Variable).Index].Constant;
}

void SymbolTable::noteType(const llvm::GlobalVariable &Variable, TypeId Held) {
  Symbol &Made = Lowered.Symbols[of(Variable).Index];
  if (!Made.Type)
    Made.Type = Held;
}

void SymbolTable::finish(
    llvm::function_ref<TypeId(const llvm::Type *)> TypeOf) {
  // A target is a symbol too and may join the list.
  for (size_t I = 0; I != Pending.size(); ++I) {
    auto [Id, Variable] = Pending[I];
    std::vector<InitialPointer> Pointers;
    collectPointers(Pointers, *Variable->getInitializer(), 0);
    std::vector<SymbolId> Bases;
    for (const llvm::GlobalVariable *Base : catchingBases(*Variable))
      Bases.push_back(of(*Base));
    Symbol &Described = Lowered.Symbols[Id.Index];
    Described.Initial = std::move(Pointers);
    if (!Described.Type && Described.Points.empty())
      Described.Type = TypeOf(Variable->getValueType());
    Described.Bases = std::move(Bases);
    // Hooks and tables that nobody writes are found to be constants by the
    // link.
    bool OfFunctions =
        Variable->getValueType()->isPointerTy() ||
        llvm::any_of(Described.Initial, [&](const InitialPointer &Pointer) {
          return Lowered.Symbols[Pointer.Target.Index].Form ==
                 Symbol::Kind::Function;
        });
    if (!Described.Constant && !OfFunctions)
      continue;
    if (auto Directives = directivesOf(*Variable->getInitializer());
        Directives && Described.Constant) {
      Described.Text = true;
      Described.Directives = *Directives;
    }
    collectNulls(Described.Nulls, *Variable->getInitializer(), 0,
                 Parsed.Module.getDataLayout());
  }
  Pending.clear();
}

} // namespace membrane
