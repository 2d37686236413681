// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a caller knows of the inputs that decide what its callee does.

#include "analysis/escape/Body.h"
#include "analysis/escape/Bounds.h"
#include "analysis/models/Models.h"

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
    Known.Place = From;
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
      Known.Holds = Now.read(Nodes, Initial, From, sizeAt(From, Now));
  }
  return Known;
}

/// How much a callee reads at a place, by the type that is declared there.
uint64_t Body::sizeAt(Target Place, const State &Now) const {
  TypeId Declared = Nodes.typeAt(Place.Node, Place.At);
  uint64_t Size = Declared ? Linked.Types[Declared.Index].Size : 0;
  if (Size && Size <= NodeTable::PointerSize)
    return Size;
  return Now.isSmall(Place) ? State::SmallSize : NodeTable::PointerSize;
}

/// What decides a callee and comes from our caller decides here too. It may
/// have come by way of this function's own memory, beside a default.
void Body::passDecisive(const Input &Held) {
  if (Held.Outer)
    return addDecisive(*Held.Outer);
  for (const Target &Given : Held.Holds.targets())
    if (Given.At == Offset())
      if (std::optional<InputPath> Path = Nodes.path(Given.Node))
        addDecisive(*Path);
}

/// The same of a number, which leads to no object.
void Body::passOrigins(const InputPath &Path, const Calling &Call) {
  std::optional<ValueId> Passed = Call.given(Path.Argument);
  if (!Path.Offsets.empty() || !Passed)
    return;
  auto Inputs = Origins.find(Passed->Index);
  if (Call.Arguments[Path.Argument].isOneNumber() || Inputs == Origins.end())
    return;
  for (const InputPath &Input : Inputs->second)
    addDecisive(Input);
}

void Body::bind(const InputPath &Path, const PointsTo &Known, Context &Into) {
  Binding Told;
  Told.Path = Path;
  if (Known.isOneNumber()) {
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

/// A text that nobody replaces; null if it is none.
static const Symbol *textOf(const Program &Linked, const Value &Given) {
  if (Given.Form != Value::Kind::Address || Given.Number != 0)
    return nullptr;
  const Symbol &Text = Linked.Symbols[Linked.resolve(Given.Target).Index];
  bool Fixed = Text.Link == Linkage::Internal || Text.Link == Linkage::External;
  return Fixed && Text.Defined && Text.Constant && Text.Text ? &Text : nullptr;
}

std::optional<int64_t>
membrane::formatOf(const Program &Linked, const Function &Code,
                   llvm::ArrayRef<const Fact *> Definitions, ValueId Given) {
  uint64_t Asked = 0;
  std::set<ValueId> Met = {Given};
  llvm::SmallVector<ValueId, 4> Work = {Given};
  while (!Work.empty()) {
    ValueId Here = Work.pop_back_val();
    const Fact *Step = Definitions[Here.Index];
    if (Step && Step->Form == Fact::Kind::Merge) {
      for (ValueId Part : Step->merged())
        if (Met.insert(Part).second)
          Work.push_back(Part);
      continue;
    }
    const Symbol *Text = textOf(Linked, Code.Values[Here.Index]);
    if (!Text)
      return std::nullopt;
    Asked |= ModelFormat::setOf(Text->Directives);
  }
  return int64_t(Asked);
}

/// A number or text that stands in the call itself: rows of models name numbers
/// that are too large to be followed.
void Body::bindLiteral(const InputPath &Path, const Calling &Call,
                       Context &Into) const {
  std::optional<ValueId> Passed = Call.given(Path.Argument);
  if (!Path.Offsets.empty() || !Passed)
    return;
  const Value &Given = Code.Values[Passed->Index];
  Binding Told;
  Told.Path = Path;
  Told.Number = Given.Number;
  if (auto Asked = formatOf(Linked, Code, Definitions, *Passed)) {
    Told.Form = Binding::Kind::Format;
    Told.Number = *Asked;
  } else if (Given.Form != Value::Kind::Integer) {
    return;
  }
  Into.push_back(Told);
}

/// A pointer that the way to this call has tested. Rows of models cost
/// nothing to ask again; functions with a body would have many more contexts.
void Body::bindTested(const InputPath &Path, const PointsTo &Given,
                      const Calling &Call, Context &Into) const {
  std::optional<ValueId> Passed = Call.given(Path.Argument);
  if (!Path.Offsets.empty() || !Passed)
    return;
  const Target *Only = Given.isLoose() ? nullptr : Given.single();
  if (!(Only && isTested(*Only)) && !isToldNotNull(*Passed))
    return;
  Binding Told;
  Told.Path = Path;
  Told.Form = Binding::Kind::NotNull;
  Into.push_back(Told);
}

/// Functions of a client's that this one passes on.
void Body::bindClients(const Calling &Call, Context &Into) const {
  for (uint32_t I = 0; I < Call.Arguments.size(); ++I) {
    const Target *Only = Call.Arguments[I].single();
    if (!Only || !FromClient.count(Only->Node.Index) || Only->At != Offset())
      continue;
    Binding Told;
    Told.Path.Argument = I;
    Told.Form = Binding::Kind::Client;
    Into.push_back(Told);
  }
}

Context Body::contextFor(const FunctionSummary &Callee, const Calling &Call,
                         const State &Now) {
  Context Known;
  bindTexts(Callee, Call, Now, Known);
  if (!Callee.matters() && !Callee.choosesNumber())
    return Known;
  for (const InputPath &Path : Callee.Decisive) {
    Input Held = inputOf(Path, Call, Now);
    if (!Callee.matters()) {
      // There are many such functions: a number of the call's own is enough.
      if (Path.Offsets.empty() && Held.Holds.isOneNumber())
        bind(Path, Held.Holds, Known);
      continue;
    }
    if (Held.Place && !Held.Holds.isOneNumber())
      if (auto Number = testedNumber(*Held.Place, Call.Site))
        Held.Holds = PointsTo::number(*Number);
    bind(Path, Held.Holds, Known);
    if (Callee.Bodyless) {
      bindLiteral(Path, Call, Known);
      bindTested(Path, Held.Holds, Call, Known);
    }
    passDecisive(Held);
    passOrigins(Path, Call);
  }
  if (Callee.matters())
    bindClients(Call, Known);
  llvm::sort(Known);
  Known.erase(std::unique(Known.begin(), Known.end(),
                          [](const Binding &A, const Binding &B) {
                            return !(A < B) && !(B < A);
                          }),
              Known.end());
  return Known;
}
