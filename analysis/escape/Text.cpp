// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bytes of a caller's that a function copies as text, or as numbers.
//
// The type that an argument is declared with is believed: such a copy moves no
// pointers. A caller that gives a record instead says so in the context, and
// the bytes then are what they are behind a `void *`. Only of arguments
// themselves: text that hangs under one stays text, and so does what
// constraints copy, as they have no contexts.

#include "analysis/escape/Body.h"

using namespace membrane;

/// The function copies bytes from there.
void Body::noteText(NodeId From) {
  const Node &Object = Nodes[From];
  if (Object.Form == Node::Kind::Argument && Object.Flat &&
      !llvm::is_contained(Effects.Texts, Object.Number))
    Effects.Texts.push_back(Object.Number);
}

/// Whether pointers may stand among bytes that are given as text.
bool Body::mayHoldPointers(NodeId Given, const State &Now) const {
  const Node &Object = Nodes[Given];
  if (llvm::any_of(Now.cells(Given), [](const Cell &Place) {
        return !Place.Holds.targets().empty();
      }))
    return true;
  switch (Object.Form) {
  case Node::Kind::Argument:
  case Node::Kind::Content:
  case Node::Kind::Global:
    return Object.Record ? !Nodes.pointerMembers(Given).empty() : !Object.Flat;
  case Node::Kind::Variadic:
  case Node::Kind::Function:
  case Node::Kind::Fresh:
  case Node::Kind::Local:
  case Node::Kind::Static:
  case Node::Kind::Thrown:
  case Node::Kind::Unseen:
    return false;
  }
  return false;
}

void Body::bindTexts(const FunctionSummary &Callee, const Calling &Call,
                     const State &Now, Context &Into) {
  for (uint32_t Position : Callee.Texts) {
    if (Position >= Call.Arguments.size())
      continue;
    bool Holds = false;
    for (const Target &To : Call.Arguments[Position].targets()) {
      noteText(To.Node);
      Holds |= mayHoldPointers(To.Node, Now);
    }
    if (!Holds)
      continue;
    Binding Told;
    Told.Path.Argument = Position;
    Told.Form = Binding::Kind::Bytes;
    Into.push_back(Told);
  }
}
