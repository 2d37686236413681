// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Through which variables, members, parameters and results pointers flow in one
// unit.
//
// A member is one place for all objects that have it, what pointers to pointers
// of one type lead to is one place, and the order of statements is not looked
// at: more flows than can be, never fewer. The names of places are the same in
// all units, so that graphs of units can be put together. Not modelled: one
// piece of memory that is used as two structs, unless a cast says so.

#ifndef MEMBRANE_FIXES_POINTERFLOW_H
#define MEMBRANE_FIXES_POINTERFLOW_H

#include "fixes/Planner.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace membrane {

class PointerFlow {
public:
  using Places = llvm::SmallVector<unsigned, 2>;
  struct Place {
    std::string Name; ///< as in all units
    clang::QualType Type;
  };
  /// A call that allocates, resizes or releases.
  struct MemoryCall {
    const clang::CallExpr *At;
    const clang::FunctionDecl *In;
    unsigned Where;              ///< the place that the block flows from or to
    const Site *Known = nullptr; ///< of an allocation, or one that resizes
    unsigned From = 0;           ///< of one that resizes: what becomes larger
  };

  explicit PointerFlow(const UnitView &Unit);

  const SurfaceFunction *recordOf(const clang::FunctionDecl *Function) const;
  /// Places that a value is read from.
  Places sourcesOf(const clang::Expr *Value);
  /// Places that an object, if it is a pointer, is.
  Places sourcesOfLValue(const clang::Expr *Value);
  unsigned placeOf(const clang::ValueDecl *Variable);
  /// A name for a function that is the same in all units.
  std::string keyOf(const clang::FunctionDecl *Function) const;
  unsigned cellOf(clang::QualType Pointer);
  unsigned resultOf(const clang::FunctionDecl &Function);
  /// Where what is at these places can get to.
  llvm::BitVector reachedFrom(llvm::ArrayRef<unsigned> Start) const;
  /// From where it can get to one of these places.
  llvm::BitVector reaching(llvm::ArrayRef<unsigned> End) const;

  /// Adds all flows and ends to what a unit says.
  void tell(UnitEdits &Into) const;

  const UnitView &Unit;
  std::vector<Place> All;
  std::vector<std::pair<unsigned, unsigned>> Flows;
  std::vector<MemoryCall> Allocations, Resizes, Frees;
  /// What is known of places whatever a goal is.
  std::vector<FlowEnd> Ends;
  /// Where functions are named, as raw locations in files.
  llvm::DenseSet<unsigned> Named;
  /// Functions whose address is taken, and where.
  llvm::DenseMap<const clang::FunctionDecl *, clang::SourceLocation> Taken;

private:
  class Walker;

  unsigned add(std::string Name, clang::QualType Type);
  std::string keyOf(clang::SourceLocation Where) const;
  void flow(llvm::ArrayRef<unsigned> From, unsigned To);
  void link(unsigned One, unsigned Other);
  void end(FlowRole Role, llvm::ArrayRef<unsigned> At,
           clang::SourceLocation Where, const llvm::Twine &Why);
  void keep(const clang::VarDecl *In, llvm::ArrayRef<unsigned> What,
            clang::SourceLocation Where);
  Places membersOf(clang::QualType Type);
  const clang::VarDecl *keeperOf(const clang::Expr *Place) const;
  void initialize(clang::QualType Type, std::optional<unsigned> Into,
                  const clang::Expr *Value);
  Places sourcesOfCast(const clang::CastExpr &Cast);
  Places addressOf(const clang::Expr *Value);
  Places resultOf(const clang::CallExpr &Call);
  void pass(const clang::CallExpr &Call);
  bool passMemory(const clang::CallExpr &Call, unsigned Result);
  const Site *siteOf(const clang::CallExpr &Call) const;
  void passUnseen(const clang::CallExpr &Call,
                  const clang::FunctionDecl *Callee, unsigned Result);
  unsigned outside(const clang::Expr &Value, const llvm::Twine &Why);
  void declare(const clang::FunctionDecl *Function);
  bool isDefined(const clang::FunctionDecl *Function) const;
  bool isHandle(clang::QualType Pointer) const;
  enum class Way : uint8_t { Onward, Back };
  llvm::BitVector closure(llvm::ArrayRef<unsigned> Start, Way To) const;

  llvm::StringMap<unsigned> ByName;
  llvm::StringMap<const SurfaceFunction *> External;
  std::map<Location, const SurfaceFunction *> ByPlace;
  std::map<Location, const Site *> Sites;
  std::set<Location> Handles;
  llvm::DenseMap<const clang::CallExpr *, unsigned> Results;
  llvm::DenseMap<const clang::Expr *, Places> Unusual;
  const clang::FunctionDecl *Current = nullptr;
  bool HasPublic = false, Closed = false;
};

} // namespace membrane

#endif
