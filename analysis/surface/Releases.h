// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which functions release what, over the whole surface.
//
// A release is a public function that frees its argument, or what hangs under
// it, and (nearly) does nothing else: it hands out nothing fresh, returns no
// pointer, and keeps neither the argument nor another one in its place. Of
// several the ones are taken that free the most, and of two of which one only
// decides when the other runs (a count that goes down), that one. If there is
// none, what takes the object alone and may free it is one, whatever else it
// does. No name and no type alone decides.

#ifndef MEMBRANE_ANALYSIS_SURFACE_RELEASES_H
#define MEMBRANE_ANALYSIS_SURFACE_RELEASES_H

#include "analysis/surface/Freeing.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <deque>

namespace membrane {

/// A public function that frees its argument Argument or what is under it.
struct Releaser {
  uint32_t Function = 0; ///< index in Program::Functions
  std::string Name;      ///< as clients call it
  uint32_t Argument = 0; ///< machine-level
  TypeId Type;           ///< of the parameter
  bool Allocates = false;
  bool Cut = false;  ///< some of what it frees may not be listed
  bool Gone = false; ///< surely frees the argument, or one of its kind behind

  RecordId Record;             ///< that Type points to, or by which it is used
  RecordId Behind;             ///< by which it uses what a `void **` leads to
  std::vector<RecordId> Kinds; ///< of those that begin so, which it is for
  /// By the loads from the argument.
  std::map<FreedPlace, FreedPointer> Places;

  const FreedPointer *find(llvm::ArrayRef<FreedPlace::Step> Steps) const;
  /// How surely it frees the argument itself; none: it does not.
  std::optional<Sureness> whole() const;
};

class ReleaseIndex {
public:
  using Set = std::vector<const Releaser *>;

  ReleaseIndex(const Program &Linked, const PathNamer &Names,
               const Summaries &Found, const Freeing &Freed)
      : Linked(Linked), Names(Names), Found(Found), Freed(Freed) {}

  /// A public function; Name: what clients call it.
  void add(uint32_t Function, const std::string &Name);

  /// Functions that free an object of this record that they are given.
  const Set &ofRecord(RecordId Named) const;
  /// All that may free such an object, however sure and whatever else they do.
  Set anyOfRecord(RecordId Named) const;
  /// Functions that free as much of an object of this record as one of Whole,
  /// but not the object itself.
  Set ofRest(RecordId Named, const Set &Whole) const;
  /// Functions that free what hangs there under an object of this record.
  Set ofMember(RecordId Named, llvm::ArrayRef<FreedPlace::Step> Steps) const;
  /// Functions that free it with the object of this record, as a part of what
  /// that hangs under.
  Set ofOwned(RecordId Named, llvm::ArrayRef<FreedPlace::Step> Steps) const;
  /// A block of which nothing but its allocator is known.
  struct PlainBlock {
    TypeId Type; ///< of the pointer to it that gets out
    std::string Family;
    std::optional<uint32_t> Hook;
    bool Callers = false; ///< made by an allocator that the caller supplied
    Offset At;            ///< where in the block that points
    bool Fine = true;     ///< nothing of other kinds was mixed with it
    bool isBegin() const { return At == Offset(); }
    bool isInside() const { return At.isExact() && At.Bytes != 0; }
  };
  /// Functions that free any block of such a type and family; of a pointer into
  /// the block, those that go back to its begin.
  Set ofBlock(const PlainBlock &Block) const;
  /// Where among the places As frees the object of this record itself.
  const FreedPlace *placeOf(const Releaser &As, RecordId Named) const;
  /// Functions that free something under objects of this record.
  Set ofContents(RecordId Named) const;
  /// Whether the release takes a block that hangs there for what it is: the
  /// record by which it looks into it is the block's.
  bool fits(const Releaser &As, llvm::ArrayRef<FreedPlace::Step> Steps,
            RecordId Block) const;
  /// Whether a public function may free an object of this record that a client
  /// has, perhaps as a side effect. Without a record: a block that clients have
  /// as a pointer of type As.
  bool mayFree(RecordId Named, TypeId As) const;
  /// Whether a public function puts an object of this record, which a client
  /// gives, into a table that is a variable: a pool takes it back.
  bool takesBack(SymbolId Variable, RecordId Named) const {
    return TakenBack.count({Variable, Named}) != 0;
  }
  /// As mayFree, of a record that contains it or is contained, or any memory.
  bool mayFreeKind(RecordId Named) const;
  /// Whether a public function may free something that hangs under an object of
  /// this record.
  bool mayEmpty(RecordId Named) const { return MayEmpty.count(Named) != 0; }

  /// Without those that free less than another, or run only when another
  /// decides it.
  Set best(const Set &All) const;
  static std::vector<std::string> namesOf(const Set &Of);

private:
  Set withoutReaders(const Set &Of) const;
  bool onlyReleases(const FunctionSummary &Does, const Releaser &As) const;
  bool keepsArgument(const FunctionSummary &Does, const SummaryCell &Place,
                     const Releaser &As) const;
  RecordId recordAt(const Releaser &As, const FreedPlace &Place) const;
  bool leadsToUntyped(TypeId Pointer) const;
  std::string taken(TypeId Pointer) const;
  /// Of some, those that free what Frees tells, as surely.
  static Set
  choose(const Set &From,
         llvm::function_ref<const FreedPointer *(const Releaser &)> Frees,
         Sureness Least);
  Set findOfRecord(RecordId Named) const;
  Set ofHeaded(const PlainBlock &Block,
               llvm::function_ref<bool(const Releaser &)> Fits) const;
  Set ofBlockBehind(const PlainBlock &Block) const;
  Set ofTypedBehind(const PlainBlock &Block) const;
  void enter(Releaser As);
  RecordId passedAs(const Releaser &As) const;
  RecordId usedBehind(const FunctionSummary &Does, const Releaser &As) const;
  void noteTaken(Releaser &As) const;
  bool takes(const Function &Code, RecordId Named) const;
  void noteRelease(const Function &Code, const FunctionSummary &Does,
                   NodeId Freed);
  void noteTakenBack(const Function &Code, const FunctionSummary &Does);
  bool givesBack(const FunctionSummary &Does, const Releaser &As) const;
  bool isOfOne(const FunctionSummary &Does, const Releaser &As) const;
  void sort(const FunctionSummary &Does, Releaser As);
  void noteMayFree(RecordId Of);

  const Program &Linked;
  const PathNamer &Names;
  const Summaries &Found;
  const Freeing &Freed;
  std::deque<Releaser> All, AllBusy;
  std::map<RecordId, Set> ByRecord;
  std::map<RecordId, Set> Busy;         ///< that may do more
  std::map<RecordId, Set> Behind;       ///< of `free_it(struct it **)`
  std::map<std::string, Set> OfNothing; ///< without a record, by what they take
  mutable std::map<RecordId, Set> Answers; ///< of ofRecord, to those here
  /// By the record of what hangs under an object: who frees it with that, and
  /// where it hangs. Made when first asked for.
  using OwnedPlace = std::pair<const Releaser *, const FreedPlace *>;
  mutable std::map<RecordId, std::vector<OwnedPlace>> Owners;
  std::set<RecordId> MayFree, MayEmpty;
  std::set<RecordId> MayFreeUntyped; ///< laid into a `void *`; none: any memory
  std::set<RecordId> MayFreeParts;   ///< all that these contain
  std::set<std::pair<SymbolId, RecordId>> TakenBack;
};

} // namespace membrane

#endif
