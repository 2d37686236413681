// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Blocks that nothing reaches at an exit, and that nobody has freed: they are
// lost, unless a function of the caller's can have kept them.

#include "analysis/escape/Bounds.h"
#include "analysis/escape/Conclusion.h"

using namespace membrane;

/// Nodes that the caller, a global or unseen code can reach after one way out.
std::set<NodeId> Conclusion::reachableFrom(const WayOut &Way) const {
  std::set<NodeId> Found;
  std::vector<NodeId> Todo;
  auto Reach = [&](const PointsTo &Holds) {
    for (const Target &To : Holds.targets())
      if (Found.insert(To.Node).second)
        Todo.push_back(To.Node);
  };
  for (const PointsTo &Given : Way.Returned)
    Reach(Given);
  for (uint32_t I = 0; I < Run.Nodes.size(); ++I) {
    Node::Kind Form = Run.Nodes[NodeId(I)].Form;
    if (Form == Node::Kind::Thrown && !Way.Early && !Summary.ReachesCaught)
      continue;
    if (Form != Node::Kind::Local && Form != Node::Kind::Fresh)
      for (const Cell &Place : Way.Memory.cells(NodeId(I)))
        Reach(Place.Holds);
  }
  for (const HandedOut &Given : Run.Effects.Handed)
    Reach(Given.Holds);
  for (NodeId Block : Under)
    Reach(PointsTo::to(Block));
  while (!Todo.empty()) {
    NodeId Next = Todo.back();
    Todo.pop_back();
    for (const Cell &Place : Way.Memory.cells(Next))
      Reach(Place.Holds);
  }
  return Found;
}

void Conclusion::hand(const HandedOut &Out) {
  if (Summary.Handed.size() < MaxHanded)
    return Summary.Handed.push_back(Out);
  countBound(Bound::HandedOut);
  Summary.MoreHanded = true;
  Summary.Handed.back().Holds.add(Out.Holds);
  Summary.Handed.back().Hidden &= Out.Hidden;
}

/// What stood under an object that callbacks were given, and is neither there
/// any more nor freed.
void Conclusion::handUnder() {
  auto IsLeft = [&](NodeId Block) {
    return llvm::any_of(Run.WaysOut, [&](const auto &From) {
      return llvm::any_of(From.second, [&](const WayOut &Way) {
        return Way.Memory.has(Block) && Way.Memory.alive(Block) == Live;
      });
    });
  };
  for (const auto &[Block, Given] : Run.GivenUnder) {
    if (Reached.count(Block) || !IsLeft(Block))
      continue;
    HandedOut Out = Given;
    Out.Holds = PointsTo::to(Block);
    hand(Out);
    Under.insert(Block);
    reach(Out.Holds);
  }
  while (!Work.empty()) {
    NodeId Next = Work.back();
    Work.pop_back();
    addCells(Next);
  }
}

/// Memory of a program ends with it; what a loop has made and lost is one that
/// grows.
bool Conclusion::endsWithProgram(NodeId Block) const {
  const Symbol &Named = Run.Linked.Symbols[Run.Code.Symbol.Index];
  return Named.Link != Linkage::Internal && Named.Name == "main" &&
         !Run.Nodes[Block].Multiple;
}

void Conclusion::findLost() {
  std::set<NodeId> Told, Elsewhere;
  for (const auto &[From, Ways] : Run.WaysOut)
    for (const WayOut &Way : Ways) {
      std::set<NodeId> Found = reachableFrom(Way);
      for (uint32_t I = 0; I < Run.Nodes.size(); ++I) {
        NodeId Block(I);
        if (Run.Nodes[Block].Form != Node::Kind::Fresh ||
            !Way.Memory.has(Block))
          continue;
        if (Way.Memory.alive(Block) != Live || Found.count(Block) ||
            endsWithProgram(Block))
          Elsewhere.insert(Block);
        else if (Told.insert(Block).second)
          Summary.Lost.push_back({I, Way.Where}); // numbered in renumberAll
      }
    }
  for (LostBlock &Lost : Summary.Lost)
    Lost.Everywhere = !Elsewhere.count(NodeId(Lost.Allocation));
}
