// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Inline assembly → facts.
//
// Code that calls, jumps away, enters the kernel or clobbers memory is
// something to assume about; a clobber that is only a barrier is not. All other
// code computes its outputs from its inputs: each output may carry each input.

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

/// Instructions that only order memory, wait or read the processor's state,
/// whatever they clobber.
static constexpr StringLiteral Fences[] = {
    "cpuid",  "dmb",   "dsb",   "fence",  "isb",    "lfence",    "mfence",
    "nop",    "pause", "rdpmc", "rdtsc",  "rdtscp", "serialize", "sev",
    "sfence", "wfe",   "wfi",   "xgetbv", "yield"};

/// x86 instructions that write nothing but operands that stand in the text,
/// with or without a letter for their size.
static constexpr StringLiteral Plain[] = {
    "adc",  "add",  "and",  "bsf",   "bsr",     "bswap",      "bt",
    "btc",  "btr",  "bts",  "cmp",   "cmpxchg", "cmpxchg16b", "cmpxchg8b",
    "dec",  "inc",  "lea",  "mov",   "neg",     "not",        "or",
    "rol",  "ror",  "sar",  "sbb",   "seta",    "setb",       "setc",
    "sete", "setg", "setl", "setnc", "setne",   "setnz",      "setz",
    "shl",  "shr",  "sub",  "test",  "xadd",    "xchg",       "xor"};

/// x86's breakpoint, which stops for a debugger; other numbers of an interrupt
/// enter the kernel.
static bool isBreakpoint(ArrayRef<StringRef> Words) {
  unsigned Number = 0;
  return Words.size() == 2 && Words[0].equals_insensitive("int") &&
         !Words[1].ltrim('$').getAsInteger(0, Number) && Number == 3;
}

/// The first word of each statement; labels, prefixes and directives do not
/// count.
static SmallVector<StringRef, 8> mnemonicsOf(StringRef Text) {
  SmallVector<StringRef, 8> Statements, Mnemonics;
  SplitString(Text, Statements, "\n;{}|");
  for (StringRef Statement : Statements) {
    SmallVector<StringRef, 8> Words;
    SplitString(Statement, Words, " \t\r");
    if (isBreakpoint(Words))
      continue;
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

static bool contains(ArrayRef<StringLiteral> Known, StringRef Mnemonic) {
  return any_of(
      Known, [&](StringRef Name) { return Mnemonic.equals_insensitive(Name); });
}

static bool isPlain(StringRef Mnemonic) {
  bool Sized = Mnemonic.ends_with_insensitive("b") ||
               Mnemonic.ends_with_insensitive("w") ||
               Mnemonic.ends_with_insensitive("l") ||
               Mnemonic.ends_with_insensitive("q");
  return contains(Plain, Mnemonic) ||
         (Sized && contains(Plain, Mnemonic.drop_back()));
}

/// Whether an operand in the text is one of the constraints' ("$1", "${1:k}"),
/// an immediate ("$$1") or a register, and no address.
static bool isDirect(StringRef Operand) {
  if (Operand.consume_front("%"))
    return all_of(Operand, isAlnum);
  if (!Operand.consume_front("$"))
    return false;
  if (!Operand.consume_front("{"))
    return Operand.starts_with("$") || all_of(Operand, isDigit);
  Operand = Operand.ltrim("0123456789");
  return is_contained({":b}", ":w}", ":k}", ":q}", ":h}"}, Operand);
}

/// Whether a clobber of memory only keeps the compiler from moving accesses:
/// no instruction reaches memory that is not an operand.
static bool isBarrier(StringRef Text) {
  SmallVector<StringRef, 8> Statements;
  SplitString(Text, Statements, "\n;");
  return all_of(Statements, [](StringRef Statement) {
    Statement = Statement.trim();
    for (StringRef Prefix : {"lock", "rep"})
      if (Statement == Prefix || Statement.starts_with((Prefix + " ").str()))
        Statement = Statement.drop_front(Prefix.size()).ltrim();
    auto [Mnemonic, Rest] = getToken(Statement);
    if (Mnemonic.empty() || contains(Fences, Mnemonic))
      return true;
    SmallVector<StringRef, 4> Operands;
    SplitString(Rest, Operands, ",");
    return isPlain(Mnemonic) && all_of(Operands, [](StringRef Operand) {
             return isDirect(Operand.trim());
           });
  });
}

static bool hasEffects(StringRef Text,
                       const InlineAsm::ConstraintInfoVector &Constraints) {
  SmallVector<StringRef, 8> Mnemonics = mnemonicsOf(Text);
  if (any_of(Mnemonics,
             [&](StringRef Name) { return contains(Leaving, Name); }))
    return true;
  return clobbersMemory(Constraints) && !isBarrier(Text);
}

static std::string describe(StringRef Text) {
  StringRef First = Text.trim().take_until([](char C) { return C == '\n'; });
  return First.trim().take_front(60).str();
}

/// Where an operand in memory is read or written, and how much at once: of one
/// that is wider than a word, each of its words.
static std::pair<ValueId, uint64_t> wordOf(Builder &Build, ValueId Place,
                                           llvm::Type *Element) {
  constexpr uint64_t Word = 8;
  uint64_t Size = Build.storeSize(Element);
  if (Size <= Word)
    return {Place, Size};
  return {Build.displace(Place, Offset::any()), Word};
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
    if (Item.isIndirect && Element) {
      auto [Place, Size] = wordOf(Build, Given, Element);
      Given = Build.load(Place, Size);
    }
    Inputs.push_back(Given);
  }
  return Inputs;
}

/// Old code lists what it writes as an input, and says by the clobber that it
/// does.
static bool mayBeWritten(const InlineAsm::ConstraintInfo &Item,
                         const InlineAsm::ConstraintInfoVector &Constraints) {
  return Item.isIndirect &&
         (Item.Type == InlineAsm::isOutput ||
          (Item.Type == InlineAsm::isInput && clobbersMemory(Constraints)));
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
    if (!mayBeWritten(Item, Constraints) || !Element)
      continue;
    auto [Place, Size] =
        wordOf(Build, Build.operand(Source.getArgOperand(Argument)), Element);
    Build.store(Place, Written, Size);
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
  // Without an instruction, memory stays as it is.
  if (!StringRef(Code.getAsmString()).trim().empty())
    writeOutputs(Build, Source, Constraints, Mixed);
  if (!Source.getType()->isVoidTy())
    Build.bind(Source, Leaves(countLeaves(Source.getType()), Mixed));
}

} // namespace membrane
