// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The memory at one program point: what stands where, what is freed.
//
// A state maps objects to cells. Objects are shared between states until one
// is written, so a copy costs a pointer per object.

#ifndef MEMBRANE_ANALYSIS_ESCAPE_STATE_H
#define MEMBRANE_ANALYSIS_ESCAPE_STATE_H

#include "analysis/escape/Nodes.h"
#include "llvm/ADT/IntrusiveRefCntPtr.h"

namespace membrane {

/// Contents of one place in an object.
struct Cell {
  Offset At;
  PointsTo Holds;
  Location Where; ///< of a store that wrote it
  /// Only parts of a pointer were stored: whole ones are as before.
  bool Small = false;
  /// How many bytes from At on it is about: what a store wrote, but for an end
  /// that a later one took.
  uint8_t Wide = NodeTable::PointerSize;
  /// What is there as at the entry: no address was stored, but a test told of
  /// another name for it, by which Holds names it.
  NodeId Told = {};
  friend bool operator==(const Cell &, const Cell &) = default;
};

/// Whether a block is alive: a set of possibilities over the paths on which it
/// exists. 0: it exists on no path so far. Unsure: a null test of a pointer
/// that may be it said that there is none.
enum Life : uint8_t { Live = 1, Freed = 2, Unsure = 4 };

struct Object : llvm::RefCountedBase<Object> {
  llvm::SmallVector<Cell, 2> Cells; ///< sorted by offset
  uint8_t Alive = Live;
  bool Zeroed = false; ///< what no cell says is 0 (else: as at the entry, or
                       ///< anything for new memory)
  /// But here: where bytes of unknown content were copied to since, and what is
  /// around a record that was filled. Start and end.
  llvm::SmallVector<std::pair<int64_t, int64_t>, 1> Copied;
  static constexpr unsigned MaxCopied = 6;
  /// Whether a place is 0 for all that is known.
  bool isZero(Offset At) const;
  void addCopied(std::pair<int64_t, int64_t> Bytes);
  /// Whether some of the Size bytes at a place, but not the first of a cell
  /// that has all of them, are those of another.
  bool isTorn(Offset At, uint64_t Size) const;
  /// More cells than this in one object become one.
  static constexpr unsigned MaxCells = 192;
};

/// Known values of memory at the entry, where a caller gave them.
using InitialCells = std::map<std::pair<NodeId, Offset>, PointsTo>;

class State {
public:
  bool Reachable = false;

  /// The Size bytes at At in Named. Nodes may gain what was there at entry.
  PointsTo read(NodeTable &Nodes, const InitialCells &Initial, Target From,
                uint64_t Size) const;

  /// Bytes that a number is taken to have where only a part of a pointer was
  /// stored.
  static constexpr uint64_t SmallSize = 4;
  /// Whether that is so at one place.
  bool isSmall(Target Place) const;
  /// Whether something whole was stored at one place, and is no number but for
  /// those, or parts of those, whose place is not known.
  bool isOverlapped(Target Place) const;

  struct Writing {
    PointsTo Holds;
    uint64_t Size = 8;
    Location Where;
    bool Strong = false; ///< the only object and place that it can be
    bool Number = false; ///< a number where only numbers are expected
    bool Sole = false;   ///< a block that it names exists only if it is written
    NodeId Told = {};    ///< as of Cell: nothing is written
  };
  void write(NodeTable &Nodes, const InitialCells &Initial, Target To,
             const Writing &What);
  /// Every byte from At on, Size of them (0: to the end), becomes 0.
  void zero(NodeTable &Nodes, Target To, uint64_t Size);
  /// A new block that is all zeros.
  void startZeroed(NodeId Named) { own(Named).Zeroed = true; }
  /// Whether all of an object is zero but for what its cells say.
  bool isAllZeroed(NodeId Named) const {
    return has(Named) && Objects[Named.Index]->Zeroed &&
           Objects[Named.Index]->Copied.empty();
  }
  /// Whether a place is zero, unless a cell says otherwise.
  bool isZeroed(Target Place) const {
    return has(Place.Node) && Objects[Place.Node.Index]->Zeroed &&
           Objects[Place.Node.Index]->isZero(Place.At);
  }

  /// Forgets what stands in the Size bytes at To.
  void erase(const NodeTable &Nodes, Target To, uint64_t Size);
  /// The same for bytes that become those of another object.
  void copyOver(const NodeTable &Nodes, Target To, uint64_t Size);
  /// Bytes of an object; all of them if Size is 0.
  struct Span {
    int64_t Start = 0;
    uint64_t Size = 0;
    /// Whether what stands at a place may have some of them.
    bool meets(Offset Place) const {
      return Size == 0 || !Place.isExact() ||
             (Place.Bytes > Start - int64_t(NodeTable::PointerSize) &&
              Place.Bytes < Start + int64_t(Size));
    }
  };
  /// Numbers in an object may have become others.
  void scramble(NodeTable &Nodes, const InitialCells &Initial, NodeId Named,
                Span Where);

  /// But for a place of which it is known what stands there.
  void restore(Target Place, const PointsTo &Holds);
  bool isUnset(const NodeTable &Nodes, Target Place) const;

  /// Numbers and new blocks that now stand in the Size bytes at To may be found
  /// through other names of the same memory (NodeTable::mayAlias).
  void addToAliases(NodeTable &Nodes, Target To, uint64_t Size,
                    const PointsTo &Holds);

  /// Numbers and nulls in memory that others can get to, whoever gives it to
  /// them, may have become others.
  void doubtNumbers(NodeTable &Nodes);

  /// Whether null is one of two values or more that may stand at a place.
  bool mayBeNull(Target Place) const;
  /// It does not.
  void dropNull(Target Place);

  /// A block was never made: what would lead to it is null.
  void remove(NodeId Block);

  /// Starts an object anew.
  void create(const NodeTable &Nodes, NodeId Named);
  void free(NodeId Named, uint8_t Alive);
  uint8_t alive(NodeId Named) const {
    return has(Named) ? Objects[Named.Index]->Alive : uint8_t(Live);
  }
  /// Which memory that Other names, and Holds does not, may exist here: where
  /// Holds stands, a pointer to it is elsewhere. What is Known is not sought.
  uint8_t movedAway(const NodeTable &Nodes, const PointsTo &Holds,
                    const PointsTo &Other, uint8_t Known = 0) const;
  /// Adds what may stand there as well.
  void addOther(const NodeTable &Nodes, PointsTo &Into,
                const PointsTo &Other) const;
  bool has(NodeId Named) const {
    return Named.Index < Objects.size() && Objects[Named.Index];
  }
  llvm::ArrayRef<Cell> cells(NodeId Named) const {
    return has(Named) ? llvm::ArrayRef<Cell>(Objects[Named.Index]->Cells)
                      : llvm::ArrayRef<Cell>();
  }

  /// Adds the other's possibilities; true if anything is new.
  bool join(NodeTable &Nodes, const InitialCells &Initial, const State &Other);

private:
  using ObjectRef = llvm::IntrusiveRefCntPtr<Object>;

  Object &own(NodeId Named);
  PointsTo look(NodeTable &Nodes, const InitialCells &Initial, Target From,
                uint64_t Size) const;
  void noteRead(NodeTable &Nodes, Target From, uint64_t Size,
                const PointsTo &Found) const;
  void noteLost(NodeTable &Nodes, Target To, const Writing &What) const;
  void readAny(NodeTable &Nodes, Target From, PointsTo &Found) const;
  void readAliases(const NodeTable &Nodes, Target From, PointsTo &Found) const;
  void readSeveral(const NodeTable &Nodes, NodeId From, PointsTo &Found) const;
  bool exists(const NodeTable &Nodes, NodeId Named) const;
  class CellJoin;
  /// What a join asks of the function.
  struct Setting {
    NodeTable &Nodes;
    const InitialCells &Initial;
  };
  bool isAbsent(const NodeTable &Nodes, NodeId Named) const;
  bool replaceCells(const NodeTable &Nodes, NodeId Named, const State &Other);
  bool loosenCells(const NodeTable &Nodes, NodeId Named, const State &Other);
  void addIfNot(const NodeTable &Nodes, PointsTo &Into,
                const PointsTo &Other) const;
  bool joinLives(const NodeTable &Nodes, const State &Other);

  std::vector<ObjectRef> Objects; ///< by NodeId; null: as at the entry
};

} // namespace membrane

#endif
