// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a caller knows of the inputs that decide what its callee does.

#include "analysis/escape/Body.h"
#include "analysis/escape/Bounds.h"

using namespace membrane;

/// Inputs that may decide in one function; more are not told apart.
static constexpr size_t MaxDecisive = 24;

void Body::addDecisive(const InputPath &Path) {
  if (llvm::is_contained(Effects.Decisive, Path))
    return;
  if (Effects.Decisive.size() == MaxDecisive)
    return countBound(Bound::DecisiveInputs);
  Effects.Decisive.push_back(Path);
}

/// The caller's value of one input of the callee, empty if there is no one
/// place to read it from; and which input of the caller that place is.
Body::Input Body::inputOf(const InputPath &Path, const Calling &Call,
                          const State &Now) {
  Input Known;
  if (Path.Argument >= Call.Arguments.size())
    return Known;
  Known.Holds = Call.Arguments[Path.Argument];
  const Target *Only = Known.Holds.single();
  if (Only && Only->At == Offset())
    Known.Outer = Nodes.path(Only->Node);
  for (int64_t Bytes : Path.Offsets) {
    Only = Known.Holds.followed();
    if (!Only || !Only->At.isExact() || Nodes[Only->Node].Multiple)
      return {};
    Target From{Only->Node, Only->At.plus(Offset::exact(Bytes))};
    const Node &Object = Nodes[From.Node];
    Known.Outer =
        Nodes.isInput(From.Node) ? Nodes.path(From.Node) : std::nullopt;
    if (Known.Outer && Known.Outer->Offsets.size() < InputPath::MaxDepth) {
      Known.Outer->Offsets.push_back(From.At.Bytes);
    } else if (Known.Outer) {
      countBound(Bound::InputDepth);
      Known.Outer.reset();
    }
    if (Object.Form == Node::Kind::Global &&
        Linked.Symbols[Object.Number].Constant)
      Known.Holds = constantContent(From);
    else
      Known.Holds = Now.read(Nodes, Initial, From,
                             Now.isSmall(From) ? State::SmallSize
                                               : NodeTable::PointerSize);
  }
  // What an input gave may have come by way of this function's own memory.
  if (const Target *Given = Known.Holds.single();
      Given && Given->At == Offset() && !Known.Outer)
    Known.Outer = Nodes.path(Given->Node);
  return Known;
}

void Body::bind(const InputPath &Path, const PointsTo &Known, Context &Into) {
  Binding Told;
  Told.Path = Path;
  if (Known.isKnownNumbers() && Known.numbers().size() == 1) {
    Told.Number = Known.numbers()[0];
    Into.push_back(Told);
    return;
  }
  if (Known.targets().empty() || Known.hasScalar() || !Known.numbers().empty())
    return;
  auto Is = [&](Node::Kind Form) {
    return llvm::all_of(Known.targets(), [&](const Target &To) {
      return Nodes[To.Node].Form == Form && To.At.isExact();
    });
  };
  bool Functions = Is(Node::Kind::Function);
  bool Global = Is(Node::Kind::Global) && Known.targets().size() == 1;
  if (Functions || Global) {
    for (const Target &To : Known.targets()) {
      Told.Form = Functions ? Binding::Kind::Function : Binding::Kind::Global;
      Told.Symbol = SymbolId(Nodes[To.Node].Number);
      Told.Number = To.At.Bytes;
      Into.push_back(Told);
    }
    return;
  }
  bool NeverNullHere = llvm::all_of(Known.targets(), [&](const Target &To) {
    return Nodes.isNeverNull(To.Node) || NeverNull.count(To.Node.Index);
  });
  if (Path.Offsets.empty() && NeverNullHere) {
    Told.Form = Binding::Kind::NotNull;
    Into.push_back(Told);
  }
}

/// A number that stands in the call itself, of any size: rows of models name
/// some that are too large to be followed.
void Body::bindLiteral(const InputPath &Path, const Fact &Step,
                       Context &Into) const {
  if (!Path.Offsets.empty() || Path.Argument >= Step.Arguments.size())
    return;
  const Value &Given = Code.Values[Step.Arguments[Path.Argument].Index];
  if (Given.Form != Value::Kind::Integer)
    return;
  Binding Told;
  Told.Path = Path;
  Told.Number = Given.Number;
  Into.push_back(Told);
}

Context Body::contextFor(const FunctionSummary &Callee, const Calling &Call,
                         const State &Now) {
  Context Known;
  if (!Callee.matters())
    return Known;
  for (const InputPath &Path : Callee.Decisive) {
    Input Held = inputOf(Path, Call, Now);
    bind(Path, Held.Holds, Known);
    if (Callee.Bodyless)
      bindLiteral(Path, Call.Step, Known);
    // What decides the callee and comes from our caller decides here too.
    if (Held.Outer)
      addDecisive(*Held.Outer);
  }
  llvm::sort(Known);
  Known.erase(std::unique(Known.begin(), Known.end(),
                          [](const Binding &A, const Binding &B) {
                            return !(A < B) && !(B < A);
                          }),
              Known.end());
  return Known;
}
