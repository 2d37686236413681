// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What one unit says about memory, and all that crosses to the whole program.
//
// A unit holds its symbols, types and, for every function with a body, a
// control-flow graph of small facts over SSA values. Facts know nothing of
// Clang or LLVM IR; a call names its callee, and what the callee does is
// decided later (bodies before models). The same structs hold the program
// after linking: there every id indexes the program's tables.

#ifndef MEMBRANE_ANALYSIS_FACTS_FACTS_H
#define MEMBRANE_ANALYSIS_FACTS_FACTS_H

#include "analysis/summary/Contract.h"
#include "analysis/summary/Ids.h"
#include "analysis/summary/ShortList.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>
#include <vector>

namespace membrane {

//===-- Types -------------------------------------------------------------===//

/// A C or C++ type, as far as memory goes. Typedefs are looked through; the
/// spelling keeps them.
struct Type {
  enum class Kind : uint8_t { Void, Scalar, Pointer, Record, Array, Function };
  Kind Form = Kind::Scalar;
  std::string Spelling; ///< as in the source: "struct node *", "gzFile"
  TypeId Element;       ///< of a Pointer (also a reference) or an Array
  RecordId Record;      ///< of a Record
  uint64_t Size = 0;    ///< in bytes; 0 if incomplete or unknown
  /// Of a Function, by the machine's count, as far as each argument is one
  /// value. None: units differ.
  std::vector<TypeId> Parameters;
};

/// A member of a record. Base classes and anonymous members appear flattened.
struct Field {
  std::string Name; ///< "state"; "u.list" for a member of a named inner struct
                    ///< is NOT used: inner records are fields of Record type
  uint64_t Offset = 0; ///< bytes from the start of the record
  TypeId Type;
};

/// A struct, union or class. Incomplete in a unit that only declares it.
struct Record {
  std::string Name; ///< "struct node", a typedef's name if it has no tag,
                    ///< "ns::Class" in C++
  bool Complete = false;
  bool Union = false;
  bool Final = false;    ///< no class derives from it
  bool System = false;   ///< a system header completes it
  bool Destroys = false; ///< it has a destructor that does something
  uint64_t Size = 0;
  Location Where; ///< of the definition if complete, else of a declaration
  std::vector<Field> Fields; ///< ordered by offset
};

//===-- Symbols -----------------------------------------------------------===//

/// Who can see a symbol and which definition wins.
enum class Linkage : uint8_t {
  External,
  Internal, ///< static: the unit's own
  Weak,     ///< a strong definition elsewhere replaces it
  Inline,   ///< C++ inline, templates: same body in many units
  Common,   ///< tentative definition; merges with others of the name
  Copy,     ///< a body to inline (C99 inline): the definition is elsewhere
};

/// A pointer in a global's initial value: at Offset bytes stands the address
/// of Target plus Addend.
struct InitialPointer {
  int64_t Offset = 0;
  SymbolId Target;
  int64_t Addend = 0;
};

/// Offset bytes into a vtable, the part starts that objects of Class, as far
/// as callers know them, point to.
struct AddressPoint {
  int64_t Offset = 0;
  RecordId Class;
};

/// What an argument of the machine-level signature is in the source.
struct ArgumentOrigin {
  static constexpr int32_t This = -2;   ///< the C++ object
  static constexpr int32_t Result = -4; ///< hidden pointer to the result (sret)
  static constexpr int32_t Hidden = -5; ///< VTT and other ABI arguments
  int32_t Parameter = Hidden; ///< >= 0: index of the declared parameter
  int64_t Offset = 0;    ///< which bytes of a parameter that was taken apart
  bool Indirect = false; ///< points to a copy of the parameter (byval)
};

/// A declared parameter that is a function, which takes so many arguments.
struct CalledParameter {
  int32_t Parameter = 0;
  uint32_t Arguments = 0;
};

struct Symbol {
  enum class Kind : uint8_t { Function, Variable };
  Kind Form = Kind::Function;
  std::string Name; ///< the linker's name (mangled)
  Linkage Link = Linkage::External;
  bool Defined = false;
  SymbolId Aliasee; ///< set if this is an alias of another symbol

  // Variables only.
  bool Constant = false; ///< never written after initialisation
  std::string Section;   ///< one whose ends may have names, so code gets at the
                         ///< variable that does not name it; else empty
  TypeId Type;
  Location Where;
  std::string SourceName;              ///< qualified, as the source says it
  std::vector<InitialPointer> Initial; ///< ordered by offset
  std::vector<int64_t> Nulls; ///< of a constant: the first of the offsets at
                              ///< which null pointers stand, ordered
  bool Text = false;          ///< a constant that is a text, which ends in 0
  std::string Directives; ///< of a Text: the letters of those in it, if it is a
                          ///< format ("ms" for "%5ms"), ordered, each once
  uint64_t Size = 0;
  std::vector<AddressPoint> Points; ///< of a vtable
  /// Of the type_info of a class: those of its direct bases whose handlers
  /// stop an exception of the class.
  std::vector<SymbolId> Bases;
  /// Every header or source that declares it (variables and functions).
  std::vector<FileId> DeclaredIn;

  // Functions only: attributes of the declaration.
  bool NoReturn = false;
  bool ReturnsTwice = false;
  bool System = false;   ///< the source stands in a system header
  bool Deleting = false; ///< the destructor that also gives the object back
  /// From annotations on declarations without a body: `malloc` attribute.
  bool ReturnsFresh = false;
  /// Name of the deallocator in `malloc(dealloc)`, "" if none.
  std::string Deallocator;
  std::vector<Contract> Contracts; ///< ordered
  /// Of one without a body: what its machine-level arguments are, by which of
  /// its parameters it may leave memory with the caller, and which it may call.
  std::vector<ArgumentOrigin> Origins;
  std::vector<int32_t> Writable;
  std::vector<CalledParameter> Called;
  /// And the record of which it returns an address, by its type, if that is of
  /// no system header.
  RecordId Gives;
  /// Where headers declare it so that a word can be put before it.
  std::vector<DeclarationPlace> DeclaredAt;
  /// Structural signature for matching indirect calls: the IR function type
  /// printed ("ptr (ptr, i64)"); same text = call-compatible.
  std::string CallShape;
  /// As the source declares it, if there is no definition.
  std::string Signature;

  /// A vtable, or what describes a type (Itanium C++ ABI, 5.1.4): constant, and
  /// leads to functions and others of its kind.
  bool isOfClass() const {
    return Form == Kind::Variable && llvm::StringRef(Name).starts_with("_ZT");
  }
};

//===-- Functions ---------------------------------------------------------===//

struct Parameter {
  std::string Name;
  TypeId Type;
};

/// An SSA value, by what defines it.
struct Value {
  enum class Kind : uint8_t {
    Result,   ///< of a fact
    Argument, ///< Number is the machine-level argument index
    Null,     ///< the null pointer
    Integer,  ///< Number is its (sign-extended) value
    Address,  ///< of symbol Target plus Number bytes
    Scalar,   ///< carries no pointer: undef, floating point, wide vectors
  };
  Kind Form = Kind::Scalar;
  int64_t Number = 0;
  SymbolId Target;
};

/// A relation of a Compare fact.
enum class Relation : uint8_t {
  Equal,
  NotEqual,
  SignedLess,
  SignedLessEqual,
  SignedGreater,
  SignedGreaterEqual,
  UnsignedLess,
  UnsignedLessEqual,
  UnsignedGreater,
  UnsignedGreaterEqual,
};

/// What holds where a relation does not.
Relation opposite(Relation Wanted);

/// An integer operation of an Arithmetic fact. Other covers every operation
/// that is not named; its result may carry either operand's pointer at any
/// offset.
enum class Operation : uint8_t {
  Add,
  Subtract,
  Multiply,
  And,
  Or,
  Xor,
  ShiftLeft,
  ShiftRight,
  Other
};

/// One step of a function. Which members mean something depends on Form.
struct Fact {
  enum class Kind : uint8_t {
    /// Result = address of a new stack slot of Size bytes. Size 0 with
    /// Operands[0] set: that many bytes, known only at run time (VLA, alloca).
    /// Record, if set, is its type, or its elements'.
    Local,
    /// Result = Operands[0] + Displacement. Record, if set, is the type that
    /// Operands[0] was taken to point to (a struct member access).
    Displace,
    /// Result = one of Operands; for a phi, Incoming[i] is the block that
    /// Operands[i] comes from; empty for a select (Operands[2], if there, is
    /// its condition: true picks Operands[0]).
    Merge,
    /// Result = Size bytes at Operands[0].
    Load,
    /// Size bytes of Operands[1] to the place Operands[0].
    Store,
    /// Operands[2] bytes from Operands[1] to Operands[0]; Size the constant
    /// length, 0 if not constant (memcpy, memmove, struct assignment).
    Copy,
    /// Operands[2] bytes at Operands[0] become Operands[1] (memset); Size as
    /// for Copy.
    Fill,
    /// Result = call of Callee, or of the pointer Operands[0] if Callee is
    /// not set, with Arguments. CallShape as in Symbol.
    Call,
    /// Result = the bytes at Displacement of the struct that the call
    /// Operands[0] returned in registers (scalar results need no Part).
    Part,
    /// Result = whether Operands[0] Relation Operands[1]; if one is constant,
    /// Operands[1] is.
    Compare,
    /// Result = Operands[0] Operation Operands[1].
    Arithmetic,
    /// Makes the variadic argument list at Operands[0] walk the function's
    /// variadic arguments (va_start).
    StartVariadic,
    /// An exception arrives. Operands are what its handlers here, and those
    /// around them, stop: the type_info of a type, null for any exception, or
    /// something else that says nothing.
    Arrival,
    /// Something the analysis has to assume about (inline asm with effects,
    /// an unknown instruction): Text says what. Its Operands may escape
    /// anywhere, its Result may be anything.
    Unmodelled,
  };
  Kind Form = Kind::Unmodelled;
  ValueId Result;
  ShortList<ValueId, 2> Operands;
  Location Where;

  Offset Displacement;                   // Displace, Part; virtual Call: slot
  RecordId Record;                       // Local, Displace; virtual Call: class
  uint64_t Size = 0;                     // Local, Load, Store, Copy, Fill
  bool OfPointer = false;                // Load: its type is a pointer's,
                                         // or it is made one
  ShortList<BlockId, 2> Incoming;        // Merge
  SymbolId Callee;                       // Call
  ShortList<ValueId, 2> Arguments;       // Call
  std::string CallShape;                 // indirect Call
  bool Getter = false;                   // indirect Call: by its type in the
                                         // source it makes no memory
  bool NoReturn = false;                 // Call
  Relation Compared = Relation::Equal;   // Compare
  Operation Operator = Operation::Other; // Arithmetic
  bool Assembly = false;                 // Unmodelled: inline asm
  std::string Text;                      // Unmodelled

  /// Whether memory may be another one behind it.
  bool mayWrite() const {
    switch (Form) {
    case Kind::Store:
    case Kind::Copy:
    case Kind::Fill:
    case Kind::Call:
    case Kind::StartVariadic:
    case Kind::Arrival:
    case Kind::Unmodelled:
      return true;
    case Kind::Local:
    case Kind::Displace:
    case Kind::Merge:
    case Kind::Load:
    case Kind::Part:
    case Kind::Compare:
    case Kind::Arithmetic:
      return false;
    }
    return true;
  }

  /// What the result of a Merge is one of: a select's condition is none.
  llvm::ArrayRef<ValueId> merged() const {
    return llvm::ArrayRef(Operands).take_front(
        Incoming.empty() ? 2 : Operands.size());
  }
};

/// Bytes Value of the result, at Bytes from its start. A scalar result is one
/// part at 0; a struct in registers has one for each register or member.
struct ReturnedPart {
  int64_t Bytes = 0;
  ValueId Value;
};

/// How control leaves a block.
struct Terminator {
  enum class Kind : uint8_t {
    Jump,        ///< to Successors[0]
    Branch,      ///< Condition true: Successors[0], else Successors[1]
    Switch,      ///< Cases[i] equals Condition: Successors[i]; the last
                 ///< successor is the default
    Invoke,      ///< the last fact is a call: returns to [0], unwinds to [1]
    Any,         ///< to any of Successors (indirectbr, ...)
    Return,      ///< Returned says what
    Unwind,      ///< an exception leaves the function (resume)
    Unreachable, ///< control does not get here
  };
  Kind Form = Kind::Unreachable;
  ValueId Condition;
  std::vector<int64_t> Cases;
  std::vector<BlockId> Successors;
  std::vector<ReturnedPart> Returned;
  Location Where;
};

struct Block {
  std::vector<Fact> Facts;
  Terminator End;
};

/// A function with a body.
struct Function {
  SymbolId Symbol;
  std::string Name;      ///< as the source says it, qualified in C++
  std::string Signature; ///< "struct node *node_new(int value)"
  Location Where;        ///< of the name in the definition
  std::vector<Parameter> Parameters;
  TypeId Result;
  bool Variadic = false;
  bool NeverThrows = false; ///< an exception ends the program: C, noexcept,
                            ///< or compiled without exceptions
  bool Method = false;      ///< has a C++ object
  bool Destructor = false;
  TypeId ThisType;                       ///< pointer to the class, if Method
  std::vector<ArgumentOrigin> Arguments; ///< machine-level, in order
  uint64_t StackBytes = 0;               ///< of its static stack slots
  Location Atomic; ///< its first step that is one for other threads, if any
  std::vector<Value> Values; ///< ValueId indexes here
  std::vector<Block> Blocks; ///< [0] is the entry; none is unreachable

  /// By ValueId: the fact that makes it, or null.
  std::vector<const Fact *> definitions() const {
    std::vector<const Fact *> Made(Values.size());
    for (const Block &Part : Blocks)
      for (const Fact &Step : Part.Facts)
        if (Step.Result)
          Made[Step.Result.Index] = &Step;
    return Made;
  }
  /// Of the parameter that a machine-level argument is, or is a part of; none
  /// if it is another argument, or the type is not known.
  TypeId declaredType(uint32_t Argument) const {
    int32_t Parameter = Argument < Arguments.size()
                            ? Arguments[Argument].Parameter
                            : ArgumentOrigin::Hidden;
    bool Declared = Parameter >= 0 && size_t(Parameter) < Parameters.size();
    return Declared ? Parameters[Parameter].Type : TypeId();
  }
};

//===-- The unit ----------------------------------------------------------===//

/// Everything one compile command says.
struct Unit {
  std::string MainFile;
  std::string Target; ///< of the build; units of one are linked together, but
                      ///< if it ends in '/' maybe not all
  FileId Main;
  std::vector<std::string> Files; ///< absolute paths, FileId indexes here
  std::vector<Type> Types;
  std::vector<Record> Records;
  std::vector<Symbol> Symbols;
  std::vector<Function> Functions; ///< ordered by place in the source
  uint64_t PointerSize = 8;        ///< bytes of a data pointer of the target
  /// Spent in parse+CodeGen+SROA+facts, for --time-report.
  struct Times {
    double Parse = 0, CodeGen = 0, Promote = 0, Lower = 0;
  } Seconds;
};

//===-- The stage ---------------------------------------------------------===//

struct ParsedUnit; // analysis/frontend/Frontend.h

/// Lowers the declarations and the SSA module of one unit to facts.
Unit lowerUnit(const ParsedUnit &Parsed);

/// The unit file: versioned, deterministic bytes (MessagePack).
std::string writeUnit(const Unit &Lowered);

/// Reads what writeUnit wrote. Fails on another version and on bytes that are
/// no unit file; never trusts an index in the input.
llvm::Expected<Unit> readUnit(llvm::StringRef Bytes);

/// The stable text form, for --dump=facts, tests and bug reports.
void print(const Unit &Lowered, llvm::raw_ostream &Out);
/// One function of it; Names gives the tables that its ids index.
void print(const Function &Body, const Unit &Names, llvm::raw_ostream &Out);

} // namespace membrane

#endif
