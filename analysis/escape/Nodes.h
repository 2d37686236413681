// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The objects of one function's points-to graph, created as they are met.

#ifndef MEMBRANE_ANALYSIS_ESCAPE_NODES_H
#define MEMBRANE_ANALYSIS_ESCAPE_NODES_H

#include "analysis/escape/Summary.h"
#include "analysis/link/Link.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include <deque>
#include <map>
#include <optional>

namespace membrane {

class NodeTable {
public:
  /// Smaller loads and stores move no whole pointer.
  static constexpr uint64_t PointerSize = 8;

  NodeTable(const Program &Linked, const Function &Body)
      : Linked(Linked), Body(Body) {}

  /// Whether telling blocks apart by their calls costs too much.
  bool hasManyBlocks() const { return Blocks.size() > MaxBlocks; }
  /// Whether the calls on the way to an allocation are not told any more.
  bool tellsNoCalls() const { return Blocks.size() > MaxTold; }
  /// Counts the size of the sets that are read and joined, to tell when fine
  /// precision costs too much. Grows by Amount.
  void spend(uint64_t Amount) { Spent += Amount; }
  uint64_t spent() const { return Spent; }
  void refund(uint64_t Amount) { Spent -= Amount; }

  /// The reference stays good when further nodes are made.
  const Node &operator[](NodeId Named) const { return Nodes[Named.Index]; }
  Node &operator[](NodeId Named) { return Nodes[Named.Index]; }
  size_t size() const { return Nodes.size(); }

  NodeId argument(uint32_t Position);
  NodeId symbol(SymbolId Named); ///< Global or Function
  /// The node for globals that are not told apart; Example names one.
  NodeId severalGlobals(SymbolId Example);
  /// The same, if there is one.
  bool hasSeveralGlobals() const { return Several[0] || Several[1]; }
  /// The contents that may be this one: elements of arrays, and at coarse
  /// precision what hangs at any offset.
  llvm::ArrayRef<NodeId> othersLike(NodeId Content);
  bool hasAnyContents() const { return HasAny; }
  /// Whether a store to it can be forgotten: it is constant.
  bool isIdle(NodeId Named) const;
  /// Whether an argument is wide enough to carry a pointer.
  static bool canBePointer(const Program &Linked, const Function &Code,
                           uint32_t Argument);
  /// The same of the part of a result that begins at Bytes.
  static bool canReturnPointer(const Program &Linked, const Function &Code,
                               int64_t Bytes);
  /// Whether a member access says that only numbers of more than one byte stand
  /// at an offset into a record, or in the array there.
  static bool isNumberMember(const Program &Linked, RecordId Holder, Offset At);
  /// Whether a variable is a pointer to a function.
  static bool isHook(const Program &Linked, const Symbol &Held);
  static bool isHook(const Program &Linked, const Node &Held);
  /// Whether what a variable, or a member of one, leads to is a function.
  bool isOfHook(NodeId Held) const;
  /// Whether pointers to functions stand at a place in a variable.
  bool isHookAt(SymbolId Variable, int64_t Bytes) const;
  NodeId variadic() { return only(Node::Kind::Variadic); }
  NodeId statics() { return only(Node::Kind::Static); }
  /// All constants that hold no pointer: string literals, tables of numbers.
  NodeId literals();
  NodeId thrown() { return only(Node::Kind::Thrown); }
  NodeId unseen() { return only(Node::Kind::Unseen); }
  NodeId local(uint32_t Fact);
  NodeId fresh(const Allocation &Made);
  /// What tells blocks apart: equal for those that one node stands for. The
  /// first part is the index of the hook's node.
  using BlockKey = llvm::SmallVector<uint64_t, 4>;
  BlockKey keyOf(const Allocation &Made) const;
  /// What the pointer at At in Parent pointed to at the entry. Chains are cut:
  /// a link that repeats an ancestor's offset folds into that ancestor.
  NodeId content(NodeId Parent, Offset At);

  /// Variables whose addresses the program itself puts at At in a global
  /// before it starts, if pointers can be stored there.
  PointsTo initial(NodeId Named, Offset At);

  /// The allocations of Fresh nodes, by Node::Number.
  std::vector<Allocation> Allocations;

  static constexpr size_t MaxMembers = 64;

  /// Whether its memory existed before the call.
  bool isInput(NodeId Named) const {
    switch (Nodes[Named.Index].Form) {
    case Node::Kind::Argument:
    case Node::Kind::Variadic:
    case Node::Kind::Global:
    case Node::Kind::Content:
      return true;
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
  /// Whether its declared type says that no pointer stands at At.
  bool isNumberAt(NodeId Parent, Offset At) const;
  /// Whether At is a hook that nobody sets (Program::Unfilled).
  bool isUnfilledAt(NodeId Parent, Offset At) const;
  /// Whether an address of it is certainly not null.
  bool isNeverNull(NodeId Named) const;
  /// Whether two names of the caller's memory may be those of one object: they
  /// are used as one record, or lead into one table of pointers.
  bool mayAlias(NodeId A, NodeId B) const;
  /// The caller's name for it, if a short exact one exists.
  std::optional<InputPath> path(NodeId Named) const;
  /// The Argument, Global, ... at the top of a chain of contents.
  NodeId root(NodeId Named) const { return Roots[Named.Index]; }
  /// The program uses the memory at its start as this record. Where that and
  /// the declared type disagree, neither says what stands where.
  void useAs(NodeId Named, RecordId Used);
  /// The program reads a pointer there: it is no text, nor numbers.
  void readPointerFrom(Target Place);
  /// The same of a callee, which was given Place, has it as Inner, and reads
  /// at At behind it.
  void readPointerAs(const Node &Inner, Target Place, Offset At);
  /// Others use the start of a block, or of what an argument points to, as this
  /// record. The function itself is believed more, see settleKinds.
  void guessAs(NodeId Named, RecordId Used);
  /// The same of all that an address can mean.
  void guessAs(const PointsTo &Address, const Node &Used);
  /// Of a pointer of a type.
  TypeId typeOf(TypeId Whole, int64_t Offset) const;
  Likely behind(TypeId Pointer) const;
  /// What new links that are met from now on lead to, if their place does not
  /// say it.
  void expect(Likely Kind) { Expected = Kind; }
  /// Bytes of the record at its start; 0 if unknown.
  uint64_t sizeOf(NodeId Named) const;
  /// Bytes of the one variable that it is; 0 if it is something else.
  uint64_t variableSize(NodeId Named) const;
  /// As sizeOf, of what others use it as, if the function does not say.
  uint64_t likelySize(NodeId Named) const;
  /// Offsets of the pointers in that record, nested records included; none if
  /// it has more than MaxMembers.
  std::vector<Offset> pointerMembers(NodeId Named) const;
  /// What was done at places of the caller's, see InterimUse.
  void noteUse(Target Place, uint8_t How);
  /// The same: Holds, which was stored there, is read.
  void noteReread(Target Place, const PointsTo &Holds);
  const std::map<Target, uint8_t> &uses() const { return Used; }
  /// The declared type of what stands there, if that is known.
  TypeId typeAt(NodeId Parent, Offset At) const;
  /// What a pointer that stands there at the entry leads to: content(), and the
  /// variables whose addresses the program stores there by name, of those that
  /// the function uses.
  PointsTo entered(Target Place);
  /// Variables that have no definition in the program.
  llvm::ArrayRef<NodeId> foreign() const { return Foreign; }
  /// From now on it stands for more than one object.
  void setMultiple(NodeId Named);
  /// Grows whenever a node comes to stand for more objects, or blocks get other
  /// names: what was computed before has to be computed again.
  unsigned version() const { return Version; }

private:
  NodeId only(Node::Kind Form);
  NodeId make(Node New);
  NodeId fold(NodeId Parent, Offset At, const Node &Inner);
  void describe(Node &Behind, TypeId Pointer) const;
  Likely likelyAt(NodeId Parent, Offset At) const;
  bool isKind(NodeId Named, const Node &Inner) const;
  bool hasContents(NodeId Named) const {
    return Named.Index < HasContents.size() && HasContents.test(Named.Index);
  }

  /// Links of one chain that are kept apart; from CrowdedSize nodes on, one.
  static constexpr unsigned FoldDepth = 2, MaxDepth = 4, CrowdedSize = 256;
  static constexpr size_t MaxTold = 32; ///< blocks told apart by their calls
  static constexpr size_t MaxBlocks = 64;
  static constexpr size_t MaxInitial = 8; ///< addresses at one place, told
                                          ///< apart

  const Program &Linked;
  const Function &Body;
  uint64_t Spent = 0;
  std::deque<Node> Nodes;    ///< callers hold one while they make others
  std::vector<NodeId> Roots; ///< by node
  unsigned Version = 0;
  /// Whether one content, at any offset, may be another one: it hangs under the
  /// same object, by a way that is known.
  bool mayBe(NodeId Any, NodeId Inner) const;
  /// The same of contents that hang by one way under one object, but for the
  /// elements of arrays on it (`a[i]->x` and `a[0]->x`).
  bool areElements(NodeId A, NodeId B) const;
  struct Likeness {
    uint32_t Checked = 0; ///< of Nodes: those before were compared
    llvm::SmallVector<NodeId, 1> Found;
  };
  std::deque<Likeness> Like; ///< by node, of othersLike
  bool HasAny = false;       ///< contents at an offset that is not exact
  /// Something behind it has a node, by what was known of it by then.
  llvm::BitVector HasContents;
  Likely Expected;
  llvm::DenseMap<uint32_t, NodeId> OfSymbol;
  std::vector<NodeId> Foreign;
  llvm::DenseSet<uint32_t> Unused; ///< variables that entered() left out
  NodeId Several[2];               ///< those that clients do not see, and do
  /// By kind, number and place.
  llvm::DenseMap<std::tuple<uint32_t, uint32_t, int64_t, uint64_t>, NodeId>
      Known;
  std::map<BlockKey, NodeId> Blocks;
  std::map<Target, uint8_t> Used;
  std::map<Target, PointsTo> InitialAt; ///< of places that are not exact
};

} // namespace membrane

#endif
