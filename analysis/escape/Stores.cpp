// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The stores of a summary, played in the caller's memory: what is stored where,
// and what is found there through another name.

#include "analysis/escape/Application.h"
#include "analysis/escape/Cells.h"

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

/// Whether what one of the callee's cells speaks of may stand where another
/// says that a pointer is. Parts of numbers and bytes of text never do.
bool Application::mayReplace(uint32_t Cell, uint32_t Other) const {
  const SummaryCell &Place = Callee.Cells[Cell];
  bool Bytes = Callee.Nodes[Place.Node.Index].Flat &&
               Place.Holds.targets().empty() && Place.Holds.numbers().empty();
  return Callee.Cells[Other].Holds.targets().empty() ||
         (!Place.Small && !Bytes);
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
            Other.meets(Where)) {
          Shared[I] = Shared[I] || mayReplace(Cell, I);
          Shared[Cell] = Shared[Cell] || mayReplace(I, Cell);
        }
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

/// Whether what the callee says of a place is all that can stand there: what
/// stood there before, or where it does not exist any more, something else.
bool Application::tellsAll(const SummaryCell &Place) const {
  return !Place.Holds.isLoose() &&
         llvm::any_of(Place.Holds.targets(), [&](const Target &To) {
           const Node &Object = Callee.Nodes[To.Node.Index];
           return To.At == Offset() && Object.Form == Node::Kind::Content &&
                  Object.Parent == Place.Node && Object.At == Place.At;
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
    Sole |= Only && Sure && tellsAll(Place);
    for (const Target &To : Holders.targets()) {
      if (Caller.Nodes[To.Node].Form == Node::Kind::Function)
        continue;
      Now.write(
          Caller.Nodes, Caller.Initial, {To.Node, To.At.plus(Place.At)},
          {Holds, sizeOf(Place), Place.Where, Strong, Place.Number, Sole});
    }
  }
}

/// Of a function without a body: it may have written numbers, but not where it
/// puts a block that an argument asks for. (What a list of further arguments
/// leads to may be asked for a number.) What stood there before is all else
/// that can stand there.
void Application::leaveNumbers(State &Now) {
  std::vector<std::pair<Target, PointsTo>> Kept;
  for (const SummaryCell &Place : Callee.Cells) {
    const Target *To = at(Place.Node).single();
    bool Asked = Callee.Nodes[Place.Node.Index].Form == Node::Kind::Argument &&
                 !Place.Holds.targets().empty() && makesWhatItStores(Place);
    if (!To || !Asked || Caller.Nodes[To->Node].Multiple)
      continue;
    Target Into{To->Node, To->At.plus(Place.At)};
    for (const Cell &Known : Now.cells(Into.Node))
      if (Into.At.isExact() && Known.At == Into.At)
        Kept.push_back({Into, Known.Holds});
  }
  Caller.leaveNumbers(Call, Now);
  for (const auto &[Into, Holds] : Kept)
    Now.restore(Into, Holds);
}

/// Two of the callee's objects may be one of the caller's: what is stored
/// through one name is then found through the other, with all that hung there
/// before the call.
class Application::AliasClosure {
public:
  explicit AliasClosure(Application &Of)
      : Of(Of), Callee(Of.Callee), Grew(Callee.Nodes.size()) {}

  /// True if a node stands for more than before.
  bool grow() {
    noteStores();
    bool Any = false;
    for (uint32_t I = 0; I < Callee.Nodes.size(); ++I)
      if (Callee.Nodes[I].Form == Node::Kind::Content)
        Any |= growOne(NodeId(I));
    return Any;
  }

private:
  struct Stored {
    Offset At;
    uint32_t Place; ///< index into the callee's cells
  };

  void noteStores() {
    Stores.clear();
    for (uint32_t I = 0; I < Callee.Cells.size(); ++I) {
      const SummaryCell &Place = Callee.Cells[I];
      if (!Place.Small && !Place.Number)
        for (const Target &To : Of.at(Place.Node).targets())
          Stores[To.Node.Index].push_back({To.At.plus(Place.At), I});
    }
  }

  bool add(NodeId Content, const PointsTo &Found) {
    PointsTo &Known = Of.Mapped[Content.Index];
    bool Grown = Known.add(Found);
    // On another way something else is found there.
    Grown |= Known.loosen(PointsTo::Memory | PointsTo::Block);
    if (Grown)
      Grew[Content.Index] = true;
    return Grown;
  }

  /// What is stored at At in Holders, which the callee reaches by Name.
  bool addStored(NodeId Content, const PointsTo &Holders, Offset At,
                 NodeId Name) {
    bool Grown = false;
    for (const Target &Holder : Holders.targets()) {
      auto Known = Stores.find(Holder.Node.Index);
      if (Known == Stores.end())
        continue;
      Offset Wanted = Holder.At.plus(At);
      Of.Caller.Nodes.spend(1 + Known->second.size());
      for (const Stored &Other : Known->second)
        if (Callee.Cells[Other.Place].Node != Name && Other.At.meets(Wanted) &&
            Added.insert(Callee.Alike[Other.Place]).second)
          Grown |= add(Content, Of.Held[Callee.Alike[Other.Place]]);
    }
    return Grown;
  }

  bool growOne(NodeId Content) {
    const Node &Inner = Callee.Nodes[Content.Index];
    Added.clear();
    const PointsTo Holders = Of.at(Inner.Parent);
    bool Any = addStored(Content, Holders, Inner.At, Inner.Parent);
    if (Grew[Inner.Parent.Index])
      Any |= add(Content, Of.follow(Holders, Inner.At));
    for (const LinkBelow &Link : Inner.Below) {
      const PointsTo Links = Of.at(Link.From);
      Any |= addStored(Content, Links, Link.At, Link.From);
      if (Grew[Link.From.Index])
        Any |= add(Content, Of.follow(Links, Link.At));
    }
    // By all links that it stands for.
    bool Again = !Inner.Folded.empty();
    while (Again && !Of.Caller.isTooCostly()) {
      const PointsTo Links = Of.Mapped[Content.Index];
      Again = false;
      for (Offset At : Inner.Folded) {
        Again |= addStored(Content, Links, At, Content);
        if (Grew[Content.Index])
          Again |= add(Content, Of.follow(Links, At));
      }
      Any |= Again;
    }
    return Any;
  }

  Application &Of;
  const FunctionSummary &Callee;
  llvm::DenseMap<uint32_t, llvm::SmallVector<Stored, 2>> Stores;
  std::vector<bool> Grew; ///< by node: it stands for more than at first
  llvm::SmallDenseSet<uint32_t, 8> Added; ///< of Held, to one content
};

void Application::closeAliases() {
  AliasClosure Names(*this);
  // A run that costs too much is thrown away.
  do
    holdCells();
  while (!Caller.isTooCostly() && Names.grow());
}
