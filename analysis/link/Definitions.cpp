// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Uses of a name of which the build does not tell which definition is linked.
//
// For a function they become a choice between all that it may mean: a select at
// the entry that nobody can decide, and a call through it. The variables that
// such a name may mean become one, with what each of them holds at the start.

#include "analysis/link/Definitions.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

namespace {

/// By open functions: the definitions, at least one.
using Choices = std::map<SymbolId, std::vector<SymbolId>>;

/// Rewrites one function that may use open ones.
class UseRewriter {
public:
  UseRewriter(const Program &Joined, const Choices &Open, Function &Body)
      : Joined(Joined), Open(Open), Body(Body) {}

  void run();

private:
  ValueId add(Value::Kind Form, SymbolId Target = {});
  void choose(llvm::ArrayRef<SymbolId> All, ValueId Result);
  void rewriteCall(Fact &Step);

  const Program &Joined;
  const Choices &Open;
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
void UseRewriter::choose(llvm::ArrayRef<SymbolId> All, ValueId Result) {
  ValueId Either = add(Value::Kind::Address, All.front());
  for (SymbolId Other : All.drop_front()) {
    bool Last = Other == All.back();
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
  auto Found =
      Step.Form == Fact::Kind::Call ? Open.find(Step.Callee) : Open.end();
  if (Found == Open.end())
    return;
  if (Found->second.size() == 1) {
    Step.Callee = Found->second.front();
    return;
  }
  ValueId &Pointer = Chosen[Step.Callee];
  if (!Pointer) {
    Pointer = add(Value::Kind::Result);
    choose(Found->second, Pointer);
  }
  Step.Operands = {Pointer};
  Step.CallShape = Joined.Symbols[Step.Callee.Index].CallShape;
  Step.Callee = {};
}

void UseRewriter::run() {
  for (uint32_t I = 0, End = uint32_t(Body.Values.size()); I < End; ++I) {
    Value Known = Body.Values[I];
    auto Found = Known.Form == Value::Kind::Address ? Open.find(Known.Target)
                                                    : Open.end();
    if (Found == Open.end())
      continue;
    Body.Values[I].Target = Found->second.front();
    if (Found->second.size() == 1 || Known.Number != 0)
      continue;
    Body.Values[I] = {Value::Kind::Result, 0, {}};
    choose(Found->second, ValueId(I));
  }
  for (Block &Part : Body.Blocks)
    for (Fact &Step : Part.Facts)
      rewriteCall(Step);
  std::vector<Fact> &Entry = Body.Blocks.front().Facts;
  Entry.insert(Entry.begin(), std::make_move_iterator(Selects.begin()),
               std::make_move_iterator(Selects.end()));
}

/// What a variable holds at the start.
void rewriteInitial(const Choices &Open, Symbol &Variable) {
  std::vector<InitialPointer> All;
  for (const InitialPointer &Pointer : Variable.Initial) {
    auto Found = Open.find(Pointer.Target);
    if (Found == Open.end()) {
      All.push_back(Pointer);
      continue;
    }
    for (SymbolId Each : Found->second) {
      All.push_back(Pointer);
      All.back().Target = Each;
    }
  }
  Variable.Initial = std::move(All);
}

/// Lets Other be another name of a variable that may hold what both do.
void joinVariable(Program &Joined, SymbolId Into, SymbolId Other) {
  Into = Joined.resolve(Into);
  if (Joined.resolve(Other) == Into)
    return;
  Other = Joined.resolve(Other);
  Symbol &Held = Joined.Symbols[Into.Index];
  Symbol &From = Joined.Symbols[Other.Index];
  Held.Constant = Held.Constant && From.Constant;
  Held.Text = false;
  Held.Nulls.clear();
  Held.Size = std::max(Held.Size, From.Size);
  llvm::append_range(Held.Initial, From.Initial);
  llvm::sort(Held.Initial, [](const auto &A, const auto &B) {
    return std::tie(A.Offset, A.Target, A.Addend) <
           std::tie(B.Offset, B.Target, B.Addend);
  });
  From.Initial.clear();
  From.Aliasee = Into;
}

/// The definitions that an open symbol may mean; its own is a weak one.
std::vector<SymbolId> definitionsOf(const Program &Joined,
                                    const Definitions &Known, SymbolId Open) {
  const Symbol &Named = Joined.Symbols[Open.Index];
  std::vector<SymbolId> All;
  if (Named.Defined)
    All.push_back(Open);
  for (uint32_t Each : Known.Open.at(Open))
    All.push_back(Known.Own.at({Named.Name, Each}));
  return All;
}

} // namespace

void membrane::chooseDefinitions(Program &Joined, const Definitions &Known) {
  Choices Open;
  for (const auto &[Named, Units] : Known.Open) {
    std::vector<SymbolId> All = definitionsOf(Joined, Known, Named);
    // Who uses it declares all of them.
    const std::vector<FileId> Declared = Joined.Symbols[Named.Index].DeclaredIn;
    for (SymbolId Each : All)
      llvm::append_range(Joined.Symbols[Each.Index].DeclaredIn, Declared);
    if (Joined.Symbols[Named.Index].Form == Symbol::Kind::Function) {
      Open[Named] = std::move(All);
      continue;
    }
    for (SymbolId Each : All)
      joinVariable(Joined, All.front(), Each);
    joinVariable(Joined, All.front(), Named);
  }
  if (Open.empty())
    return;
  for (Function &Body : Joined.Functions)
    UseRewriter(Joined, Open, Body).run();
  for (Symbol &Each : Joined.Symbols)
    rewriteInitial(Open, Each);
}
