// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Unit files → one program: symbols, types, call graph, order.

#ifndef MEMBRANE_ANALYSIS_LINK_LINK_H
#define MEMBRANE_ANALYSIS_LINK_LINK_H

#include "analysis/facts/Facts.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/raw_ostream.h"
#include <set>
#include <vector>

namespace membrane {

class Models; // analysis/models/Models.h

/// A contract out of a file beside the source.
struct ContractNote {
  std::string Function; ///< as the source or the linker names it
  Contract Word;
  std::string File; ///< absolute
  uint32_t Line = 0, Column = 0;
};

/// What the link has to know of the outside.
struct LinkOptions {
  std::string Root;                     ///< absolute; relative globs start here
  std::vector<std::string> PublicGlobs; ///< of the public headers; empty: every
                                        ///< header is taken for public
  const Models *Known = nullptr; ///< for bodies that give way to a model,
                                 ///< and what others call
  std::vector<ContractNote> Notes = {}; ///< beside what declarations promise
  /// The units are all that can call what no public header declares.
  bool Whole = false;

  /// Whether clients can name only what public headers declare.
  bool onlyDeclared() const { return Whole && !PublicGlobs.empty(); }
};

/// Where the pointer of an indirect call can lead.
struct CallTargets {
  /// That the program stores there. Calls that reach the same share a list.
  llvm::ArrayRef<SymbolId> Functions;
  TargetListId List; ///< which one of Program::TargetLists
  bool Open = true;  ///< code that was not seen may store others there
  /// Among it some that is no client's, or none is seen that would.
  bool Unseen = false;
  /// Some are only called as what is stored there may be: they were stored
  /// where no place has a name.
  bool Guessed = false;
  /// Nothing else than Functions, and what code that was not seen stores, can
  /// be there, unless a record is used as another one.
  bool Sure = false;
  /// Where in records it can stand: which of Program::Offsets.
  uint32_t Offsets = 0;
};

/// By function: where in records the program stores it, sorted; none: anywhere.
using FunctionOffsets = std::map<SymbolId, std::optional<std::vector<int64_t>>>;

/// A call, by its place in a function.
struct CallSite {
  uint32_t Function = 0, Block = 0, Fact = 0;
  friend auto operator<=>(const CallSite &, const CallSite &) = default;
};

/// What stands at an offset of a record.
struct MemberPlace {
  static constexpr unsigned MaxNesting = 16;
  llvm::SmallVector<const Field *, 4> Way; ///< members, the outermost first
  RecordId Holder;      ///< the innermost record, of which Way.back() is one
  int64_t InHolder = 0; ///< the offset in it
  TypeId Type;          ///< of the member; of its elements if it is an array
  int64_t Rest = 0;     ///< bytes into that
  bool InArray = false;
};

/// Arguments by their function and number.
using PassedOnSet = std::set<std::pair<SymbolId, uint32_t>>;

/// Arguments of indirect calls.
using UserDataSet = std::set<std::pair<CallSite, uint32_t>>;

/// A member, with all elements of one that is an array: its record, and the
/// offset in that.
using MemberKey = std::pair<RecordId, int64_t>;

inline MemberKey memberOf(const MemberPlace &Place) {
  return {Place.Holder, Place.Way.empty() ? Place.InHolder
                                          : int64_t(Place.Way.back()->Offset)};
}

/// The type of the one member that begins there; none if there is another.
inline TypeId soleType(llvm::ArrayRef<MemberPlace> Places) {
  return Places.size() == 1 && Places[0].Rest == 0 ? Places[0].Type : TypeId();
}

/// The address of a variable of the program's, or one in it.
struct KeptAddress {
  SymbolId Variable;
  Offset At;
  friend auto operator<=>(const KeptAddress &, const KeptAddress &) = default;
};

/// Where such addresses are stored.
struct KeptAddresses {
  std::map<MemberKey, std::vector<KeptAddress>> InMember;
  std::map<SymbolId, std::vector<KeptAddress>> InVariable; ///< of no record
};

/// An array that is a member, by bytes of the whole record.
struct ArrayPlace {
  int64_t Low = 0, High = 0; ///< Offset::MaxBound as High: it may be longer
  uint64_t Element = 0;      ///< bytes from one element to the next
  uint64_t Innermost = 0;    ///< the same, of an array of arrays the inner one
  bool OfPointers = false;
  bool First = false; ///< of its record: has the same address

  /// Whether a move from a place in it leads to elements, which are as wide as
  /// a pointer or more.
  bool leadsToElements(int64_t From, Offset By) const {
    constexpr uint64_t PointerSize = 8;
    return By.Stride >= PointerSize && By == Offset::make(0, Element) &&
           (From - Low) % int64_t(Element) == 0;
  }
  /// Bytes between elements that are told apart: those that are pointers are
  /// one place.
  uint64_t apart() const { return OfPointers ? 1 : Element; }
};

/// All units as one: the ids in facts index the tables here.
struct Program {
  std::vector<std::string> Files;
  std::vector<Type> Types;
  std::vector<Record> Records;
  std::vector<Symbol> Symbols;
  std::vector<Function> Functions;
  /// By SymbolId: index into Functions, or NoBody.
  std::vector<uint32_t> BodyOf;
  static constexpr uint32_t NoBody = UINT32_MAX;
  /// By FileId: whether it is a public header.
  std::vector<bool> PublicFile;
  /// What indirect calls reach, each list once: there may be as many calls as
  /// functions that each of them reaches.
  std::vector<std::vector<SymbolId>> TargetLists;
  /// Indirect calls, ordered by site.
  std::vector<std::pair<CallSite, CallTargets>> Indirect;
  /// Offsets in records, sorted.
  std::vector<std::vector<int64_t>> Offsets;
  FunctionOffsets StoredAt;
  /// Arguments that a function without a body calls, or is given to call by
  /// this one.
  PassedOnSet PassedOn;
  /// Strongly connected components of the call graph, callees first; each
  /// lists indexes into Functions.
  std::vector<std::vector<uint32_t>> Components;
  /// Records whose members code outside the program may write, by RecordId.
  std::vector<bool> OpenRecord;
  /// Functions that code outside the program may call by a name, by SymbolId of
  /// the definition.
  std::vector<bool> Callable;
  KeptAddresses Kept;
  /// Ends of sections that the program names (__start_probes), and by these the
  /// variables in the section.
  std::map<SymbolId, std::vector<SymbolId>> SectionEnds;
  /// Those ends, and the variables of them that are written: one is reached
  /// from the others.
  std::set<SymbolId> Gathered;
  /// Members of type integer that the program uses as addresses.
  std::set<MemberKey> Carriers;
  /// Hooks of other libraries' structs that nobody sets: null, or what the
  /// other library puts there by itself.
  std::set<MemberKey> Unfilled;
  /// Records with pointers to functions that the program calls, and knows all
  /// of, whatever stands in a variable of the record.
  std::set<RecordId> ShutTables;
  /// Arguments that clients gave with the function that is called, where that
  /// is none of the program's.
  UserDataSet UserData;
  /// Some unit has pointers that are not 8 bytes wide, which the analysis of
  /// flow does not follow yet.
  bool OtherPointers = false;
  /// Symbols defined twice and the like, for the user.
  std::vector<std::string> Notes;

  /// What stands Bytes into a record, or into a value of a type: one member,
  /// or several in a union. None: no member of a record does. Lists live as
  /// long as the program; one thread may ask at a time.
  llvm::ArrayRef<MemberPlace> membersAt(RecordId Whole, int64_t Bytes) const;
  /// The outermost union that stands at an offset of a record, and where in it;
  /// the record itself, and the offset, if there is none.
  MemberKey unionAt(RecordId Whole, int64_t Bytes) const;
  /// The array of which an element stands there, if it is no member of a union
  /// or of another array's elements.
  std::optional<ArrayPlace> arrayAt(RecordId Whole, int64_t Bytes) const;
  llvm::SmallVector<MemberPlace, 1> membersAt(TypeId Whole,
                                              int64_t Bytes) const;
  /// The records that start there: a member that is one, and the first in it.
  llvm::SmallVector<RecordId, 2> innerAt(RecordId Whole, int64_t Bytes) const;

  /// The kind of object that a variable is, or that an argument is declared to
  /// point to; none of other values.
  RecordId recordBehind(const Function &Code, ValueId Pointer) const;

  /// Whether nobody sets the hook that stands Bytes into a record.
  bool isUnfilled(RecordId Whole, int64_t Bytes) const;

  /// Whether pointers to functions stand in a value of the type. True for one
  /// that nests too deep to tell.
  bool holdsFunctions(TypeId Whole) const;
  /// The same of functions that return something.
  bool holdsGivers(TypeId Whole) const;

  /// What the elements of an array are, of arrays of arrays too; a type that is
  /// no array is its own.
  TypeId elementOf(TypeId Whole) const {
    while (Whole && Types[Whole.Index].Form == Type::Kind::Array)
      Whole = Types[Whole.Index].Element;
    return Whole;
  }

  /// Whether others than the program's functions may stand in a variable: not
  /// in a table of the library's own.
  bool isReplaceable(SymbolId Variable) const;

  /// The definition that calls of a symbol reach, through aliases.
  SymbolId resolve(SymbolId Named) const;
  /// Whether a public header declares it.
  bool isPublic(SymbolId Named) const;
  /// Its body, or null.
  const Function *body(SymbolId Named) const;
  /// Whether what a call gives is called by a function without a body.
  bool isPassedOn(SymbolId Callee, uint32_t Argument) const;
  /// Targets of one indirect call, or of a call that passes on what is called;
  /// open and empty if nothing is known.
  const CallTargets &targets(const CallSite &Site) const;
  /// Whether a call cannot reach a function that is found for it where objects,
  /// or places in them, are not told apart: not even if a record is used as
  /// another one, since those that hold the function have it elsewhere.
  bool isExcluded(const CallTargets &Targets, SymbolId Found) const;
  /// Takes such functions out: beside what is not known, places that may be
  /// others give too many.
  void dropExcluded(const CallTargets &Targets,
                    std::vector<SymbolId> &Found) const;

private:
  using MemberList = std::unique_ptr<llvm::SmallVector<MemberPlace, 1>>;
  /// What membersAt has answered: few places are asked for, but those often.
  mutable llvm::DenseMap<std::pair<uint32_t, int64_t>, MemberList> Asked;
};

/// A place in a record, or in each of several in a row.
struct Position {
  SymbolId Variable; ///< which is or holds the record; none: others may
  RecordId Whole;
  int64_t Bytes = 0;     ///< from the start of the record
  bool Anywhere = false; ///< any member
  /// Only a declaration says so of a pointer, which may be used as another.
  bool Declared = false;
  friend bool operator==(const Position &, const Position &) = default;
};

using PositionList = llvm::SmallVector<Position, 1>;

/// Where the addresses of one function lead to in records. Clang reads and
/// writes members by machine types, too, which say nothing of them: those of a
/// struct that is copied (`struct ops o = table[i]`).
class Positions {
public:
  /// Linear in the facts, and in how often a loop changes what one leads to.
  Positions(const Program &Linked, const Function &Body);

  /// All that one address may be; empty if no record is known.
  PositionList of(ValueId Address) const;

private:
  void add(PositionList &All, const Position &One) const;
  PositionList behind(TypeId Pointer) const;
  PositionList loaded(const Fact &Load) const;
  PositionList displaced(const Fact &Step) const;
  Position moved(Position At, Offset By) const;
  PositionList merged(const Fact &Step);
  PositionList result(const Fact &Step);

  const Program &Linked;
  const Function &Body;
  llvm::DenseMap<uint32_t, PositionList> Known; ///< by value
  bool Awaits = false; ///< a merge of what was not known yet
};

/// Puts the units of programs (a target with `main`), and of targets that need
/// what only programs define, behind those that clients may link, and says how
/// many the latter are.
size_t putProgramsLast(std::vector<Unit> &Units, const Models &Known);

/// Joins units into one program: symbols, types, the call graph and its
/// order. The order of the units decides nothing but which of two equal
/// definitions is kept.
Program linkUnits(std::vector<Unit> Units, const LinkOptions &Options);

/// The contracts of a file in the syntax of Clang's API notes. Errors have
/// file, line and column.
llvm::Expected<std::vector<ContractNote>>
readApiNotes(llvm::StringRef Text, llvm::StringRef FileName);

/// A function that the program uses and nobody describes: it has no body, no
/// model, and no annotation that says what it returns.
struct MissingFunction {
  SymbolId Symbol;
  unsigned Calls = 0; ///< sites that call it, also through a pointer
  Location First; ///< of one call; if there is none, of a use of its address
};

/// The most called first, then by name.
std::vector<MissingFunction> findMissing(const Program &Linked,
                                         const Models &Known);

/// The stable text form, for --dump=link.
void print(const Program &Linked, llvm::raw_ostream &Out);

} // namespace membrane

#endif
