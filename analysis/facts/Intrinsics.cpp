// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM's intrinsic functions → facts, by a table.
//
// One that is in no row is Unmodelled if it touches memory or gives a
// pointer, and a Scalar if it does neither.

#include "analysis/facts/Classes.h"
#include "analysis/facts/Families.h"
#include "analysis/facts/Members.h"
#include "analysis/facts/Symbols.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/IntrinsicsAArch64.h"
#include "llvm/IR/IntrinsicsX86.h"

using namespace llvm;

namespace membrane {
namespace {

enum class Treatment : uint8_t {
  Nothing, ///< no effect; a result is Scalar
  Same,    ///< the result is the first operand
  Mixed,   ///< the result may carry each operand
  Chosen,  ///< the result is one of the operands
  Add,     ///< of the operands; with.overflow also says whether
  Subtract,
  Multiply,
  Copies,     ///< memcpy and its like
  Fills,      ///< memset and its like
  TestsTable, ///< llvm.type.test: of a vtable
  StartsList, ///< va_start
  CopiesList, ///< va_copy
  Unknown,
};

struct Row {
  Intrinsic::ID Id;
  Treatment Way;
};

} // namespace

static constexpr Row Rows[] = {
    {Intrinsic::lifetime_start, Treatment::Nothing},
    {Intrinsic::lifetime_end, Treatment::Nothing},
    {Intrinsic::memcpy, Treatment::Copies},
    {Intrinsic::memcpy_inline, Treatment::Copies},
    {Intrinsic::memmove, Treatment::Copies},
    {Intrinsic::memcpy_element_unordered_atomic, Treatment::Copies},
    {Intrinsic::memmove_element_unordered_atomic, Treatment::Copies},
    {Intrinsic::memset, Treatment::Fills},
    {Intrinsic::memset_inline, Treatment::Fills},
    {Intrinsic::memset_element_unordered_atomic, Treatment::Fills},
    {Intrinsic::vastart, Treatment::StartsList},
    {Intrinsic::vacopy, Treatment::CopiesList},
    {Intrinsic::vaend, Treatment::Nothing},
    {Intrinsic::expect, Treatment::Same},
    {Intrinsic::expect_with_probability, Treatment::Same},
    {Intrinsic::annotation, Treatment::Same},
    {Intrinsic::ptr_annotation, Treatment::Same},
    {Intrinsic::ssa_copy, Treatment::Same},
    {Intrinsic::arithmetic_fence, Treatment::Same},
    {Intrinsic::launder_invariant_group, Treatment::Same},
    {Intrinsic::strip_invariant_group, Treatment::Same},
    {Intrinsic::preserve_array_access_index, Treatment::Same},
    {Intrinsic::preserve_struct_access_index, Treatment::Same},
    {Intrinsic::preserve_union_access_index, Treatment::Same},
    {Intrinsic::ptrmask, Treatment::Same},
    {Intrinsic::threadlocal_address, Treatment::Same},
    {Intrinsic::assume, Treatment::Nothing},
    {Intrinsic::experimental_noalias_scope_decl, Treatment::Nothing},
    {Intrinsic::donothing, Treatment::Nothing},
    {Intrinsic::sideeffect, Treatment::Nothing},
    {Intrinsic::pseudoprobe, Treatment::Nothing},
    {Intrinsic::invariant_start, Treatment::Nothing},
    {Intrinsic::invariant_end, Treatment::Nothing},
    {Intrinsic::var_annotation, Treatment::Nothing},
    {Intrinsic::prefetch, Treatment::Nothing},
    {Intrinsic::clear_cache, Treatment::Nothing},
    {Intrinsic::readcyclecounter, Treatment::Nothing},
    {Intrinsic::readsteadycounter, Treatment::Nothing},
    {Intrinsic::read_register, Treatment::Nothing},
    {Intrinsic::objectsize, Treatment::Nothing},
    {Intrinsic::is_constant, Treatment::Nothing},
    {Intrinsic::stacksave, Treatment::Nothing},
    {Intrinsic::stackrestore, Treatment::Nothing},
    {Intrinsic::returnaddress, Treatment::Nothing},
    {Intrinsic::addressofreturnaddress, Treatment::Nothing},
    {Intrinsic::frameaddress, Treatment::Nothing},
    {Intrinsic::thread_pointer, Treatment::Nothing},
    {Intrinsic::sponentry, Treatment::Nothing},
    {Intrinsic::eh_typeid_for, Treatment::Nothing},
    {Intrinsic::eh_dwarf_cfa, Treatment::Nothing},
    {Intrinsic::type_test, Treatment::TestsTable},
    {Intrinsic::public_type_test, Treatment::TestsTable},
    {Intrinsic::trap, Treatment::Nothing},
    {Intrinsic::ubsantrap, Treatment::Nothing},
    {Intrinsic::debugtrap, Treatment::Nothing},
    {Intrinsic::fake_use, Treatment::Nothing},
    {Intrinsic::get_rounding, Treatment::Nothing},
    {Intrinsic::set_rounding, Treatment::Nothing},
    {Intrinsic::get_fpenv, Treatment::Nothing},
    {Intrinsic::set_fpenv, Treatment::Nothing},
    {Intrinsic::get_fpmode, Treatment::Nothing},
    {Intrinsic::set_fpmode, Treatment::Nothing},
    {Intrinsic::sadd_with_overflow, Treatment::Add},
    {Intrinsic::uadd_with_overflow, Treatment::Add},
    {Intrinsic::ssub_with_overflow, Treatment::Subtract},
    {Intrinsic::usub_with_overflow, Treatment::Subtract},
    {Intrinsic::smul_with_overflow, Treatment::Multiply},
    {Intrinsic::umul_with_overflow, Treatment::Multiply},
    {Intrinsic::sadd_sat, Treatment::Mixed},
    {Intrinsic::uadd_sat, Treatment::Mixed},
    {Intrinsic::ssub_sat, Treatment::Mixed},
    {Intrinsic::usub_sat, Treatment::Mixed},
    {Intrinsic::smax, Treatment::Chosen},
    {Intrinsic::smin, Treatment::Chosen},
    {Intrinsic::umax, Treatment::Chosen},
    {Intrinsic::umin, Treatment::Chosen},
    {Intrinsic::abs, Treatment::Mixed},
    {Intrinsic::fshl, Treatment::Mixed},
    {Intrinsic::fshr, Treatment::Mixed},
    {Intrinsic::bswap, Treatment::Mixed},
    {Intrinsic::bitreverse, Treatment::Mixed},
    // They wait, order memory, or read what the processor knows.
    {Intrinsic::x86_sse2_pause, Treatment::Nothing},
    {Intrinsic::x86_sse2_mfence, Treatment::Nothing},
    {Intrinsic::x86_sse2_lfence, Treatment::Nothing},
    {Intrinsic::x86_sse_sfence, Treatment::Nothing},
    {Intrinsic::x86_sse2_clflush, Treatment::Nothing},
    {Intrinsic::x86_clflushopt, Treatment::Nothing},
    {Intrinsic::x86_clwb, Treatment::Nothing},
    {Intrinsic::x86_serialize, Treatment::Nothing},
    {Intrinsic::x86_rdtsc, Treatment::Nothing},
    {Intrinsic::x86_rdtscp, Treatment::Nothing},
    {Intrinsic::x86_rdpmc, Treatment::Nothing},
    {Intrinsic::x86_xgetbv, Treatment::Nothing},
    {Intrinsic::x86_tpause, Treatment::Nothing},
    {Intrinsic::x86_umwait, Treatment::Nothing},
    {Intrinsic::x86_umonitor, Treatment::Nothing},
    // They keep the processor's state in memory, or get it from there.
    {Intrinsic::x86_sse_ldmxcsr, Treatment::Nothing},
    {Intrinsic::x86_sse_stmxcsr, Treatment::Nothing},
    {Intrinsic::x86_fxsave, Treatment::Nothing},
    {Intrinsic::x86_fxsave64, Treatment::Nothing},
    {Intrinsic::x86_fxrstor, Treatment::Nothing},
    {Intrinsic::x86_fxrstor64, Treatment::Nothing},
    {Intrinsic::x86_xsave, Treatment::Nothing},
    {Intrinsic::x86_xsave64, Treatment::Nothing},
    {Intrinsic::x86_xrstor, Treatment::Nothing},
    {Intrinsic::x86_xrstor64, Treatment::Nothing},
    {Intrinsic::aarch64_dmb, Treatment::Nothing},
    {Intrinsic::aarch64_dsb, Treatment::Nothing},
    {Intrinsic::aarch64_isb, Treatment::Nothing},
    {Intrinsic::aarch64_hint, Treatment::Nothing},
};

static Treatment treatmentOf(const IntrinsicInst &Source) {
  const Row *Found = find_if(Rows, [&](const Row &Known) {
    return Known.Id == Source.getIntrinsicID();
  });
  if (Found != std::end(Rows))
    return Found->Way;
  if (isa<DbgInfoIntrinsic>(Source))
    return Treatment::Nothing;
  bool Pointers = Source.getType()->isPtrOrPtrVectorTy();
  bool OnTarget = Intrinsic::isTargetIntrinsic(Source.getIntrinsicID());
  // What SIMD code loads, and stores through its arguments, is numbers; without
  // an address it reaches nothing but the processor's state.
  bool Blind = none_of(Source.args(), [](const Use &Given) {
    return Given->getType()->isPtrOrPtrVectorTy();
  });
  if (!Pointers && (Source.doesNotAccessMemory() ||
                    (OnTarget && (Blind || Source.onlyReadsMemory() ||
                                  Source.onlyAccessesArgMemory()))))
    return Treatment::Nothing;
  if (!Pointers && Source.onlyAccessesInaccessibleMemory())
    return Treatment::Nothing;
  return Treatment::Unknown;
}

static void bindScalar(Builder &Build, const IntrinsicInst &Source) {
  if (!Source.getType()->isVoidTy() && !Source.getType()->isTokenTy())
    Build.bind(Source, Leaves(countLeaves(Source.getType()), Build.scalar()));
}

static uint64_t constantLength(const llvm::Value *Length) {
  const auto *Number = dyn_cast<ConstantInt>(Length);
  return Number ? Number->getLimitedValue() : 0;
}

/// The type of an object that a body has by name: a slot, or what it returns.
static llvm::Type *typeBehind(const llvm::Value &Address) {
  if (const auto *Slot = dyn_cast<AllocaInst>(&Address))
    return Slot->getAllocatedType();
  const auto *Passed = dyn_cast<Argument>(&Address);
  return Passed ? Passed->getParamStructRetType() : nullptr;
}

/// A constant from which an object begins has no type where the object has
/// padding, and none of the source: it has the object's.
static void typeConstant(Builder &Build, const IntrinsicInst &Source) {
  const auto *From = dyn_cast<GlobalVariable>(Source.getArgOperand(1));
  llvm::Type *Into = typeBehind(*Source.getArgOperand(0));
  const DataLayout &Layout = Build.Around.Layout;
  if (From && Into && From->hasPrivateLinkage() &&
      Layout.getTypeAllocSize(From->getValueType()) ==
          Layout.getTypeAllocSize(Into))
    Build.Around.Symbols.noteType(*From, Build.Around.Members.typeOf(Into));
}

/// memcpy, memmove and memset have their operands in one order.
static void addBlock(Builder &Build, const IntrinsicInst &Source,
                     Fact::Kind Form) {
  const llvm::Value *Length = Source.getArgOperand(2);
  ValueId Operands[] = {Build.operand(Source.getArgOperand(0)),
                        Build.operand(Source.getArgOperand(1)),
                        Build.operand(Length)};
  // Nothing moves; a length of 0 would read as one that is not known.
  const auto *Number = dyn_cast<ConstantInt>(Length);
  if (Number && Number->isZero())
    return;
  Build.add(Form, Operands).Size = constantLength(Length);
  if (Form == Fact::Kind::Copy)
    typeConstant(Build, Source);
}

static void copyList(Builder &Build, const IntrinsicInst &Source) {
  uint64_t Size = Build.Around.VariadicListSize;
  ValueId Operands[] = {Build.operand(Source.getArgOperand(0)),
                        Build.operand(Source.getArgOperand(1)),
                        Build.integer(int64_t(Size))};
  Build.add(Fact::Kind::Copy, Operands).Size = Size;
}

static void addArithmetic(Builder &Build, const IntrinsicInst &Source,
                          Operation Operator) {
  ValueId Computed =
      Build.arithmetic(Operator, Build.operand(Source.getArgOperand(0)),
                       Build.operand(Source.getArgOperand(1)));
  Leaves Made(countLeaves(Source.getType()), Computed);
  Made.back() = Build.scalar(); // whether it overflowed
  Build.bind(Source, Made);
}

static void choose(Builder &Build, const IntrinsicInst &Source) {
  ValueId Operands[] = {Build.operand(Source.getArgOperand(0)),
                        Build.operand(Source.getArgOperand(1))};
  Build.bind(Source, Build.result(Fact::Kind::Merge, Operands));
}

static void mix(Builder &Build, const IntrinsicInst &Source) {
  Leaves Operands;
  for (const llvm::Value *Given : Source.args())
    Operands.push_back(Build.operand(Given));
  Build.bind(Source, Build.mix(Operands));
}

/// Clang states before a virtual call of which class the vtable is.
static void noteClass(Builder &Build, const IntrinsicInst &Source) {
  const auto *Wrapped = dyn_cast<MetadataAsValue>(Source.getArgOperand(1));
  if (Wrapped)
    Build.noteTable(Source.getArgOperand(0),
                    Build.Around.Classes.of(*Wrapped->getMetadata()));
  bindScalar(Build, Source);
}

void lowerIntrinsic(Builder &Build, const IntrinsicInst &Source) {
  switch (treatmentOf(Source)) {
  case Treatment::Nothing:
    return bindScalar(Build, Source);
  case Treatment::Same:
    return Build.bind(Source, Build.operand(Source.getArgOperand(0)));
  case Treatment::Mixed:
    return mix(Build, Source);
  case Treatment::Chosen:
    return choose(Build, Source);
  case Treatment::Add:
    return addArithmetic(Build, Source, Operation::Add);
  case Treatment::Subtract:
    return addArithmetic(Build, Source, Operation::Subtract);
  case Treatment::Multiply:
    return addArithmetic(Build, Source, Operation::Multiply);
  case Treatment::Copies:
    return addBlock(Build, Source, Fact::Kind::Copy);
  case Treatment::Fills:
    return addBlock(Build, Source, Fact::Kind::Fill);
  case Treatment::TestsTable:
    return noteClass(Build, Source);
  case Treatment::StartsList: {
    Build.add(Fact::Kind::StartVariadic,
              Build.operand(Source.getArgOperand(0)));
    return;
  }
  case Treatment::CopiesList:
    return copyList(Build, Source);
  case Treatment::Unknown:
    return Build.unmodelled(Source,
                            Intrinsic::getBaseName(Source.getIntrinsicID()));
  }
}

} // namespace membrane
