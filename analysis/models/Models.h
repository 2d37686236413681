// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What functions without a body do with memory: data, not code.
//
// The tables are YAML files in this folder, checked at build time and built
// into the program; the user's come with --models FILE in the same format
// (docs/models.md) and win over the built-in ones of the same name.

#ifndef MEMBRANE_ANALYSIS_MODELS_MODELS_H
#define MEMBRANE_ANALYSIS_MODELS_MODELS_H

#include "analysis/summary/AllocationClass.h"
#include "analysis/summary/Ids.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>
#include <vector>

namespace membrane {

/// Which number a function that returns one returns if it has filled what its
/// arguments point to; with any other, it has not.
enum class ModelSuccess : uint8_t { Unknown, Zero, NotNegative, NotZero };

/// What a modelled function returns; one of several possible ones.
struct ModelResult {
  enum class Kind : uint8_t {
    Fresh,     ///< memory that this call allocated
    Inside,    ///< a pointer into what Argument points to (or Argument itself)
    Content,   ///< the pointer that is stored where Argument points
    Static,    ///< memory that the library keeps for ever
    Null,      ///< the null pointer, beside something else
    Reachable, ///< any pointer that one or more loads from Argument on give
    Thrown,    ///< an exception object
    Caught,    ///< an exception object, or the pointer that was thrown
  };
  Kind From = Kind::Static;
  unsigned Argument = 0; ///< of Inside, Content, Reachable; counts from 0
  int IfNull = -1;       ///< only if this argument is null (getcwd's buffer);
                         ///< negative: in any call
  bool Unknown = false;  ///< of Static: it can be anybody's memory, fresh too
                         ///< (what a thread returned); "unknown" in the rows
};

/// A pointer that the call may store where argument To points (strtol's end);
/// the old content can stay. Value is never Fresh: that is in Fills.
struct ModelPoint {
  unsigned To = 0;
  /// Somewhere in what To points to, not only at its start.
  bool Anywhere = false;
  ModelResult Value;
};

/// Whether a release happens on every call that returns.
struct ModelRelease {
  unsigned Argument = 0;
  bool Always = true;
  /// The pointer stored where Argument points is released, not Argument.
  bool Content = false;
  /// With Content: the pointers at every offset there (a struct's members).
  bool Anywhere = false;
  /// Not Always: one of several holders lets go, and the last one releases.
  bool Counted = false;
};

/// An argument that the callee keeps after it returns: in the object behind
/// argument Into, in the fresh result, in the exception that is thrown, or in
/// the library's own globals.
struct ModelKeep {
  static constexpr int Globals = -1, Result = -2, Thrown = -3;
  unsigned Argument = 0;
  int Into = Globals;
  /// The pointers stored behind Argument are kept, not Argument (sigaction).
  bool Content = false;
};

/// What a function that is called during the call gets.
struct ModelPassed {
  enum class Kind : uint8_t {
    Nothing, ///< no pointer of the caller's
    Inside,  ///< Argument, or a pointer into what it points to
    Start,   ///< Argument as it is
    Content, ///< the pointer that is stored where Argument points
  };
  Kind From = Kind::Nothing;
  unsigned Argument = 0; ///< of all but Nothing
  friend bool operator==(const ModelPassed &, const ModelPassed &) = default;
};

/// Argument is a function that is called during the call, or an object of
/// which a virtual function is.
struct ModelCall {
  static constexpr int NotVirtual = -1;
  unsigned Argument = 0;
  std::vector<ModelPassed> Passed; ///< by the called function's argument
  bool Returned = false;           ///< what it returns is the call's own result
  /// The pointer stored where Argument points is meant, not Argument.
  bool Content = false;
  int Slot = NotVirtual; ///< of the object's table of virtual functions
};

//===-- Rows by place -----------------------------------------------------===//
//
// What an argument's first level cannot say: rows that were exported from a
// scan name memory by the pointers that lead to it.

/// A piece of memory: where a chain of pointers from Root ends. Without links
/// it is what an argument points to, or a block that the call made.
struct ModelPlace {
  enum class Root : uint8_t {
    Argument,
    Variadic, ///< the list of variadic arguments
    Fresh,    ///< Model::Blocks[Number], or the row's own if Number is Own
    Static,   ///< the library's own memory
    Thrown,   ///< the exception objects
    Outside,  ///< what functions of the caller's wrote; nothing more is known
  };
  static constexpr unsigned Own = UINT32_MAX;
  /// The pointer at At is followed; then any number of times one at Again.
  struct Link {
    Offset At;
    std::vector<Offset> Again;
    friend auto operator<=>(const Link &, const Link &) = default;
  };
  Root From = Root::Argument;
  unsigned Number = 0; ///< of Argument, Fresh
  std::vector<Link> Links;
  friend auto operator<=>(const ModelPlace &, const ModelPlace &) = default;
};

/// One of the things that a pointer may be.
struct ModelValue {
  enum class Kind : uint8_t { Start, Inside, Null, Number };
  Kind Form = Kind::Start;
  ModelPlace To; ///< of Start, Inside
};

/// A block that the call makes, beside or instead of the row's own.
struct ModelBlock {
  std::string Family;
  /// The pointer through which the allocator is called, if the caller can
  /// replace it; Family is then that of the default, or empty.
  std::optional<ModelPlace> Through;
};

/// What stands at At in Into after the call: one of Values, or if it was not
/// surely replaced also what stood there.
struct ModelStore {
  ModelPlace Into;
  Offset At;
  bool Replaces = false;
  std::vector<ModelValue> Values;
};

/// A part of the result at Bytes from its start, if it is not a plain pointer
/// that ModelResult can say.
struct ModelPart {
  int64_t Bytes = 0;
  ModelValue Value;
};

struct ModelFree {
  ModelPlace What;
  bool Always = true;
  bool Counted = false; ///< as that of ModelRelease
};

/// A call through a pointer that the caller set.
struct ModelCallback {
  ModelPlace Through;
  std::vector<std::vector<ModelValue>> Passed; ///< an empty one: no pointer
  /// The library has a function of its own for the case that the caller set
  /// none; the row says what that does.
  bool Defaulted = false;
};

/// A call in which Argument is Number is not what the row says, and one in
/// which nobody knows the argument may not be (syscall).
struct ModelException {
  unsigned Argument = 0;
  int64_t Number = 0;
};

/// The row speaks only of calls whose format, a text, has a directive with this
/// letter, or is none that stands in the program; others do nothing.
struct ModelFormat {
  unsigned Argument = 0;
  std::string Directive; ///< one letter
  /// One bit for each letter.
  static uint64_t setOf(llvm::StringRef Letters);
};

/// A value that each thread has of its own, under a key.
struct ModelThreadValue {
  enum class Kind : uint8_t {
    Makes,  ///< a key, at *Key
    Reads,  ///< and returns what stands under Key
    Writes, ///< Value under Key
    Drops,  ///< Key
  };
  Kind Does = Kind::Makes;
  unsigned Key = 0;
  unsigned Value = 0; ///< of Writes
};

/// A way to make memory that has releases of its own; a model that makes or
/// releases memory names one.
struct ModelFamily {
  std::string Name; ///< "malloc", "new[]", "FILE"
  AllocatorKind Kind = AllocatorKind::Heap;
  std::string Release; ///< the usual release: "free", "fclose"; may be empty
  bool Opaque = false; ///< its users cannot look into a block
};

/// What one function does. Arguments count from 0 at the machine level: in C
/// as declared; in C++ the object is argument 0 and a hidden pointer to the
/// result, if there is one, comes before it.
struct Model {
  std::string Name;   ///< the linker's name
  std::string Family; ///< of the memory it makes or releases: "malloc"
  AllocatorKind Kind = AllocatorKind::Heap;
  std::vector<ModelResult> Returns; ///< empty: no pointer
  std::vector<ModelRelease> Releases;
  std::vector<unsigned> Fills; ///< *argument = fresh memory (old content is
                               ///< in Releases if it is released); on success,
                               ///< so the old content may stay
  std::vector<unsigned> FillsAnywhere; ///< the same, somewhere in the struct
                                       ///< that the argument points to (glob)
  ModelSuccess FilledIf = ModelSuccess::Unknown; ///< of all Fills
  std::string FillFamily; ///< of Fills, if not Family (open_memstream)
  std::vector<ModelPoint> Points;
  /// Contents behind the first argument to those behind the second, or of the
  /// fresh result if negative; the same twice: contents change places (qsort).
  std::vector<std::pair<unsigned, int>> Copies;
  std::vector<ModelKeep> Keeps;
  std::vector<ModelCall> Calls;
  std::vector<ModelBlock> Blocks;
  std::vector<ModelStore> Stores;
  std::vector<ModelPart> Parts;
  std::vector<ModelFree> Frees;
  std::vector<ModelCallback> Callbacks;
  std::vector<ModelException> Exceptions;
  std::optional<ModelFormat> Format;
  /// The same that the rest of the row says of any key, of one that nobody else
  /// has.
  std::optional<ModelThreadValue> ThreadValue;
  /// A variable of the library's, in which the program leaves a function right
  /// before something calls this one, which only calls that; empty if none.
  std::string CallsHeld;
  bool Unknown = false;   ///< it also does what nobody saw
  bool Allocates = false; ///< makes fresh memory that is contained in the call
                          ///< or in the library (rarely: private allocations
                          ///< of libc do not count)
  bool Linked = false; ///< the fresh memory is many blocks that point to each
                       ///< other (a list, a table of strings): one block
                       ///< whose members point to itself stands for all
  bool NoReturn = false;
  bool Unwinds = false; ///< leaves past every handler, as longjmp does
  bool Throws = false;  ///< leaves by an exception, which can be caught
  /// Of Throws: which argument says the type, or that what is thrown is the
  /// library's own and holds nothing of the program's.
  static constexpr int AnyType = -1, OwnTypes = -2;
  int ThrownType = AnyType;
  bool ReturnsTwice = false; ///< setjmp
  /// Reaches the exception that is handled, which a caller may have caught.
  bool ReachesCaught = false;
  std::string Release; ///< the usual release of what it makes: "free", "fclose"
  /// The function that does the same in a region, which it takes before the
  /// same arguments; empty if there is none.
  std::string InRegion;
  std::string InScratch; ///< the same for a scratch instead of a region
  /// The function that resizes in a region what it has made itself, behind the
  /// region with the same arguments.
  std::string GrowsInRegion;
  /// The function that does either in the heap of a region, whose objects are
  /// freed singly; it takes the region before the same arguments.
  std::string InHeap;
  /// Arguments that multiply to the size of the block; empty: not known.
  std::vector<unsigned> Size;
  bool Zeroed = false; ///< the block is all zeros
  /// Only a program of several threads has a use for it (a lock, a thread).
  bool Threads = false;
  /// The linker's names may have the version behind them: ucal_open_72.
  bool Versioned = false;
};

/// A name as YAML reads it back; C++ families such as "new[]" need quotes.
std::string quoteModelName(llvm::StringRef Name);

/// A set of models, by the linker's name. Not for several threads at once:
/// rows are read when they are first asked for.
class Models {
public:
  /// The built-in tables. They were checked when membrane was built.
  static Models builtin();

  /// Adds the tables in Text; FileName is for messages. Every error has file,
  /// line and column: unknown keys, wrong values, a function twice in one
  /// file. Nothing is added if there is one. Replaces earlier models of the
  /// same name from other files.
  llvm::Error add(llvm::StringRef Text, llvm::StringRef FileName);

  /// Null if there is none. A version behind the name is left out, if the row
  /// says that there may be one.
  const Model *find(llvm::StringRef Name) const;
  const ModelFamily *family(llvm::StringRef Name) const;

  /// Whether a system type is opaque to its users by convention although its
  /// header completes it ("FILE", "struct _IO_FILE"); nullopt: no opinion.
  std::optional<bool> isOpaqueType(llvm::StringRef TypeName) const;

  size_t size() const { return ByName.size() + Unread.size(); }
  /// The functions whose row has been read, in no order: all but the built-in
  /// ones by place that nobody has asked for.
  std::vector<llvm::StringRef> namesRead() const;
  /// Reads those too.
  void readAll() const;

  /// The stable text form: the rows that add reads, ordered by name.
  void print(llvm::raw_ostream &Out) const;

private:
  const Model *findExact(llvm::StringRef Name) const;
  const Model *read(llvm::StringRef Name) const;

  mutable llvm::StringMap<Model> ByName;
  /// Built-in rows as text, which most programs have no use for.
  mutable llvm::StringMap<const char *> Unread;
  llvm::StringMap<ModelFamily> Families;
  llvm::StringMap<bool> TypeOpacity;
};

/// Rows for a file, in its order.
struct ModelRows {
  struct Row {
    Model What;
    std::vector<std::string> Comments; ///< lines above it
  };
  std::vector<std::string> Comments; ///< lines at the top
  std::vector<ModelFamily> Families;
  std::vector<Row> Functions;

  /// The text that Models::add reads.
  void print(llvm::raw_ostream &Out) const;
};

} // namespace membrane

#endif
