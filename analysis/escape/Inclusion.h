// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Inclusion constraints over sets of objects, solved in waves.
//
// Variables are sets of objects, and every object has a variable of its own for
// what stands in it: its cell. Constraints are Andersen's ("Program Analysis
// and Specialization for the C Programming Language", 1994); they are solved by
// wave propagation (Pereira and Berlin, "Wave propagation and deep propagation
// for pointer analysis", CGO 2009): cycles of inclusions become one variable,
// then what is new flows once along the rest. An address that can mean more
// than MaxCells cells makes one of them, as Steensgaard's analysis does, so the
// cost stays near linear in the number of constraints.

#ifndef MEMBRANE_ANALYSIS_ESCAPE_INCLUSION_H
#define MEMBRANE_ANALYSIS_ESCAPE_INCLUSION_H

#include "analysis/escape/ObjectSet.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <memory>
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
  /// What stands in an object. It has to have a cell.
  Variable cell(Object Named) const { return CellOf[Named]; }
  bool hasCell(Object Named) const { return WithCell.test(Named); }

  void add(Variable Into, Object Named);
  void include(Variable Into, Variable From);
  /// Into gets what stands where Address points to.
  void load(Variable Into, Variable Address);
  /// Where Address points to stands what is in From.
  void store(Variable Address, Variable From);
  /// The same, but only in objects that are Own.
  void havoc(Variable Address, Variable From);

  /// Passes sets along inclusions alone: what is moved without memory.
  void flow() { wave(); }
  /// Gives an object of Access::None a cell after all.
  void open(Object Named, Access Allowed);

  /// Finds the least sets for which all constraints hold (but for cells that
  /// became one). Constraints may be added, and solve called, again.
  void solve();

  const Set &pointsTo(Variable Named) const { return Of[find(Named)].Now; }
  /// The same number for variables that are known to be equal.
  Variable representative(Variable Named) const { return find(Named); }
  /// The cells that loads and stores through an address reach, when solved.
  llvm::SmallVector<Variable, 4> cells(Variable Address) const;
  /// How often cells became one.
  uint64_t unified() const { return Unified; }

private:
  /// What is done through a variable that is an address.
  struct Uses {
    llvm::SmallVector<Variable, 1> Loads, Stores, Havocs;
    llvm::SmallVector<Variable, 2> Cells; ///< that its loads and stores reach
  };
  struct Entry {
    Entry() = default;
    Entry(Entry &&) noexcept = default; // a vector that grows does not copy
    Entry &operator=(Entry &&) noexcept = default;
    Set Now, Passed;                     ///< Passed is what Next have seen
    llvm::SmallVector<Variable, 2> Next; ///< variables that include it
    std::unique_ptr<Uses> Used;          ///< null for most
  };

  /// Different cells that one address tells apart.
  static constexpr size_t MaxCells = 24;
  /// Up to this many, Next is looked through.
  static constexpr size_t FewNext = 16;

  Variable find(Variable Named) const;
  void giveCell(Object Named, Access Allowed);
  /// Its uses, after a change for which it has to be followed anew.
  Uses &forget(Variable Named);
  void connect(Variable From, Variable Into);
  bool link(Variable From, Variable Into);
  void grow(Variable Named, const Set &New);
  void unify(Variable Kept, Variable Gone);
  void reach(Variable Address, Variable Cell);
  bool isConstant(Variable Cell) const;
  llvm::SmallVector<Variable, 8> merge(llvm::ArrayRef<Variable> Cells);
  bool followHavoc(Variable Address);
  bool follow(Variable Address);
  bool followAll();
  std::vector<Variable> collapseCycles();
  void passOn(Variable Named);
  void wave();

  std::vector<Entry> Of;
  llvm::BitVector HasNew; ///< by variable: Now may have more than Passed
  llvm::BitVector Stale;  ///< by variable: Cells may not be all
  mutable std::vector<Variable> Parent; ///< union-find over variables
  std::vector<Variable> CellOf;         ///< by object
  std::vector<Set> Members; ///< by variable: the objects whose cell it is
  /// What link() has added to Next where that is long.
  llvm::DenseSet<std::pair<Variable, Variable>> Links;
  Set WithCell, Owned, Constant;
  uint64_t Unified = 0;
  bool Opened = false; ///< an object, since addresses were last followed
};

} // namespace membrane

#endif
