// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/Condition.h"

#include "analysis/surface/Origins.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

namespace {

/// A value that can be returned, and how control gets it there.
struct Returned {
  bool Owned = false;
  ValueId Value;
  uint32_t From = 0; ///< the block that it comes from
  uint32_t To = 0;   ///< the next one; the same if it is returned there
};

class OwnedWhen {
public:
  OwnedWhen(const SurfaceContext &Shared, const Function &Code,
            const FunctionSummary &Found);

  std::string run();

private:
  bool addReturned(ValueId Value, uint32_t From, uint32_t To);
  bool addLeaf(ValueId Value, uint32_t From, uint32_t To);
  bool isFreshCall(const Fact &Step) const;
  std::string byComparison() const;
  std::string byBranch(uint32_t Block) const;
  std::string textOf(const Fact &Test, unsigned Side) const;
  std::vector<bool> reached(uint32_t From, uint32_t Without) const;

  const SurfaceContext &Shared;
  const Function &Code;
  const FunctionSummary &Found;
  PlaceTable Places;
  Origins From;
  std::map<ValueId, std::pair<const Fact *, uint32_t>> Made; ///< and its block
  std::set<ValueId> Seen;
  std::vector<Returned> All;
};

OwnedWhen::OwnedWhen(const SurfaceContext &Shared, const Function &Code,
                     const FunctionSummary &Found)
    : Shared(Shared), Code(Code), Found(Found), Places(Shared.Names),
      From(Shared.Linked, Places, Shared.Found, Code) {
  for (uint32_t B = 0; B < Code.Blocks.size(); ++B)
    for (const Fact &Step : Code.Blocks[B].Facts)
      if (Step.Result)
        Made[Step.Result] = {&Step, B};
}

/// Whether the call gives nothing but new memory or null.
bool OwnedWhen::isFreshCall(const Fact &Step) const {
  if (!Step.Callee)
    return false;
  SymbolId Callee = Shared.Linked.resolve(Step.Callee);
  if (Shared.Linked.body(Callee)) {
    const FunctionSummary &Does =
        Shared.Found.Of[Shared.Linked.BodyOf[Callee.Index]];
    return llvm::all_of(Does.Result, [&](const SummaryCell &Part) {
      return llvm::all_of(Part.Holds.targets(), [&](const Target &To) {
        return Does.Nodes[To.Node.Index].Form == Node::Kind::Fresh;
      });
    });
  }
  const Model *Row =
      Shared.Known.find(Shared.Linked.Symbols[Callee.Index].Name);
  return Row && !Row->Unknown && !Row->Returns.empty() &&
         llvm::all_of(Row->Returns, [](const ModelResult &Given) {
           return (Given.From == ModelResult::Kind::Fresh &&
                   Given.IfNull < 0) ||
                  Given.From == ModelResult::Kind::Null;
         });
}

bool OwnedWhen::addLeaf(ValueId Value, uint32_t Block, uint32_t To) {
  const membrane::Value &Known = Code.Values[Value.Index];
  if (Known.Form == membrane::Value::Kind::Null)
    return true;
  auto Step = Made.find(Value);
  bool Owned = Step != Made.end() &&
               Step->second.first->Form == Fact::Kind::Call &&
               isFreshCall(*Step->second.first);
  bool Borrowed = !From.of(Value).empty();
  if (Owned == Borrowed)
    return false;
  All.push_back({Owned, Value, Block, To});
  return true;
}

/// False if it is not clear what it is.
bool OwnedWhen::addReturned(ValueId Value, uint32_t Block, uint32_t To) {
  auto Step = Made.find(Value);
  const Fact *Join = Step == Made.end() ? nullptr : Step->second.first;
  if (!Join || Join->Form != Fact::Kind::Merge)
    return addLeaf(Value, Block, To);
  if (Join->Incoming.empty() || !Seen.insert(Value).second)
    return false;
  for (size_t I = 0; I < Join->Operands.size(); ++I)
    if (!addReturned(Join->Operands[I], Join->Incoming[I].Index,
                     Step->second.second))
      return false;
  return true;
}

/// Blocks that are reached from one of them, itself among them, without going
/// through another.
std::vector<bool> OwnedWhen::reached(uint32_t Start, uint32_t Without) const {
  std::vector<bool> Met(Code.Blocks.size());
  std::vector<uint32_t> Todo{Start};
  while (!Todo.empty()) {
    uint32_t Next = Todo.back();
    Todo.pop_back();
    if (Next == Without || Met[Next])
      continue;
    Met[Next] = true;
    for (BlockId After : Code.Blocks[Next].End.Successors)
      Todo.push_back(After.Index);
  }
  return Met;
}

/// What the test says where control goes to that successor.
std::string OwnedWhen::textOf(const Fact &Test, unsigned Side) const {
  bool Equality =
      Test.Compared == Relation::Equal || Test.Compared == Relation::NotEqual;
  const Value &Left = Code.Values[Test.Operands[0].Index];
  const Value &Right = Code.Values[Test.Operands[1].Index];
  if (!Equality || Left.Form != Value::Kind::Argument)
    return "";
  std::string Against;
  if (Right.Form == Value::Kind::Null)
    Against = "null";
  else if (Right.Form == Value::Kind::Integer)
    Against = std::to_string(Right.Number);
  ArgumentRef Argument = PathNamer::parameterOf(Code, uint32_t(Left.Number));
  if (Against.empty() || Argument.Index < 0)
    return "";
  bool Is = (Side == 0) == (Test.Compared == Relation::Equal);
  return "argument " + std::to_string(Argument.Index) +
         (Is ? " is " : " is not ") + Against;
}

/// What tells on which side of the branch new memory is returned; empty if
/// both kinds come from one side, or some from neither.
std::string OwnedWhen::byBranch(uint32_t Block) const {
  const Terminator &End = Code.Blocks[Block].End;
  auto Test = Made.find(End.Condition);
  if (End.Form != Terminator::Kind::Branch || Test == Made.end() ||
      Test->second.first->Form != Fact::Kind::Compare)
    return "";
  std::vector<bool> Past = reached(0, Block);
  std::vector<bool> Sides[] = {reached(End.Successors[0].Index, Block),
                               reached(End.Successors[1].Index, Block)};
  std::optional<unsigned> Owning;
  for (const Returned &One : All) {
    bool Before = One.From != Block && Past[One.From];
    bool On[2];
    for (unsigned Side : {0u, 1u})
      On[Side] = One.From == Block ? One.To == End.Successors[Side].Index
                                   : bool(Sides[Side][One.From]);
    if (Before || On[0] == On[1])
      return "";
    unsigned Side = On[0] == One.Owned ? 0 : 1;
    if (Owning && *Owning != Side)
      return "";
    Owning = Side;
  }
  return Owning ? textOf(*Test->second.first, *Owning) : "";
}

/// All that is borrowed is one argument as it was given.
std::string OwnedWhen::byComparison() const {
  std::optional<uint32_t> Argument;
  for (const Returned &One : All) {
    if (One.Owned)
      continue;
    const Value &Known = Code.Values[One.Value.Index];
    if (Known.Form != Value::Kind::Argument ||
        (Argument && *Argument != uint32_t(Known.Number)))
      return "";
    Argument = uint32_t(Known.Number);
  }
  // Where it is freed, new memory may stand at the same address.
  bool Freed = llvm::any_of(Found.Releases, [&](const NodeRelease &Given) {
    const Node &Object = Found.Nodes[Given.Node.Index];
    return Object.Form == Node::Kind::Argument && Object.Number == Argument;
  });
  if (!Argument || Freed)
    return "";
  ArgumentRef Named = PathNamer::parameterOf(Code, *Argument);
  return Named.Index < 0
             ? ""
             : "the result is not argument " + std::to_string(Named.Index);
}

std::string OwnedWhen::run() {
  for (uint32_t B = 0; B < Code.Blocks.size(); ++B) {
    const Terminator &End = Code.Blocks[B].End;
    if (End.Form == Terminator::Kind::Return &&
        (End.Returned.size() != 1 || !addReturned(End.Returned[0].Value, B, B)))
      return "";
  }
  // Each branch looks at all blocks; what takes more is not simple.
  static constexpr size_t MaxBlocks = 256;
  if (Code.Blocks.size() > MaxBlocks)
    return "";
  for (uint32_t B = 0; B < Code.Blocks.size(); ++B)
    if (std::string Text = byBranch(B); !Text.empty())
      return Text;
  return byComparison();
}

} // namespace

std::string membrane::ownedWhen(const SurfaceContext &Shared,
                                const Function &Code,
                                const FunctionSummary &Found) {
  return OwnedWhen(Shared, Code, Found).run();
}
