// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// own-region: objects of a handle type come from mbr_handle_create, what hangs
// under them from their region, and one mbr_release ends both.
//
// A unit says what it would edit and through which places its pointers flow;
// whether all that is released was allocated so, and the other way round, is
// seen when the units are put together (HandleFlows.cpp).

#ifndef MEMBRANE_FIXES_OWNREGION_H
#define MEMBRANE_FIXES_OWNREGION_H

#include "fixes/ObjectHomes.h"
#include "fixes/Teardown.h"
#include "llvm/ADT/MapVector.h"

namespace membrane {

/// Plans one unit's part of one goal.
class OwnRegion {
public:
  OwnRegion(const UnitView &Unit, PointerFlow &Flow, const Goal &Wanted)
      : Unit(Unit), Text(Unit.Text), Flow(Flow), Wanted(Wanted),
        Type(Unit.Answer.Types[Wanted.Type]) {}

  UnitEdits plan();

private:
  using Function = const clang::FunctionDecl *;
  using Places = PointerFlow::Places;

  void findRecords();
  void addHanging(clang::QualType Type);
  /// Whether a pointer is to the object, or to something that hangs under it.
  bool isObject(clang::QualType Pointer) const;
  bool isHanging(clang::QualType Pointer) const;
  bool isOfObject(const clang::Expr *Address) const;
  void sortAllocations();
  void sortFrees();
  std::optional<Obstacle> planObject(const PointerFlow::MemoryCall &Made);
  std::optional<Obstacle> planBlock(const PointerFlow::MemoryCall &Made);
  std::optional<Obstacle> callInRegion(const PointerFlow::MemoryCall &Made,
                                       llvm::StringRef Region);
  bool pilesUp(const clang::CallExpr &Call, const BodyView &Body,
               llvm::ArrayRef<Step> Ends) const;
  bool isResized(const PointerFlow::MemoryCall &Made) const;
  std::optional<Obstacle> planBlocks();
  std::variant<std::string, Obstacle> regionFor(const clang::CallExpr &Call,
                                                Function In);
  void findMakers();
  bool passesOn(const clang::CallExpr &Call, Function In);
  std::optional<Obstacle> planMakers();
  std::optional<Obstacle> declareMaker(Function Maker);
  std::optional<Obstacle> handRegion(const clang::CallExpr &Call, Function In);
  std::optional<Obstacle> checkNames(Function Each) const;
  bool bringsAlong(const clang::CallExpr &Call, unsigned Argument);
  bool bringsOthers(const clang::CallExpr &Call, Function In,
                    const clang::VarDecl *Home);
  std::optional<Edit> releaseBy(const PointerFlow::MemoryCall &Each,
                                llvm::StringRef Function);
  std::optional<Obstacle> planReleases();
  CallSet releasesIn(Function Each, const FunctionSet &Others) const;
  FunctionSet findReleasers();
  std::vector<std::pair<const clang::CallExpr *, const clang::VarDecl *>>
  endsIn(Function Each);
  bool isAtTheEnd(const clang::CallExpr &Call, Function In);
  bool sameInBlock(const BodyView &Body, const clang::CompoundStmt &Block,
                   const clang::VarDecl *Variable) const;
  bool isStatement(const PointerFlow::MemoryCall &Each);
  void findEnding();
  std::optional<Obstacle> planSingly();
  std::optional<Obstacle> planBodies();
  std::optional<Obstacle> dropIdle(Function Idle);
  std::optional<Obstacle> checkAfter(const BodyView &Body, const Teardown &Left,
                                     const clang::CallExpr &Release);
  std::optional<Obstacle> checkReleases(const BodyView &Body,
                                        const Teardown &Left);
  std::optional<Obstacle> checkSingly();
  std::optional<Obstacle> checkGrowth(Function Public);
  bool isOfInterface(const SurfaceFunction &As) const;
  bool isAbout(Function Each, const Release &One) const;
  std::optional<Obstacle> checkHidden() const;
  std::optional<Obstacle> checkMoves(const clang::FunctionDecl &Each);
  std::optional<Obstacle> checkSlots(const clang::FunctionDecl &Each) const;
  bool isSlot(clang::QualType Pointer) const;
  bool mayMoveTo(const clang::FunctionDecl &Each, const SurfaceFunction &As,
                 unsigned Argument) const;
  bool releasesObject(const clang::CallExpr &Call) const;
  void findIdle();
  void findUnused();
  void findCalls();
  void sayOthers();
  void include();
  std::optional<clang::SourceLocation> looksBehind(const clang::Stmt *Each,
                                                   const Teardown &Left);
  static bool meets(const llvm::BitVector &Reached,
                    const llvm::DenseSet<unsigned> &Places);
  bool reachesNested(llvm::BitVector Reached) const;
  const BodyView &bodyOf(Function Each);
  void say(FlowRole Role, unsigned Place, clang::SourceLocation Where,
           const llvm::Twine &Why);

  const UnitView &Unit;
  const SourceText &Text;
  PointerFlow &Flow;
  const Goal &Wanted;
  const SurfaceType &Type;
  const clang::RecordDecl *Object = nullptr;
  RecordSet Hanging;
  llvm::DenseSet<unsigned> Objects; ///< places of pointers to the object
  llvm::DenseSet<unsigned> Members; ///< places in what hangs, and in the object
  std::vector<PointerFlow::MemoryCall> Made, Taken, Grown, Released, Gone;
  llvm::MapVector<Function, CallSet> Lost; ///< calls that go, by function
  llvm::SmallPtrSet<Function, 4> Idle;
  FunctionSet Unused; ///< static ones all of whose calls are edited away
  FunctionSet Makers; ///< they take the region for what they return
  std::vector<Function> Defined;
  std::map<Function, std::vector<std::pair<const clang::CallExpr *, Function>>>
      CallsOf; ///< and where they are
  bool HasPublic = false;
  std::map<Function, std::unique_ptr<BodyView>> Bodies;
  UnitEdits Result;
};

} // namespace membrane

#endif
