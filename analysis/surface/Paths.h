// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Access paths in the source's words, and whether clients can see along them.

#ifndef MEMBRANE_ANALYSIS_SURFACE_PATHS_H
#define MEMBRANE_ANALYSIS_SURFACE_PATHS_H

#include "analysis/escape/Escape.h"
#include "analysis/surface/Laid.h"
#include "analysis/surface/Surface.h"

namespace membrane {

/// A pointer that was reached from an argument, the result or a global.
struct AccessPath {
  std::string Text;    ///< "", "*", "->state", ".name"
  TypeId Type;         ///< declared type of the pointer; none if unknown
  RecordId Holder;     ///< the record whose member it is, if any
  int64_t Member = 0;  ///< its offset there
  bool Hidden = false; ///< a type before the end is opaque to clients
  bool Vague = false;  ///< the text may be that of other places, too
  RecordId Laid;       ///< of a member that is `void *`: what stands behind it
  /// Of a member that shares its place in a union: the record around that, the
  /// offset in it, and how long the text before the member is.
  RecordId Whole;
  int64_t InWhole = 0;
  size_t Before = 0;
};

class PathNamer {
public:
  PathNamer(const Program &Linked, const Models &Known);

  /// What stands At bytes into the record or array that From points to. Used
  /// is the record by which the program uses that memory, for untyped ones.
  AccessPath step(const AccessPath &From, Offset At, RecordId Used) const;
  /// The same for a value of a record type: ".member".
  AccessPath member(const AccessPath &Whole, Offset At) const;
  /// The same pointer to an object that the program uses as a record: of a
  /// union the member that is such a pointer.
  AccessPath toward(const AccessPath &Path, RecordId Used) const;
  /// Where a node of a summary is, seen from outside; the path of a pointer to
  /// it. The argument itself has the path "".
  AccessPath pointerTo(const Function &Code, const FunctionSummary &Found,
                       NodeId Named) const;
  /// The record that a node is used as, or that it is declared to be.
  RecordId recordOf(const Function &Code, const FunctionSummary &Found,
                    NodeId Named) const;

  /// Whether clients cannot look through a pointer of this type. Used is the
  /// record that the library lays into it, for `void *`.
  bool isOpaque(TypeId Pointer, RecordId Used) const;
  /// The same at the end of a path.
  bool isOpaque(const AccessPath &Path, RecordId Used) const {
    return Path.Hidden || isOpaque(Path.Type, Used ? Used : Path.Laid);
  }
  bool isOpaqueRecord(RecordId Named) const;
  /// Whether it is a pointer to a function.
  bool isFunction(TypeId Pointer) const;
  /// Whether it is `void *`, by whatever name.
  bool isUntyped(TypeId Pointer) const;
  RecordId pointee(TypeId Pointer) const;
  /// A record and those of its members, at any depth, arrays included.
  std::vector<RecordId> partsOf(RecordId Whole) const;
  /// The record that an object of this one begins with, as a derived class does
  /// with its base; none if it begins with something else.
  RecordId startOf(RecordId Whole) const;
  /// Whether a record is another one, or the type of a member of it.
  bool isWithin(RecordId Inner, RecordId Outer) const;
  /// Whether it is the type of a number that is known.
  bool isNumber(TypeId Named) const {
    return Named && Linked.Types[Named.Index].Form == Type::Kind::Scalar;
  }
  std::string spelling(TypeId Named) const;
  /// The same of a pointer, without names of pointer types, and without what
  /// may not be written.
  std::string resolved(TypeId Pointer) const;
  const std::string &globalName(SymbolId Variable) const;
  /// What a step says of a call on the way to an allocation.
  const std::string &makingWords(SymbolId Callee) const;
  /// The same of one that releases.
  const std::string &releasingWords(SymbolId Callee) const;
  /// The parameter that a machine-level argument belongs to.
  static ArgumentRef parameterOf(const Function &Code, uint32_t Argument);
  TypeId typeOfArgument(const Function &Code, uint32_t Argument) const;
  /// A machine-level argument: one member of a struct by value that was taken
  /// apart.
  AccessPath argument(const Function &Code, uint32_t Argument) const;

private:
  static constexpr uint64_t PointerSize = 8;

  struct Found {
    std::string Text;
    TypeId Type;
    RecordId Holder;
    int64_t Member = 0;
    bool Shared = false; ///< the place, with other pointers
  };
  bool isBetter(const MemberPlace &Member, const MemberPlace &Known) const;
  void noteShared(AccessPath &Next, const Found &Inner, RecordId Whole,
                  Offset At, size_t Before) const;
  std::optional<Found> findMember(RecordId Whole, Offset At) const;
  bool isKnown(Offset At, RecordId Whole) const;
  std::string nameOf(const Found &Inner, Offset At, RecordId Whole) const;
  bool isMixed(RecordId Whole) const;

  const Program &Linked;
  LaidRecords Laid;
  /// What the models say of types and records, by id.
  std::vector<std::optional<bool>> OpaqueTypes, OpaqueRecords;
  std::vector<std::optional<int64_t>> OnlyPointers; ///< by record
  std::vector<bool> Mixed; ///< by record: whether pointers differ to clients
  /// By symbol: what has been told of it.
  mutable llvm::DenseMap<uint32_t, std::string> GlobalNames, Making, Releasing;
};

} // namespace membrane

#endif
