// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/escape/Arena.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

namespace {

/// One summary, while it is looked at and changed.
class ArenaView {
public:
  ArenaView(const Program &Linked, const Function &Code, const Carving &Cut,
            FunctionSummary &Summary)
      : Linked(Linked), Code(Code), Cut(Cut), Summary(Summary) {}

  /// Whether all that gets out is pieces of what one argument leads to, and
  /// blocks that are kept there.
  bool fits();
  void change();

private:
  const Node &node(NodeId Named) const { return Summary.Nodes[Named.Index]; }
  bool isFresh(NodeId Named) const {
    return node(Named).Form == Node::Kind::Fresh;
  }
  bool isUnderArena(NodeId Named) const {
    const Node &Top = node(Summary.root(Named));
    return Top.Form == Node::Kind::Argument && Top.Number == Argument;
  }
  /// Of the arena's: what hangs there, or will.
  bool isOwn(NodeId Named) const {
    return isFresh(Named) || isUnderArena(Named);
  }
  bool namesOwn(const PointsTo &Holds) const {
    return llvm::any_of(Holds.targets(),
                        [&](const Target &To) { return isOwn(To.Node); });
  }
  TypeId typeOf(uint32_t Position) const;
  RecordId arenaRecord() const;
  bool isNumber(uint32_t Position) const;
  bool findArgument();
  bool keepsOwn(const SummaryCell &Place) const;
  bool isFreed(NodeId Named) const {
    return llvm::any_of(Summary.Releases, [&](const NodeRelease &Given) {
      return Given.Node == Named;
    });
  }
  bool isKept(NodeId Named) const;
  bool forgetsOld(uint32_t Keeper) const;
  unsigned depthOf(NodeId Named) const;
  std::optional<uint32_t> findKeeper(NodeId New) const;
  void changeCells();

  const Program &Linked;
  const Function &Code;
  const Carving &Cut;
  FunctionSummary &Summary;
  NodeId Arena; ///< what the argument points to
  uint32_t Argument = 0;
  NodeId Block; ///< the first new block that is returned
};

} // namespace

/// The type of the parameter that an argument is, if it is one.
TypeId ArenaView::typeOf(uint32_t Position) const {
  bool Object = Position < Code.Arguments.size() &&
                Code.Arguments[Position].Parameter == ArgumentOrigin::This;
  return Object ? Code.ThisType : Code.declaredType(Position);
}

/// The record that the argument is declared to lead to.
RecordId ArenaView::arenaRecord() const {
  TypeId Declared = typeOf(Argument);
  if (!Declared || !Linked.Types[Declared.Index].Element)
    return {};
  return Linked.Types[Linked.Types[Declared.Index].Element.Index].Record;
}

bool ArenaView::isNumber(uint32_t Position) const {
  TypeId Declared = typeOf(Position);
  return Declared && Linked.Types[Declared.Index].Form == Type::Kind::Scalar;
}

/// The argument under which all that is returned hangs.
bool ArenaView::findArgument() {
  for (const SummaryCell &Part : Summary.Result)
    for (const Target &To : Part.Holds.targets()) {
      NodeId Root = Summary.root(To.Node);
      if (isFresh(To.Node) && !Block)
        Block = To.Node;
      if (isFresh(To.Node))
        continue;
      if (node(To.Node).Form != Node::Kind::Content ||
          node(Root).Form != Node::Kind::Argument || (Arena && Arena != Root))
        return false;
      Arena = Root;
    }
  if (!Arena || !Block)
    return false;
  Argument = node(Arena).Number;
  return bool(arenaRecord());
}

/// Whether a place holds no more than the view tells: what is the arena's own
/// stands under the arena, and nothing else does.
bool ArenaView::keepsOwn(const SummaryCell &Place) const {
  if (!isOwn(Place.Node))
    return !namesOwn(Place.Holds);
  return llvm::all_of(Place.Holds.targets(), [&](const Target &To) {
    const Node &Held = node(To.Node);
    bool Size = Held.Form == Node::Kind::Argument && isNumber(Held.Number);
    return isOwn(To.Node) || Size;
  });
}

bool ArenaView::fits() {
  if (!Summary.Lost.empty() || Summary.Unwinds || Summary.Result.size() != 1 ||
      !findArgument())
    return false;
  for (const Target &To : Summary.Result[0].Holds.targets())
    if (isFreed(To.Node))
      return false;
  if (!llvm::all_of(Summary.Cells,
                    [&](const SummaryCell &Place) { return keepsOwn(Place); }))
    return false;
  if (llvm::any_of(Summary.Handed, [&](const HandedOut &Given) {
        return namesOwn(Given.Holds);
      }))
    return false;
  // A block of which a piece was cut is in the arena's hands. That this is not
  // so on a path on which it is not there at all cannot always be told.
  for (uint32_t I = 0; I < Summary.Nodes.size(); ++I)
    if (isFresh(NodeId(I)) &&
        (!isKept(NodeId(I)) || forgetsOld(*findKeeper(NodeId(I)))))
      return false;
  return true;
}

/// Whether the arena holds a new block: if it may be returned as a whole, for
/// sure.
bool ArenaView::isKept(NodeId Named) const {
  return llvm::any_of(Summary.Cells, [&](const SummaryCell &Place) {
    return isUnderArena(Place.Node) && Place.Holds.names(Named) &&
           !(Cut.givesWhole() && Place.Holds.losesBlock());
  });
}

/// Whether nothing leads any more to what stood where the arena keeps a new
/// block now.
bool ArenaView::forgetsOld(uint32_t Keeper) const {
  const SummaryCell &New = Summary.Cells[Keeper];
  return llvm::none_of(Summary.Cells, [&](const SummaryCell &Place) {
    return &Place != &New && isOwn(Place.Node) &&
           llvm::any_of(Place.Holds.targets(), [&](const Target &To) {
             const Node &Old = node(To.Node);
             return Old.Form == Node::Kind::Content && Old.Parent == New.Node &&
                    Old.At == New.At;
           });
  });
}

unsigned ArenaView::depthOf(NodeId Named) const {
  unsigned Depth = 0;
  for (; node(Named).Form == Node::Kind::Content; ++Depth)
    Named = node(Named).Parent;
  return Depth;
}

/// Where the arena holds a new block: where it leads to its begin, and nearest
/// to the argument. A position among the cells.
std::optional<uint32_t> ArenaView::findKeeper(NodeId New) const {
  std::optional<uint32_t> Best;
  std::pair<bool, unsigned> Least; // not the begin; how deep
  for (uint32_t I = 0; I < Summary.Cells.size(); ++I) {
    const SummaryCell &Place = Summary.Cells[I];
    if (!isUnderArena(Place.Node) || !Place.Holds.names(New))
      continue;
    std::pair Here(
        !llvm::is_contained(Place.Holds.targets(), Target{New, Offset()}),
        depthOf(Place.Node));
    if (!Best || Here < Least)
      std::tie(Best, Least) = std::pair(I, Here);
  }
  return Best;
}

/// Leaves of the cells that are the arena's own what callers may need: what
/// counts goes on counting, and where it held new blocks it holds the piece.
void ArenaView::changeCells() {
  std::set<uint32_t> Keepers;
  for (uint32_t I = 0; I < Summary.Nodes.size(); ++I)
    if (isFresh(NodeId(I)))
      Keepers.insert(*findKeeper(NodeId(I)));
  std::vector<SummaryCell> Cells;
  for (uint32_t I = 0; I < Summary.Cells.size(); ++I) {
    SummaryCell &Place = Summary.Cells[I];
    if (isOwn(Place.Node)) {
      bool Counts = !isFresh(Place.Node) &&
                    (Place.Holds.hasScalar() || !Place.Holds.numbers().empty());
      Place.Holds = Counts ? PointsTo::scalar() : PointsTo();
      Place.Replaces = Place.Guarded = false;
    }
    if (Keepers.count(I)) {
      Place.Holds.add(Target{Block, Offset::any()});
      Place.Small = Place.Number = false;
    }
    if (!Place.Holds.empty())
      Cells.push_back(std::move(Place));
  }
  Summary.Cells = std::move(Cells);
}

void ArenaView::change() {
  changeCells();
  Allocation &Made = Summary.Allocations[node(Block).Number];
  Made.Family = Code.Name;
  Made.Release.clear();
  Made.Kind = AllocatorKind::Heap;
  Made.Hook = Arena;
  Made.Default = {};
  Made.IfNull = {};
  Made.Arena = arenaRecord();

  Node &Piece = Summary.Nodes[Block.Index];
  Node New;
  New.Form = Node::Kind::Fresh;
  New.Number = Piece.Number;
  New.LeftByThrow = Piece.LeftByThrow;
  Piece = New;
  PointsTo Given = PointsTo::to(Block);
  Given.addNumber(0);
  Summary.Result[0].Holds = Given;
  llvm::erase_if(Summary.Interim,
                 [&](const InterimUse &Use) { return isOwn(Use.Node); });
  dropFreshBut(Summary, Block);
  Summary.MixesNames = mixesNames(Summary);
}

bool membrane::looksLikeArena(const Program &Linked, const Function &Code) {
  if (!Code.Result || Code.Arguments.size() < 2)
    return false;
  const Type &Given = Linked.Types[Code.Result.Index];
  if (Given.Form != Type::Kind::Pointer)
    return false;
  if (!Given.Element)
    return true;
  const Type &To = Linked.Types[Given.Element.Index];
  return To.Form == Type::Kind::Void ||
         (To.Form == Type::Kind::Scalar && To.Size == 1);
}

void membrane::viewAsArena(const Program &Linked, const Function &Code,
                           const Carving &Cut, FunctionSummary &Summary) {
  ArenaView Whole(Linked, Code, Cut, Summary);
  if (!Whole.fits())
    return;
  if (Summary.Returned) {
    FunctionSummary Returned = *Summary.Returned;
    ArenaView Other(Linked, Code, Cut, Returned);
    if (!Other.fits())
      return;
    Other.change();
    Summary.Returned = std::make_shared<FunctionSummary>(std::move(Returned));
  }
  Whole.change();
}
