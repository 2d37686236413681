// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions of the program that do nothing but call an allocator, or nothing
// but give back their first argument.
//
// Read off the facts, as summaries leave out what concerns no memory: such a
// function has one call, of which it may test the result for null, and nothing
// that writes. Where it does not come back, it may do what it likes. Only those
// that call another one are followed further, and only so deep.

#include "analysis/surface/Wrappers.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

namespace {

class WrapperReader {
public:
  WrapperReader(const SurfaceContext &Shared, const Function &Code,
                unsigned Depth)
      : Shared(Shared), Code(Code), Depth(Depth),
        Returning(findReturning(Code)) {}

  Counterpart allocates() const;
  bool releases() const;

private:
  static std::vector<bool> findReturning(const Function &Code);
  const Fact *onlyCall() const;
  bool testsOnly(ValueId Of) const;
  bool isOr(ValueId Given, llvm::function_ref<bool(const Value &)> One) const;
  std::optional<unsigned> parameter(const Value &Given) const;
  std::optional<Counterpart::Operand> operand(ValueId Given) const;
  const Fact *definition(ValueId Of) const;

  static constexpr size_t MaxBlocks = 16;
  const SurfaceContext &Shared;
  const Function &Code;
  const unsigned Depth;
  const std::vector<bool> Returning; ///< by block
};

} // namespace

static constexpr unsigned MaxDepth = 4;

static const Model *modelOf(const SurfaceContext &Shared, SymbolId Callee) {
  return Shared.Known.find(Shared.Linked.Symbols[Callee.Index].Name);
}

static Counterpart counterpartOf(const SurfaceContext &Shared, SymbolId Callee,
                                 size_t Arguments, unsigned Depth) {
  if (const Function *Body = Shared.Linked.body(Callee))
    return Depth < MaxDepth ? WrapperReader(Shared, *Body, Depth).allocates()
                            : Counterpart();
  const Model *What = modelOf(Shared, Callee);
  if (!What || What->InRegion.empty())
    return {};
  Counterpart Known{What->InRegion, What->InScratch, What->InHeap, {}, {},
                    What->Zeroed};
  for (unsigned I = 0; I < Arguments; ++I)
    Known.Operands.push_back({I});
  for (unsigned Argument : What->Size)
    if (Argument >= Arguments)
      return {};
  Known.Size = What->Size;
  return Known;
}

static bool onlyReleases(const SurfaceContext &Shared, SymbolId Callee,
                         unsigned Depth) {
  if (const Function *Body = Shared.Linked.body(Callee))
    return Depth < MaxDepth && WrapperReader(Shared, *Body, Depth).releases();
  const Model *What = modelOf(Shared, Callee);
  return What && What->Releases.size() == 1 &&
         What->Releases.front().Argument == 0 &&
         What->Releases.front().Always && !What->Releases.front().Content &&
         What->Frees.empty() && What->Calls.empty() &&
         What->Callbacks.empty() && !What->Unknown;
}

/// The blocks from which a return can be reached.
std::vector<bool> WrapperReader::findReturning(const Function &Code) {
  std::vector<bool> Returning(Code.Blocks.size());
  if (Code.Blocks.size() > MaxBlocks)
    return Returning;
  for (bool Grown = true; Grown;) {
    Grown = false;
    for (size_t I = 0; I < Code.Blocks.size(); ++I) {
      const Terminator &End = Code.Blocks[I].End;
      bool Does = End.Form == Terminator::Kind::Return ||
                  llvm::any_of(End.Successors, [&](BlockId Next) {
                    return Returning[Next.Index];
                  });
      Grown |= Does && !Returning[I];
      Returning[I] = Does || Returning[I];
    }
  }
  return Returning;
}

const Fact *WrapperReader::definition(ValueId Of) const {
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts)
      if (Step.Result == Of)
        return &Step;
  return nullptr;
}

/// Whether all that a value can be is such a one.
bool WrapperReader::isOr(ValueId Given,
                         llvm::function_ref<bool(const Value &)> One) const {
  if (One(Code.Values[Given.Index]))
    return true;
  const Fact *Step = definition(Given);
  if (!Step || Step->Form != Fact::Kind::Merge)
    return false;
  return llvm::all_of(Step->merged(), [&](ValueId Each) {
    return One(Code.Values[Each.Index]);
  });
}

/// The only call on the ways to a return, if nothing else there has an effect.
const Fact *WrapperReader::onlyCall() const {
  if (Code.Variadic || Code.Method || Code.Blocks.size() > MaxBlocks)
    return nullptr;
  const Fact *Only = nullptr;
  for (size_t I = 0; I < Code.Blocks.size(); ++I)
    for (const Fact &Step : Code.Blocks[I].Facts) {
      if (!Returning[I] || Step.Form == Fact::Kind::Compare ||
          Step.Form == Fact::Kind::Merge)
        continue;
      if (Step.Form != Fact::Kind::Call || !Step.Callee || Only)
        return nullptr;
      Only = &Step;
    }
  return Only;
}

/// Whether all that decides the way is whether a value is null.
bool WrapperReader::testsOnly(ValueId Of) const {
  for (size_t I = 0; I < Code.Blocks.size(); ++I) {
    const Terminator &End = Code.Blocks[I].End;
    if (!Returning[I] || End.Form == Terminator::Kind::Jump ||
        End.Form == Terminator::Kind::Return)
      continue;
    const Fact *Test = End.Form == Terminator::Kind::Branch
                           ? definition(End.Condition)
                           : nullptr;
    if (!Test || Test->Form != Fact::Kind::Compare || Test->Operands[0] != Of ||
        Code.Values[Test->Operands[1].Index].Form != Value::Kind::Null)
      return false;
  }
  return true;
}

/// The parameter that a value is, as the source counts it, if nothing of it is
/// lost on the way.
std::optional<unsigned> WrapperReader::parameter(const Value &Given) const {
  if (Given.Form != Value::Kind::Argument)
    return std::nullopt;
  const ArgumentOrigin &From = Code.Arguments[size_t(Given.Number)];
  if (From.Parameter < 0 || From.Offset != 0 || From.Indirect)
    return std::nullopt;
  TypeId Type = Code.Parameters[size_t(From.Parameter)].Type;
  const uint64_t PointerSize = 8;
  if (!Type || Shared.Linked.Types[Type.Index].Size != PointerSize)
    return std::nullopt;
  return unsigned(From.Parameter);
}

/// What an argument of the call is: a parameter or a number.
std::optional<Counterpart::Operand>
WrapperReader::operand(ValueId Given) const {
  const Value &Each = Code.Values[Given.Index];
  if (Each.Form == Value::Kind::Integer)
    return Counterpart::Operand{std::nullopt, Each.Number};
  if (std::optional<unsigned> Number = parameter(Each))
    return Counterpart::Operand{*Number};
  return std::nullopt;
}

Counterpart WrapperReader::allocates() const {
  const Fact *Call = onlyCall();
  if (!Call || !testsOnly(Call->Result))
    return {};
  Counterpart Inner =
      ::counterpartOf(Shared, Call->Callee, Call->Arguments.size(), Depth + 1);
  if (!Inner)
    return {};
  for (const Block &Part : Code.Blocks) {
    // What ends the process ends it for want of memory.
    Inner.NeverNull |= Part.End.Form == Terminator::Kind::Unreachable;
    if (Part.End.Form != Terminator::Kind::Return)
      continue;
    if (Part.End.Returned.size() != 1 ||
        !isOr(Part.End.Returned.front().Value, [&](const Value &Each) {
          return Each.Form == Value::Kind::Null ||
                 &Each == &Code.Values[Call->Result.Index];
        }))
      return {};
  }
  for (Counterpart::Operand &Each : Inner.Operands)
    if (Each.Argument) {
      std::optional<Counterpart::Operand> Own =
          operand(Call->Arguments[*Each.Argument]);
      if (!Own)
        return {};
      Each = *Own;
    }
  return Inner;
}

bool WrapperReader::releases() const {
  const Fact *Call = onlyCall();
  if (!Call || Call->Arguments.empty() || !testsOnly(Call->Arguments.front()) ||
      !::onlyReleases(Shared, Call->Callee, Depth + 1))
    return false;
  if (parameter(Code.Values[Call->Arguments.front().Index]) != 0u)
    return false;
  return llvm::all_of(Code.Blocks, [&](const Block &Part) {
    if (Part.End.Form == Terminator::Kind::Unreachable)
      return false;
    return llvm::all_of(Part.End.Returned, [&](const ReturnedPart &Each) {
      return isOr(Each.Value, [](const Value &Known) {
        return Known.Form == Value::Kind::Null ||
               Known.Form == Value::Kind::Integer;
      });
    });
  });
}

Counterpart membrane::counterpartOf(const SurfaceContext &Shared,
                                    const Function &Code,
                                    const Allocation &Made) {
  const CallStep &Own = Made.Steps.front();
  if (!Own.Callee || Made.Hook)
    return {};
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts)
      if (Step.Form == Fact::Kind::Call && Step.Where == Own.Where &&
          (!Step.Callee || Step.Callee == Own.Callee))
        return ::counterpartOf(Shared, Own.Callee, Step.Arguments.size(), 0);
  return {};
}

Counterpart membrane::growsInRegion(const SurfaceContext &Shared,
                                    const Function &Code,
                                    const Allocation &Made) {
  const CallStep &Own = Made.Steps.front();
  if (Made.Steps.size() != 1 || !Own.Callee || Made.Hook ||
      Shared.Linked.body(Own.Callee))
    return {};
  const Model *What = modelOf(Shared, Own.Callee);
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts)
      if (What && !What->GrowsInRegion.empty() &&
          Step.Form == Fact::Kind::Call && Step.Where == Own.Where) {
        Counterpart Known{What->GrowsInRegion, {}, What->InHeap, {}, {}};
        for (unsigned I = 0; I < Step.Arguments.size(); ++I)
          Known.Operands.push_back({I});
        return Known;
      }
  return {};
}

static bool onlyResizes(const SurfaceContext &Shared, const Function &Code,
                        Location Where, unsigned Depth) {
  auto Resizes = [&](SymbolId Callee) {
    const Function *Body = Callee ? Shared.Linked.body(Callee) : nullptr;
    if (!Body) {
      const Model *What = Callee ? modelOf(Shared, Callee) : nullptr;
      return What && !What->GrowsInRegion.empty();
    }
    const FunctionSummary &Inner =
        Shared.Found.Of[Body - Shared.Linked.Functions.data()];
    return Depth < MaxDepth && !Inner.Releases.empty() &&
           llvm::all_of(
               Inner.Releases,
               [&](const NodeRelease &One) {
                 return ::onlyResizes(Shared, *Body, One.Where, Depth + 1);
               });
  };
  bool Any = false;
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts) {
      if (Step.Form != Fact::Kind::Call || Step.Where != Where)
        continue;
      if (!Resizes(Step.Callee))
        return false;
      Any = true;
    }
  return Any;
}

bool membrane::onlyResizes(const SurfaceContext &Shared, const Function &Code,
                           Location Where) {
  return ::onlyResizes(Shared, Code, Where, 0);
}

std::vector<bool> membrane::findOnlyReleasing(const SurfaceContext &Shared) {
  std::vector<bool> Found;
  for (const Function &Code : Shared.Linked.Functions)
    Found.push_back(WrapperReader(Shared, Code, 0).releases());
  return Found;
}

bool membrane::onlyReleases(const SurfaceContext &Shared, SymbolId Callee) {
  const Function *Body = Shared.Linked.body(Callee);
  return Body ? Shared.OnlyRelease[Body - Shared.Linked.Functions.data()]
              : ::onlyReleases(Shared, Callee, 0);
}
