// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The stores of a summary, played in the caller's memory: what is stored where,
// and what is found there through another name.

#include "analysis/escape/Application.h"

using namespace membrane;

/// What the callee's cells hold, in the caller's names.
void Application::holdCells() {
  Held.resize(Callee.Cells.size());
  Translated.clear(); // what nodes stand for may have grown
  for (uint32_t I = 0; I < Callee.Cells.size(); ++I)
    if (Callee.Alike[I] == I) {
      Held[I] = translate(Callee.Cells[I].Holds);
      Caller.Nodes.spend(Held[I].targets().size());
    }
}

/// The callee's cells that another of its cells may be, under another name, in
/// the caller's memory: which was written last is not known.
std::vector<bool> Application::sharedCells() {
  std::vector<bool> Shared(Callee.Cells.size());
  llvm::DenseMap<uint32_t, llvm::SmallVector<std::pair<Offset, uint32_t>, 2>>
      Written;
  for (uint32_t I = 0; I < Callee.Cells.size(); ++I)
    for (const Target &To : at(Callee.Cells[I].Node).targets()) {
      Offset Where = To.At.plus(Callee.Cells[I].At);
      auto &Others = Written[To.Node.Index];
      Caller.Nodes.spend(1 + Others.size());
      for (auto [Other, Cell] : Others)
        if (Callee.Cells[Cell].Node != Callee.Cells[I].Node &&
            Other.meets(Where))
          Shared[Cell] = Shared[I] = true;
      Others.push_back({Where, I});
    }
  return Shared;
}

/// Whether blocks that are stored in a place are not there on a path on which
/// they are not stored: those that the callee makes and did not lose.
bool Application::makesWhatItStores(const SummaryCell &Place) {
  // What a function without a body makes is nowhere else.
  if (Callee.Bodyless)
    return llvm::all_of(Place.Holds.targets(), [&](const Target &To) {
      return Callee.Nodes[To.Node.Index].Form == Node::Kind::Fresh;
    });
  return !Place.Holds.losesBlock() &&
         llvm::none_of(Place.Holds.targets(), [&](const Target &To) {
           return isCallersBlock(To.Node);
         });
}

void Application::writeCells(State &Now) {
  const std::vector<bool> Shared = sharedCells();
  for (uint32_t I = 0; I < Callee.Cells.size(); ++I) {
    const SummaryCell &Place = Callee.Cells[I];
    const PointsTo Holders = at(Place.Node);
    const PointsTo &Holds = Held[Callee.Alike[I]];
    if (Holds.empty())
      continue;
    bool Sure = Holders.single() && !Holders.isLoose();
    bool One = Holders.targets().size() == 1 || Caller.isSureOf(Holders);
    bool Only = One && !Shared[I] && !Callee.Nodes[Place.Node.Index].Multiple;
    bool Strong = Place.Replaces && Only && (Sure || !Place.Guarded);
    bool Sole = (Callee.Bodyless || (Only && Sure)) && makesWhatItStores(Place);
    for (const Target &To : Holders.targets()) {
      if (Caller.Nodes[To.Node].Form == Node::Kind::Function)
        continue;
      Now.write(Caller.Nodes, Caller.Initial, {To.Node, To.At.plus(Place.At)},
                {Holds, Place.Small ? State::SmallSize : NodeTable::PointerSize,
                 Place.Where, Strong, Place.Number, Sole});
    }
  }
}

/// Two of the callee's objects may be one of the caller's: what is stored
/// through one name is then found through the other.
void Application::closeAliases() {
  struct Stored {
    Offset At;
    uint32_t Place; ///< index into the callee's cells
  };
  llvm::DenseMap<uint32_t, llvm::SmallVector<Stored, 2>> Stores;
  for (uint32_t I = 0; I < Callee.Cells.size(); ++I)
    for (const Target &To : Callee.Cells[I].Small || Callee.Cells[I].Number
                                ? llvm::ArrayRef<Target>()
                                : at(Callee.Cells[I].Node).targets())
      Stores[To.Node.Index].push_back({To.At.plus(Callee.Cells[I].At), I});
  llvm::SmallDenseSet<uint32_t, 8> Added; // of Held, to one content in a round
  auto Update = [&](uint32_t Content, const Target &Holder) {
    const Node &Inner = Callee.Nodes[Content];
    auto Known = Stores.find(Holder.Node.Index);
    if (Known == Stores.end())
      return false;
    bool Grown = false;
    Offset Wanted = Holder.At.plus(Inner.At);
    Caller.Nodes.spend(1 + Known->second.size());
    for (const Stored &Other : Known->second)
      if (Callee.Cells[Other.Place].Node != Inner.Parent &&
          Other.At.meets(Wanted) &&
          Added.insert(Callee.Alike[Other.Place]).second) {
        Grown |= Mapped[Content].add(Held[Callee.Alike[Other.Place]]);
        // Before that store, or after it, something else is found there.
        Grown |= Mapped[Content].loosen(PointsTo::Memory | PointsTo::Block);
      }
    return Grown;
  };
  // A run that costs too much is thrown away.
  for (bool Grown = true; Grown && !Caller.isTooCostly();) {
    Grown = false;
    holdCells();
    for (uint32_t I = 0; I < Callee.Nodes.size(); ++I) {
      if (Callee.Nodes[I].Form != Node::Kind::Content)
        continue;
      Added.clear();
      const PointsTo Holders = at(Callee.Nodes[I].Parent);
      for (const Target &Holder : Holders.targets())
        Grown |= Update(I, Holder);
    }
  }
}
