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
  void require(bool Holds, llvm::StringLiteral Otherwise) {
    if (!Holds && Problem.empty())
      Problem = Otherwise;
  }
  void checkPlace(Location Where) {
    require(fits(Where.File, Read.Files), "a place names no file");
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
    require(fits(Checked.Element, Read.Types), "a type names no element");
    require(Checked.Form == Type::Kind::Record
                ? names(Checked.Record, Read.Records)
                : !Checked.Record,
            "a type names no record");
  }
  for (const Record &Checked : Read.Records) {
    checkPlace(Checked.Where);
    for (const Field &Member : Checked.Fields)
      require(names(Member.Type, Read.Types), "a field has no type");
  }
}

void Checker::checkSymbol(const Symbol &Checked) {
  checkPlace(Checked.Where);
  require(fits(Checked.Aliasee, Read.Symbols), "an alias names no symbol");
  require(fits(Checked.Type, Read.Types), "a variable names no type");
  for (const InitialPointer &Pointer : Checked.Initial)
    require(names(Pointer.Target, Read.Symbols), "a pointer names no symbol");
  for (FileId File : Checked.DeclaredIn)
    require(names(File, Read.Files), "a declaration names no file");
}

static bool hasResult(Fact::Kind Form) {
  switch (Form) {
  case Fact::Kind::Store:
  case Fact::Kind::Copy:
  case Fact::Kind::Fill:
  case Fact::Kind::StartVariadic:
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
  case Fact::Kind::Unmodelled:
    return {0, Many};
  }
  llvm_unreachable("the switch is full");
}

void Checker::checkOperands(const Fact &Step) {
  auto [Fewest, Most] = operandCount(Step);
  require(Step.Operands.size() >= Fewest && Step.Operands.size() <= Most,
          "a fact has the wrong number of operands");
  bool MayLack =
      Step.Form == Fact::Kind::Call || Step.Form == Fact::Kind::Unmodelled;
  require(bool(Step.Result) == hasResult(Step.Form) ||
              (MayLack && !Step.Result),
          "a fact has no result or one too many");
}

void Checker::checkFact(const Function &Body, const Fact &Step) {
  checkPlace(Step.Where);
  checkOperands(Step);
  require(!Step.Result ||
              (names(Step.Result, Body.Values) &&
               Body.Values[Step.Result.Index].Form == Value::Kind::Result),
          "a fact defines no value");
  for (ValueId Used : Step.Operands)
    require(names(Used, Body.Values), "an operand names no value");
  for (ValueId Passed : Step.Arguments)
    require(names(Passed, Body.Values), "an argument names no value");
  for (BlockId From : Step.Incoming)
    require(names(From, Body.Blocks), "a merge names no block");
  require(fits(Step.Record, Read.Records), "a member names no record");
  require(fits(Step.Callee, Read.Symbols), "a call names no function");
}

void Checker::checkTerminator(const Function &Body, const Block &Checked) {
  const Terminator &End = Checked.End;
  checkPlace(End.Where);
  require(fits(End.Condition, Body.Values), "a branch names no value");
  for (BlockId Next : End.Successors)
    require(names(Next, Body.Blocks), "a branch names no block");
  for (const ReturnedPart &Part : End.Returned)
    require(names(Part.Value, Body.Values), "a return names no value");
  size_t Count = End.Successors.size();
  switch (End.Form) {
  case Terminator::Kind::Jump:
    return require(Count == 1, "a jump has no target");
  case Terminator::Kind::Branch:
    return require(Count == 2 && End.Condition, "a branch has no targets");
  case Terminator::Kind::Switch:
    return require(Count == End.Cases.size() + 1 && End.Condition,
                   "a switch has no targets");
  case Terminator::Kind::Invoke:
    return require(Count == 2 && !Checked.Facts.empty() &&
                       Checked.Facts.back().Form == Fact::Kind::Call,
                   "an invoke has no call");
  case Terminator::Kind::Any:
    return require(Count != 0, "a jump has no target");
  case Terminator::Kind::Return:
  case Terminator::Kind::Unwind:
  case Terminator::Kind::Unreachable:
    return require(Count == 0, "an end has a successor");
  }
}

void Checker::checkBlock(const Function &Body, const Block &Checked) {
  for (const Fact &Step : Checked.Facts)
    checkFact(Body, Step);
  checkTerminator(Body, Checked);
}

void Checker::checkFunction(const Function &Body) {
  checkPlace(Body.Where);
  require(names(Body.Symbol, Read.Symbols), "a function names no symbol");
  require(fits(Body.Result, Read.Types), "a result names no type");
  require(fits(Body.ThisType, Read.Types), "an object names no type");
  require(!Body.Blocks.empty(), "a function has no entry");
  for (const Parameter &Given : Body.Parameters)
    require(fits(Given.Type, Read.Types), "a parameter names no type");
  for (const ArgumentOrigin &Origin : Body.Arguments)
    require(Origin.Parameter < int32_t(Body.Parameters.size()),
            "an argument names no parameter");
  for (const Value &Defined : Body.Values) {
    require(Defined.Form == Value::Kind::Address
                ? names(Defined.Target, Read.Symbols)
                : !Defined.Target,
            "an address names no symbol");
    require(Defined.Form != Value::Kind::Argument ||
                uint64_t(Defined.Number) < Body.Arguments.size(),
            "a value names no argument");
  }
  for (const Block &Checked : Body.Blocks)
    checkBlock(Body, Checked);
}

llvm::StringRef Checker::run() {
  require(fits(Read.Main, Read.Files), "the unit names no file");
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
