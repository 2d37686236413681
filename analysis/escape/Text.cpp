// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bytes of a caller's that a function copies as text, or as numbers.
//
// The type that an argument is declared with is believed: such a copy moves no
// pointers. A caller that gives a record instead says so in the context, also
// through functions that have it as `void *`, and the bytes then are what they
// are behind one that is copied from. So it is with text under an argument, if
// the caller knows of one place where that is. What constraints copy stays
// text, as they have no contexts.

#include "analysis/escape/Body.h"
#include "analysis/escape/Bounds.h"

using namespace membrane;

/// Texts under arguments; those of arguments themselves are always listed.
static constexpr size_t MaxTexts = 8;

/// Of what no argument leads to, no caller can say anything.
void Body::addText(NodeId Named) {
  if (Nodes[Nodes.root(Named)].Form != Node::Kind::Argument)
    return;
  std::optional<InputPath> Path = Nodes.path(Named);
  if (!Path || llvm::is_contained(Effects.Texts, *Path))
    return;
  if (Path->Offsets.empty() || Effects.Texts.size() < MaxTexts)
    Effects.Texts.push_back(*Path);
  else
    countBound(Bound::DecisiveInputs);
}

/// The function copies bytes from there.
void Body::noteText(NodeId From) {
  if (Nodes[From].Flat)
    addText(From);
}

/// The function gives bytes from there on as text. It may have them without a
/// type (`void *`).
void Body::noteGivenText(NodeId From) {
  const Node &Object = Nodes[From];
  if (!Object.Record && !Object.Bytes)
    addText(From);
}

/// Whether an address is that of bytes in a record: a buffer of its own.
static bool isBuffer(const Program &Linked, const Node &Object, Offset At) {
  if (!Object.Record || !At.isExact())
    return false;
  const Record &Whole = Linked.Records[Object.Record.Index];
  return llvm::any_of(Whole.Fields, [&](const Field &Member) {
    const Type *Held = Member.Type ? &Linked.Types[Member.Type.Index] : nullptr;
    if (!Held || Held->Form != Type::Kind::Array || !Held->Element)
      return false;
    const Type &Each = Linked.Types[Held->Element.Index];
    // The last one may go on behind the record.
    bool Inside = int64_t(Member.Offset) <= At.Bytes &&
                  (At.Bytes < int64_t(Member.Offset + Held->Size) ||
                   &Member == &Whole.Fields.back());
    return Inside && Each.Form == Type::Kind::Scalar && Each.Size == 1;
  });
}

/// Whether pointers may stand among bytes that are given as text. Of what the
/// caller passes without a type (`void *`) it says so itself.
bool Body::mayHoldPointers(const Target &Given, const State &Now) const {
  const Node &Object = Nodes[Given.Node];
  if (isBuffer(Linked, Object, Given.At))
    return false;
  if (llvm::any_of(Now.cells(Given.Node), [](const Cell &Place) {
        return !Place.Holds.targets().empty();
      }))
    return true;
  bool Before = Object.Form == Node::Kind::Argument ||
                Object.Form == Node::Kind::Content ||
                Object.Form == Node::Kind::Global;
  return Before && (Object.Record ? !Nodes.pointerMembers(Given.Node).empty()
                                  : Object.Bytes);
}

void Body::bindTexts(const FunctionSummary &Callee, const Calling &Call,
                     const State &Now, Context &Into) {
  for (const InputPath &Path : Callee.Texts) {
    if (Path.Argument >= Call.Arguments.size())
      continue;
    bool Holds = false;
    const PointsTo Given = Path.Offsets.empty()
                               ? Call.Arguments[Path.Argument]
                               : inputOf(Path, Call, Now).Holds;
    for (const Target &To : Given.targets()) {
      noteGivenText(To.Node);
      Holds |= mayHoldPointers(To, Now);
    }
    if (!Holds)
      continue;
    Binding Told;
    Told.Path = Path;
    Told.Form = Binding::Kind::Bytes;
    Into.push_back(Told);
  }
}
