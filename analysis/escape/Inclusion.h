// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Inclusion constraints over sets of objects, solved in waves.
//
// Variables are sets of places: objects, and what begins some bytes behind the
// start of one. Each place has a variable of its own for what stands there: its
// cell. Constraints are Andersen's ("Program Analysis and Specialization for
// the C Programming Language", 1994), with offsets (Pearce, Kelly and Hankin,
// "Efficient field-sensitive pointer analysis of C", TOPLAS 2007); they are
// solved by wave propagation (Pereira and Berlin, "Wave propagation and deep
// propagation for pointer analysis", CGO 2009): cycles of inclusions become one
// variable, then what is new flows once along the rest.
//
// The object itself is the place that may be any in it: what is stored there is
// found by all, and finds what is stored at any. An address that can mean more
// than MaxCells cells makes one of them, as Steensgaard's analysis does, and
// one that is moved and can mean too many places makes one of those of each
// object, so the cost stays near linear in the number of constraints.

#ifndef MEMBRANE_ANALYSIS_ESCAPE_INCLUSION_H
#define MEMBRANE_ANALYSIS_ESCAPE_INCLUSION_H

#include "analysis/escape/ObjectSet.h"
#include "analysis/summary/Ids.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace membrane {

class Inclusion {
public:
  using Variable = uint32_t;
  using Object = uint32_t;
  using Set = ObjectSet;

  /// What an object lets be done with it.
  enum class Access : uint8_t {
    None,    ///< it has no cell: a number, a function
    Read,    ///< nothing is ever stored there
    Outside, ///< it is not this code's own: havoc does not reach it
    Own,
  };

  /// Makes room for that many variables.
  void reserve(size_t Variables);
  Variable variable();
  Object object(Access Allowed);
  /// One in which places are told apart.
  Object splitObject(Access Allowed);
  /// The place so far behind the start of an object, or behind a place in one;
  /// the object, if its places are not told apart.
  Object at(Object Named, Offset By);
  Object objectOf(Object Place) const { return Places[Place].In; }
  /// Where a place is in its object.
  Offset offsetOf(Object Place) const {
    return isSplit(Places[Place].In) ? Places[Place].At : Offset::any();
  }
  /// Entered is to be called for each place of an object from which something
  /// is read, once, to store what stood there before all constraints.
  void awaitReads(Object Named);
  std::function<void(Object Place)> Entered;
  /// The places in an object that are told apart.
  llvm::ArrayRef<Object> placesIn(Object Named) const;
  /// What is stored at a place. It has to have a cell.
  Variable cell(Object Named) const { return Places[Named].Stored; }
  /// What is found there: for an object, at any place of it.
  Variable contents(Object Named) const { return Places[Named].Found; }
  /// Whether places in an object are told apart.
  bool isSplit(Object Named) const { return Splits.test(Named); }
  bool hasCell(Object Named) const { return WithCell.test(Named); }

  void add(Variable Into, Object Named);
  void include(Variable Into, Variable From);
  /// Into gets what stands where Address points to.
  void load(Variable Into, Variable Address);
  /// Where Address points to stands what is in From.
  void store(Variable Address, Variable From);
  /// The same, but only in objects that are Own, and anywhere in them.
  void havoc(Variable Address, Variable From);
  /// Into gets what is so far behind where Address points to.
  void displace(Variable Into, Variable Address, Offset By);
  /// What stands in the Size bytes (not 0) at From stands at To, too.
  void copy(Variable To, Variable From, uint64_t Size);
  /// From now on the places of an object are one.
  void makeOne(Object Split);
  /// What stands in both is the same.
  void unifyCells(Object A, Object B);

  /// Passes sets along inclusions and displacements alone: what is moved
  /// without memory.
  void flow();
  /// Gives an object of Access::None a cell after all.
  void open(Object Named, Access Allowed);

  /// Finds the least sets for which all constraints hold (but for cells that
  /// became one). Constraints may be added, and solve called, again.
  void solve();

  /// What it may point to.
  const Set &placesOf(Variable Named) const { return Of[find(Named)].Now; }
  /// The objects in which that is.
  const Set &pointsTo(Variable Named) const;
  /// The same number for variables that are known to be equal.
  Variable representative(Variable Named) const { return find(Named); }
  /// The cells that stores through an address reach, when solved.
  llvm::SmallVector<Variable, 4> cells(Variable Address) const;
  /// Solve stops where it has taken more steps than that: elements of sets, and
  /// inclusions, that were looked at.
  void allow(uint64_t Steps) { Limit = Steps; }
  bool isSpent() const { return Spent > Limit; }
  /// How often cells became one.
  uint64_t unified() const { return Unified; }

private:
  /// The cells of a place; the same but for an object with places.
  struct Cells {
    Variable Stored = 0, Found = 0;
    friend auto operator<=>(const Cells &, const Cells &) = default;
  };
  struct Shift {
    Variable Into = 0;
    Offset By;
  };
  /// What is done through a variable that is an address.
  struct Uses {
    llvm::SmallVector<Variable, 1> Loads, Stores, Havocs;
    llvm::SmallVector<Shift, 1> Shifts;
    llvm::SmallVector<Cells, 2> Reached; ///< by its loads and stores
    Set Shifted;                         ///< places that Shifts have seen
  };
  struct Spot {
    Object In = 0;
    Offset At;
    Variable Stored = 0, Found = 0;
  };
  struct Copy {
    Variable To = 0, From = 0;
    uint64_t Size = 0;
  };
  struct Entry {
    Entry() = default;
    Entry(Entry &&) noexcept = default; // a vector that grows does not copy
    Entry &operator=(Entry &&) noexcept = default;
    Set Now, Passed;                      ///< Passed is what Next have seen
    mutable std::unique_ptr<Set> Objects; ///< of Now, once asked for
    llvm::SmallVector<Variable, 2> Next;  ///< variables that include it
    std::unique_ptr<Uses> Used;           ///< null for most
  };

  /// Different cells that one address tells apart.
  static constexpr size_t MaxCells = 24;
  /// Places that one address which is moved tells apart.
  static constexpr size_t MaxMoved = 32;
  /// Places of one object.
  static constexpr size_t MaxPlaces = 24;
  static constexpr int64_t WordSize = 8; ///< of a pointer
  /// What it costs to look at a place.
  static constexpr uint64_t StepsOfPlace = 4;
  /// Up to this many, Next is looked through.
  static constexpr size_t FewNext = 16;

  Variable find(Variable Named) const;
  void giveCell(Object Named, Access Allowed);
  Object makePlace(Object Whole, Offset At);
  /// Its uses, after a change for which it has to be followed anew.
  Uses &forget(Variable Named);
  void connect(Variable From, Variable Into);
  bool link(Variable From, Variable Into);
  void grow(Variable Named, const Set &New);
  void unify(Variable Kept, Variable Gone);
  void read(Object Place);
  bool move(Object To, Object From);
  bool copyMembers(Object To, Object From, uint64_t Size);
  bool copyWords(Object To, Object From, uint64_t Size);
  bool copyAll(const Copy &Moved);
  bool settleCopies();
  Cells cellsOf(Object Place) const;
  void takeKnown(Set &From, Cells Known) const;
  void reach(Variable Address, Cells To);
  bool isConstant(Cells Of) const;
  llvm::SmallVector<Cells, 8> merge(llvm::ArrayRef<Cells> Of);
  bool followHavoc(Variable Address);
  bool followShifts(Variable Address);
  bool followAllShifts();
  bool follow(Variable Address);
  bool followAll();
  std::vector<Variable> collapseCycles();
  void passOn(Variable Named);
  void wave();

  std::vector<Entry> Of;
  llvm::BitVector HasNew; ///< by variable: Now may have more than Passed
  llvm::BitVector Stale;  ///< by variable: Reached may not be all
  mutable std::vector<Variable> Parent; ///< union-find over variables
  std::vector<Spot> Places;
  std::vector<Set> Members; ///< by variable: the places whose cell it is
  /// By variable: the objects for which it is one of two.
  struct Half {
    Set Stored, Found;
  };
  llvm::DenseMap<Variable, Half> Halves;
  std::map<std::pair<Object, Offset>, Object> Known; ///< places
  llvm::DenseMap<Object, std::vector<Object>> Inner; ///< by object
  /// What link() has added to Next where that is long.
  llvm::DenseSet<std::pair<Variable, Variable>> Links;
  Set WithCell, Owned, Constant;
  Set Splits;   ///< objects whose places are told apart
  Set Inside;   ///< places in them
  Set Awaiting; ///< objects in which reads are awaited
  Set Unread;   ///< places in them from which nothing was read yet
  std::vector<Copy> Copies;
  uint64_t Spent = 0, Limit = UINT64_MAX;
  uint64_t Unified = 0;
  bool Opened = false; ///< an object, since addresses were last followed
};

} // namespace membrane

#endif
