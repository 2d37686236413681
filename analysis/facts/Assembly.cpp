// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Inline assembly → facts.
//
// Code that calls, jumps away, enters the kernel or clobbers memory is
// something to assume about. All other code computes its outputs from its
// inputs: each output may carry each input.

#include "analysis/facts/Families.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/InlineAsm.h"

using namespace llvm;

namespace membrane {

/// Mnemonics that leave the function or enter the kernel.
static constexpr StringLiteral Leaving[] = {
    "b",     "bl",  "blr",  "blx", "br",   "bx",  "call",    "callq",
    "ecall", "hvc", "int",  "jal", "jalr", "jmp", "jmpq",    "lcall",
    "ljmp",  "ret", "retq", "smc", "svc",  "swi", "syscall", "sysenter"};

/// Instructions that only order memory or wait, whatever they clobber.
static constexpr StringLiteral Fences[] = {
    "dmb",   "dsb", "fence",  "isb", "lfence", "mfence", "nop",
    "pause", "sev", "sfence", "wfe", "wfi",    "yield"};

/// The first word of each statement; labels, prefixes and directives do not
/// count.
static SmallVector<StringRef, 8> mnemonicsOf(StringRef Text) {
  SmallVector<StringRef, 8> Statements, Mnemonics;
  SplitString(Text, Statements, "\n;{}|");
  for (StringRef Statement : Statements) {
    SmallVector<StringRef, 8> Words;
    SplitString(Statement, Words, " \t\r");
    for (StringRef Word : Words) {
      if (Word.ends_with(":") || Word == "lock" || Word == "rep")
        continue;
      if (!Word.starts_with(".") && !Word.starts_with("#"))
        Mnemonics.push_back(Word);
      break;
    }
  }
  return Mnemonics;
}

static bool clobbersMemory(const InlineAsm::ConstraintInfoVector &Constraints) {
  return any_of(Constraints, [](const InlineAsm::ConstraintInfo &Item) {
    return Item.Type == InlineAsm::isClobber &&
           is_contained(Item.Codes, "{memory}");
  });
}

static bool hasEffects(StringRef Text,
                       const InlineAsm::ConstraintInfoVector &Constraints) {
  SmallVector<StringRef, 8> Mnemonics = mnemonicsOf(Text);
  auto Contains = [](ArrayRef<StringLiteral> Known, StringRef Mnemonic) {
    return any_of(Known, [&](StringRef Name) {
      return Mnemonic.equals_insensitive(Name);
    });
  };
  if (any_of(Mnemonics,
             [&](StringRef Name) { return Contains(Leaving, Name); }))
    return true;
  if (!clobbersMemory(Constraints))
    return false;
  return !all_of(Mnemonics,
                 [&](StringRef Name) { return Contains(Fences, Name); });
}

static std::string describe(StringRef Text) {
  StringRef First = Text.trim().take_until([](char C) { return C == '\n'; });
  return First.trim().take_front(60).str();
}

/// Inputs, read from memory where they are operands in memory.
static Leaves inputsOf(Builder &Build, const CallBase &Source,
                       const InlineAsm::ConstraintInfoVector &Constraints) {
  Leaves Inputs;
  unsigned Position = 0;
  for (const InlineAsm::ConstraintInfo &Item : Constraints) {
    if (!Item.hasArg())
      continue;
    unsigned Argument = Position++;
    if (Item.Type != InlineAsm::isInput)
      continue;
    ValueId Given = Build.operand(Source.getArgOperand(Argument));
    llvm::Type *Element = Source.getParamElementType(Argument);
    if (Item.isIndirect && Element)
      Given = Build.load(Given, Build.storeSize(Element));
    Inputs.push_back(Given);
  }
  return Inputs;
}

static void writeOutputs(Builder &Build, const CallBase &Source,
                         const InlineAsm::ConstraintInfoVector &Constraints,
                         ValueId Written) {
  unsigned Position = 0;
  for (const InlineAsm::ConstraintInfo &Item : Constraints) {
    if (!Item.hasArg())
      continue;
    unsigned Argument = Position++;
    llvm::Type *Element = Source.getParamElementType(Argument);
    if (Item.Type == InlineAsm::isOutput && Item.isIndirect && Element)
      Build.store(Build.operand(Source.getArgOperand(Argument)), Written,
                  Build.storeSize(Element));
  }
}

void lowerAssembly(Builder &Build, const CallBase &Source) {
  const auto &Code = *cast<InlineAsm>(Source.getCalledOperand());
  InlineAsm::ConstraintInfoVector Constraints = Code.ParseConstraints();
  if (hasEffects(Code.getAsmString(), Constraints)) {
    Build.unmodelled(Source, describe(Code.getAsmString()));
    Build.last().Assembly = true;
    return;
  }
  ValueId Mixed = Build.mix(inputsOf(Build, Source, Constraints));
  writeOutputs(Build, Source, Constraints, Mixed);
  if (!Source.getType()->isVoidTy())
    Build.bind(Source, Leaves(countLeaves(Source.getType()), Mixed));
}

} // namespace membrane
