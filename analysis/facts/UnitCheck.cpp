// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether a unit that was read from bytes keeps the promises of Facts.h.

#include "analysis/facts/UnitCheck.h"
#include "llvm/ADT/STLExtras.h"

namespace membrane {
namespace {

/// Collects the first problem of a unit.
class Checker {
public:
  explicit Checker(const Unit &Read) : Read(Read) {}

  llvm::StringRef run();

private:
  template <typename Tag, typename T>
  bool fits(Id<Tag> Given, const std::vector<T> &Table) const {
    return !Given || Given.Index < Table.size();
  }
  template <typename Tag, typename T>
  bool names(Id<Tag> Given, const std::vector<T> &Table) const {
    return Given && Given.Index < Table.size();
  }
  /// The first problem stays; an empty one is none.
  void report(llvm::StringRef Found) {
    if (Problem.empty())
      Problem = Found;
  }
  void checkPlace(Location Where) {
    if (!fits(Where.File, Read.Files))
      report("a place names no file");
  }
  void checkTypes();
  void checkSymbol(const Symbol &Checked);
  void checkFunction(const Function &Body);
  void checkBlock(const Function &Body, const Block &Checked);
  void checkFact(const Function &Body, const Fact &Step);
  void checkOperands(const Fact &Step);
  void checkTerminator(const Function &Body, const Block &Checked);

  const Unit &Read;
  llvm::StringRef Problem;
};

} // namespace

void Checker::checkTypes() {
  for (const Type &Checked : Read.Types) {
    if (!fits(Checked.Element, Read.Types))
      report("a type names no element");
    for (TypeId Passed : Checked.Parameters)
      if (!fits(Passed, Read.Types))
        report("a function type names no parameter");
    bool IsRecord = Checked.Form == Type::Kind::Record;
    if (IsRecord ? !names(Checked.Record, Read.Records) : bool(Checked.Record))
      report("a type names no record");
  }
  for (const Record &Checked : Read.Records) {
    checkPlace(Checked.Where);
    for (const Field &Member : Checked.Fields)
      if (!names(Member.Type, Read.Types))
        report("a field has no type");
  }
}

void Checker::checkSymbol(const Symbol &Checked) {
  checkPlace(Checked.Where);
  if (!fits(Checked.Aliasee, Read.Symbols))
    report("an alias names no symbol");
  if (!fits(Checked.Type, Read.Types))
    report("a variable names no type");
  if (!fits(Checked.Gives, Read.Records))
    report("a function gives no record");
  for (const InitialPointer &Pointer : Checked.Initial)
    if (!names(Pointer.Target, Read.Symbols))
      report("a pointer names no symbol");
  for (const AddressPoint &Point : Checked.Points)
    if (!names(Point.Class, Read.Records))
      report("a vtable names no class");
  for (SymbolId Base : Checked.Bases)
    if (!names(Base, Read.Symbols))
      report("a base names no symbol");
  for (const Contract &Word : Checked.Contracts)
    checkPlace(Word.Where);
  for (const DeclarationPlace &Declared : Checked.DeclaredAt)
    checkPlace(Declared.Where);
  for (FileId File : Checked.DeclaredIn)
    if (!names(File, Read.Files))
      report("a declaration names no file");
}

static bool hasResult(Fact::Kind Form) {
  switch (Form) {
  case Fact::Kind::Store:
  case Fact::Kind::Copy:
  case Fact::Kind::Fill:
  case Fact::Kind::StartVariadic:
  case Fact::Kind::Arrival:
    return false;
  default:
    return true;
  }
}

/// The fewest and the most operands of a kind of fact.
static std::pair<size_t, size_t> operandCount(const Fact &Step) {
  constexpr size_t Many = SIZE_MAX;
  switch (Step.Form) {
  case Fact::Kind::Local:
    return {0, 1};
  case Fact::Kind::Displace:
  case Fact::Kind::Load:
  case Fact::Kind::Part:
  case Fact::Kind::StartVariadic:
    return {1, 1};
  case Fact::Kind::Merge:
    return Step.Incoming.empty()
               ? std::pair<size_t, size_t>{2, 3}
               : std::pair{Step.Incoming.size(), Step.Incoming.size()};
  case Fact::Kind::Store:
  case Fact::Kind::Compare:
  case Fact::Kind::Arithmetic:
    return {2, 2};
  case Fact::Kind::Copy:
  case Fact::Kind::Fill:
    return {3, 3};
  case Fact::Kind::Call:
    return Step.Callee ? std::pair<size_t, size_t>{0, 0}
                       : std::pair<size_t, size_t>{1, 1};
  case Fact::Kind::Arrival:
  case Fact::Kind::Unmodelled:
    return {0, Many};
  }
  llvm_unreachable("the switch is full");
}

void Checker::checkOperands(const Fact &Step) {
  auto [Fewest, Most] = operandCount(Step);
  if (Step.Operands.size() < Fewest || Step.Operands.size() > Most)
    report("a fact has the wrong number of operands");
  bool MayLack =
      Step.Form == Fact::Kind::Call || Step.Form == Fact::Kind::Unmodelled;
  if (bool(Step.Result) != hasResult(Step.Form) && (Step.Result || !MayLack))
    report("a fact has no result or one too many");
}

void Checker::checkFact(const Function &Body, const Fact &Step) {
  checkPlace(Step.Where);
  checkOperands(Step);
  if (Step.Result &&
      (!names(Step.Result, Body.Values) ||
       Body.Values[Step.Result.Index].Form != Value::Kind::Result))
    report("a fact defines no value");
  for (ValueId Used : Step.Operands)
    if (!names(Used, Body.Values))
      report("an operand names no value");
  for (ValueId Passed : Step.Arguments)
    if (!names(Passed, Body.Values))
      report("an argument names no value");
  for (BlockId From : Step.Incoming)
    if (!names(From, Body.Blocks))
      report("a merge names no block");
  if (!fits(Step.Record, Read.Records))
    report("a member names no record");
  if (!fits(Step.Callee, Read.Symbols))
    report("a call names no function");
}

/// Why the number of successors is wrong; empty if it is right.
static llvm::StringRef wrongTargets(const Block &Checked) {
  const Terminator &End = Checked.End;
  size_t Count = End.Successors.size();
  switch (End.Form) {
  case Terminator::Kind::Jump:
    return Count == 1 ? "" : "a jump has no target";
  case Terminator::Kind::Branch:
    return Count == 2 && End.Condition ? "" : "a branch has no targets";
  case Terminator::Kind::Switch:
    return Count == End.Cases.size() + 1 && End.Condition
               ? ""
               : "a switch has no targets";
  case Terminator::Kind::Invoke:
    return Count == 2 && !Checked.Facts.empty() &&
                   Checked.Facts.back().Form == Fact::Kind::Call
               ? ""
               : "an invoke has no call";
  case Terminator::Kind::Any:
    return Count != 0 ? "" : "a jump has no target";
  case Terminator::Kind::Return:
  case Terminator::Kind::Unwind:
  case Terminator::Kind::Unreachable:
    return Count == 0 ? "" : "an end has a successor";
  }
  llvm_unreachable("the switch is full");
}

void Checker::checkTerminator(const Function &Body, const Block &Checked) {
  const Terminator &End = Checked.End;
  checkPlace(End.Where);
  if (!fits(End.Condition, Body.Values))
    report("a branch names no value");
  for (BlockId Next : End.Successors)
    if (!names(Next, Body.Blocks))
      report("a branch names no block");
  for (const ReturnedPart &Part : End.Returned)
    if (!names(Part.Value, Body.Values))
      report("a return names no value");
  report(wrongTargets(Checked));
}

void Checker::checkBlock(const Function &Body, const Block &Checked) {
  for (const Fact &Step : Checked.Facts)
    checkFact(Body, Step);
  checkTerminator(Body, Checked);
}

void Checker::checkFunction(const Function &Body) {
  checkPlace(Body.Where);
  if (!names(Body.Symbol, Read.Symbols))
    report("a function names no symbol");
  if (!fits(Body.Result, Read.Types))
    report("a result names no type");
  if (!fits(Body.ThisType, Read.Types))
    report("an object names no type");
  if (Body.Blocks.empty())
    report("a function has no entry");
  for (const Parameter &Given : Body.Parameters)
    if (!fits(Given.Type, Read.Types))
      report("a parameter names no type");
  for (const ArgumentOrigin &Origin : Body.Arguments)
    if (Origin.Parameter >= int32_t(Body.Parameters.size()))
      report("an argument names no parameter");
  for (const Value &Defined : Body.Values) {
    bool IsAddress = Defined.Form == Value::Kind::Address;
    if (IsAddress ? !names(Defined.Target, Read.Symbols) : bool(Defined.Target))
      report("an address names no symbol");
    if (Defined.Form == Value::Kind::Argument &&
        uint64_t(Defined.Number) >= Body.Arguments.size())
      report("a value names no argument");
  }
  for (const Block &Checked : Body.Blocks)
    checkBlock(Body, Checked);
}

llvm::StringRef Checker::run() {
  if (!fits(Read.Main, Read.Files))
    report("the unit names no file");
  checkTypes();
  for (const Symbol &Checked : Read.Symbols)
    checkSymbol(Checked);
  for (const Function &Body : Read.Functions)
    checkFunction(Body);
  return Problem;
}

llvm::StringRef findInconsistency(const Unit &Read) {
  return Checker(Read).run();
}

} // namespace membrane
