// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Facts → their stable text form.
//
// Files are shown by their last name, values by number; what a value is
// (null, an address) is shown in its place. Nothing depends on addresses in
// memory, so two runs print the same.

#include "analysis/facts/Facts.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using llvm::raw_ostream;

namespace membrane {
namespace {

/// Prints one function's parts with the names of its unit.
class BodyPrinter {
public:
  BodyPrinter(const Function &Body, const Unit &Names, raw_ostream &Out)
      : Body(Body), Names(Names), Out(Out) {}

  void run();

private:
  void printHead();
  void printArguments();
  void printFact(const Fact &Step);
  void printWhat(const Fact &Step);
  void printLocal(const Fact &Step);
  void printMerge(const Fact &Step);
  void printCall(const Fact &Step);
  void printEnd(const Terminator &End);
  void printSwitch(const Terminator &End);
  void printReturn(const Terminator &End);

  std::string name(ValueId Id) const;
  std::string name(BlockId Id) const;
  std::string names(llvm::ArrayRef<ValueId> Ids) const;
  std::string names(llvm::ArrayRef<BlockId> Ids) const;
  std::string place(Location Where) const;
  std::string symbol(SymbolId Id) const;

  const Function &Body;
  const Unit &Names;
  raw_ostream &Out;
};

} // namespace

static llvm::StringRef baseName(const Unit &Names, FileId File) {
  return llvm::sys::path::filename(Names.Files[File.Index]);
}

static std::string shown(const Unit &Names, Location Where) {
  if (!Where)
    return "?";
  return (baseName(Names, Where.File) + ":" + llvm::Twine(Where.Line) + ":" +
          llvm::Twine(Where.Column))
      .str();
}

static std::string shown(Offset Bytes) {
  if (Bytes.isAny())
    return "any";
  std::string Text = std::to_string(Bytes.Bytes);
  if (!Bytes.isExact())
    Text += " mod " + std::to_string(Bytes.Stride);
  return Text;
}

static llvm::StringRef linkageName(Linkage Link) {
  switch (Link) {
  case Linkage::External:
    return "external";
  case Linkage::Internal:
    return "internal";
  case Linkage::Weak:
    return "weak";
  case Linkage::Inline:
    return "inline";
  case Linkage::Common:
    return "common";
  case Linkage::Copy:
    return "copy";
  }
  llvm_unreachable("the switch is full");
}

static llvm::StringRef relationName(Relation Compared) {
  static constexpr llvm::StringLiteral Names[] = {
      "==", "!=", "<", "<=", ">", ">=", "u<", "u<=", "u>", "u>="};
  return Names[unsigned(Compared)];
}

static llvm::StringRef operationName(Operation Operator) {
  static constexpr llvm::StringLiteral Names[] = {
      "plus", "minus", "times", "and", "or", "xor", "shl", "shr", "with"};
  return Names[unsigned(Operator)];
}

std::string BodyPrinter::symbol(SymbolId Id) const {
  return Names.Symbols[Id.Index].Name;
}

std::string BodyPrinter::name(ValueId Id) const {
  if (!Id)
    return "?";
  const Value &Shown = Body.Values[Id.Index];
  switch (Shown.Form) {
  case Value::Kind::Result:
    return "v" + std::to_string(Id.Index);
  case Value::Kind::Argument:
    return "arg" + std::to_string(Shown.Number);
  case Value::Kind::Null:
    return "null";
  case Value::Kind::Integer:
    return std::to_string(Shown.Number);
  case Value::Kind::Address: {
    std::string Text = "&" + symbol(Shown.Target);
    if (Shown.Number != 0)
      Text += (Shown.Number > 0 ? "+" : "") + std::to_string(Shown.Number);
    return Text;
  }
  case Value::Kind::Scalar:
    return "scalar";
  }
  llvm_unreachable("the switch is full");
}

std::string BodyPrinter::name(BlockId Id) const {
  return "b" + std::to_string(Id.Index);
}

std::string BodyPrinter::names(llvm::ArrayRef<ValueId> Ids) const {
  return llvm::join(llvm::map_range(Ids, [&](ValueId Id) { return name(Id); }),
                    ", ");
}

std::string BodyPrinter::names(llvm::ArrayRef<BlockId> Ids) const {
  return llvm::join(llvm::map_range(Ids, [&](BlockId Id) { return name(Id); }),
                    ", ");
}

/// Only what differs from the function's own file names the file.
std::string BodyPrinter::place(Location Where) const {
  if (!Where)
    return "";
  if (Where.File != Body.Where.File)
    return " at " + shown(Names, Where);
  return " at " + std::to_string(Where.Line) + ":" +
         std::to_string(Where.Column);
}

void BodyPrinter::run() {
  printHead();
  for (size_t I = 0; I != Body.Blocks.size(); ++I) {
    Out << "  b" << I << ":\n";
    for (const Fact &Step : Body.Blocks[I].Facts)
      printFact(Step);
    printEnd(Body.Blocks[I].End);
  }
}

void BodyPrinter::printHead() {
  const Symbol &Own = Names.Symbols[Body.Symbol.Index];
  Out << "function " << Own.Name << " at " << shown(Names, Body.Where) << ", "
      << linkageName(Own.Link);
  if (Own.NoReturn)
    Out << ", noreturn";
  if (Own.ReturnsTwice)
    Out << ", returns twice";
  if (Body.StackBytes != 0)
    Out << ", stack " << Body.StackBytes;
  if (Body.Atomic)
    Out << ", atomic at " << shown(Names, Body.Atomic);
  Out << "\n  " << Body.Signature << "\n";
  printArguments();
}

/// Only where the machine's arguments are not simply the parameters.
void BodyPrinter::printArguments() {
  for (size_t I = 0; I != Body.Arguments.size(); ++I) {
    const ArgumentOrigin &Origin = Body.Arguments[I];
    if (Origin.Parameter == int32_t(I) && Origin.Offset == 0 &&
        !Origin.Indirect)
      continue;
    Out << "  arg" << I << " is ";
    if (Origin.Parameter == ArgumentOrigin::This)
      Out << "this";
    else if (Origin.Parameter == ArgumentOrigin::Result)
      Out << "the result's place";
    else if (Origin.Parameter == ArgumentOrigin::Hidden)
      Out << "hidden";
    else
      Out << (Origin.Indirect ? "the address of parameter " : "parameter ")
          << Origin.Parameter;
    if (Origin.Offset != 0)
      Out << " + " << Origin.Offset;
    Out << "\n";
  }
}

void BodyPrinter::printFact(const Fact &Step) {
  Out << "    ";
  if (Step.Result)
    Out << name(Step.Result) << " = ";
  printWhat(Step);
  Out << place(Step.Where) << "\n";
}

void BodyPrinter::printLocal(const Fact &Step) {
  if (Step.Operands.empty())
    Out << "local " << Step.Size;
  else
    Out << "local of " << name(Step.Operands[0]);
  if (Step.Record)
    Out << " [" << Names.Records[Step.Record.Index].Name << "]";
}

void BodyPrinter::printMerge(const Fact &Step) {
  if (Step.Incoming.empty()) {
    if (Step.Operands.size() == 3)
      Out << name(Step.Operands[2]) << " ? " << name(Step.Operands[0]) << " : "
          << name(Step.Operands[1]);
    else
      Out << "one of " << names(Step.Operands);
    return;
  }
  Out << "merge";
  for (size_t I = 0; I != Step.Operands.size(); ++I)
    Out << (I ? ", " : " ") << name(Step.Operands[I]) << " from "
        << name(Step.Incoming[I]);
}

void BodyPrinter::printCall(const Fact &Step) {
  Out << "call ";
  if (Step.Callee)
    Out << symbol(Step.Callee);
  else
    Out << "*" << name(Step.Operands[0]);
  if (Step.Form == Fact::Kind::Call && Step.Record)
    Out << " [" << Names.Records[Step.Record.Index].Name << " + "
        << shown(Step.Displacement) << "]";
  Out << "(" << names(Step.Arguments) << ")";
  if (!Step.Callee)
    Out << " as " << Step.CallShape;
  if (Step.Getter)
    Out << " getter";
  if (Step.NoReturn)
    Out << " noreturn";
}

void BodyPrinter::printWhat(const Fact &Step) {
  auto Operand = [&](size_t Position) { return name(Step.Operands[Position]); };
  switch (Step.Form) {
  case Fact::Kind::Local:
    return printLocal(Step);
  case Fact::Kind::Displace:
    Out << Operand(0) << " + " << shown(Step.Displacement);
    if (Step.Record)
      Out << " [" << Names.Records[Step.Record.Index].Name << "]";
    return;
  case Fact::Kind::Merge:
    return printMerge(Step);
  case Fact::Kind::Load:
    Out << "load " << Step.Size << " bytes from " << Operand(0);
    return;
  case Fact::Kind::Store:
    Out << "store " << Step.Size << " bytes " << Operand(1) << " to "
        << Operand(0);
    return;
  case Fact::Kind::Copy:
    Out << "copy " << Operand(2) << " bytes from " << Operand(1) << " to "
        << Operand(0);
    return;
  case Fact::Kind::Fill:
    Out << "fill " << Operand(2) << " bytes with " << Operand(1) << " at "
        << Operand(0);
    return;
  case Fact::Kind::Call:
    return printCall(Step);
  case Fact::Kind::Part:
    Out << "part " << shown(Step.Displacement) << " of " << Operand(0);
    return;
  case Fact::Kind::Compare:
    Out << Operand(0) << " " << relationName(Step.Compared) << " "
        << Operand(1);
    return;
  case Fact::Kind::Arithmetic:
    Out << Operand(0) << " " << operationName(Step.Operator) << " "
        << Operand(1);
    return;
  case Fact::Kind::StartVariadic:
    Out << "start variadic " << Operand(0);
    return;
  case Fact::Kind::Arrival:
    Out << "arrival";
    if (!Step.Operands.empty())
      Out << ", caught as " << names(Step.Operands);
    return;
  case Fact::Kind::Unmodelled:
    Out << (Step.Assembly ? "assembly '" : "unmodelled '")
        << llvm::StringRef(Step.Text) << "' of (" << names(Step.Operands)
        << ")";
    return;
  }
}

void BodyPrinter::printSwitch(const Terminator &End) {
  Out << "switch " << name(End.Condition);
  for (size_t I = 0; I != End.Cases.size(); ++I)
    Out << ", " << End.Cases[I] << ": " << name(End.Successors[I]);
  Out << ", else " << name(End.Successors.back());
}

void BodyPrinter::printReturn(const Terminator &End) {
  Out << "return";
  llvm::StringRef Comma = " ";
  for (const ReturnedPart &Part : End.Returned) {
    Out << Comma << name(Part.Value);
    if (Part.Bytes != 0)
      Out << " at byte " << Part.Bytes;
    Comma = ", ";
  }
}

void BodyPrinter::printEnd(const Terminator &End) {
  Out << "    ";
  switch (End.Form) {
  case Terminator::Kind::Jump:
    Out << "jump " << names(End.Successors);
    break;
  case Terminator::Kind::Branch:
    Out << "branch " << name(End.Condition) << ", " << names(End.Successors);
    break;
  case Terminator::Kind::Switch:
    printSwitch(End);
    break;
  case Terminator::Kind::Invoke:
    Out << "then " << name(End.Successors[0]) << ", unwind "
        << name(End.Successors[1]);
    break;
  case Terminator::Kind::Any:
    Out << "any of " << names(End.Successors);
    break;
  case Terminator::Kind::Return:
    printReturn(End);
    break;
  case Terminator::Kind::Unwind:
    Out << "unwind";
    break;
  case Terminator::Kind::Unreachable:
    Out << "unreachable";
    break;
  }
  Out << "\n";
}

void print(const Function &Body, const Unit &Names, raw_ostream &Out) {
  BodyPrinter(Body, Names, Out).run();
}

} // namespace membrane
