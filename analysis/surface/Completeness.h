// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether a release frees everything that any public function ever hangs under
// the handle.
//
// First what is hung: every fresh block that a public function leaves under a
// member of a record, by that member; then, from the record of the handle
// down, whether the release frees what such a member holds, reached through
// the member above it. Each kind of block is looked at once below each member
// that holds it, so it ends; at most MaxSeen, MaxDepth deep, then it is not
// known. A block that its allocator keeps (a region that the object has) goes
// with the allocator, wherever else it hangs.
//
// Incomplete only if something certainly hangs and is certainly not freed;
// complete only if all is freed for sure; else not known. Not modelled: memory
// of the caller's that an object takes over; which elements of an array a loop
// visits.

#ifndef MEMBRANE_ANALYSIS_SURFACE_COMPLETENESS_H
#define MEMBRANE_ANALYSIS_SURFACE_COMPLETENESS_H

#include "analysis/surface/Releases.h"
#include "analysis/surface/Tails.h"

namespace membrane {

class Completeness {
public:
  Completeness(const Program &Linked, const PathNamer &Names,
               const Summaries &Found, const ReleaseIndex &Releases)
      : Linked(Linked), Names(Names), Found(Found), Releases(Releases),
        Linking(Linked, Names, Found) {}

  /// What a public function hangs under objects.
  void add(uint32_t Function, const std::string &Name);

  struct Verdict {
    std::optional<bool> Complete;
    std::vector<Remainder> Stays; ///< for certain
    std::string Doubt;            ///< the first reason why it is not known
  };
  const Tails &tails() const { return Linking; }
  /// Whether As frees all under an object of the record.
  Verdict judge(const Releaser &As, RecordId Handle) const;

private:
  static constexpr unsigned MaxDepth = 12, MaxSeen = 256;
  static constexpr unsigned MaxKeyDepth = 4, MaxAbove = 8;

  using KeyName = std::tuple<RecordId, int64_t, unsigned>;
  /// A member that holds a block, or Derefs loads behind one.
  struct Key {
    RecordId Holder;
    int64_t Member = 0;
    unsigned Derefs = 0;
    std::string Text;  ///< "->name", "->items[]"
    Offset At;         ///< from the start of the object
    RecordId Object;   ///< the whole object, of which Holder may be a part
    RecordId Declared; ///< what the member is declared to lead to
    KeyName name() const { return {Holder, Member, Derefs}; }
    friend bool operator==(const Key &A, const Key &B) {
      return A.name() == B.name();
    }
  };
  /// An allocator that keeps its own blocks: an object of the record, or what
  /// the pointer at an offset of it points to.
  struct Arena {
    RecordId Of;
    std::optional<Offset> At;
    friend auto operator<=>(const Arena &, const Arena &) = default;
  };
  struct Hung {
    std::vector<Key> Keys;   ///< all places that hold it
    std::set<KeyName> Above; ///< what leads to the objects of Keys
    RecordId Block;
    Location Where;
    std::string By;
    bool Certain = true;
    bool Several = false; ///< stands for more blocks than one
    std::optional<Arena> GoesWith;
  };
  using HungAt = std::pair<uint32_t, uint32_t>; ///< of All, of its Keys
  struct Reading;                               // of one function
  struct Judgement; // of one release and handle, while it is made
  /// What is found for `Hung::Above`, and how often something was.
  struct Led {
    std::set<KeyName> Keys;
    unsigned Count = 0;
  };

  RecordId recordOf(Reading &From, NodeId Named) const;
  const std::optional<Key> &keyOf(Reading &From, NodeId Holder, Offset At,
                                  unsigned Depth) const;
  static Key behind(Key Above, Offset At);
  std::optional<Key> findKey(Reading &From, NodeId Holder, Offset At,
                             unsigned Depth) const;
  std::vector<Key> otherKeys(Reading &From, const SummaryCell &Place) const;
  void addAbove(Reading &From, NodeId Holder, unsigned Depth, Led &To) const;
  void findAbove(Reading &From, NodeId Holder, unsigned Depth, Led &To) const;
  std::optional<Arena> arenaOf(Reading &From, NodeId Block) const;
  bool readHolders(Reading &From, NodeId Block, Hung &New);
  void addBlock(Reading &From, NodeId Block, const std::string &Name);
  std::optional<Key> keyAt(const Tails::Place &Place) const;
  std::set<KeyName> withoutTails(const std::set<KeyName> &Above) const;
  void replaceTails(Hung &New) const;
  void addLent(Reading &From);
  std::vector<HungAt> hungUnder(RecordId Of) const;
  void judgeUnder(Judgement &Now, RecordId Of, const std::string &Path,
                  const Key *Above) const;
  bool isInner(const Hung &Block, RecordId Handle) const;
  void judgeArenas(Judgement &Now, RecordId Of, const Key *Above) const;
  bool judgeBlock(Judgement &Now, const Hung &Block, const Key &Held,
                  const Key *Above, const std::string &Path) const;
  static std::vector<Key> keysOf(const FreedPlace &Place, size_t Skipped);

  const Program &Linked;
  const PathNamer &Names;
  const Summaries &Found;
  const ReleaseIndex &Releases;
  Tails Linking;
  std::vector<Hung> All;
  std::map<RecordId, std::vector<HungAt>> OfObject; ///< by Key::Object
  std::map<RecordId, std::vector<HungAt>> WithPart; ///< by each part of it
  /// By the record that functions hand out: those by which it is used.
  std::map<RecordId, std::set<RecordId>> UsedAs;
  std::map<Arena, std::string> Arenas; ///< and the first function that uses it
  /// Members in which memory of another object is kept as well.
  std::set<KeyName> Lent;
  /// Something may hang somewhere under these, by the first such function.
  std::map<RecordId, std::string> Unclear;
};

} // namespace membrane

#endif
