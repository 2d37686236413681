// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Uses of a function that the program defines more than once.
//
// A unit that defines it uses its own. Any other can be linked with each, so
// there the function becomes a choice between all definitions whose code is not
// the same: a select at the entry that nobody can decide, and a call through
// it. One pass over the functions of such units; not done for variables.

#include "analysis/link/Definitions.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

namespace {

/// The definitions that differ from the first, by the first.
class Choices {
public:
  Choices(const Program &Joined, const Definitions &Known);

  bool empty() const { return Of.empty(); }
  /// Those beside Named that a unit may mean by it; null: it is not open.
  const std::vector<SymbolId> *find(SymbolId Named, uint32_t Unit) const {
    auto Found = Of.find(Named);
    return Found == Of.end() || Known.UnitOfSymbol[Named.Index] == Unit
               ? nullptr
               : &Found->second;
  }

private:
  const Definitions &Known;
  std::map<SymbolId, std::vector<SymbolId>> Of;
};

/// Two commands for one file mostly give the same function twice.
bool isSameCode(const Program &Joined, const Function &A, const Function &B) {
  auto SameStep = [&](const Fact &Left, const Fact &Right) {
    auto Name = [&](SymbolId Callee) {
      return Callee ? llvm::StringRef(Joined.Symbols[Callee.Index].Name) : "";
    };
    return Left.Form == Right.Form && Left.Where == Right.Where &&
           Name(Left.Callee) == Name(Right.Callee);
  };
  return A.Where == B.Where && A.StackBytes == B.StackBytes &&
         A.Values.size() == B.Values.size() &&
         llvm::equal(A.Blocks, B.Blocks, [&](const Block &X, const Block &Y) {
           return llvm::equal(X.Facts, Y.Facts, SameStep);
         });
}

Choices::Choices(const Program &Joined, const Definitions &Known)
    : Known(Known) {
  for (const auto &[First, Others] : Known.Others)
    for (SymbolId Other : Others) {
      const Function *One = Joined.body(First), *Two = Joined.body(Other);
      if (One && Two && !isSameCode(Joined, *One, *Two))
        Of[First].push_back(Other);
    }
}

/// Rewrites one function of a unit without a definition of its own.
class UseRewriter {
public:
  UseRewriter(const Program &Joined, const Choices &Open, uint32_t Unit,
              Function &Body)
      : Joined(Joined), Open(Open), Unit(Unit), Body(Body) {}

  void run();

private:
  ValueId add(Value::Kind Form, SymbolId Target = {});
  void choose(SymbolId Named, llvm::ArrayRef<SymbolId> Others, ValueId Result);
  void rewriteCall(Fact &Step);

  const Program &Joined;
  const Choices &Open;
  uint32_t Unit;
  Function &Body;
  std::map<SymbolId, ValueId> Chosen;
  std::vector<Fact> Selects; ///< for the entry
};

ValueId UseRewriter::add(Value::Kind Form, SymbolId Target) {
  ValueId New(uint32_t(Body.Values.size()));
  Body.Values.push_back({Form, 0, Target});
  return New;
}

/// Makes Result the address of any of the definitions.
void UseRewriter::choose(SymbolId Named, llvm::ArrayRef<SymbolId> Others,
                         ValueId Result) {
  ValueId Either = add(Value::Kind::Address, Named);
  for (SymbolId Other : Others) {
    bool Last = Other == Others.back();
    Fact Select;
    Select.Form = Fact::Kind::Merge;
    Select.Where = Body.Where;
    Select.Operands = {Either, add(Value::Kind::Address, Other),
                       add(Value::Kind::Scalar)};
    Either = Select.Result = Last ? Result : add(Value::Kind::Result);
    Selects.push_back(std::move(Select));
  }
}

void UseRewriter::rewriteCall(Fact &Step) {
  const std::vector<SymbolId> *Others =
      Step.Form == Fact::Kind::Call ? Open.find(Step.Callee, Unit) : nullptr;
  if (!Others)
    return;
  ValueId &Pointer = Chosen[Step.Callee];
  if (!Pointer) {
    Pointer = add(Value::Kind::Result);
    choose(Step.Callee, *Others, Pointer);
  }
  Step.Operands = {Pointer};
  Step.CallShape = Joined.Symbols[Step.Callee.Index].CallShape;
  Step.Callee = {};
}

void UseRewriter::run() {
  for (uint32_t I = 0, End = uint32_t(Body.Values.size()); I < End; ++I) {
    Value Known = Body.Values[I];
    const std::vector<SymbolId> *Others =
        Known.Form == Value::Kind::Address && Known.Number == 0
            ? Open.find(Known.Target, Unit)
            : nullptr;
    if (!Others)
      continue;
    Body.Values[I] = {Value::Kind::Result, 0, {}};
    choose(Known.Target, *Others, ValueId(I));
  }
  for (Block &Part : Body.Blocks)
    for (Fact &Step : Part.Facts)
      rewriteCall(Step);
  std::vector<Fact> &Entry = Body.Blocks.front().Facts;
  Entry.insert(Entry.begin(), std::make_move_iterator(Selects.begin()),
               std::make_move_iterator(Selects.end()));
}

/// What a variable of such a unit holds at the start.
void rewriteInitial(const Choices &Open, uint32_t Unit, Symbol &Variable) {
  std::vector<InitialPointer> All;
  for (const InitialPointer &Pointer : Variable.Initial) {
    All.push_back(Pointer);
    const std::vector<SymbolId> *Others = Open.find(Pointer.Target, Unit);
    if (!Others)
      continue;
    for (SymbolId Other : *Others) {
      All.push_back(Pointer);
      All.back().Target = Other;
    }
  }
  Variable.Initial = std::move(All);
}

} // namespace

void membrane::chooseDefinitions(Program &Joined, const Definitions &Known) {
  Choices Open(Joined, Known);
  if (Open.empty())
    return;
  for (uint32_t I = 0; I < Joined.Functions.size(); ++I)
    UseRewriter(Joined, Open, Known.UnitOfFunction[I], Joined.Functions[I])
        .run();
  for (uint32_t I = 0; I < Joined.Symbols.size(); ++I)
    rewriteInitial(Open, Known.UnitOfSymbol[I], Joined.Symbols[I]);
}
