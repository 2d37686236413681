// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bytes of a caller's that a function copies as text, or as numbers.
//
// The type that an argument is declared with is believed: such a copy moves no
// pointers. A caller that gives a record instead says so in the context, also
// through functions that have it as `void *`, and the bytes then are what they
// are behind one that is copied from. Only of arguments
// themselves: text that hangs under one stays text, and so does what
// constraints copy, as they have no contexts.

#include "analysis/escape/Body.h"

using namespace membrane;

void Body::addText(uint32_t Argument) {
  if (!llvm::is_contained(Effects.Texts, Argument))
    Effects.Texts.push_back(Argument);
}

/// The function copies bytes from there.
void Body::noteText(NodeId From) {
  const Node &Object = Nodes[From];
  if (Object.Form == Node::Kind::Argument && Object.Flat)
    addText(Object.Number);
}

/// The function gives bytes from there on as text. It may have them without a
/// type (`void *`).
void Body::noteGivenText(NodeId From) {
  const Node &Object = Nodes[From];
  if (Object.Form == Node::Kind::Argument && !Object.Record && !Object.Bytes)
    addText(Object.Number);
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
  for (uint32_t Position : Callee.Texts) {
    if (Position >= Call.Arguments.size())
      continue;
    bool Holds = false;
    for (const Target &To : Call.Arguments[Position].targets()) {
      noteGivenText(To.Node);
      Holds |= mayHoldPointers(To, Now);
    }
    if (!Holds)
      continue;
    Binding Told;
    Told.Path.Argument = Position;
    Told.Form = Binding::Kind::Bytes;
    Into.push_back(Told);
  }
}
