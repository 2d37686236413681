// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a callee found behind pointers, in the names of its caller.
//
// A folded node stands for every link of a chain, so that its links are
// followed until nothing is new. One can lead back by way of nodes below it (a
// list whose links are records of their own), which may be folded themselves;
// as they are further down, that ends.

#include "analysis/escape/Application.h"

using namespace membrane;

/// What the caller's memory holds at a distance from each of the addresses.
PointsTo Application::follow(const PointsTo &Holder, Offset At) {
  const PointsTo Places = Holder.displaced(At);
  PointsTo Found;
  for (const Target &From : Places.targets()) {
    const Node &Object = Caller.Nodes[From.Node];
    if (Object.Form == Node::Kind::Global &&
        Caller.Linked.Symbols[Object.Number].Constant)
      Found.add(Caller.constantContent(From));
    else
      Before.addOther(Caller.Nodes, Found,
                      Before.read(Caller.Nodes, Caller.Initial, From,
                                  NodeTable::PointerSize));
  }
  return Found;
}

/// The same where the callee found what it calls Inner.
PointsTo Application::followTo(const PointsTo &Holder, Offset At,
                               const Node &Inner) {
  Likely Kind = Inner.Guess;
  if (Inner.Record && !Inner.Disputed)
    Kind.Record = Inner.Record;
  Caller.Nodes.expect(Kind);
  PointsTo Found = follow(Holder, At);
  Caller.Nodes.expect({});
  return Found;
}

/// Adds what links lead to that lead back to a node.
void Application::addLinks(PointsTo &Found, NodeId Named) {
  const Node &Inner = Callee.Nodes[Named.Index];
  bool Grown = !Inner.Folded.empty() || !Inner.Below.empty();
  while (Grown && !Caller.isTooCostly()) {
    Grown = false;
    for (Offset At : Inner.Folded)
      Grown |= Found.add(followTo(PointsTo(Found), At, Inner));
    for (const LinkBelow &Link : Inner.Below)
      Grown |=
          Found.add(followTo(below(Found, Named, Link.From), Link.At, Inner));
  }
}

/// What a node stands for where one above it stands for what was found.
PointsTo Application::below(const PointsTo &Found, NodeId Above, NodeId Named) {
  if (Named == Above)
    return Found;
  const Node &Inner = Callee.Nodes[Named.Index];
  PointsTo Next = followTo(below(Found, Above, Inner.Parent), Inner.At, Inner);
  addLinks(Next, Named);
  return Next;
}

/// What the caller's memory holds where the callee found a pointer.
PointsTo Application::contentOf(NodeId Named) {
  const Node &Inner = Callee.Nodes[Named.Index];
  const PointsTo Holders = at(Inner.Parent);
  for (const Target &Holder : Holders.targets()) {
    Caller.noteText(Holder.Node);
    Caller.Nodes.readPointerAs(Callee.Nodes[Inner.Parent.Index], Holder,
                               Inner.At);
  }
  PointsTo Found = followTo(Holders, Inner.At, Inner);
  addLinks(Found, Named);
  if (Found.empty())
    Found.addScalar();
  return Found;
}
