// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The answer: one record per function and type, as users read it.
//
// Everything here is named in the source's words (parameters count as they
// are declared, paths name members) and ordered by place in the source.

#ifndef MEMBRANE_ANALYSIS_SURFACE_SURFACE_H
#define MEMBRANE_ANALYSIS_SURFACE_SURFACE_H

#include "analysis/summary/AllocationClass.h"
#include "analysis/summary/Contract.h"
#include "analysis/summary/Ids.h"
#include "llvm/ADT/StringMap.h"
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace membrane {

/// A parameter as the source counts it.
struct ArgumentRef {
  static constexpr int Absent = -1, This = -2, Variadic = -3;
  int Index = Absent; ///< >= 0, or one of the above

  explicit operator bool() const { return Index != Absent; }
  friend auto operator<=>(const ArgumentRef &, const ArgumentRef &) = default;
};

/// One step of a witness.
struct Step {
  Location Where;
  std::string Message; ///< "'malloc' allocates", "stored in '->state'"
};

/// Where memory leaves a function.
enum class Exit : uint8_t { Return, Argument, Callback, Global, Exception };
llvm::StringRef exitName(Exit To); // "return", "argument", ...

struct Escape {
  Exit To = Exit::Return;
  ArgumentRef Argument; ///< of Exit::Argument and Exit::Callback
  std::string Path;     ///< "", "*", "->state", "->head->name"
  std::string Type;     ///< of the pointer at the end of the path
  bool Opaque = false;
  /// No room for a pointer as declared, not to be written, or any variable:
  /// the analysis was too coarse here to tell.
  bool Doubtful = false;
  /// It may stand in any place below the argument, for the same reason.
  bool Blurred = false;
  bool Vague = false; ///< other places may have the same path
  std::string Owner;  ///< argument or type whose release frees it, or ""
  std::string Family;
  std::vector<std::string> Release; ///< functions that release it
  /// No function of the library may, only what always releases the family.
  bool Unreleased = false;
  /// The object of a class in which it gets out releases it at its end.
  bool ReleasesItself = false;
  /// The family to which its releases give it, if that is another one, or "".
  std::string ReleasedAs;
  /// Releases of other memory that gets out the same way, if none of Release is
  /// among them.
  std::vector<std::string> Otherwise;
  std::vector<Step> OtherWitness; ///< of that other memory
  std::vector<Step> Witness;      ///< from the allocation to the exit
};

/// One way in which a function allocates.
struct Allocator {
  std::string Family; ///< "malloc", "new", "hook cJSON.global_hooks",
                      ///< "argument 0 ->zalloc"
  AllocatorKind Kind = AllocatorKind::Heap;
  std::string Hook;          ///< the global that holds the function, or ""
  ArgumentRef Argument;      ///< whose allocator it is, if the caller's
  std::string Path;          ///< in that argument
  std::string Default;       ///< function that is used if the caller gives none
  std::vector<Step> Witness; ///< one allocation, and the calls down to it
};

struct Release {
  ArgumentRef Argument;
  std::string Path;
  bool Always = false;
  bool Deferred = false;
  Location Where = {}; ///< of the first call that does it
  /// That call releases it only in place of what it makes of it, as realloc.
  bool Resized = false;
};

/// Memory that the function leaves in the library's globals.
struct Retention {
  bool Fresh = true; ///< else what an argument pointed to
  ArgumentRef Argument;
  std::string Path;
  std::string Global; ///< "cache", "registry.head"
  std::vector<Step> Witness;
  bool IsCode = false; ///< what the argument pointed to is a function
  /// No room for a pointer to data as declared, or any variable: the analysis
  /// was too coarse here to tell.
  bool Doubtful = false;
};

/// An argument that is kept in another one.
struct Keep {
  ArgumentRef Argument;
  std::string Path;
  ArgumentRef Into;
  std::string IntoPath;
  std::string ReleasedBy; ///< a release of Into that frees it too, or ""
};

/// A result that is memory which this call did not allocate.
struct Borrow {
  bool FromArgument = false; ///< else static
  ArgumentRef Argument;
  std::string Path;
};

struct Assumption {
  AssumptionKind Kind = AssumptionKind::Callee;
  std::string Name; ///< the function, the pointer, or what was not understood
  Location Where;
};

/// A block that is lost: allocated, not freed, not reachable afterwards.
struct Leak {
  std::vector<Step> Witness;
  std::string Family;
};

/// What does in a region the same as a call of an allocator, or of a function
/// that does nothing but call one.
struct Counterpart {
  /// An argument of the call, or a number.
  struct Operand {
    std::optional<unsigned> Argument = {};
    int64_t Number = 0;
  };
  std::string InRegion;          ///< Model::InRegion; empty: nothing is known
  std::string InScratch;         ///< Model::InScratch
  std::string InHeap;            ///< Model::InHeap
  std::vector<Operand> Operands; ///< what it takes behind the region
  /// Operands that multiply to the size of the block; empty: not known.
  std::vector<unsigned> Size;
  bool Zeroed = false; ///< the block is all zeros
  /// The call does not come back without memory, and the counterpart may.
  bool NeverNull = false;

  explicit operator bool() const { return !InRegion.empty(); }
};

/// A place in a function where memory comes to it: an allocation, or a call
/// that leads to one.
struct Site {
  std::string Family;
  AllocatorKind Kind = AllocatorKind::Heap;
  std::string Within; ///< the callee that the memory does not leave, or ""
  bool Escapes = false;
  bool Freed = false; ///< on every way out
  bool Kept = false;  ///< by a global of the library
  bool Lost = false;  ///< on some way out
  bool Plain = false; ///< the call does nothing but allocate one block
  std::string Callee; ///< the function that is called there, mangled, or ""
  std::string Hook;   ///< the global through which it is allocated, or ""
  Counterpart Instead;
  Counterpart Grows; ///< by Model::GrowsInRegion, of a call of that function
  std::optional<uint64_t> Bytes; ///< at most; unset: the code does not say
  std::vector<Step> Witness;     ///< from the allocation to the function
  std::vector<Step> Ends;        ///< where it is released, kept or lost
  bool MoreEnds = false;         ///< there may be others
  /// Of Ends: calls that do nothing but release their first argument, which may
  /// be null.
  std::vector<Location> Frees;
};

/// An allocation in the function's own code that goes past an allocator that
/// the library's user may choose.
struct Bypass {
  std::string With; ///< the function that allocates
  std::string Hook; ///< the global that holds the allocator, or ""
  ArgumentRef Argument;
  std::string Path;          ///< in that argument
  std::string Giver;         ///< whose argument, if another function's
  std::vector<Step> Witness; ///< the allocation, and a use of the allocator
};

struct Stack {
  uint64_t Bytes = 0; ///< deepest known chain
  bool Bounded = true;
  bool Recursive = false;
  /// What is not bounded, here or in a callee: the function and the place in
  /// it. The first ones of the source, if there are very many.
  struct Unbounded {
    Location Where;
    std::string Within;
    bool Recursion = false; ///< else a slot of run-time size
    friend auto operator<=>(const Unbounded &, const Unbounded &) = default;
  };
  std::vector<Unbounded> Causes = {};
};

enum class Ownership : uint8_t { None, Owned, Borrowed, Sometimes };
llvm::StringRef ownershipName(Ownership Result); // "none", "owned", ...

/// A contract of a function, and whether the function is as good as that.
struct Promised {
  enum class State : uint8_t {
    Holds,
    Broken,
    Unclear, ///< code that was not seen decides
  };
  Contract Word;
  State Is = State::Holds;
  std::string Problem;            ///< of Broken: "is escaping"
  std::vector<Step> Witness = {}; ///< of Broken
};

/// Names, sorted, that many functions share.
using NameList = std::shared_ptr<const std::vector<std::string>>;

struct SurfaceFunction {
  std::string Name, Signature, Mangled;
  Location Where;
  bool Public = false;
  bool System = false; ///< of a system header: not this project's to change
  std::string Linkage; ///< "external", "internal", "weak", "inline"
  /// Whether other files may have another one of the name: of static ones, and
  /// of where a program begins, as a scan may read several programs.
  bool isOfItsFile() const {
    return Linkage == "internal" || Mangled == "main";
  }
  AllocationClass Class = AllocationClass::Unknown;
  AllocationClass ClassIfAssumed = AllocationClass::Unknown;
  std::vector<Allocator> Allocators;
  std::vector<Escape> Escapes;
  std::vector<Release> Releases;
  std::vector<Retention> Retains;
  std::vector<Keep> Stores;
  std::vector<Borrow> Borrows;
  std::vector<Leak> Leaks;
  std::vector<Site> Sites;
  std::vector<Bypass> Bypasses;
  std::vector<Promised> Contracts = {};
  /// Where public headers declare it so that a word can be put before it.
  std::vector<DeclarationPlace> DeclaredAt = {};
  bool PointerResult = false;
  Ownership Result = Ownership::None;
  std::string Condition; ///< of Ownership::Sometimes, "" if not simple
  bool Nullable = false;
  bool Coarse = false;       ///< old memory may be a result by the limits alone
  bool OnlyReleases = false; ///< it does nothing but release its first argument
  membrane::Stack Stack;
  std::vector<Assumption> Assumptions;
  std::vector<std::string> Callees; ///< direct and resolved, for `explain`
  /// Further ones, sorted: what calls through pointers reach. Functions share
  /// these lists.
  std::vector<NameList> Listed = {};
};

/// Memory that hangs under a handle and that its release leaves.
struct Remainder {
  std::string Path; ///< from the handle: "->items[]"
  Location Where;   ///< where it was hung
  std::string By;   ///< the public function that hangs it
};

struct SurfaceType {
  std::string Name;
  bool Opaque = false;
  std::vector<std::string> Leaks, Release, Constructors;
  std::vector<std::string> Handed; ///< those of Leaks that only give one to a
                                   ///< function of the caller's
  /// Whether one release frees all that ever hangs under it; unset: not known.
  std::optional<bool> ReleaseComplete;
  std::string Doubt; ///< why it is not known, if there is a release
  std::vector<Remainder> Remains; ///< if it does not: what certainly stays
  /// Kinds of block that its release frees, the object among them; 0 if that
  /// does not always end the object.
  unsigned Blocks = 0;
  std::string Singly; ///< a public function that frees only what hangs under it
  Location Where;
};

struct FailedUnit {
  std::string File, Reason;
};

/// A limit of the analysis and how often it was hit.
struct BoundHit {
  std::string Name;
  uint64_t Count = 0;
};

/// One run's whole answer.
/// A step that only a program of several threads has a use for.
struct ThreadUse {
  std::string What; ///< the function that is called; empty: an atomic step
  Location Where;
};

struct Surface {
  std::string Root;               ///< paths in output are relative to it
  std::vector<std::string> Files; ///< absolute; FileId indexes here
  std::vector<bool> PublicFile;   ///< by file
  bool PublicChosen = false;      ///< not all headers are public
  bool ExportsListed = false;     ///< other functions are not exported
  unsigned UnitsTotal = 0;
  std::vector<FailedUnit> Failed;
  std::vector<SurfaceFunction> Functions; ///< by file, line, name
  std::vector<SurfaceType> Types;         ///< by name
  std::vector<BoundHit> Bounds;           ///< only those hit
  std::vector<std::string> Notes; ///< a symbol defined twice, and the like
  /// Functions of others that are known not to release what they are
  /// given, and whether what they return can be new memory.
  llvm::StringMap<bool> Harmless = {};
  std::optional<ThreadUse> Threads = std::nullopt; ///< one, if it has any
};

//===-- The stage ---------------------------------------------------------===//

struct Program;   // analysis/link/Link.h
struct Summaries; // analysis/escape/Escape.h
class Models;     // analysis/models/Models.h
struct ModelRows; // analysis/models/Models.h

struct SurfaceOptions {
  std::string Root; ///< absolute; relative globs and output start here
  std::vector<std::string> PublicGlobs; ///< of headers, relative to Root
  std::set<std::string> Exports;        ///< names of an export list
};

/// Classes, opacity, releases and the rest of the record.
Surface buildSurface(const Program &Linked, const Summaries &Found,
                     const Models &Known, const SurfaceOptions &Options);

/// The answer for a library and the programs beside it: what clients can call
/// is as it is without the programs, of which they have none; of each other
/// function, the worse holds. Library has the first files of Whole.
Surface joinViews(Surface Library, Surface Whole);

/// The words of contract.h that hold of a function, and say how good it is;
/// none if none does. Under what assumptions, the function says.
std::vector<Contract> contractsThatHold(const SurfaceFunction &Function);

/// The public functions of an answer as models, for scans of their users. A
/// row never says less than the summary: what it cannot say makes it unknown.
ModelRows exportModels(const Surface &Answer, const Program &Linked,
                       const Summaries &Found, const Models &Known);

} // namespace membrane

#endif
